"""How acts follow one another: resting, getting up, going about, being helped."""

from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import Protocol

import numpy as np

from landseal.words import Posture
from landseal_sim.acts import aids, helped, lie, rise, up
from landseal_sim.acts.script import Dog, Script
from landseal_sim.dog.pose import Pose
from landseal_sim.life.errands import Errand
from landseal_sim.world.model import World

Step = Callable[[Script], None]
"""Writes one act."""

_NIGHT_H = (22.5, 6.5)
_MAT_X = (0.3, 0.6)
_AWAY_X = (-0.35, 1.35)


class Now(Protocol):
    """What habits know of the present; each `yield` of a step moves it on."""

    rng: np.random.Generator
    world: World

    @property
    def dog(self) -> Dog:
        """The dog of the day."""
        ...

    @property
    def pose(self) -> Pose:
        """How she is held."""
        ...

    @property
    def now_s(self) -> float:
        """Since her life began."""
        ...

    @property
    def hour(self) -> float:
        """Of the local day."""
        ...

    @property
    def until_errand_s(self) -> float:
        """How long until somebody comes for her."""
        ...


def rests(now: Now) -> Generator[Step, None, bool]:
    """Rest until she has had enough, or somebody comes for her; small things happen meanwhile.

    Returns:
        Whether she has had enough; if not, somebody has come, or a new day with errands of its own.
    """
    day, asleep = now.world.day, _is_night(now.hour)
    length_s = max(70.0, 60 * (day.rest_night_min if asleep else day.rest_day_min).draw(now.rng))
    enough = length_s <= now.until_errand_s
    until_s = now.now_s + min(length_s, max(1.0, now.until_errand_s))
    while now.now_s < until_s:
        gap_s = float(now.rng.exponential(3600 / _small_things_an_hour(now, asleep=asleep)))
        for_s = float(np.clip(gap_s, 2.0, max(2.0, min(900.0, until_s - now.now_s))))
        yield partial(lie.rest, for_s=for_s, awake=_awake(now, asleep=asleep))
        if now.now_s < until_s:
            yield _small_thing(now, asleep=asleep)
    return enough


def _awake(now: Now, *, asleep: bool) -> float:
    """Draw how awake she lies until the next small thing."""
    lies_awake = not asleep and now.rng.random() < now.world.day.awake
    return float(now.rng.uniform(0.3, 1.0)) if lies_awake else 0.0


def _rates(now: Now, *, asleep: bool) -> dict[str, float]:
    day, dog = now.world.day, now.dog
    on_chest = abs(now.pose.roll_deg) < 45  # noqa: PLR2004 -- on her chest
    return {
        "fidget": day.fidgets_an_hour * (0.25 if asleep else 1.0),
        "turn": day.turns_an_hour * dog.lifts_her_chest,
        "dream": day.dreams_an_hour * (1.0 if asleep else 0.4),
        "kick": day.reflex_kicks_an_hour * dog.deficit,
        "pant": day.pants_an_hour * (not asleep) * on_chest,
        "push_up": 1.5 * (not asleep) * on_chest * dog.lifts_her_chest,
    }


def _small_things_an_hour(now: Now, *, asleep: bool) -> float:
    return max(0.2, sum(_rates(now, asleep=asleep).values()))


def _small_thing(now: Now, *, asleep: bool) -> Step:
    rates = _rates(now, asleep=asleep)
    total = sum(rates.values())
    if total <= 0:
        return partial(lie.rest, for_s=5.0)
    what = str(now.rng.choice(list(rates), p=np.array(list(rates.values())) / total))
    steps: dict[str, Step] = {
        "fidget": lie.fidget,
        "turn": partial(lie.change_side, to=_another_side(now)),
        "dream": lie.dream,
        "kick": partial(lie.dream, by_reflex=True),
        "pant": lie.pant,
        "push_up": rise.push_up,
    }
    return steps[what]


def _another_side(now: Now) -> Posture:
    sides = [Posture.LYING_STERNAL, Posture.LYING_LEFT, Posture.LYING_RIGHT]
    here = abs(now.pose.roll_deg) > 45  # noqa: PLR2004 -- on a side
    side = Posture.LYING_LEFT if now.pose.roll_deg < 0 else Posture.LYING_RIGHT
    left = [other for other in sides if other is not (side if here else Posture.LYING_STERNAL)]
    return left[int(now.rng.integers(len(left)))]


def goes_out(now: Now) -> Iterator[Step]:
    """Try to get up, as often as it takes or until she gives up; then go about, and lie down."""
    if now.dog.can_rise or now.dog.lifts_her_chest:
        yield from _struggles(now)
    if now.pose.hind > 0.5:  # noqa: PLR2004 -- she is on her feet
        yield from _turns_about(now) if now.dog.crated else _goes_about(now)


def _struggles(now: Now) -> Iterator[Step]:
    for _ in range(12):
        if now.rng.random() >= rise.failing(now.dog, now.world.rise):
            yield rise.get_up
            return
        yield rise.stall if _stalls(now) else rise.fail
        if now.rng.random() < now.world.rise.giving_up:
            return
        yield partial(lie.rest, for_s=now.world.rise.pause_s.draw(now.rng))


def _stalls(now: Now) -> bool:
    return now.dog.lifts_her_chest and now.rng.random() < now.world.rise.stalling


def _turns_about(now: Now) -> Iterator[Step]:
    """Turn in the crate, once or twice, and lie down again: there is nowhere to go."""
    for _ in range(int(now.rng.integers(1, 3))):
        yield up.turn_round
        yield partial(up.stand, for_s=float(now.rng.uniform(2, 20)))
    yield up.lie_down


def _goes_about(now: Now) -> Iterator[Step]:
    day = now.world.day
    for _ in range(max(1, round(day.walks_an_outing.draw(now.rng) * (1 - 0.6 * now.dog.deficit)))):
        yield from _on_the_way(now)
        away = now.rng.random() < day.leaves_view
        to_x = float(now.rng.choice(_AWAY_X)) if away else float(now.rng.uniform(0.1, 0.9))
        fast = now.dog.deficit < 0.1 and now.rng.random() < day.runs  # noqa: PLR2004 -- sound
        yield partial(up.walk, to_x=to_x, fast=fast)
        if now.rng.random() < day.falls * min(1.5, 2 * now.dog.deficit):
            yield up.fall
            return
        if now.until_errand_s <= 0:
            break
    if not 0.1 < now.pose.x < 0.9:  # noqa: PLR2004 -- out of view
        yield partial(up.walk, to_x=float(now.rng.uniform(*_MAT_X)))
    yield up.lie_down


def _on_the_way(now: Now) -> Iterator[Step]:
    """Do what dogs do between two walks."""
    day, rng = now.world.day, now.rng
    for share, step in ((day.shakes_an_outing, up.shake), (day.sniffs_an_outing, up.sniff)):
        if rng.random() < share / 2:
            yield step
    if rng.random() < day.sits / 2 and now.dog.deficit < 0.6:  # noqa: PLR2004 -- who gets up from a sit
        yield up.sit
    if now.dog.deficit < 0.1 and rng.random() < day.jumps / 2:  # noqa: PLR2004 -- sound
        yield up.jump
    if rng.random() < 0.4:  # noqa: PLR2004 -- [E]
        yield partial(up.stand, for_s=float(rng.uniform(1, 30 + 90 * (1 - now.dog.deficit))))


def is_helped(now: Now, errand: Errand) -> Iterator[Step]:
    """Let a person do what they came for."""
    match errand:
        case Errand.SLING:
            yield aids.in_sling
        case Errand.THERAPY:
            yield partial(aids.in_sling, therapy=True)
        case Errand.CART:
            yield aids.in_cart
        case Errand.CARRIED:
            yield partial(helped.carried, to_x=float(now.rng.choice([0.3, 0.5, 0.65, 1.35])))
            if not 0 < now.pose.x < 1:
                yield partial(lie.rest, for_s=float(now.rng.uniform(120, 900)))
                yield partial(helped.carried, to_x=float(now.rng.uniform(*_MAT_X)))
        case Errand.CAR:
            yield helped.by_car
        case Errand.TURNED:
            yield partial(lie.turned_by_person, to=_another_side(now))
        case Errand.HARNESS:
            yield partial(helped.handled, for_s=20.0)
            yield partial(helped.without_harness, for_s=60 * now.world.care.harness_off_min.draw(now.rng))
            yield partial(helped.handled, for_s=25.0)


def _is_night(hour: float) -> bool:
    return hour >= _NIGHT_H[0] or hour < _NIGHT_H[1]

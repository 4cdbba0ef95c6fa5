"""Walks: steps in a row, by the definition of docs/words.md.

A step is a footfall of the hind that bears weight, two a stride. The trunk feels every footfall, and not
which leg bore weight: the pelvis tells that, where it is worn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from landseal.units import NS_PER_S, seconds
from landseal.words import Confidence, EventKind
from landseal_server.episodes.raised import ONE_BODY
from landseal_server.episodes.reading import Movement, Reading
from landseal_server.episodes.state import Bout, Doubtful, Draft, Episodes
from landseal_server.episodes.sway import LIKELY
from landseal_server.recognise.cadence import REGULAR, WALKING_MG

WALK_STEPS: Final = 3
"""[E] Fewer are no walk."""

WALK_S: Final = 2.0
"""[E] Nor is what lasts shorter, from the first step to the last: she may stumble, or bustle about."""

GAP_S: Final = 1.5
"""[E] A longer pause between two steps ends the bout."""

SHORTEST_GAP_S: Final = 0.75
"""[E] No shorter stillness of the trunk does, however slow she is."""

UNCERTAIN_SHARE: Final = 0.34
"""[E] A walk with more of its steps than this in seconds without a rhythm says "step count uncertain"."""

_SAME_GAIT: Final = 1.4
"""[E] A cadence further than this factor from the usual one is not believed without a rhythm: walk and trot
of one dog lie about so far apart."""

_LEARNS: Final = 0.02
"""[E] How fast the usual cadence follows, per regular second."""

_PASSIVE: Final = 0.45
"""[E] A hind that heaves so much less than the trunk is carried along, in a sling or on wheels."""

_OF_USUAL: Final = 0.5
"""[E] What has no rhythm is steps if it is at least so strong, against this dog's regular steps."""

_STILL_OF_USUAL: Final = 0.3
"""[E] In the midst of a walk less will do: she turns, or slows down."""

_TOLD: Final = 0.4
"""[E] A bout whose strongest steps are weaker than this share of her usual ones is bustle on the spot."""

_BEFORE_ANY_MG: Final = 100.0
"""[E] The same for a dog whose regular steps nobody has seen yet."""

_UPWARD: Final = 0.3
"""[E] A trunk that moves by more than three times what it heaves rolls: she shakes herself, or scratches."""

_NOT_LEVEL_DEG: Final = 35.0
"""[E] A trunk that tilts by more within the window falls or gets up; hard footfalls make it 15 and more."""

LIES_DOWN_S: Final = 4.0
"""[E] So long may it take her to lie down from a walk; what moves her then has no rhythm and is no step."""


@dataclass(frozen=True)
class Steps:
    """The steps of one second."""

    felt: float
    """Footfalls that the trunk felt."""
    taken: float
    """Those of them that the hind took with weight on it; all, where no hind sensor could tell."""
    cadence_hz: float
    regular: bool


NO_STEPS: Final = Steps(0.0, 0.0, 0.0, regular=False)


def steps_in(reading: Reading, state: Episodes) -> Steps:
    """Return the steps of one second; none unless her legs carry her.

    Struggling for a footing has a rhythm of its own now and then; the posture tells it from a walk.
    """
    trunk = reading.trunk
    walks = state.bout is not None and state.bout.met_ns is not None
    if (
        not trunk.stepping
        or trunk.vedba_mg <= WALKING_MG
        or _shakes(trunk)
        or not _on_her_feet(reading, walks=walks)
    ):
        return NO_STEPS
    regular = trunk.rhythm > REGULAR
    if not regular and state.rest is not None:
        return NO_STEPS  # who struggles up, and has not stood yet, moves like one who goes unevenly
    least_mg = (_STILL_OF_USUAL if walks else _OF_USUAL) * state.usual_step_mg or _BEFORE_ANY_MG
    if not regular and trunk.stepping_mg < least_mg:
        return NO_STEPS
    cadence_hz = trunk.cadence_hz if regular else _likely_hz(trunk.cadence_hz, state)
    felt = cadence_hz * (trunk.stepping + (_doubtful_s(state, reading) if regular else 0.0))
    share = hind_share(reading)
    return Steps(felt, felt if share is None else felt * share, cadence_hz, regular=regular)


def _doubtful_s(state: Episodes, reading: Reading) -> float:
    """Return how much of the second before was steps too, as this one shows: no walk begins with a rhythm."""
    doubtful = state.doubtful
    begins = doubtful is not None and doubtful.until_ns == reading.t_ns and not reading.trunk.stepping_from_s
    return seconds(doubtful.until_ns - doubtful.from_ns) if doubtful is not None and begins else 0.0


def _doubt(reading: Reading) -> Doubtful | None:
    """Remember a second that ends with what may be the first steps of a walk."""
    trunk = reading.trunk
    if trunk.stepping_until_s < 1 or trunk.vedba_mg <= WALKING_MG or reading.p_lying >= LIKELY:
        return None
    from_ns = reading.t_ns + round(trunk.stepping_from_s * NS_PER_S)
    return Doubtful(from_ns=from_ns, until_ns=reading.t_ns + NS_PER_S)


def _shakes(trunk: Movement) -> bool:
    return trunk.stepping_mg < _UPWARD * trunk.vedba_mg


def hind_share(reading: Reading) -> float | None:
    """Estimate the share of the footfalls that the hind takes with weight on it; None without a sensor there.

    A foot that drags does not heave the pelvis. How strongly that heaves, against the trunk, is the share of
    those that do not drag [E].
    """
    if reading.pelvis is None or not reading.trunk.heave_mg:
        return None
    share = reading.pelvis.heave_mg / reading.trunk.heave_mg
    return min(1.0, share) if share >= _PASSIVE else 0.0


def advance(state: Episodes, reading: Reading) -> Iterator[Draft]:
    """Take in one second; yield a walk when it has become one, and again when it is over."""
    steps = steps_in(reading, state)
    before_s = _doubtful_s(state, reading) if steps.regular else 0.0
    first_ns = reading.t_ns + round((reading.trunk.stepping_from_s - before_s) * NS_PER_S)
    state.doubtful = None if steps.felt else _doubt(reading)
    end_ns = reading.t_ns + NS_PER_S
    bout = state.bout
    if bout is not None and (first_ns if steps.felt else end_ns) - bout.last_ns > bout.longest_gap_ns:
        state.bout = None
        if reading.p_lying >= LIKELY:
            _without_lying_down(bout)
        if bout.met_ns is not None:
            yield _walk(bout, bout.met_ns, over=True)
    if not steps.felt:
        return
    if steps.regular:
        _learn(state, reading)
    bout = state.bout = state.bout or Bout(onset_ns=first_ns, last_ns=first_ns)
    _count(bout, steps, reading)
    if bout.met_ns is None and _is_walk(bout, state):
        bout.met_ns = end_ns
        yield _walk(bout, end_ns, over=False)


def fell(state: Episodes) -> None:
    """Begin the count of consecutive steps anew: she has fallen."""
    if state.bout is not None:
        state.bout.run = 0.0


def _is_walk(bout: Bout, state: Episodes) -> bool:
    long_enough = bout.steps >= WALK_STEPS and bout.last_ns - bout.onset_ns >= WALK_S * NS_PER_S
    strong_enough = bout.strongest_mg >= _TOLD * state.usual_step_mg
    return long_enough and strong_enough and bout.hind_steps >= _PASSIVE * bout.fore_steps


def _count(bout: Bout, steps: Steps, reading: Reading) -> None:
    bout.last_ns = reading.t_ns + round(reading.trunk.stepping_until_s * NS_PER_S)
    # The trunk comes to rest a step's time after the last footfall, from which the gap is counted.
    bout.longest_gap_ns = round(max(SHORTEST_GAP_S, GAP_S - 1 / steps.cadence_hz) * NS_PER_S)
    bout.strongest_mg = max(bout.strongest_mg, reading.trunk.stepping_mg)
    bout.steps += steps.taken
    bout.regular_steps += steps.taken * steps.regular
    bout.firm_ns, bout.loose_steps = (
        (bout.last_ns, 0.0) if steps.regular else (bout.firm_ns, bout.loose_steps + steps.taken)
    )
    bout.run += steps.taken
    bout.longest_run = max(bout.longest_run, bout.run)
    if reading.pelvis is not None:
        bout.fore_steps += steps.felt
        bout.hind_steps += steps.taken


def _without_lying_down(bout: Bout) -> None:
    """Take back what was counted after the last regular step of a walk that ends with her lying."""
    if bout.firm_ns is None or bout.last_ns - bout.firm_ns > LIES_DOWN_S * NS_PER_S:
        return
    bout.last_ns = bout.firm_ns
    bout.steps -= bout.loose_steps
    if bout.run >= bout.longest_run:
        bout.longest_run -= bout.loose_steps


def _learn(state: Episodes, reading: Reading) -> None:
    """Follow how often and how hard this dog usually steps."""
    hz, mg = reading.trunk.cadence_hz, reading.trunk.stepping_mg
    state.usual_step_hz += (_LEARNS if state.usual_step_hz else 1.0) * (hz - state.usual_step_hz)
    state.usual_step_mg += (_LEARNS if state.usual_step_mg else 1.0) * (mg - state.usual_step_mg)


def _on_her_feet(reading: Reading, *, walks: bool) -> bool:
    carried = reading.coherence is not None and reading.coherence >= ONE_BODY
    level = (walks and reading.trunk.rhythm > REGULAR) or reading.trunk.tilt_change_deg < _NOT_LEVEL_DEG
    return reading.p_upright >= LIKELY and level and not carried


def _likely_hz(found_hz: float, state: Episodes) -> float:
    """Return a cadence found without a rhythm, or this dog's usual one where that is not near it."""
    usual_hz = state.usual_step_hz
    near = usual_hz / _SAME_GAIT <= found_hz <= usual_hz * _SAME_GAIT
    return found_hz if near or not usual_hz else usual_hz


def _walk(bout: Bout, met_ns: int, *, over: bool) -> Draft:
    """Return the walk; steps are rounded, for half a step was not taken."""
    return Draft(
        kind=EventKind.WALK,
        confidence=Confidence.CONFIRMED,
        onset_ns=bout.onset_ns,
        met_ns=met_ns,
        duration_s=seconds(bout.last_ns - bout.onset_ns) if over else None,
        steps=round(bout.steps),
        steps_uncertain=bout.regular_steps < (1 - UNCERTAIN_SHARE) * bout.steps,
        longest_run=round(bout.longest_run),
        hind_fore_ratio=bout.hind_steps / bout.fore_steps if bout.fore_steps else None,
    )

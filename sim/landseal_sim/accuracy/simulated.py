"""An evaluation on simulated homes: a life for each seed, all scores over all lives."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from landseal.errors import LandsealError
from landseal.words import EventKind, Role
from landseal_sim.accuracy import events
from landseal_sim.accuracy.figures import Simulated
from landseal_sim.accuracy.friends import false_friends
from landseal_sim.accuracy.lived import Lived, live
from landseal_sim.accuracy.seconds import posture_score, wear_score
from landseal_sim.accuracy.steps import steps_score
from landseal_sim.life.calendar import begins, zone_named
from landseal_sim.record.edges import Asked
from landseal_sim.world.load import dogs, load_dog, load_world
from landseal_sim.world.model import DogSection

CAMERA: Final = "camera"
"""The word for it among `--sensors`."""

_START: Final = "2026-03-23"
_ZONE: Final = "Europe/Berlin"


@dataclass(frozen=True)
class Wanted:
    """What is to be evaluated."""

    world: str
    first_seed: int
    last_seed: int
    """Included."""
    days: float
    sensors: tuple[str, ...] | None
    """Roles, and `CAMERA`; None: what the dog's file says, and a camera."""
    dog: str | None
    """None: the shipped dogs in turn."""

    @property
    def seeds(self) -> range:
        """All seeds."""
        return range(self.first_seed, self.last_seed + 1)


def evaluate(wanted: Wanted, on_progress: Callable[[float], None]) -> Simulated:
    """Let all lives be lived, and score them.

    Args:
        wanted: which.
        on_progress: told the seconds that are done, of `length_s`.

    Raises:
        LandsealError: a dog, a world or a sensor that there is not.
    """
    lives: list[Lived] = []
    for dog, asked in asked_of(wanted):
        lives.append(live(dog, asked, _further(on_progress, len(lives) * asked.until_s)))
    return scored(wanted, lives)


def length_s(wanted: Wanted) -> float:
    """Return how many seconds of life all of it is."""
    return len(wanted.seeds) * begins(_START, zone_named(_ZONE)).after_days(wanted.days)


def _further(on_progress: Callable[[float], None], before_s: float) -> Callable[[float], None]:
    """Return what is told the seconds done of one life, when those of others are done already."""
    return lambda to_s: on_progress(before_s + to_s)


def asked_of(wanted: Wanted) -> Iterator[tuple[str, Asked]]:
    """Yield each life with its dog; a seed's life is the same in whatever range it is asked for.

    Raises:
        LandsealError: as `evaluate`.
    """
    calendar, world = begins(_START, zone_named(_ZONE)), load_world(wanted.world)
    shipped = dogs()
    for seed in wanted.seeds:
        dog = wanted.dog or shipped[seed % len(shipped)]
        section, camera = dressed(load_dog(dog), wanted.sensors)
        yield (
            dog,
            Asked(section, world, calendar, seed, calendar.after_days(wanted.days), camera=camera),
        )


def dressed(section: DogSection, sensors: Sequence[str] | None) -> tuple[DogSection, bool]:
    """Return a dog with these sensors instead of her own, and whether a camera watches her.

    Raises:
        LandsealError: no such sensor, or none that posture can be read from.
    """
    if sensors is None:
        return section, True
    allowed = [str(role) for role in Role]
    for name in sensors:
        if name not in (*allowed, CAMERA):
            raise LandsealError(f'--sensors: expected some of {", ".join([*allowed, CAMERA])}, got "{name}"')
    roles = [Role(name) for name in dict.fromkeys(sensors) if name != CAMERA]
    if not {Role.TRUNK, Role.COLLAR} & set(roles):
        raise LandsealError('--sensors: expected "trunk" or "collar" among them')
    return section.model_copy(update={"sensors": roles}), CAMERA in sensors


def scored(wanted: Wanted, lives: Sequence[Lived]) -> Simulated:
    """Score lives."""
    kinds = {kind: events.score(lives, kind) for kind in _KINDS}
    worn_days = events.worn_days(lives)
    stands = kinds[EventKind.STOOD_UP]
    return Simulated(
        world=wanted.world,
        seeds=f"{wanted.first_seed}:{wanted.last_seed}",
        days=wanted.days,
        sensors=None if wanted.sensors is None else list(wanted.sensors),
        dogs=dict(Counter(life.dog for life in lives)),
        days_worn=worn_days,
        stood_up=stands,
        rise_failed=kinds[EventKind.RISE_FAILED],
        dog_sit_stall=kinds[EventKind.DOG_SIT_STALL],
        fall=kinds[EventKind.FALL],
        turn=kinds[EventKind.TURN],
        walk=kinds[EventKind.WALK],
        assisted_as_unassisted=events.assisted_as_unassisted(lives),
        false_per_day=stands.fp / worn_days if worn_days else None,
        wear=wear_score(lives),
        posture=posture_score(lives),
        steps=steps_score(lives),
        false_friends=false_friends(lives),
    )


_KINDS: Final = (
    EventKind.STOOD_UP,
    EventKind.RISE_FAILED,
    EventKind.DOG_SIT_STALL,
    EventKind.FALL,
    EventKind.TURN,
    EventKind.WALK,
)

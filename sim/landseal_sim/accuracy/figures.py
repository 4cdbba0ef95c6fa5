"""The figures that an evaluation gives, as plain data with the keys of its JSON."""

import msgspec

from landseal_sim.truth.words import Doing


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """True events told, told events that were none, and true events missed."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(tp=self.tp + other.tp, fp=self.fp + other.fp, fn=self.fn + other.fn)

    def precision(self) -> float | None:
        """Return the share of told events that were true; None where none was told."""
        return _share(self.tp, self.tp + self.fp)

    def recall(self) -> float | None:
        """Return the share of true events that were told; None where there was none."""
        return _share(self.tp, self.tp + self.fn)

    def f1(self) -> float | None:
        """Return the harmonic mean of precision and recall; None where there was nothing and told nothing."""
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)


class EventScore(msgspec.Struct, frozen=True, kw_only=True):
    """How well one kind of event is told; only what was told as `confirmed` counts as told."""

    f1: float | None
    f1_interval: tuple[float, float] | None
    """95 %, by bootstrap over lives; None where there are fewer than two lives with any such event."""
    precision: float | None
    recall: float | None
    median_latency_s: float | None
    """Told `met` minus true `met`, of those that were told."""
    possible_recall: float | None
    """Share of the true events that were told as confirmed or possible."""
    tp: int
    fp: int
    fn: int
    possible_fp: int
    """Told as possible where nothing of the kind happened."""


class PostureScore(msgspec.Struct, frozen=True, kw_only=True):
    """Posture by true second: lying, sitting, standing, moving."""

    macro_f1: float | None
    f1: dict[str, float | None]
    accuracy: float | None
    seconds: int


class WearScore(msgspec.Struct, frozen=True, kw_only=True):
    """Wear over the seconds that were told."""

    accuracy: float | None
    seconds: int
    told_unknown: int


class StepsScore(msgspec.Struct, frozen=True, kw_only=True):
    """Steps told within the spans of true bouts."""

    median_abs_pct_error: float | None
    bouts: int


class FalseFriend(msgspec.Struct, frozen=True, kw_only=True):
    """What was wrongly told during one kind of doing."""

    doing: Doing
    happened: int
    stood_up: int = 0
    stood_up_possible: int = 0
    rise_failed: int = 0
    dog_sit_stall: int = 0
    walk: int = 0
    fall: int = 0
    turn: int = 0


class Simulated(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of an evaluation on simulated homes."""

    world: str
    seeds: str
    days: float
    sensors: list[str] | None
    """None: each dog wears what her own file says, and has a camera."""
    dogs: dict[str, int]
    """How many lives of each."""
    days_worn: float
    stood_up: EventScore
    rise_failed: EventScore
    dog_sit_stall: EventScore
    fall: EventScore
    turn: EventScore
    walk: EventScore
    assisted_as_unassisted: int
    false_per_day: float | None
    wear: WearScore
    posture: PostureScore
    steps: dict[str, StepsScore]
    false_friends: list[FalseFriend]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None

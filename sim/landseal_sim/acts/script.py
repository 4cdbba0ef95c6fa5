"""One act being written: keyframes, strides, and the truth about them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from landseal.words import Posture, Role
from landseal_sim.dog.build import Build
from landseal_sim.dog.pose import Keyframes, Pose
from landseal_sim.dog.strides import Strides
from landseal_sim.truth.words import Doing, Span, Told, Track
from landseal_sim.world.model import World


@dataclass(frozen=True)
class Dog:
    """The dog of the day: her body, and how far her legs answer today."""

    build: Build
    left_hind: float
    right_hind: float
    fore: float
    spinal_walker: bool
    land_seal: float
    uses_cart: bool
    crated: bool = False

    @property
    def deficit(self) -> float:
        """How much of her hind is missing: the worse leg counts double, for the better one bears for both."""
        worse, better = max(self.left_hind, self.right_hind), min(self.left_hind, self.right_hind)
        return (2 * worse + better) / 3

    @property
    def can_rise(self) -> bool:
        """Whether she gets to her feet alone, on a good try."""
        return self.deficit < 0.85 and self.fore < 0.8  # noqa: PLR2004 -- [E]

    @property
    def lifts_her_chest(self) -> bool:
        """Whether her forelegs push her up."""
        return self.fore < 0.9  # noqa: PLR2004 -- [E]


@dataclass(frozen=True)
class Act:
    """A stretch of her life: how she moves in it, and the truth about it, in seconds since her life began."""

    number: int
    start_s: float
    frames: Keyframes
    walks: tuple[Strides | None, Strides | None]
    told: Told
    in_use: frozenset[Role] = frozenset()
    """Which things move: sling, cart."""
    harness_on: bool = True

    @cached_property
    def end_s(self) -> float:
        """When the next one begins."""
        return self.start_s + self.frames.length_s


class Script:
    """Writes one act; times are seconds since the act began."""

    def __init__(self, dog: Dog, world: World, start: Pose, rng: np.random.Generator) -> None:
        self.dog = dog
        self.world = world
        self.rng = rng
        self.frames = Keyframes(start)
        self.walks: tuple[Strides | None, Strides | None] = (None, None)
        self.in_use: set[Role] = set()
        self.harness_on = True
        self.words = ""
        self._spans: list[tuple[Track, str, float, float]] = []

    @property
    def now_s(self) -> float:
        """How far the act has been written."""
        return self.frames.length_s

    @property
    def pose(self) -> Pose:
        """How she is held there."""
        return self.frames.last

    def to(self, after_s: float, **changes: float) -> "Script":
        """Pass to another pose within so many seconds."""
        self.frames.to(after_s, **changes)
        return self

    def stay(self, for_s: float) -> "Script":
        """Stay as she is."""
        self.frames.to(for_s)
        return self

    def tell(self, track: Track, value: str, from_s: float, to_s: float | None = None) -> None:
        """Note a span of truth, up to now unless an end is named."""
        end_s = self.now_s if to_s is None else to_s
        if end_s > from_s:
            self._spans.append((track, value, from_s, end_s))

    def posture(self, posture: Posture, from_s: float, to_s: float | None = None) -> None:
        """Note a posture."""
        self.tell(Track.POSTURE, posture, from_s, to_s)

    def doing(self, what: Doing, from_s: float, to_s: float | None = None) -> None:
        """Note what she does."""
        self.tell(Track.DOING, what, from_s, to_s)

    def between(self, low: float, high: float) -> float:
        """Draw a number."""
        return float(self.rng.uniform(low, high))

    def chance(self, share: float) -> bool:
        """Draw a yes or no."""
        return bool(self.rng.random() < share)

    def done(self, number: int, start_s: float) -> Act:
        """Return the act, placed in her life."""
        spans = tuple(
            Span(track=track, value=value, from_s=start_s + from_s, to_s=start_s + to_s)
            for track, value, from_s, to_s in sorted(self._spans, key=lambda span: span[2])
        )
        hind = self.walks[1]
        steps = () if hind is None else tuple(float(start_s + at_s) for at_s in hind.steps_s())
        return Act(
            number=number,
            start_s=start_s,
            frames=self.frames,
            walks=self.walks,
            told=Told(spans, steps, self.words),
            in_use=frozenset(self.in_use),
            harness_on=self.harness_on,
        )


def lying_as(pose: Pose) -> Posture:
    """Name the lying posture of a pose, by its roll."""
    roll_deg = (pose.roll_deg + 180) % 360 - 180
    if abs(roll_deg) <= 45:  # noqa: PLR2004 -- halfway between chest and side
        return Posture.LYING_STERNAL
    if abs(roll_deg) >= 135:  # noqa: PLR2004 -- halfway between side and back
        return Posture.LYING_BACK
    return Posture.LYING_LEFT if roll_deg < 0 else Posture.LYING_RIGHT


def seal_of(pose: Pose) -> str | None:
    """Name the land seal of a pose that lies on its chest: which hind legs are stretched away; None: none."""
    if lying_as(pose) is not Posture.LYING_STERNAL or pose.hind > 0.1 or pose.front > 0.1:  # noqa: PLR2004 -- lying
        return None
    left = _stretched(pose.thigh_left_deg, pose.splay_left_deg)
    right = _stretched(pose.thigh_right_deg, pose.splay_right_deg)
    if left and right:
        return "both"
    return "left" if left else "right" if right else None


def _stretched(thigh_deg: float, splay_deg: float) -> bool:
    """Tell whether a leg lies back or out, by the bounds of docs/words.md."""
    return thigh_deg <= -50 or splay_deg > 50  # noqa: PLR2004 -- see above

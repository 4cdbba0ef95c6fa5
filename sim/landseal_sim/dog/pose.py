"""How she holds herself at a moment, and how that changes: keyframes with minimum-jerk passages between them.

Minimum jerk is how limbs are moved from one place to another (Flash & Hogan 1985, J. Neurosci. 5:1688):
smooth in position, speed and acceleration, so that what the sensors feel has no corners.
"""

from dataclasses import dataclass, fields, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Pose:
    """Everything about the body, and about whoever handles it, that sensors or camera can notice."""

    front: float = 0.0
    """How high the shoulders are: 0 lying, 1 standing."""
    hind: float = 0.0
    """How high the hips are."""
    pitch_deg: float = 6.0
    """Of the trunk, on top of what shoulders and hips make of it; nose up is positive."""
    roll_deg: float = 0.0
    """Of the trunk; -90 lies on the left side, 90 on the right."""
    hip_pitch_deg: float = 8.0
    """Of the pelvis, on top of the trunk's."""
    hip_roll_deg: float = 0.0
    thigh_left_deg: float = 80.0
    """Of the femur against the trunk: 0 straight down, 90 forward, -90 stretched back."""
    thigh_right_deg: float = 80.0
    splay_left_deg: float = 0.0
    """Of the femur out of the sagittal plane, outwards."""
    splay_right_deg: float = 0.0
    head_deg: float = 0.0
    """Of the neck against the trunk; nose down is negative."""
    breath: float = 1.0
    """Depth of breathing, 1 = quiet."""
    awake: float = 0.0
    """How awake she lies: 0 asleep, 1 attentive, with a head and a tail that are never quite still."""
    pant: float = 0.0
    """Strength of panting, 0-1."""
    struggle_g: float = 0.0
    """Effort of the fore body, root mean square."""
    hind_struggle_g: float = 0.0
    sway_g: float = 0.0
    """Sway of a body on its feet; trunk and pelvis sway as one."""
    tremor_g: float = 0.0
    gait_g: float = 0.0
    """Heave of the fore body with each step, amplitude."""
    hind_gait_g: float = 0.0
    swing_deg: float = 0.0
    """Swing of the thighs with each stride, amplitude."""
    shake: float = 0.0
    """Strength of a body shake, 0-1."""
    scratch: float = 0.0
    """Strength of scratching with the right hind leg, 0-1."""
    kick: float = 0.0
    """Strength of kicking with the hind legs, 0-1."""
    thrust_g: float = 0.0
    """What her legs give all of her upwards in a jump; -1 in the air."""
    held_g: float = 0.0
    """What a person who carries or holds her adds to all of her: their own gait and grip."""
    road_g: float = 0.0
    """What a car adds to all of her."""
    wheel_g: float = 0.0
    """What the wheels of a cart add to her hind."""
    x: float = 0.45
    """Where she is across the room, as a share of the picture's width; beyond 0-1 she is out of view."""
    depth: float = 0.1
    """How far from the camera: 0 near, 1 at the far wall."""
    facing: float = 1.0
    """1 to the right, -1 to the left."""
    lift_m: float = 0.0
    """How high somebody holds her above the floor."""
    person_x: float = -0.5
    """Where the person nearest to her is; beyond 0-1 nobody is in view."""
    stoop: float = 0.0
    """How far that person bends down, 0-1."""


NUMBERS: Final = tuple(number.name for number in fields(Pose))


@dataclass
class Keyframes:
    """A sequence of poses in time, in seconds from its own beginning."""

    first: Pose

    def __post_init__(self) -> None:
        self.times_s: list[float] = [0.0]
        self.poses: list[Pose] = [self.first]
        self._moving: tuple[int, frozenset[str]] | None = None

    def to(self, after_s: float, **changes: float) -> Self:
        """Pass to another pose within so many seconds: the last one with some of its numbers changed."""
        self.times_s.append(self.times_s[-1] + after_s)
        self.poses.append(replace(self.poses[-1], **changes))
        return self

    @property
    def last(self) -> Pose:
        """The pose at the end."""
        return self.poses[-1]

    @property
    def length_s(self) -> float:
        """When the last keyframe is."""
        return self.times_s[-1]

    def moving(self) -> frozenset[str]:
        """Return the names of the numbers that change."""
        if self._moving is None or self._moving[0] != len(self.poses):
            self._moving = (len(self.poses), self._changed())
        return self._moving[1]

    def _changed(self) -> frozenset[str]:
        changed = {
            name
            for name in NUMBERS
            for pose in self.poses
            if getattr(pose, name) != getattr(self.first, name)
        }
        return frozenset(changed)

    def sample(self, at_s: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Return each number at the given times by its name: (times,), or (1,) where it never changes."""
        moving = self.moving()
        left, share = self._passage(at_s)
        return {
            name: self._eased(name, left, share) if name in moving else np.array([getattr(self.first, name)])
            for name in NUMBERS
        }

    def at(self, at_s: float) -> Pose:
        """Return the pose at one moment."""
        left, share = self._passage(np.array([at_s]))
        moving = self.moving()
        return replace(self.first, **{name: float(self._eased(name, left, share)[0]) for name in moving})

    def _passage(self, at_s: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return which keyframe each moment comes after, and how far the passage to the next has got, 0-1."""
        knots = np.array(self.times_s)
        left = np.clip(np.searchsorted(knots, at_s, side="right") - 1, 0, max(0, len(knots) - 2))
        right = np.minimum(left + 1, len(knots) - 1)
        share = np.clip((at_s - knots[left]) / np.maximum(knots[right] - knots[left], 1e-9), 0, 1)
        return left, share * share * share * (10 + share * (6 * share - 15))

    def _eased(self, name: str, left: NDArray[np.intp], share: NDArray[np.float64]) -> NDArray[np.float64]:
        heights = np.array([getattr(pose, name) for pose in self.poses])
        right = np.minimum(left + 1, len(heights) - 1)
        return np.asarray(heights[left] + share * (heights[right] - heights[left]))

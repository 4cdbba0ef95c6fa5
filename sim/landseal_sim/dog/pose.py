"""How she holds herself at a moment, and how that changes: keyframes with smooth passages between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Pose:
    """Everything about the body that sensors or camera can notice."""

    trunk_pitch_deg: float = 8.0
    trunk_roll_deg: float = 0.0
    pelvis_pitch_deg: float = 14.0
    """Lying in the land seal the rump is low; on her feet it is level."""
    pelvis_roll_deg: float = 0.0
    front: float = 0.0
    """How high the shoulders are: 0 lying, 1 standing."""
    hind: float = 0.0
    """How high the hips are."""
    x: float = 0.45
    """Where she is across the room, as a share of the picture's width; beyond 0-1 she is out of view."""
    lift: float = 0.0
    """How high somebody holds her above the floor, as a share of the picture's height."""
    breath: float = 1.0
    """Depth of breathing, 1 = quiet."""
    struggle: float = 0.0
    """Irregular effort of the fore body, in g."""
    hind_struggle: float = 0.0
    """Irregular effort of the hind body, in g."""
    sway: float = 0.0
    """Sway of a body on its feet, in g; trunk and pelvis sway as one."""
    gait: float = 0.0
    """Strength of the footfalls, in g."""


@dataclass
class Track:
    """A sequence of poses in time."""

    times_s: list[float] = field(default_factory=list)
    poses: list[Pose] = field(default_factory=list)

    def at(self, time_s: float, **changes: float) -> "Track":
        """Add a keyframe: the last pose with some of its numbers changed."""
        last = self.poses[-1] if self.poses else Pose()
        self.times_s.append(time_s)
        self.poses.append(replace(last, **changes))
        return self

    @property
    def end_s(self) -> float:
        """When the last keyframe is."""
        return self.times_s[-1]

    def sample(self, times_s: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Return each of the pose's numbers at the given times, shape (times,), by its name."""
        return {
            number.name: _smooth(times_s, self.times_s, [getattr(pose, number.name) for pose in self.poses])
            for number in fields(Pose)
        }


def _smooth(at: NDArray[np.float64], times: Sequence[float], values: Sequence[float]) -> NDArray[np.float64]:
    """Pass from keyframe to keyframe with a cosine's ease, still at both ends."""
    knots, heights = np.asarray(times, dtype=np.float64), np.asarray(values, dtype=np.float64)
    right = np.clip(np.searchsorted(knots, at, side="right"), 1, len(knots) - 1)
    left = right - 1
    share = np.clip((at - knots[left]) / np.maximum(knots[right] - knots[left], 1e-9), 0, 1)
    eased = 0.5 - 0.5 * np.cos(np.pi * share)
    return np.asarray(heights[left] + eased * (heights[right] - heights[left]))

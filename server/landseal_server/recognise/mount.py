"""From the sensor's axes to the dog's: by calibration where there is one, else learnt from her walking.

A dog walks with her trunk level: while she walks, gravity points along the dorsal axis, whatever way the
harness was put on. That gives "up"; which way is forward stays unknown.
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

TRUSTED_WALKING_S: Final = 5.0
"""[E] Seconds of walking after which they alone decide what "up" is."""

WALKING_MEMORY_S: Final = 120.0
"""[E] Seconds of walking that count: a harness that has slipped is noticed within one walk."""

ANY_MEMORY_S: Final = 600.0
"""[E] Seconds of anything that count, as long as she has not walked."""


class LearntMount(msgspec.Struct, kw_only=True):
    """What has been learnt about one sensor's mount; sums, so that they can be kept and continued."""

    walking_sum: tuple[float, float, float] = (0.0, 0.0, 0.0)
    walking_s: float = 0.0
    any_sum: tuple[float, float, float] = (0.0, 0.0, 0.0)
    any_s: float = 0.0

    def learn(self, gravity: NDArray[np.floating], *, walking: bool) -> None:
        """Take in the gravity of one second, shape (3,), in the sensor's axes."""
        self.any_sum = _plus(self.any_sum, gravity, ANY_MEMORY_S)
        self.any_s = min(self.any_s + 1.0, ANY_MEMORY_S)
        if walking:
            self.walking_sum = _plus(self.walking_sum, gravity, WALKING_MEMORY_S)
            self.walking_s = min(self.walking_s + 1.0, WALKING_MEMORY_S)

    def up(self) -> NDArray[np.float64]:
        """Return the dorsal axis in the sensor's axes, shape (3,), length 1; z before anything is known."""
        trusted = self.walking_s >= TRUSTED_WALKING_S
        total = np.array(self.walking_sum if trusted else self.any_sum)
        length = float(np.linalg.norm(total))
        return total / length if length > 0 else np.array([0.0, 0.0, 1.0])


def rotation_from_angles(roll_deg: float, pitch_deg: float, yaw_deg: float) -> NDArray[np.float64]:
    """Return the rotation (3, 3) that turns the sensor's axes into the body's.

    The sensor sits in the body frame turned by yaw about z, then pitch about y, then roll about x
    (intrinsic, the aerospace order).
    """
    roll, pitch, yaw = np.radians([roll_deg, pitch_deg, yaw_deg])
    cr, sr, cp, sp, cy, sy = (f(a) for a in (roll, pitch, yaw) for f in (np.cos, np.sin))
    about_x = np.array([[1, 0, 0], [0, cr, -sr], [0, sr, cr]])
    about_y = np.array([[cp, 0, sp], [0, 1, 0], [-sp, 0, cp]])
    about_z = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x)


def rotation_to_up(up: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the smallest rotation (3, 3) that turns `up`, shape (3,), into z; forward stays arbitrary."""
    x, y, z = (float(component) for component in up)
    if z < -1 + 1e-9:  # upside down: any half turn about a level axis is as small as another
        return np.diag([1.0, -1.0, -1.0])
    cross = np.array([[0, 0, -x], [0, 0, -y], [x, y, 0]])
    return np.asarray(np.eye(3) + cross + cross @ cross / (1 + z))


def _plus(
    total: tuple[float, float, float], more: NDArray[np.floating], memory_s: float
) -> tuple[float, float, float]:
    """Add a second to a sum that forgets: after `memory_s` seconds a third of an old one is left."""
    kept = 1.0 - 1.0 / memory_s
    x, y, z = (kept * a + float(b) for a, b in zip(total, more, strict=True))
    return x, y, z

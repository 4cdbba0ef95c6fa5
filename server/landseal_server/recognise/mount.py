"""Rotations from the sensor's axes to the dog's."""

import numpy as np
from numpy.typing import NDArray


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
    """Return the smallest rotations that turn unit vectors into z, (..., 3) -> (..., 3, 3).

    Forward stays arbitrary.
    """
    x, y, z = np.moveaxis(up, -1, 0)
    # Upside down any half turn about a level axis is as small as another.
    upside_down = z < -1 + 1e-9
    share = 1 / np.where(upside_down, 1, 1 + z)
    rows = ((1 - x * x * share, -x * y * share, -x), (-x * y * share, 1 - y * y * share, -y), (x, y, z))
    rotation = np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
    return np.where(upside_down[..., None, None], np.diag([1.0, -1.0, -1.0]), rotation)


def turned(vectors: NDArray[np.float64], rotation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return vectors, (n, 3), turned by one rotation, (3, 3), or by one each, (n, 3, 3)."""
    return np.asarray((rotation * vectors[:, None, :]).sum(axis=2))

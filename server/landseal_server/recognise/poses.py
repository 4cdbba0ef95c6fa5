"""How each posture looks: which way gravity points in the body frame, and how much she moves.

The angles are those of the table in docs/words.md. Lying may be on the chest, or on a side at any roll; that
breadth costs it likelihood where she is level, and that is as it should be.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

CLASSES: Final = ("lying", "sitting", "standing", "moving")
"""The order of every array of probabilities. Getting up or down is moving."""

LYING, SITTING, STANDING, MOVING = range(len(CLASSES))

# [E] Pitch and roll, degrees: where they lie, and how far they stray.
_PITCH_DEG = np.array([8.0, 40.0, -3.0, -2.0])
_PITCH_SPREAD = np.array([16.0, 10.0, 8.0, 12.0])
_ROLL_SPREAD = np.array([15.0, 12.0, 9.0, 13.0])
_ON_HER_CHEST = 0.35  # share of lying with the roll of a chest; the rest is spread over both sides
_ON_A_SIDE_DEG = 115.0
_SIDE_EDGE_DEG = 10.0
_STRANGE = 0.02  # share of seconds that look like nothing known
_STRANGE_VEDBA = 0.03
_VEDBA_RANGE = 3.0

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Vigour:
    """How much she moves in each posture: normal in log(VeDBA in mg + 1)."""

    mean: Array
    """(classes,)."""
    spread: Array
    """(classes,)."""


def log_likelihood(gravity: Array, log_vedba: Array, vigour: Vigour) -> Array:
    """Return how well each posture explains a second, to a constant.

    Args:
        gravity: (..., ways, 3) unit vectors in the body frame, for each way of sitting.
        log_vedba: (...,) as in `movement`.
        vigour: of each posture.

    Returns:
        (..., ways, classes).
    """
    moved = _log_vigour(log_vedba, vigour)
    return np.asarray(_log_direction(gravity) + _VIGOUR_WEIGHT * moved[..., None, :])


_VIGOUR_WEIGHT = 0.6
"""[E] Movement counts for less than it seems to: whoever labels a dog "moving" looks at her, not at VeDBA."""


def _log_direction(gravity: Array) -> Array:
    x, y, z = np.moveaxis(gravity, -1, 0)
    pitch = np.degrees(np.arcsin(np.clip(x, -1, 1)))[..., None]
    roll = np.degrees(np.arctan2(y, z))[..., None]
    density = np.exp(-0.5 * ((pitch - _PITCH_DEG) / _PITCH_SPREAD) ** 2) / _PITCH_SPREAD
    level = np.exp(-0.5 * (roll / _ROLL_SPREAD) ** 2) / _ROLL_SPREAD
    over = np.maximum(np.abs(roll[..., 0]) - _ON_A_SIDE_DEG, 0) / _SIDE_EDGE_DEG
    side = np.exp(-(over**2)) * np.sqrt(2 * np.pi) / (2 * _ON_A_SIDE_DEG)
    level[..., LYING] = _ON_HER_CHEST * level[..., LYING] + (1 - _ON_HER_CHEST) * side
    density *= level / (2 * np.pi)
    return np.asarray(np.log((1 - _STRANGE) * density + _STRANGE / 180.0**2))


def _log_vigour(log_vedba: Array, vigour: Vigour) -> Array:
    distance = (log_vedba[..., None] - vigour.mean) / vigour.spread
    density = np.exp(-0.5 * distance**2) / vigour.spread
    return np.asarray(np.log((1 - _STRANGE_VEDBA) * density + _STRANGE_VEDBA / _VEDBA_RANGE))

"""A second in its context: what the last judgement looks at.

Live, the context is what came before, fading; when a whole session is known, what lies on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.movement import NAMES as MOVEMENT
from landseal_server.recognise.poses import CLASSES

_FADING_S: Final = (2.0, 6.0, 20.0, 60.0)
_AROUND_S: Final = (1, 3, 8, 20)
_LEAST_CHANCE = 0.003  # a logarithm below it would count for more than the filter knows
_SLOW = 10  # the first columns of movement: what is told of tilts is of the past already

_OWN: Final = len(CLASSES) + 4 + len(MOVEMENT) + 1
_LASTING: Final = len(CLASSES) + 4 + _SLOW

COLUMNS: Final = _OWN + len(_FADING_S) * _LASTING
"""How many numbers the last judgement looks at."""

_KEPT: Final = np.exp(-1 / np.array(_FADING_S))

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Recent:
    """Fading sums over the seconds so far, of many pets."""

    total: Array
    """(pets, fadings, columns)."""
    seconds: Array
    """(pets, fadings) how many seconds they are worth."""

    @classmethod
    def nothing(cls, pets: int = 1) -> "Recent":
        """Return the sums before the first second."""
        return cls(np.zeros((pets, len(_FADING_S), _LASTING)), np.zeros((pets, len(_FADING_S))))


def own(weight: Array, chance: Array, gravity: Array, moved: Array) -> Array:
    """Return what is known of each second by itself, (..., columns).

    Args:
        weight: (..., ways) of each way in which the sensor may sit.
        chance: (..., classes) of each posture, as the filter has it.
        gravity: (..., ways, 3) unit vectors in the body frame under each way.
        moved: (..., columns) as `movement` gives it.
    """
    x, y, z = np.moveaxis(gravity, -1, 0)
    pose = [(weight * part).sum(axis=-1) for part in (z, x, np.abs(y), np.hypot(x, y))]
    doubt = -(weight * np.log(weight + 1e-12)).sum(axis=-1)
    columns = [np.log(np.maximum(chance, _LEAST_CHANCE)), np.stack(pose, axis=-1), moved, doubt[..., None]]
    return np.concatenate(columns, axis=-1)


def followed(recent: Recent, seconds: Array, broken: NDArray[np.bool_]) -> list[Recent]:
    """Take in second after second, (seconds, pets, columns of `own`); return the sums after each.

    Where time has leapt, (seconds, pets), the past counts for nothing.
    """
    lasting = seconds[:, :, None, :_LASTING]
    kept = np.where(broken[..., None], 0.0, _KEPT)
    found = []
    total, worth = recent.total, recent.seconds
    for now, left in zip(lasting, kept, strict=True):
        total, worth = total * left[..., None] + now, worth * left + 1
        found.append(Recent(total, worth))
    return found


def fading(recent: Sequence[Recent], seconds: Array) -> Array:
    """Return seconds, (seconds, pets, columns of `own`), with what came before them, (..., COLUMNS)."""
    past = np.stack([now.total for now in recent]) / np.stack([now.seconds for now in recent])[..., None]
    return np.concatenate([seconds, past.reshape(*seconds.shape[:2], -1)], axis=2)


def surrounded(seconds: Array) -> Array:
    """Return the seconds of a session, (seconds, columns of `own`), each with those around it."""
    lasting = seconds[:, :_LASTING]
    return np.concatenate([seconds, *(_around(lasting, reach) for reach in _AROUND_S)], axis=1)


def _around(values: Array, reach: int) -> Array:
    """Average over so many seconds before and after; fewer at the ends."""
    total = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    at = np.arange(len(values))
    first, last = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(values))
    return np.asarray((total[last] - total[first]) / (last - first)[:, None])

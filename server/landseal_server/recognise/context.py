"""A second in its context: what the last judgement looks at.

Live, the context is what came before, fading; when a whole session is known, what lies on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.movement import NAMES as MOVEMENT
from landseal_server.recognise.poses import CLASSES, LYING

_FADING_S: Final = (2.0, 6.0, 20.0, 60.0)
_AROUND_S: Final = (1, 3, 8, 20)
_LEAST_CHANCE = 0.003  # a logarithm below it would count for more than the filter knows
_SLOW = 10  # the first columns of movement: what is told of tilts is of the past already

_OWN: Final = len(CLASSES) + 4 + len(MOVEMENT) + 1
_LASTING: Final = len(CLASSES) + 4 + _SLOW
_LOG_VEDBA: Final = len(CLASSES) + 4  # the first column of movement

COLUMNS: Final = _OWN + len(_FADING_S) * _LASTING + 1
"""How many numbers the last judgement looks at."""

_KEPT: Final = np.exp(-1 / np.array(_FADING_S))

_FLOOR_S: Final = 900.0
_FLOOR_KEPT: Final = np.exp(-1 / _FLOOR_S)
_FLOOR_AT_FIRST: Final = (2.6, 20.0)
"""[E] log(VeDBA in mg + 1) of a dog who lies, and how many seconds that guess is worth against her own."""
_LIVELY: Final = 3.5  # [E] log of 33 mg: more is no rest, whatever the filter takes it for

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Recent:
    """Fading sums over the seconds so far, of many pets."""

    total: Array
    """(pets, fadings, columns)."""
    seconds: Array
    """(pets, fadings) how many seconds they are worth."""
    lain: Array
    """(pets, 2) of log VeDBA while she lay, and how many seconds it is worth: how calm she is at rest."""

    @classmethod
    def nothing(cls, pets: int = 1) -> "Recent":
        """Return the sums before the first second."""
        fadings = len(_FADING_S)
        return cls(np.zeros((pets, fadings, _LASTING)), np.zeros((pets, fadings)), np.zeros((pets, 2)))


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
    lying = _lain(seconds)
    found = []
    total, worth, lain = recent.total, recent.seconds, recent.lain
    for now, left, calm in zip(lasting, kept, lying, strict=True):
        total, worth, lain = total * left[..., None] + now, worth * left + 1, lain * _FLOOR_KEPT + calm
        found.append(Recent(total, worth, lain))
    return found


def fading(recent: Sequence[Recent], seconds: Array) -> Array:
    """Return seconds, (seconds, pets, columns of `own`), with what came before them, (..., COLUMNS)."""
    past = np.stack([now.total for now in recent]) / np.stack([now.seconds for now in recent])[..., None]
    calm = _calm(np.stack([now.lain for now in recent]))
    return np.concatenate([seconds, past.reshape(*seconds.shape[:2], -1), calm[..., None]], axis=2)


def surrounded(seconds: Array) -> Array:
    """Return the seconds of a session, (seconds, columns of `own`), each with those around it."""
    lasting = seconds[:, :_LASTING]
    calm = np.full((len(seconds), 1), _calm(_lain(seconds).sum(axis=0)))
    return np.concatenate([seconds, *(_around(lasting, reach) for reach in _AROUND_S), calm], axis=1)


def _lain(seconds: Array) -> Array:
    """Return what each second tells of how calm she is while she lies, (..., 2); a lively one nothing."""
    log_vedba = seconds[..., _LOG_VEDBA]
    lies = np.where(log_vedba < _LIVELY, np.exp(seconds[..., LYING]), 0.0)
    return np.stack([lies * log_vedba, lies], axis=-1)


def _calm(lain: Array) -> Array:
    """Return her log VeDBA while she lies, (..., 2) -> (...)."""
    guess, worth = _FLOOR_AT_FIRST
    return np.asarray((lain[..., 0] + guess * worth) / (lain[..., 1] + worth))


def _around(values: Array, reach: int) -> Array:
    """Average over so many seconds before and after; fewer at the ends."""
    total = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    at = np.arange(len(values))
    first, last = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(values))
    return np.asarray((total[last] - total[first]) / (last - first)[:, None])

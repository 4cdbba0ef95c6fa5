"""What the onset detectors look at: a few numbers of each second and half second, from its samples alone."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.units import MG_PER_G
from landseal_server.recognise.features import Features
from landseal_server.recognise.resample import GRID_HZ

HALVES: Final = 2
"""Parts of a second: a set-off is over, or established, within a few of them."""

LOUD_MG: Final = 150.0
"""[E] Where a burst begins: above a standing dog's fidgets, below the weakest rise that was recorded."""

_HALF: Final = GRID_HZ // HALVES
_STATIC = 2 * GRID_HZ  # running mean behind VeDBA, as in `features`
_BURST = _HALF  # a rise is one push of about half a second
_LOOKED_AT = _STATIC + GRID_HZ + _BURST

STILL_MG: Final = 15.0
"""[E] VeDBA below this is a dog that is still (DOMAIN): no difference there is worth one in the logarithm."""

_NOISE_DEG = 0.5

OBSERVATIONS: Final = (
    "strength",
    "peak strength",
    "spread",
    "jerk",
    "spread of the length",
    "vertical spread",
    "level spread",
    "turn",
)
"""What is seen of half a second: logarithms of mg and, for the last, of degrees from the half before."""


@dataclass(frozen=True)
class OnsetSignals:
    """Numbers of each second; first axis: seconds."""

    burst_mg: NDArray[np.float64]
    """Strongest half second that ends within the second."""
    loud_from_s: NDArray[np.float64]
    """When strength first passed `LOUD_MG`, from the second's start; 1 where it did not."""
    halves: NDArray[np.float64]
    """(seconds, HALVES, observations)."""


def onset_signals(windows: NDArray[np.float32], found: Features) -> OnsetSignals:
    """Look at the last second of each window.

    A row's numbers are the same to the last bit, however many rows there are. A second in which she is still
    is not looked at: that is most of the day, and nothing begins there.

    Args:
        windows: (seconds, WINDOW, 3) in g at `GRID_HZ`.
        found: what `features` found in them.
    """
    signals = _still(len(windows))
    awake = found.vedba_mg >= STILL_MG
    accel = np.ascontiguousarray(np.moveaxis(windows[awake][:, -_LOOKED_AT:], 2, 1), dtype=np.float64)
    strength = _length(accel - _trailing_mean(accel, _STATIC)) * MG_PER_G
    now = slice(-GRID_HZ, None)
    burst = _trailing_mean(strength[:, -GRID_HZ - _BURST :], _BURST)[:, now]
    loud = strength[:, now] > LOUD_MG
    signals.burst_mg[awake] = burst.max(axis=1)
    signals.loud_from_s[awake] = np.where(loud.any(axis=1), loud.argmax(axis=1) / GRID_HZ, 1.0)
    signals.halves[awake] = _halves(accel, strength[:, now], found.gravity[awake])
    return signals


def _still(rows: int) -> OnsetSignals:
    """Return what a dog that is still looks like."""
    one = np.array([*[np.log(STILL_MG)] * (len(OBSERVATIONS) - 1), np.log(_NOISE_DEG)])
    return OnsetSignals(np.zeros(rows), np.ones(rows), np.tile(one, (rows, HALVES, 1)))


def _halves(
    accel: NDArray[np.float64], strength: NDArray[np.float64], gravity: NDArray[np.float64]
) -> NDArray[np.float64]:
    rows = len(accel)
    part = accel[..., -GRID_HZ:].reshape(rows, 3, HALVES, _HALF)
    x, y, z = (part[:, axis] * gravity[:, axis, None, None] for axis in range(3))
    along = x + y + z
    level = part - along[:, None] * gravity[:, :, None, None]
    jerk = _length(np.diff(part, axis=-1)).mean(axis=-1)
    by_half = strength.reshape(rows, HALVES, _HALF)
    in_mg = (
        by_half.mean(axis=-1),
        by_half.max(axis=-1),
        _spread(part) * MG_PER_G,
        jerk * MG_PER_G,
        _length(part).std(axis=-1) * MG_PER_G,
        along.std(axis=-1) * MG_PER_G,
        _spread(level) * MG_PER_G,
    )
    means = accel[..., -GRID_HZ - _HALF :].reshape(rows, 3, HALVES + 1, _HALF).mean(axis=-1)
    turn_deg = np.degrees(_length(np.diff(means, axis=-1)))
    return np.stack([*(np.log(mg + STILL_MG) for mg in in_mg), np.log(turn_deg + _NOISE_DEG)], axis=-1)


def _spread(part: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard deviation over all axes together, (rows, 3, halves, samples) -> (rows, halves)."""
    x, y, z = (part[:, axis].var(axis=-1) for axis in range(3))
    return np.asarray(np.sqrt(x + y + z))


def _length(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return lengths, (rows, 3, ...) -> (rows, ...)."""
    x, y, z = (vectors[:, axis] * vectors[:, axis] for axis in range(3))
    return np.asarray(np.sqrt(x + y + z))


def _trailing_mean(signal: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Average over the last `size` samples, along the last axis; over fewer where the signal begins."""
    total = np.cumsum(signal, axis=-1)
    mean = total / np.minimum(np.arange(1, signal.shape[-1] + 1), size)
    mean[..., size:] = (total[..., size:] - total[..., :-size]) / size
    return mean

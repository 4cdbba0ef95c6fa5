"""How a sensor moved within the last seconds, in numbers that neither its mount nor its rate changes.

Everything is taken below `BAND_HZ`: a sensor of 12.5 Hz has nothing above it, and linear interpolation has
already dimmed what is near it.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.units import MG_PER_G
from landseal_server.recognise.resample import GRID_HZ

BAND_HZ: Final = 5.0
"""[E] Half of the slowest rate that shows a gait (12.5 Hz), and a margin."""

NAMES: Final = (
    "log VeDBA, mg",
    "log spread of the norm, g",
    "log spread of the axes, g",
    "log change in 0.06 s, g",
    "rhythm",
    "share along gravity",
    "log power 0.4-1 Hz",
    "log power 1-2 Hz",
    "log power 2-3.2 Hz",
    "log power 3.2-5 Hz",
    "log tilt in 1 s, degrees",
    "log tilt in 2 s, degrees",
    "log tilt in 3 s, degrees",
)
"""The columns, in their order."""

_STATIC_S = 2.0  # running mean behind VeDBA, as in `features`
_SMOOTH = 4  # samples: a running mean of 0.08 s passes what is below 5 Hz
_CHANGE = 3  # samples
_POWER_S = 2
_BANDS_HZ = ((0.4, 1.0), (1.0, 2.0), (2.0, 3.2), (3.2, BAND_HZ))
_SMALL_POWER = 1e-5  # g^2: the noise of a cheap part; below it a logarithm tells nothing
_SMALL_G = 1e-3

_HANN: Final = np.hanning(_POWER_S * GRID_HZ)
_FREQUENCY_HZ: Final = np.fft.rfftfreq(_POWER_S * GRID_HZ, 1 / GRID_HZ)

Array = NDArray[np.float64]


def movement(window: NDArray[np.float32], rhythm: Array) -> Array:
    """Return the numbers of the last second of each stream, (streams, len(NAMES)).

    No sum runs over more than one stream.

    Args:
        window: (streams, samples, 3) specific force in g at `GRID_HZ`, the newest second last; at least 4 s.
        rhythm: (streams,) height of the autocorrelation's peak in the step band.
    """
    accel = _smooth(np.ascontiguousarray(np.moveaxis(window, 2, 1), dtype=np.float64))
    now = accel[..., -GRID_HZ:]
    gravity = [_direction(accel[..., -(k + 1) * GRID_HZ : accel.shape[2] - k * GRID_HZ]) for k in range(4)]
    parts = accel[..., -_POWER_S * GRID_HZ :]
    centred = parts - parts.mean(axis=2, keepdims=True)
    columns = [
        np.log(_vedba_mg(accel) + 1),
        np.log(_length(now).std(axis=1) + _SMALL_G),
        np.log(_length(now.std(axis=2)) + _SMALL_G),
        np.log(_length(now[..., _CHANGE:] - now[..., :-_CHANGE]).mean(axis=1) + _SMALL_G),
        rhythm,
        _share_along(centred, gravity[0]),
        *_log_powers(centred),
        *(np.log1p(_angle_deg(gravity[0], before)) for before in gravity[1:]),
    ]
    return np.stack(columns, axis=1)


def _smooth(accel: Array) -> Array:
    """Average over `_SMOOTH` samples along time, without a delay of whole samples; shorter at the ends."""
    total = np.cumsum(np.pad(accel, ((0, 0), (0, 0), (_SMOOTH, 0)), mode="edge"), axis=2)
    return np.asarray((total[..., _SMOOTH:] - total[..., :-_SMOOTH]) / _SMOOTH)


def _vedba_mg(accel: Array) -> Array:
    size = round(_STATIC_S * GRID_HZ)
    total = np.cumsum(accel[..., -size - GRID_HZ :], axis=2)
    static = (total[..., size:] - total[..., :-size]) / size
    return np.asarray(_length(accel[..., -GRID_HZ:] - static).mean(axis=1) * MG_PER_G)


def _share_along(centred: Array, gravity: Array) -> Array:
    """Return how much of the movement is along gravity, 0-1."""
    along = sum(centred[:, axis] * gravity[:, axis, None] for axis in range(3))
    total = (centred * centred).sum(axis=(1, 2))
    return np.asarray((np.asarray(along) ** 2).sum(axis=1) / np.maximum(total, _SMALL_POWER))


def _log_powers(centred: Array) -> list[Array]:
    spectrum = np.fft.rfft(centred * _HANN, axis=2)
    power = (spectrum.real**2 + spectrum.imag**2).sum(axis=1) / len(_HANN)
    inside = [(low <= _FREQUENCY_HZ) & (high > _FREQUENCY_HZ) for low, high in _BANDS_HZ]
    return [np.log(power[:, band].sum(axis=1) + _SMALL_POWER) for band in inside]


def _direction(part: Array) -> Array:
    mean = part.mean(axis=2)
    return np.asarray(mean / np.maximum(_length(mean)[:, None], _SMALL_G))


def _angle_deg(a: Array, b: Array) -> Array:
    return np.asarray(np.degrees(np.arccos(np.clip((a * b).sum(axis=1), -1, 1))))


def _length(vectors: Array) -> Array:
    """Return the lengths of vectors, (streams, 3, ...) -> (streams, ...)."""
    return np.asarray(np.sqrt((vectors * vectors).sum(axis=1)))

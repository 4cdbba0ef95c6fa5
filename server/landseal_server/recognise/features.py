"""Features: one pure function over the last seconds of all streams at once.

Definitions follow docs/words.md: specific force in g, VeDBA and ENMO in mg, angles in degrees.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.units import MG_PER_G
from landseal_server.recognise.cadence import cadence
from landseal_server.recognise.resample import GRID_HZ
from landseal_server.recognise.steps import Stepping, stepping

WINDOW_S: Final = 4
"""Seconds looked at for one: two strides of a slow dog must fit for her rhythm to show."""

WINDOW: Final = WINDOW_S * GRID_HZ

COHERENCE_S: Final = 3
"""[E] Two or three sways of a standing dog."""

SWAY_WINDOW: Final = COHERENCE_S * GRID_HZ

_STATIC_S = 2.0  # running mean behind VeDBA; 2 s is the convention for animals of a dog's size
_TILT_S = 0.4  # posture changes are slower than this, footfalls faster
_BURST_S = 0.2  # VeDBA is averaged over this before it is held against a threshold
_SWAY_S = 0.16  # averages away what is above 3 Hz
_FREE_FALL_G = 1e-6  # below it there is no direction
BURST_MG: Final = 60.0
"""[E] VeDBA above this is struggle, not fidgeting."""


@dataclass(frozen=True)
class Features:
    """Numbers of the last second of each stream; first axis: streams."""

    gravity: NDArray[np.float64]
    """(streams, 3) direction of gravity's reaction in the axes given, length 1."""
    vedba_mg: NDArray[np.float64]
    enmo_mg: NDArray[np.float64]
    rhythm: NDArray[np.float64]
    """Height of the autocorrelation's peak in the step band, 0-1."""
    cadence_hz: NDArray[np.float64]
    """Steps per second, or the strongest frequency where there is no rhythm; 0 where nothing moves."""
    stepping: Stepping
    """How much of the last second she stepped through."""
    tilt_change_deg: NDArray[np.float64]
    """Largest angle between gravity now and gravity at the beginning of the window."""
    burst_s: NDArray[np.float64]
    """How long of the last second VeDBA was above `BURST_MG`."""
    first_burst_s: NDArray[np.float64]
    """When in the last second that began; 1 where it did not."""
    sway: NDArray[np.float64]
    """(streams, 3, SWAY_WINDOW) level movement below 3 Hz in g, in the axes given."""


def features(window: NDArray[np.float32], step_band_hz: NDArray[np.floating]) -> Features:
    """Compute the features of the last second.

    A stream's numbers are the same to the last bit, however many streams there are: no sum runs over more
    than one stream, nor in an order that depends on their number (as matrix products do).

    Args:
        window: (streams, WINDOW, 3) specific force in g at `GRID_HZ`, the newest second last.
        step_band_hz: (streams, 2) lowest and highest step frequency to look for.
    """
    # Time last: every step below then runs along memory.
    accel = np.ascontiguousarray(np.moveaxis(window, 2, 1), dtype=np.float64)
    dynamic = _running_mean(accel, _STATIC_S)
    np.subtract(accel, dynamic, out=dynamic)
    strength = _length(dynamic)
    tilt = _running_mean(accel, _TILT_S)
    now = slice(-GRID_HZ, None)
    gravity = unit(tilt[..., now].mean(axis=2))
    loud = _running_mean(strength[:, -2 * GRID_HZ :], _BURST_S)[:, now] > BURST_MG / MG_PER_G
    vertical = _along(accel, gravity)
    rhythm, cadence_hz = cadence(vertical, GRID_HZ, step_band_hz)
    return Features(
        gravity=gravity,
        vedba_mg=strength[:, now].mean(axis=1) * MG_PER_G,
        enmo_mg=np.maximum(_length(accel[..., now]) - 1, 0).mean(axis=1) * MG_PER_G,
        rhythm=rhythm,
        cadence_hz=cadence_hz,
        stepping=stepping(vertical, GRID_HZ, cadence_hz),
        tilt_change_deg=_largest_angle_deg(tilt),
        burst_s=loud.mean(axis=1),
        first_burst_s=np.where(loud.any(axis=1), loud.argmax(axis=1) / GRID_HZ, 1.0),
        sway=_sway(dynamic, gravity),
    )


def coherence(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how alike two lateral sways are, each (..., samples) -> (...): their correlation.

    0 where one of the two does not move at all.
    """
    a, b = (sway - sway.mean(axis=-1, keepdims=True) for sway in (first, second))
    power = np.sqrt((a * a).sum(axis=-1) * (b * b).sum(axis=-1))
    return np.asarray(np.divide((a * b).sum(axis=-1), power, out=np.zeros_like(power), where=power > 0))


def pitch_deg(gravity: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the pitch of unit vectors in the body frame, (..., 3) -> (...), degrees, nose up positive."""
    x, y, z = np.moveaxis(gravity, -1, 0)
    return np.asarray(np.degrees(np.arctan2(x, np.hypot(y, z))))


def roll_deg(gravity: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the roll of unit vectors in the body frame, (..., 3) -> (...), degrees, left up positive."""
    return np.asarray(np.degrees(np.arctan2(gravity[..., 1], gravity[..., 2])))


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return vectors, (..., 3), at length 1; one without a direction becomes z."""
    length = np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True))
    upright = np.array([0.0, 0.0, 1.0])
    return np.where(length > _FREE_FALL_G, vectors / np.maximum(length, _FREE_FALL_G), upright)


def _running_mean(signal: NDArray[np.float64], over_s: float) -> NDArray[np.float64]:
    """Average over the last `over_s`, along the last axis; shorter where the window begins."""
    size = max(1, round(over_s * GRID_HZ))
    total = np.cumsum(signal, axis=-1)
    total[..., size:] -= total[..., :-size].copy()
    total[..., :size] /= np.arange(1, size + 1)
    total[..., size:] *= 1 / size
    return total


def _length(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the lengths of vectors, (streams, 3, samples) -> (streams, samples)."""
    total = vectors[:, 0] * vectors[:, 0]
    for axis in (1, 2):
        total += vectors[:, axis] * vectors[:, axis]
    return np.asarray(np.sqrt(total, out=total))


def _along(vectors: NDArray[np.float64], directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the parts along (streams, 3) directions, (streams, 3, samples) -> (streams, samples)."""
    total = vectors[:, 0] * directions[:, 0, None]
    for axis in (1, 2):
        total += vectors[:, axis] * directions[:, axis, None]
    return np.asarray(total)


def _largest_angle_deg(tilt: NDArray[np.float64]) -> NDArray[np.float64]:
    before = unit(tilt[..., GRID_HZ // 2 : GRID_HZ].mean(axis=2))
    since = tilt[..., GRID_HZ:]
    length = _length(since)
    falling = length <= _FREE_FALL_G  # has no direction, so that nothing has turned
    cosine = np.divide(_along(since, before), length, out=np.ones_like(length), where=~falling).min(axis=1)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _sway(dynamic: NDArray[np.float64], gravity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return movement across gravity below 3 Hz, in the seconds that coherence looks at."""
    smooth = _running_mean(dynamic[..., -SWAY_WINDOW - GRID_HZ // 2 :], _SWAY_S)[..., -SWAY_WINDOW:]
    along = _along(smooth, gravity)
    for axis in range(3):
        smooth[:, axis] -= along * gravity[:, axis, None]
    return smooth

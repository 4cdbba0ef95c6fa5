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

WINDOW_S: Final = 4
"""Seconds looked at for one: two strides of a slow dog must fit for her rhythm to show."""

WINDOW: Final = WINDOW_S * GRID_HZ

COHERENCE_S: Final = 3
"""[E] Two or three sways of a standing dog."""

_STATIC_S = 2.0  # running mean behind VeDBA; 2 s is the convention for animals of a dog's size
_TILT_S = 0.4  # posture changes are slower than this, footfalls faster
_BURST_S = 0.2  # VeDBA is averaged over this before it is held against a threshold
_SWAY_S = 0.16  # averages away what is above 3 Hz
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
    """Steps per second at that peak; 0 where there is none."""
    tilt_change_deg: NDArray[np.float64]
    """Largest angle between gravity now and gravity at the beginning of the window."""
    burst_s: NDArray[np.float64]
    """How long of the last second VeDBA was above `BURST_MG`."""
    first_burst_s: NDArray[np.float64]
    """When in the last second that began; 1 where it did not."""
    sway: NDArray[np.float64]
    """(streams, WINDOW, 3) level movement below 3 Hz in g, in the axes given."""


def features(window: NDArray[np.float32], step_band_hz: NDArray[np.floating]) -> Features:
    """Compute the features of the last second.

    Args:
        window: (streams, WINDOW, 3) specific force in g at `GRID_HZ`, the newest second last.
        step_band_hz: (streams, 2) lowest and highest step frequency to look for.
    """
    accel = window.astype(np.float64)
    static = _running_mean(accel, _STATIC_S)
    dynamic = np.linalg.norm(accel - static, axis=2)
    tilt = _running_mean(accel, _TILT_S)
    now = slice(-GRID_HZ, None)
    gravity = _unit(tilt[:, now].mean(axis=1))
    loud = _running_mean(dynamic[..., None], _BURST_S)[:, now, 0] > BURST_MG / MG_PER_G
    rhythm, cadence_hz = cadence(np.einsum("swi,si->sw", accel, gravity), GRID_HZ, step_band_hz)
    return Features(
        gravity=gravity,
        vedba_mg=dynamic[:, now].mean(axis=1) * MG_PER_G,
        enmo_mg=np.maximum(np.linalg.norm(accel[:, now], axis=2) - 1, 0).mean(axis=1) * MG_PER_G,
        rhythm=rhythm,
        cadence_hz=cadence_hz,
        tilt_change_deg=_largest_angle_deg(tilt),
        burst_s=loud.mean(axis=1),
        first_burst_s=np.where(loud.any(axis=1), loud.argmax(axis=1) / GRID_HZ, 1.0),
        sway=_sway(accel - static, gravity),
    )


def coherence(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return how alike two lateral sways are, each (WINDOW,): their correlation over `COHERENCE_S`.

    0 where one of the two does not move at all.
    """
    a, b = (
        sway[-COHERENCE_S * GRID_HZ :] - sway[-COHERENCE_S * GRID_HZ :].mean() for sway in (first, second)
    )
    power = float((a @ a) * (b @ b))
    return float(a @ b) / power**0.5 if power > 0 else 0.0


def pitch_deg(gravity: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the pitch of unit vectors in the body frame, (..., 3) -> (...), degrees, nose up positive."""
    x, y, z = np.moveaxis(gravity, -1, 0)
    return np.asarray(np.degrees(np.arctan2(x, np.hypot(y, z))))


def roll_deg(gravity: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the roll of unit vectors in the body frame, (..., 3) -> (...), degrees, left up positive."""
    return np.asarray(np.degrees(np.arctan2(gravity[..., 1], gravity[..., 2])))


def _running_mean(signal: NDArray[np.float64], over_s: float) -> NDArray[np.float64]:
    """Average over the last `over_s`, along axis 1; shorter where the window begins."""
    size = max(1, round(over_s * GRID_HZ))
    total = np.cumsum(signal, axis=1)
    total[:, size:] -= total[:, :-size].copy()
    counts = np.minimum(np.arange(1, signal.shape[1] + 1), size)
    return np.asarray(total / counts[:, None])


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    upright = np.broadcast_to(np.array([0.0, 0.0, 1.0]), vectors.shape)
    return np.where(length > 1e-6, vectors / np.maximum(length, 1e-6), upright)  # noqa: PLR2004 -- free fall


def _largest_angle_deg(tilt: NDArray[np.float64]) -> NDArray[np.float64]:
    before = _unit(tilt[:, GRID_HZ // 2 : GRID_HZ].mean(axis=1))
    since = _unit(tilt[:, GRID_HZ:])
    cosine = np.einsum("swi,si->sw", since, before).min(axis=1)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _sway(dynamic: NDArray[np.float64], gravity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return movement across gravity below 3 Hz."""
    smooth = _running_mean(dynamic, _SWAY_S)
    along = np.einsum("swi,si->sw", smooth, gravity)
    return np.asarray(smooth - along[..., None] * gravity[:, None, :])

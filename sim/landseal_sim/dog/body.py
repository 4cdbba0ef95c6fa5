"""From poses to specific force: what an accelerometer on trunk and pelvis would feel, in the body frame."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 50

_STEP_HZ = 3.2  # steps per second of a 9 kg dog at a walk
_BREATH_HZ = 0.4
_BREATH_G = 0.004
_TREMOR_HZ = 9.0  # muscle tremor of an old dog on her feet
_BANDS_HZ = {"struggle": (1.0, 7.0), "sway": (0.4, 1.8)}


def specific_force(
    pose: dict[str, NDArray[np.float64]], rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute what trunk and pelvis feel.

    Args:
        pose: the numbers of `Pose` at `RATE_HZ`, each (samples,).
        rng: the randomness of effort and sway.

    Returns:
        Specific force in g in the body frame at trunk and at pelvis, each (samples, 3).
    """
    count = len(pose["sway"])
    t_s = np.arange(count) / RATE_HZ
    sway = _noise(rng, count, _BANDS_HZ["sway"]) * pose["sway"][:, None]
    tremor = np.sin(2 * np.pi * _TREMOR_HZ * t_s)[:, None] * 0.3 * pose["sway"][:, None]
    breath = np.sin(2 * np.pi * _BREATH_HZ * t_s) * _BREATH_G * pose["breath"]
    trunk = _gravity(pose["trunk_pitch_deg"], pose["trunk_roll_deg"])
    trunk += _noise(rng, count, _BANDS_HZ["struggle"]) * pose["struggle"][:, None]
    trunk += sway + tremor * (0.5, 1.0, 0.5) + _gait(t_s, pose["gait"], 0.0)
    trunk[:, 2] += breath
    pelvis = _gravity(pose["pelvis_pitch_deg"], pose["pelvis_roll_deg"])
    pelvis += _noise(rng, count, _BANDS_HZ["struggle"]) * pose["hind_struggle"][:, None]
    pelvis += 0.8 * sway + tremor * (0.5, -1.0, 0.5) + _gait(t_s, 0.8 * pose["gait"], 0.5)
    pelvis[:, 2] += 0.4 * breath
    return trunk, pelvis


def _gravity(pitch_deg: NDArray[np.float64], roll_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the reaction to gravity in the body frame, (samples, 3)."""
    pitch, roll = np.radians(pitch_deg), np.radians(roll_deg)
    level = np.cos(pitch)
    return np.stack([np.sin(pitch), level * np.sin(roll), level * np.cos(roll)], axis=1)


def _gait(t_s: NDArray[np.float64], strength_g: NDArray[np.float64], phase: float) -> NDArray[np.float64]:
    """Return the footfalls: up and down with each step, sideways with each stride, a limp on every other."""
    step = 2 * np.pi * (_STEP_HZ * t_s + phase)
    up = np.sin(step) + 0.35 * np.sin(2 * step + 0.6) + 0.25 * np.sin(step / 2)
    side, forward = 0.4 * np.sin(step / 2 + 0.3), 0.4 * np.sin(step + 1.2)
    return np.stack([forward, side, up], axis=1) * strength_g[:, None]


def _noise(rng: np.random.Generator, count: int, band_hz: tuple[float, float]) -> NDArray[np.float64]:
    """Return noise within a band, (samples, 3), with a root mean square of 1 on each axis."""
    spectrum = np.fft.rfft(rng.standard_normal((count, 3)), axis=0)
    frequency = np.fft.rfftfreq(count, 1 / RATE_HZ)
    spectrum[(frequency < band_hz[0]) | (frequency > band_hz[1])] = 0
    noise = np.fft.irfft(spectrum, count, axis=0)
    return np.asarray(noise / np.maximum(noise.std(axis=0), 1e-12))

"""Cadence: how regular the footfalls are, and how many there are in a second."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

# [E] A peak at half the lag that is nearly as high is the step; the one at twice the lag is the stride.
_NEARLY = 0.8

# Below this the signal is the sensor's own noise, and noise has no steps in it.
_QUIET_G = 0.01

_SLOWEST_STEP_HZ = 0.7
"""[E] The slowest step of a paretic dog."""

REGULAR: Final = 0.35
"""[E] An autocorrelation peak above this is a rhythm."""

WALKING_MG: Final = 60.0
"""[E] VeDBA below this is not a walk: a breathing trunk has a rhythm too."""

LEVEL_DEG: Final = 15.0
"""[E] A trunk that tilts by more within the window is getting up or down; a walk keeps it level."""


def step_band_hz(weight_kg: float) -> tuple[float, float]:
    """Return the step frequencies of a dog of this weight, in Hz [E].

    Three classes of weight, from docs/words.md. The slower steps of a paretic dog are not counted yet.
    """
    if weight_kg < 8:  # noqa: PLR2004 -- see above
        return 2.0, 7.5
    if weight_kg <= 25:  # noqa: PLR2004 -- see above
        return 1.5, 6.0
    return 1.2, 5.5


def is_walking(rhythm: float, vedba_mg: float, tilt_change_deg: float) -> bool:
    """Tell whether a second has the rhythm and the strength of walking, and a trunk that stays level."""
    return rhythm > REGULAR and vedba_mg > WALKING_MG and tilt_change_deg < LEVEL_DEG


def cadence(
    vertical: NDArray[np.float64], rate_hz: int, band_hz: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the step rhythm of each stream.

    Args:
        vertical: (streams, samples) specific force along gravity in g.
        rate_hz: samples per second.
        band_hz: (streams, 2) lowest and highest step frequency.

    Returns:
        The peak's height (0-1) and its frequency in Hz (0 where there is no peak), each (streams,).
    """
    correlation = _autocorrelation(vertical, rate_hz)
    lags = np.arange(correlation.shape[1])
    shortest, longest = rate_hz / band_hz[:, 1], rate_hz / band_hz[:, 0]
    inside = (lags >= shortest[:, None] - 0.5) & (lags <= longest[:, None] + 0.5)
    peak = np.zeros_like(correlation, dtype=bool)
    peak[:, 1:-1] = (correlation[:, 1:-1] >= correlation[:, :-2]) & (
        correlation[:, 1:-1] > correlation[:, 2:]
    )
    heights = np.where(inside & peak, correlation, 0.0)
    best = heights.max(axis=1)
    first = (heights >= np.maximum(_NEARLY * best, 1e-9)[:, None]).argmax(axis=1)
    rhythm = np.where(best > 0, np.take_along_axis(heights, first[:, None], axis=1)[:, 0], 0.0)
    lag = _between_samples(correlation, first)
    return np.clip(rhythm, 0, 1), np.divide(rate_hz, lag, out=np.zeros(len(lag)), where=rhythm > 0)


def _autocorrelation(vertical: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """Return the unbiased autocorrelation for lags up to half the window; 0 where nothing moves."""
    samples = vertical.shape[1]
    trend = np.linspace(-1, 1, samples)
    centred = vertical - vertical.mean(axis=1, keepdims=True)
    centred -= ((centred * trend).sum(axis=1) / (trend * trend).sum())[:, None] * trend
    spectrum = np.fft.rfft(centred, 2 * samples, axis=1)
    spectrum[:, : int(_SLOWEST_STEP_HZ * 2 * samples / rate_hz)] = 0  # slower than any step
    power_at = spectrum.real**2 + spectrum.imag**2
    raw = np.fft.irfft(power_at, axis=1)[:, : samples // 2 + 1]
    unbiased = raw / (samples - np.arange(raw.shape[1]))
    power = unbiased[:, :1]
    loud = power > _QUIET_G**2
    return np.asarray(np.divide(unbiased, power, out=np.zeros_like(unbiased), where=loud))


def _between_samples(correlation: NDArray[np.float64], peak: NDArray[np.intp]) -> NDArray[np.float64]:
    """Refine a peak's lag by the parabola through it and its neighbours."""
    middle = np.clip(peak, 1, correlation.shape[1] - 2)
    rows = np.arange(len(correlation))
    left, top, right = (correlation[rows, middle + shift] for shift in (-1, 0, 1))
    bend = left - 2 * top + right
    shift = np.divide(0.5 * (left - right), bend, out=np.zeros(len(rows)), where=bend < 0)
    return np.asarray(np.maximum(middle + np.clip(shift, -0.5, 0.5), 1.0))

"""Cadence: how regular the footfalls are, and how many there are in a second."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_OVERTONE: Final = 0.5
"""[E] What the power at twice a frequency adds to its claim to be the step's."""

_WANDERS: Final = 1.25
"""[E] Within four seconds of a walk the cadence keeps to this factor."""

# Below this the signal is the sensor's own noise, and noise has no steps in it.
_QUIET_G = 0.01

SLOWEST_STEP_HZ: Final = 0.7
"""[E] The slowest step of a paretic dog."""

REGULAR: Final = 0.35
"""[E] An autocorrelation peak above this is a rhythm."""

WALKING_MG: Final = 60.0
"""[E] VeDBA below this is not a walk: a breathing trunk has a rhythm too."""


def step_band_hz(weight_kg: float) -> tuple[float, float]:
    """Return the step frequencies of a dog of this weight, in Hz [E].

    Three classes of weight, from docs/words.md. The slower steps of a paretic dog are not counted yet.
    """
    if weight_kg < 8:  # noqa: PLR2004 -- see above
        return 2.0, 7.5
    if weight_kg <= 25:  # noqa: PLR2004 -- see above
        return 1.5, 6.0
    return 1.2, 5.5


def cadence(
    vertical: NDArray[np.float64], rate_hz: int, band_hz: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the step rhythm of each stream.

    Args:
        vertical: (streams, samples) specific force along gravity in g.
        rate_hz: samples per second.
        band_hz: (streams, 2) lowest and highest step frequency.

    Returns:
        The height of the autocorrelation's peak in the band (0-1), and the steps per second (0 where nothing
        moves), each (streams,). Where there is no rhythm these are the strongest frequency's, and uncertain.
    """
    power = _spectrum(vertical, rate_hz)
    correlation = _autocorrelation(power, vertical.shape[1])
    lags = np.arange(correlation.shape[1])
    shortest, longest = rate_hz / band_hz[:, 1], rate_hz / band_hz[:, 0]
    inside = (lags >= shortest[:, None] - 0.5) & (lags <= longest[:, None] + 0.5)
    peak = np.zeros_like(correlation, dtype=bool)
    peak[:, 1:-1] = (correlation[:, 1:-1] >= correlation[:, :-2]) & (
        correlation[:, 1:-1] > correlation[:, 2:]
    )
    rhythm = np.where(inside & peak, correlation, 0.0).max(axis=1)
    moves = np.flatnonzero(correlation[:, 0] > 0)  # most of a day she does not
    step_hz = np.zeros(len(vertical))
    step_hz[moves] = _dominant_hz(power[moves], rate_hz, band_hz[moves])
    return np.clip(rhythm, 0, 1), step_hz


def _spectrum(vertical: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """Return the power spectrum of each stream without its trend, padded to twice its length."""
    samples = vertical.shape[1]
    trend = np.linspace(-1, 1, samples)
    centred = vertical - vertical.mean(axis=1, keepdims=True)
    centred -= ((centred * trend).sum(axis=1) / (trend * trend).sum())[:, None] * trend
    spectrum = np.fft.rfft(centred, 2 * samples, axis=1)
    spectrum[:, : int(SLOWEST_STEP_HZ * 2 * samples / rate_hz)] = 0  # slower than any step
    return np.asarray(spectrum.real**2 + spectrum.imag**2)


def _autocorrelation(power: NDArray[np.float64], samples: int) -> NDArray[np.float64]:
    """Return the unbiased autocorrelation for lags up to half the window; 0 where nothing moves."""
    raw = np.fft.irfft(power, axis=1)[:, : samples // 2 + 1]
    unbiased = raw / (samples - np.arange(raw.shape[1]))
    loud = unbiased[:, :1] > _QUIET_G**2
    return np.asarray(np.divide(unbiased, unbiased[:, :1], out=np.zeros_like(unbiased), where=loud))


def _dominant_hz(
    power: NDArray[np.float64], rate_hz: int, band_hz: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return the frequency in the band that, with its overtone, holds most of the power.

    A footfall is a blow and has an overtone; the stride of a limping dog has the step for its overtone, but
    is weaker than it. So neither is taken for the step, as lags of the autocorrelation are.
    """
    smooth = _smoothed(power)
    hz = np.arange(power.shape[1]) * rate_hz / (2 * (power.shape[1] - 1))
    overtone = np.zeros_like(smooth)
    half = (power.shape[1] + 1) // 2
    overtone[:, :half] = smooth[:, ::2]
    inside = (hz >= band_hz[:, :1]) & (hz <= band_hz[:, 1:])
    best = np.where(inside, smooth + _OVERTONE * overtone, 0.0).argmax(axis=1)
    near = (hz >= hz[best, None] / _WANDERS) & (hz <= hz[best, None] * _WANDERS)
    weight = np.where(near, power, 0.0)
    total = weight.sum(axis=1)
    return np.asarray(np.divide((weight * hz).sum(axis=1), total, out=np.zeros(len(power)), where=total > 0))


def _smoothed(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average over neighbours, the nearer the more: a gait that wanders spreads its power."""
    smooth = power * 3
    for shift, weight in ((1, 2), (2, 1)):
        smooth[:, shift:] += weight * power[:, :-shift]
        smooth[:, :-shift] += weight * power[:, shift:]
    return smooth

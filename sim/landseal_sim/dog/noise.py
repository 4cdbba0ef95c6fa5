"""Movement without a plan: noise within a band, made in the frequency domain."""

import numpy as np
from numpy.typing import NDArray


def band_noise(
    rng: np.random.Generator, samples: int, axes: int, rate_hz: float, band_hz: tuple[float, float]
) -> NDArray[np.float64]:
    """Return noise within a band, (samples, axes), with a root mean square of 1 on each axis.

    The spectrum falls with the frequency, as the movement of a body does.
    """
    length = max(16, 1 << (samples - 1).bit_length())
    frequency = np.fft.rfftfreq(length, 1 / rate_hz)
    low, high = band_hz
    shape = np.where((frequency >= low) & (frequency <= high), 1 / np.sqrt(np.maximum(frequency, low)), 0.0)
    if not shape.any():  # too short for the band: its slowest movement is what there is
        shape[1] = 1.0
    (within,) = np.nonzero(shape)  # what lies outside the band is nought, and need not be drawn
    drawn = rng.standard_normal((len(within), axes)) + 1j * rng.standard_normal((len(within), axes))
    spectrum = np.zeros((len(frequency), axes), dtype=np.complex128)
    spectrum[within] = drawn * shape[within, None]
    scale = length / np.sqrt(4 * np.sum(shape**2))
    return np.asarray(np.fft.irfft(spectrum, length, axis=0)[:samples] * scale)

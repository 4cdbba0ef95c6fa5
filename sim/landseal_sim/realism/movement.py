"""How strongly and how fast she moves: VeDBA and spectra by class, simulated against recorded."""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal_sim.realism.clips import CLASSES, RATE_HZ, Clip, Windows, windows

BANDS_HZ: Final = ((0.3, 1.0), (1.0, 3.0), (3.0, 5.0), (5.0, 7.6))
"""The last one ends at half the rate."""

_PERCENTILES: Final = (5, 25, 50, 75, 95)
_SPECTRUM_S: Final = 4.0


class Strength(msgspec.Struct, frozen=True, kw_only=True):
    """VeDBA of seconds, and how unlike two sets of them are."""

    of: str
    simulated_mg: tuple[float, ...]
    """Percentiles 5, 25, 50, 75, 95; likewise below."""
    recorded_mg: tuple[float, ...]
    ks: float
    """Kolmogorov-Smirnov: the largest distance between the two distributions, 0 alike, 1 apart."""


class Spectrum(msgspec.Struct, frozen=True, kw_only=True):
    """Median shares of the power in `BANDS_HZ`."""

    of: str
    simulated: tuple[float, ...]
    recorded: tuple[float, ...]


def strengths(simulated: Sequence[Clip], recorded: Sequence[Clip]) -> list[Strength]:
    """Compare VeDBA by class."""
    ours, theirs = windows(simulated, 1.0), windows(recorded, 1.0)
    return [
        Strength(
            of=name,
            simulated_mg=_percentiles(ours.of(name).vedba_mg),
            recorded_mg=_percentiles(theirs.of(name).vedba_mg),
            ks=distance(ours.of(name).vedba_mg, theirs.of(name).vedba_mg),
        )
        for name in CLASSES
    ]


def spectra(simulated: Sequence[Clip], recorded: Sequence[Clip]) -> list[Spectrum]:
    """Compare the shares of power by class."""
    ours, theirs = windows(simulated, _SPECTRUM_S), windows(recorded, _SPECTRUM_S)
    return [
        Spectrum(of=name, simulated=_median_shares(ours.of(name)), recorded=_median_shares(theirs.of(name)))
        for name in CLASSES
    ]


def band_powers(accel_g: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the power of all axes together in `BANDS_HZ`, (windows, bands), of (windows, samples, 3)."""
    centred = accel_g - accel_g.mean(axis=1, keepdims=True)
    shaped = centred * np.hanning(accel_g.shape[1])[None, :, None]
    power = (np.abs(np.fft.rfft(shaped, axis=1)) ** 2).sum(axis=2)
    frequency = np.fft.rfftfreq(accel_g.shape[1], 1 / RATE_HZ)
    return np.stack(
        [power[:, (frequency >= low) & (frequency < high)].sum(axis=1) for low, high in BANDS_HZ], axis=1
    )


def distance(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return the Kolmogorov-Smirnov distance of two samples."""
    if not len(first) or not len(second):
        return float("nan")
    at = np.concatenate([first, second])
    below = [np.searchsorted(np.sort(sample), at, side="right") / len(sample) for sample in (first, second)]
    return float(np.abs(below[0] - below[1]).max())


def _median_shares(of: Windows) -> tuple[float, ...]:
    power = band_powers(of.accel_g)
    shares = power / power.sum(axis=1, keepdims=True)
    return tuple(float(value) for value in np.median(shares, axis=0))


def _percentiles(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(value) for value in np.percentile(values, _PERCENTILES))

"""Breathing: what lies still on a body is rocked by it, slower than any vibration of a house.

A harness on a table shows its sensor's own noise, which is as strong at every frequency. On a dog, however
still, 0.15-1.2 Hz stand out of it. So the band is held against the noise above it, sensor by sensor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.units import NS_PER_S
from landseal_server.recognise.resample import GRID_HZ

SLOW_HZ: Final = 5
"""Twice the highest frequency that is looked at."""

SEGMENT_S: Final = 10
"""[E] Seconds looked at together: three breaths of a large dog asleep."""

EVERY_S: Final = 5
"""Segments overlap by half, as Welch's do."""

LOWEST_RATE_HZ: Final = 12.0
"""[E] Of a slower sensor interpolation lowers the noise that the band is held against: it shows no breath."""

_SLOWEST_HZ, _FASTEST_HZ = 0.15, 1.2  # breath of a dog at rest
_NOISE_FROM_HZ = 1.5  # [E] from here on nothing of a quiet breath is left

_KEPT_S: Final = SEGMENT_S - 1
_TAPER: Final = np.hanning(SEGMENT_S * SLOW_HZ)
_TREND: Final = np.linspace(-1, 1, SEGMENT_S * SLOW_HZ)
_HZ: Final = np.fft.rfftfreq(SEGMENT_S * SLOW_HZ, 1 / SLOW_HZ)
_IN_BREATH: Final = np.flatnonzero((_SLOWEST_HZ <= _HZ) & (_HZ <= _FASTEST_HZ))
_IN_NOISE: Final = np.flatnonzero(_HZ >= _NOISE_FROM_HZ)
_NO_NOISE = 1e-9  # [E] 7 ug: a sensor so coarse that it gives the same number for ever shows no breath


def ripple(segments: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how many times stronger the band of breath is than the noise, on the axis where it is most.

    About 1 (at most 4, by chance) where there is noise alone; not a number where there is not even that.

    Args:
        segments: (segments, SEGMENT_S * SLOW_HZ, 3) specific force in g.
    """
    accel = np.ascontiguousarray(np.moveaxis(segments, 2, 1), dtype=np.float64)
    accel -= accel.mean(axis=2, keepdims=True)
    slope = (accel * _TREND).sum(axis=2, keepdims=True) / (_TREND * _TREND).sum()
    spectrum = np.fft.rfft((accel - slope * _TREND) * _TAPER, axis=2)
    power = spectrum.real**2 + spectrum.imag**2
    breath, noise = power[..., _IN_BREATH].mean(axis=2), power[..., _IN_NOISE].mean(axis=2)
    times = np.divide(breath, noise, out=np.full_like(breath, -1.0), where=noise > _NO_NOISE).max(axis=1)
    return np.where(times >= 0, times, np.nan)


@dataclass(frozen=True)
class Slow:
    """A sensor's seconds at `SLOW_HZ`, those remembered before them first."""

    seconds: NDArray[np.float32]
    """(remembered + seconds, SLOW_HZ, 3)."""
    runs: list[int]
    """For each second how many there are in a row up to it, `SEGMENT_S` at most."""
    segment_rows: list[int]
    """The seconds, counted from 0, at which a segment is over."""

    def segments(self) -> NDArray[np.float32]:
        """Return the segments that are over, (segments, SEGMENT_S * SLOW_HZ, 3)."""
        first = len(self.seconds) - len(self.runs) - SEGMENT_S + 1
        rows = np.array(self.segment_rows, np.intp)[:, None] + first + np.arange(SEGMENT_S)
        return np.asarray(self.seconds[rows].reshape(-1, SEGMENT_S * SLOW_HZ, 3))

    def kept_after(self, second: int) -> bytes:
        """Return what is to be remembered after a second, counted from 0."""
        end = len(self.seconds) - len(self.runs) + second + 1
        return self.seconds[end - min(self.runs[second], _KEPT_S) : end].tobytes()


def slow(
    windows: NDArray[np.float32], t_ns: Sequence[int], fast_enough: Sequence[bool], *, before: bytes
) -> Slow:
    """Slow a sensor's seconds down, and see where they make a segment without a gap.

    Args:
        windows: (seconds, samples, 3) in g at `GRID_HZ`, ending with each second.
        t_ns: the start of each second.
        fast_enough: whether each was sampled at `LOWEST_RATE_HZ`.
        before: what is remembered of the seconds right before the first; empty where there were none.
    """
    now = windows[:, -GRID_HZ:].reshape(len(windows), SLOW_HZ, GRID_HZ // SLOW_HZ, 3).mean(axis=2)
    remembered = np.frombuffer(before, dtype="<f4").reshape(-1, SLOW_HZ, 3)
    follows = [bool(len(remembered)), *(a + NS_PER_S == b for a, b in pairwise(t_ns))]
    run, runs = len(remembered), []
    for fast, goes_on in zip(fast_enough, follows, strict=True):
        run = min((run if goes_on else 0) + 1, SEGMENT_S) if fast else 0
        runs.append(run)
    over = [i for i, ns in enumerate(t_ns) if runs[i] == SEGMENT_S and (ns // NS_PER_S + 1) % EVERY_S == 0]
    return Slow(np.concatenate([remembered, now.astype("<f4")]), runs, over)

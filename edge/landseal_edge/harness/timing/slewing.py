"""Stamps that follow a fit which moves, and never go back. Pure."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

SLEW: Final = 0.1
"""[E] A better fit is approached by at most this share of the time that passes: samples come to lie 10 %
closer or further apart for a while, and never in another order, nor so far apart that the cutter sees a
gap."""


class Run(NamedTuple):
    """Evenly spaced samples of one packet."""

    last_ns: int
    """CLOCK_BOOTTIME of the last of them."""
    spacing_ns: float
    samples: int


def expand(runs: list[Run]) -> NDArray[np.int64]:
    """Return CLOCK_BOOTTIME of every sample of the runs, oldest first."""
    counts = np.array([run.samples for run in runs])
    from_end = np.repeat(np.cumsum(counts), counts) - 1 - np.arange(counts.sum())
    spacing_ns = np.repeat([run.spacing_ns for run in runs], counts)
    last_ns = np.repeat(np.array([run.last_ns for run in runs], dtype=np.int64), counts)
    stamps: NDArray[np.int64] = last_ns - np.rint(from_end * spacing_ns).astype(np.int64)
    return stamps


class Slewed:
    """Follows a fit that moves, without ever going back or leaping."""

    def __init__(self) -> None:
        self.last_ns: int | None = None
        """The latest stamp, over all restarts."""
        self._shift_ns = 0.0
        self._target_ns: int | None = None

    def restart(self) -> None:
        """Forget the fit, not the order."""
        self._shift_ns, self._target_ns = 0.0, None

    def moved(self, by_ns: int) -> None:
        """Note that the fit has moved: what is stamped stays where it was, for now."""
        self._shift_ns -= by_ns
        if self._target_ns is not None:
            self._target_ns += by_ns  # or the move would count as time that passes

    def run(self, target_ns: int, samples: int, period_ns: float, missing: int) -> Run:
        """Stamp samples whose last one the fit puts at `target_ns`."""
        last_ns, before_ns = self._slewed(target_ns, samples, period_ns), self.last_ns
        joined = self._target_ns is not None and not missing
        spacing_ns = period_ns
        if before_ns is not None:
            closest_ns = (last_ns - before_ns) / samples
            spacing_ns = closest_ns if joined else min(period_ns, closest_ns)
        self.last_ns, self._target_ns = last_ns, target_ns
        return Run(last_ns, spacing_ns, samples)

    def _slewed(self, target_ns: int, samples: int, period_ns: float) -> int:
        if self._target_ns is None:  # the first since a restart
            first_ns = target_ns - (samples - 1) * period_ns
            if self.last_ns is not None:
                self._shift_ns = max(0.0, self.last_ns + period_ns - first_ns)
        else:
            most_ns = SLEW * max(0.0, target_ns - self._target_ns)
            self._shift_ns -= max(-most_ns, min(most_ns, self._shift_ns))
        last_ns = target_ns + round(self._shift_ns)
        # A nanosecond each at the least: two packets of a muddled counter must not change places.
        return last_ns if self.last_ns is None else max(last_ns, self.last_ns + samples + 1)

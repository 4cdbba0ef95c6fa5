"""From samples to blocks: cut at whole UTC seconds and at gaps, never across either."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from landseal.blocks import MAX_RATE_HZ
from landseal.sources import AccelSamples
from landseal.units import NS_PER_S


@dataclass(frozen=True)
class CutSecond:
    """Samples of one whole UTC second, evenly spaced, ready to become a block."""

    t0_ns: int
    """UTC of the first sample."""
    rate_hz: float
    """Measured over the samples, where there are enough."""
    accel_g: NDArray[np.float32]
    """(samples, 3) in the sensor's axes."""
    battery_pct: int | None
    rssi_dbm: int | None
    temperature_c: float | None


# A space of this many sample periods is a gap: jitter of a radio is below two, a lost packet above.
_GAP_PERIODS = 2.5

# Fewer samples than this say little about a rate.
_MIN_SAMPLES_FOR_RATE = 8


class SecondCutter:
    """Collects the samples of the current second and hands it out when it is complete."""

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._pending: AccelSamples | None = None

    def push(self, samples: AccelSamples, utc_offset_ns: int) -> Iterator[CutSecond]:
        """Take samples; yield each second that they complete.

        Args:
            samples: as the source yielded them.
            utc_offset_ns: UTC minus boot time now. Offsets may change between calls (a clock was set):
                the samples that are waiting move along with it, so that no block spans the change.
        """
        joined = samples if self._pending is None else _join(self._pending, samples)
        utc_ns = joined.boottime_ns + utc_offset_ns
        cuts = self._cuts(utc_ns)
        start = 0
        for cut in cuts:
            yield self._cut(joined, utc_ns, slice(start, cut))
            start = cut
        self._pending = _part(joined, slice(start, None))

    def flush(self, utc_offset_ns: int) -> Iterator[CutSecond]:
        """Yield what is left, for a source that has ended or fallen silent."""
        pending, self._pending = self._pending, None
        if pending is not None and len(pending.boottime_ns):
            yield self._cut(pending, pending.boottime_ns + utc_offset_ns, slice(None))

    def _cuts(self, utc_ns: NDArray[np.int64]) -> list[int]:
        """Return the indices at which a new second or, after a gap, a new block begins."""
        new_second = np.diff(utc_ns // NS_PER_S) != 0
        gap = np.diff(utc_ns) > _GAP_PERIODS * NS_PER_S / self._rate_hz
        return [int(i) + 1 for i in np.flatnonzero(new_second | gap)]

    def _cut(self, samples: AccelSamples, utc_ns: NDArray[np.int64], part: slice) -> CutSecond:
        times = utc_ns[part]
        span_s = (times[-1] - times[0]) / NS_PER_S
        measured_hz = min(MAX_RATE_HZ, float((len(times) - 1) / span_s)) if span_s > 0 else 0.0
        # A tag that is moved speaks several times a second: its few samples must not reach into the next.
        spills = int(times[0]) % NS_PER_S + (len(times) - 1) * NS_PER_S / self._rate_hz >= NS_PER_S
        is_known = len(times) >= _MIN_SAMPLES_FOR_RATE or spills
        return CutSecond(
            t0_ns=int(times[0]),
            rate_hz=measured_hz if measured_hz and is_known else self._rate_hz,
            accel_g=samples.accel_g[part],
            battery_pct=samples.battery_pct,
            rssi_dbm=samples.rssi_dbm,
            temperature_c=samples.temperature_c,
        )


def _join(first: AccelSamples, second: AccelSamples) -> AccelSamples:
    return replace(
        second,
        boottime_ns=np.concatenate([first.boottime_ns, second.boottime_ns]),
        accel_g=np.concatenate([first.accel_g, second.accel_g]),
    )


def _part(samples: AccelSamples, part: slice) -> AccelSamples:
    return replace(samples, boottime_ns=samples.boottime_ns[part], accel_g=samples.accel_g[part])

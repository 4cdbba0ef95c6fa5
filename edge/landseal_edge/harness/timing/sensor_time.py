"""Sensor counter -> CLOCK_BOOTTIME. Pure: the time of arrival is handed in.

Three kinds of sensor. One that tells its own time is fitted to the host's (`CounterTime`). One that tells
none, but samples evenly, is fitted by the number of its samples (`PacedTime`). One that speaks in
advertisements says a sample at a time, and its moment is when it was heard (`HeardTime`).

What all of them promise: samples taken evenly come out evenly spaced, none is ever stamped before the one
before it, and a time in which nothing was measured stays a gap.
"""

from typing import Final, Protocol

from landseal.units import NS_PER_S
from landseal_edge.harness.timing.envelope import LowerEnvelope
from landseal_edge.harness.timing.slewing import Run, Slewed

COUNTER_TOLERANCE: Final = 200e-6
"""[E] Ten times the 20 ppm that were measured; a crystal is within 50, and its temperature adds to that."""

PACE_TOLERANCE: Final = 0.1
"""[E] A sensor's own oscillator is a few percent off the rate on its label."""

LEAP_BACK_NS: Final = NS_PER_S
"""[E] A counter that claims a sample to be a second younger than now was set forward."""

LEAP_ON_NS: Final = 32 * NS_PER_S
"""No packet is later than this: the longest supervision timeout that a link may have (Bluetooth Core, Vol 4
Part E 7.8.12). A counter that says so was set back."""


class SensorTime(Protocol):
    """Turns arrivals into the time at which the samples were taken."""

    @property
    def period_ns(self) -> float:
        """The measured time between two samples, on the host's clock."""
        ...

    def stamp(self, arrived_ns: int, samples: int, counter_ns: int | None, missing: int) -> Run:
        """Say when the samples of a packet were taken.

        Args:
            arrived_ns: CLOCK_BOOTTIME at which it came.
            samples: how many it holds, at least one.
            counter_ns: the sensor's clock at the last one, unwrapped.
            missing: samples known to be lost before it.
        """
        ...

    def restart(self) -> None:
        """Begin afresh: the link was lost, or the sensor has restarted. Time never goes back all the same."""
        ...

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        ...


class CounterTime:
    """A sensor that tells its own clock.

    Args:
        rate_hz: the rate it was asked for.
    """

    # Ten minutes: 20 ppm move a clock by 12 ms in that time, as much as a radio's own jitter.
    _BUCKETS, _BUCKET_NS = 120, 5 * NS_PER_S

    def __init__(self, rate_hz: float) -> None:
        self._period_ns = NS_PER_S / rate_hz
        self._slewed = Slewed()
        self.restart()

    @property
    def period_ns(self) -> float:
        """The measured time between two samples."""
        return self._period_ns

    def restart(self) -> None:
        """Begin afresh: the link was lost, or the sensor has restarted."""
        self._fit = LowerEnvelope(
            buckets=self._BUCKETS, bucket_ns=self._BUCKET_NS, tolerance=COUNTER_TOLERANCE
        )
        self._slewed.restart()
        self._counter_ns: int | None = None
        self._counted = 0
        self._counted_ns = 0

    def stamp(self, arrived_ns: int, samples: int, counter_ns: int | None, missing: int) -> Run:
        """Say when the samples of a packet were taken; a packet without a counter: when it came."""
        if counter_ns is None:
            return self._slewed.run(arrived_ns, samples, self._period_ns, missing=1)
        if self._leapt(arrived_ns, counter_ns):
            self.restart()
        self._measure(counter_ns, samples, missing)
        before, before_ns = self._fit.line, self._counter_ns
        line = self._fit.add(counter_ns, arrived_ns)
        if before is not None and before_ns is not None and line is not before:
            self._slewed.moved(line.host_ns(before_ns) - before.host_ns(before_ns))
        self._counter_ns = counter_ns
        return self._slewed.run(line.host_ns(counter_ns), samples, self._period_ns, missing)

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {"time": type(self).__name__, "period_ns": self.period_ns, **self._fit.diagnostics()}

    def _leapt(self, arrived_ns: int, counter_ns: int) -> bool:
        """Tell whether the counter was set: a restart of the sensor, or a strap that was taken off."""
        line = self._fit.line
        if line is None or self._counter_ns is None:
            return False
        late_ns = arrived_ns - line.host_ns(counter_ns)
        return counter_ns < self._counter_ns or not -LEAP_BACK_NS < late_ns < LEAP_ON_NS

    def _measure(self, counter_ns: int, samples: int, missing: int) -> None:
        """Measure the sensor's rate by its own clock, losses counted in."""
        if self._counter_ns is None:
            return
        self._counted += samples + missing
        self._counted_ns += counter_ns - self._counter_ns
        if self._counted_ns > NS_PER_S:
            self._period_ns = self._counted_ns / self._counted


class PacedTime:
    """A sensor without a clock: its samples are its clock, one period each.

    Args:
        rate_hz: the rate it was asked for; the true one is found near it.
    """

    # A minute: enough to know a rate to a part in a thousand, and to follow an oscillator that warms up.
    _BUCKETS, _BUCKET_NS = 60, NS_PER_S

    # Before so many seconds the slope says too little to tell a slow sensor from one that has lost samples.
    _KNOWN_BUCKETS = 3

    # As in the cutter. What is later than that for a whole second is not late: samples before it are missing.
    _LOST_PERIODS = 2.5

    def __init__(self, rate_hz: float) -> None:
        self._nominal_ns = NS_PER_S / rate_hz
        self._slope = 1.0
        self._slewed = Slewed()
        self.missing = 0
        """Samples that must have been lost on the air: those after them came later, and stayed late."""
        self.restart()

    @property
    def period_ns(self) -> float:
        """The measured time between two samples."""
        line = self._fit.line
        return self._nominal_ns * (self._slope if line is None else line.slope)

    def restart(self) -> None:
        """Begin afresh, with the rate that is known by now."""
        self._fit = LowerEnvelope(
            buckets=self._BUCKETS, bucket_ns=self._BUCKET_NS, tolerance=PACE_TOLERANCE, slope=self._slope
        )
        self._slewed.restart()
        self._counted_ns = self._began_ns = 0

    def stamp(self, arrived_ns: int, samples: int, counter_ns: int | None, missing: int) -> Run:
        """Say when the samples of a packet were taken."""
        del counter_ns  # it tells none
        before, before_ns, closed = self._fit.line, self._counted_ns, self._fit.closed
        if before is None:
            self._began_ns = arrived_ns
        self._counted_ns += round((samples + missing) * self._nominal_ns)
        line = self._fit.add(self._counted_ns, arrived_ns)
        if self._fit.closed > closed and self._is_off(arrived_ns):
            line = self._fit.add(self._counted_ns, arrived_ns)
        elif before is not None and line is not before:
            self._slewed.moved(line.host_ns(before_ns) - before.host_ns(before_ns))
        target_ns = line.host_ns(self._counted_ns)
        return self._slewed.run(target_ns, samples, self.period_ns, missing)

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {"time": type(self).__name__, "period_ns": self.period_ns, **self._fit.diagnostics()}

    def _is_off(self, arrived_ns: int) -> bool:
        """Look at the second that is just over; begin afresh where all of it came late, or ever earlier."""
        if self._fit.closed < self._KNOWN_BUCKETS:
            return False
        self._slope = self.period_ns / self._nominal_ns
        late, early = self._fit.closed_late_ns / self.period_ns, self._fit.closed_early_ns / self.period_ns
        if max(late, early) <= self._LOST_PERIODS:
            return False
        if late > self._LOST_PERIODS:
            self.missing += round(late)
        else:  # it sends faster than was asked, by more than an oscillator is off
            self._slope = min(self._slope, (arrived_ns - self._began_ns) / self._counted_ns)
        self.restart()
        return True


class HeardTime:
    """A sensor that is heard now and again: a sample was taken when it was heard.

    Args:
        rate_hz: how often it speaks, as far as is known.
    """

    def __init__(self, rate_hz: float) -> None:
        self._period_ns = NS_PER_S / rate_hz
        self._last_ns: int | None = None

    @property
    def period_ns(self) -> float:
        """The time between two samples."""
        return self._period_ns

    def restart(self) -> None:
        """Nothing is remembered but the order."""

    def stamp(self, arrived_ns: int, samples: int, counter_ns: int | None, missing: int) -> Run:
        """Say when the samples of an advertisement were taken: the last one, when it was heard."""
        del counter_ns, missing
        spacing_ns = self._period_ns
        if self._last_ns is not None:
            arrived_ns = max(arrived_ns, self._last_ns + samples)
            spacing_ns = min(spacing_ns, (arrived_ns - self._last_ns) / samples)
        self._last_ns = arrived_ns
        return Run(arrived_ns, spacing_ns, samples)

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {"time": type(self).__name__, "period_ns": self.period_ns}

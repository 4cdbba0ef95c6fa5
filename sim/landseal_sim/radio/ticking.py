"""A sensor's own clock: how many samples it has measured, and what time it makes of them."""

import math

from landseal.units import NS_PER_S

_PPM = 1e-6


class SampleClock:
    """Counts samples, and time by samples, as an oscillator does that runs a little fast or slow."""

    def __init__(self, rate_hz: float, drift_ppm: float = 0.0) -> None:
        self._rate_hz = rate_hz
        self._faster = 1 + drift_ppm * _PPM
        self._due = 0.0
        self._base_number = 0
        self._base_ns = 0
        self.measured = 0
        """How many samples there were so far: the number of the next one."""

    @property
    def rate_hz(self) -> float:
        """The rate by the sensor's own clock; the true one is off by its drift."""
        return self._rate_hz

    def counter_ns(self, number: int) -> int:
        """Return the sensor's own time of a sample, since it was switched on."""
        return self._base_ns + math.floor((number - self._base_number) * NS_PER_S / self._rate_hz)

    def run(self, true_s: float) -> range:
        """Let so much true time pass; return the numbers of the samples measured in it."""
        self._due += true_s * self._rate_hz * self._faster
        count = int(self._due)
        self._due -= count
        first, self.measured = self.measured, self.measured + count
        return range(first, self.measured)

    def set_rate(self, rate_hz: float) -> None:
        """Measure at another rate from the next sample on; the counter goes on."""
        self._base_ns, self._base_number = self.counter_ns(self.measured), self.measured
        self._rate_hz, self._due = rate_hz, 0.0

    def reboot(self, rate_hz: float) -> None:
        """Begin anew: the counter is 0 at the next sample."""
        self._base_ns, self._base_number = 0, self.measured
        self._rate_hz, self._due = rate_hz, 0.0

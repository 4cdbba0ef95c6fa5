"""The Pi itself: it reboots, and knows the time again only when a time server has answered."""

import numpy as np
from numpy.typing import NDArray

from landseal.units import NS_PER_S
from landseal.words import ClockState
from landseal_sim.life.calendar import Calendar
from landseal_sim.sensing.radio import Outages
from landseal_sim.world.model import RadioSection

_DAYS_PER_WEEK = 7


class Pi:
    """When the Pi is down, and when its clock is not set."""

    def __init__(self, radio: RadioSection, seed: int) -> None:
        rng = np.random.default_rng((seed, 24))
        self._radio = radio
        self._rng = np.random.default_rng(rng.integers(2**62))
        self._reboots = Outages(rng, radio.reboots_a_week / _DAYS_PER_WEEK, radio.reboot_s)
        self._set_s: dict[float, float] = {}

    def is_down(self, at_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell at which moments it hears nothing."""
        return self._reboots.within(at_s)

    def boots(self, until_s: float) -> list[float]:
        """Return when it has come up again, up to a moment; not its first start."""
        return [to_s for _, to_s in self._reboots.between(-1.0, until_s) if to_s <= until_s]

    def turns(self, from_s: float, to_s: float) -> list[float]:
        """Return when within a stretch it comes up, or learns the time."""
        ups = [up_s for _, up_s in self._reboots.between(-1.0, to_s)]
        return sorted(at_s for up_s in ups for at_s in (up_s, self.set_again_s(up_s)) if from_s < at_s < to_s)

    def set_again_s(self, up_s: float) -> float:
        """Return when a time server has answered after it came up."""
        if up_s not in self._set_s:
            self._set_s[up_s] = up_s + self._radio.unset_clock_s.draw(self._rng)
        return self._set_s[up_s]

    def lag_s(self, at_s: float) -> float:
        """Return how far its clock is behind: it goes on where it stopped, until a time server answers."""
        for down_s, up_s in self._reboots.between(-1.0, at_s):
            if up_s <= at_s < self.set_again_s(up_s):
                return up_s - down_s
        return 0.0


class PiClock:
    """The Pi's clock in a life that is computed, not waited for: it shows what it is set to. A `Clock`."""

    def __init__(self, calendar: Calendar, pi: Pi) -> None:
        self._calendar = calendar
        self._pi = pi
        self.now_s = 0.0

    @property
    def now_s(self) -> float:
        """Since her life began; how far the clock is behind is looked up when this is set."""
        return self._now_s

    @now_s.setter
    def now_s(self, now_s: float) -> None:
        self._now_s, self._lag_ns = now_s, round(self._pi.lag_s(now_s) * NS_PER_S)

    def utc_ns(self) -> int:
        """Return what the Pi takes for UTC."""
        return self._calendar.start_ns + self.boottime_ns() - self._lag_ns

    def boottime_ns(self) -> int:
        """Return the time since her life began: reboots do not matter to what is stamped by it."""
        return round(self._now_s * NS_PER_S)

    def state(self) -> ClockState:
        """Tell whether a time server has answered since the last reboot."""
        return ClockState.UNSYNCHRONISED if self._lag_ns else ClockState.SYNCHRONISED

    async def sleep_until(self, boottime_ns: int) -> None:
        """Be there at once."""
        self.now_s = max(self.now_s, boottime_ns / NS_PER_S)

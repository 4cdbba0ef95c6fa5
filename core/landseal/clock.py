"""Time: one protocol, so that nothing in Landseal asks the machine's clock behind a test's back."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from landseal.units import NS_PER_S
from landseal.words import ClockState


class Clock(Protocol):
    """Two clocks of a host: one that is right and may jump, one that never jumps."""

    def utc_ns(self) -> int:
        """Return nanoseconds since 1970-01-01 UTC, as the host believes."""
        ...

    def boottime_ns(self) -> int:
        """Return nanoseconds since the host started, suspend included; never goes back."""
        ...

    def state(self) -> ClockState:
        """Tell whether `utc_ns` was set from a time server."""
        ...

    async def sleep_until(self, boottime_ns: int) -> None:
        """Wait until `boottime_ns()` has reached the given value."""
        ...


class SystemClock:
    """The host's own clocks: CLOCK_REALTIME and CLOCK_BOOTTIME."""

    def utc_ns(self) -> int:
        """Return CLOCK_REALTIME."""
        return time.time_ns()

    def boottime_ns(self) -> int:
        """Return CLOCK_BOOTTIME."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)

    def state(self) -> ClockState:
        """Return `SYNCHRONISED` unless the clock was visibly not set since the host started.

        A Pi without a battery-backed clock starts in the past: in the year of its image, or at its last
        orderly stop. The second is told by systemd-timesyncd, where it runs: it leaves a file once it was
        answered.
        """
        never_answered = _TIMESYNC.exists() and not (_TIMESYNC / "synchronized").exists()
        year = datetime.now(tz=UTC).year
        return (
            ClockState.UNSYNCHRONISED
            if never_answered or year < _FIRST_SANE_YEAR
            else ClockState.SYNCHRONISED
        )

    async def sleep_until(self, boottime_ns: int) -> None:
        """Sleep in the running event loop."""
        await asyncio.sleep(max(0.0, (boottime_ns - self.boottime_ns()) / NS_PER_S))


class ScaledClock:
    """A clock that starts at a given moment and runs `speed` times as fast as the host's.

    For recordings and simulated dogs: everything that is stamped and waited for by one `ScaledClock` lives
    in one and the same time, whatever that time is to the rest of the world.
    """

    def __init__(self, start_utc_ns: int, speed: float = 1.0) -> None:
        if speed <= 0:
            msg = f"speed: expected more than 0, got {speed}"
            raise ValueError(msg)
        self.speed = speed
        self._start_utc_ns = start_utc_ns
        self._origin_ns = time.monotonic_ns()

    def utc_ns(self) -> int:
        """Return the moment that this clock shows."""
        return self._start_utc_ns + self.boottime_ns()

    def boottime_ns(self) -> int:
        """Return the time on this clock since it was made."""
        return int((time.monotonic_ns() - self._origin_ns) * self.speed)

    def state(self) -> ClockState:
        """Return `SYNCHRONISED`: its time is its own."""
        return ClockState.SYNCHRONISED

    async def sleep_until(self, boottime_ns: int) -> None:
        """Sleep in the running event loop for the scaled time."""
        await asyncio.sleep(max(0.0, (boottime_ns - self.boottime_ns()) / self.speed / NS_PER_S))


# A Pi that lost power reads the date of its image or of its last orderly stop; the image with the oldest
# Python that Landseal runs on is of 2023.
_FIRST_SANE_YEAR = 2024

# systemd-timesyncd.service(8): made when it starts; `synchronized` in it is touched at each synchronisation.
_TIMESYNC = Path("/run/systemd/timesync")


def utc(ns: int) -> datetime:
    """Turn UTC nanoseconds into an aware `datetime` (microseconds, rounded down)."""
    whole, rest = divmod(ns, NS_PER_S)
    return datetime.fromtimestamp(whole, tz=UTC).replace(microsecond=rest // 1000)


def utc_ns(moment: datetime) -> int:
    """Turn an aware `datetime` into UTC nanoseconds.

    Raises:
        ValueError: `moment` has no time zone.
    """
    if moment.tzinfo is None:
        msg = f"a time without a zone cannot be placed: {moment.isoformat()}"
        raise ValueError(msg)
    return int(moment.timestamp()) * NS_PER_S + moment.microsecond * 1000

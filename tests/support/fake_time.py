"""A clock that stands still until a test lets time pass: an hour takes as long as what happens in it."""

import asyncio
import heapq
from itertools import count

from landseal.units import NS_PER_S
from landseal.words import ClockState


class FakeClock:
    """A `Clock`. Whoever waits by it is woken in order, and has done what it can before time goes on."""

    def __init__(self, *, utc_offset_ns: int = 1_795_000_000 * NS_PER_S) -> None:
        self.now_ns = 1000 * NS_PER_S
        self.utc_offset_ns = utc_offset_ns
        self.synchronised = True
        self._order = count()
        self._timers: list[tuple[int, int, asyncio.Future[None]]] = []

    def utc_ns(self) -> int:
        return self.now_ns + self.utc_offset_ns

    def boottime_ns(self) -> int:
        return self.now_ns

    def state(self) -> ClockState:
        return ClockState.SYNCHRONISED if self.synchronised else ClockState.UNSYNCHRONISED

    async def sleep_until(self, boottime_ns: int) -> None:
        if boottime_ns <= self.now_ns:
            await asyncio.sleep(0)
            return
        timer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._timers, (boottime_ns, next(self._order), timer))
        await timer

    async def pass_s(self, seconds: float) -> None:
        """Let so much time pass."""
        until_ns = self.now_ns + round(seconds * NS_PER_S)
        await settled()
        while self._timers and self._timers[0][0] <= until_ns:
            at_ns, _, timer = heapq.heappop(self._timers)
            if not timer.done():
                self.now_ns = max(self.now_ns, at_ns)
                timer.set_result(None)
                await settled()
        self.now_ns = until_ns


async def settled() -> None:
    """Return when everybody else has nothing left to do but to wait."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # noqa: SLF001 -- nothing public tells
    await asyncio.sleep(0)
    while ready:  # noqa: ASYNC110 -- others set no event when they have nothing left to do
        await asyncio.sleep(0)

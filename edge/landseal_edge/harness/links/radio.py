"""The one radio that all sensors share: one scanner, one connect at a time, and a watch over its silence."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from landseal.clock import Clock
from landseal.units import NS_PER_S
from landseal_edge.harness.links.adapter import Adapter
from landseal_edge.harness.links.escalation import SILENT_NS, Escalation, RadioDeadError, Remedy
from landseal_edge.harness.links.radio_parts import (
    Found,
    LeftConnected,
    OnAdvertisement,
    Scanner,
    ScannerFactory,
    nothing_left,
)
from landseal_edge.harness.links.sought import Sought
from landseal_edge.harness.links.trouble import TROUBLE, mendable
from landseal_edge.harness.links.waiting import pause, within

_log = logging.getLogger(__name__)

WATCH_S: Final = 5.0
"""[E] How often the watch looks: much less than the 90 s it counts."""

ANSWER_S: Final = 20.0
"""[E] D-Bus itself gives up after 25 s."""


class Radio:
    """Scans while anybody listens or looks for a sensor, and is quiet while one is being connected.

    BlueZ connects badly while it scans, and two connects at once fail each other: all of it takes turns by
    one lock.

    Args:
        make_scanner: `BleakScanner`, or another radio's.
        adapter: what is reset when nothing is heard.
        clock: all timers wait by it.
        left_connected: tells what BlueZ still holds of an agent that was killed: it would never advertise.
    """

    def __init__(
        self,
        make_scanner: ScannerFactory,
        adapter: Adapter,
        clock: Clock,
        left_connected: LeftConnected = nothing_left,
    ) -> None:
        self._make_scanner = make_scanner
        self._adapter = adapter
        self._clock = clock
        self._left_connected = left_connected
        self._air = asyncio.Lock()
        self._scanner: Scanner | None = None
        self._listeners: list[OnAdvertisement] = []
        self._sought = Sought()
        self._links = 0
        self._wish = asyncio.Event()
        self._has_scanned = False
        self._complaint = ""
        self._escalation = Escalation(clock.boottime_ns())
        self._advert_ns = clock.boottime_ns()
        self.adverts = 0
        self.scans = 0
        self.remedies: Counter[str] = Counter()
        """What was done about silences, and how often."""

    async def run(self) -> None:
        """Scan when it is wished for, and watch, until cancelled.

        Raises:
            LandsealError: Bluetooth cannot be used, or has died.
        """
        watch = asyncio.create_task(self._watch())
        try:
            while True:
                wished = asyncio.create_task(self._wish.wait())
                await asyncio.wait({wished, watch}, return_when=asyncio.FIRST_COMPLETED)
                wished.cancel()
                if watch.done():
                    watch.result()
                self._wish.clear()
                async with self._air:
                    await self._follow_wish()
        finally:
            watch.cancel()
            with suppress(*TROUBLE):
                await self._stop()

    def listen(self, heard: OnAdvertisement) -> Callable[[], None]:
        """Call back with every advertisement; return what ends it."""
        self._listeners.append(heard)
        self._wish.set()

        def end() -> None:
            self._listeners.remove(heard)
            self._wish.set()

        return end

    async def find(self, address: str) -> Found:
        """Wait until a device is heard from now on: what was heard before, BlueZ may have forgotten."""
        left = await self._left(address.upper())
        if left is not None:
            return Found(left)
        self._wish.set()  # it is followed in the loop's next turn, when the address is being waited for
        try:
            return await self._sought.wait(address)
        finally:
            self._wish.set()

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[None]:
        """Let nobody scan or connect meanwhile."""
        async with self._air:
            await self._stop()
            try:
                yield
            finally:
                self._wish.set()

    @asynccontextmanager
    async def linked(self) -> AsyncIterator[None]:
        """Count a connection, whose packets are then expected."""
        self._links += 1
        try:
            yield
        finally:
            self._links -= 1

    def hear(self) -> None:
        """Note that a connected sensor has spoken."""
        self._escalation.hear(self._clock.boottime_ns())

    @property
    def scanning(self) -> bool:
        """Whether the scanner is on."""
        return self._scanner is not None

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {
            "scanning": self.scanning,
            **self._sought.diagnostics(),
            "listeners": len(self._listeners),
            "links": self._links,
            "adverts": self.adverts,
            "scans": self.scans,
            "remedies": dict(self.remedies),
            **self._escalation.diagnostics(),
        }

    def _heard(self, device: BLEDevice, data: AdvertisementData) -> None:
        self.adverts += 1
        self._advert_ns = self._clock.boottime_ns()
        self._escalation.hear(self._advert_ns)
        self._sought.hear(device, data.rssi)
        for listener in self._listeners:
            listener(device, data)

    async def _left(self, address: str) -> BLEDevice | None:
        try:
            left = await within(self._clock, ANSWER_S, self._asked())
        except TROUBLE as error:
            _log.debug("connected devices: %s", error)  # whether Bluetooth can be used, the scan will tell
            return None
        return next((device for device in left if device.address.upper() == address), None)

    async def _asked(self) -> Sequence[BLEDevice]:
        return await self._left_connected()

    async def _follow_wish(self) -> None:
        """Scan or stop, as is wished; the caller has the air.

        Raises:
            LandsealError: the very first scan has failed; later ones are tried again by the watch.
        """
        wished = bool(self._listeners or self._sought)
        try:
            if wished and self._scanner is None:
                await self._start()
            elif not wished:
                await self._stop()
        except TROUBLE as error:
            if not self._has_scanned:
                raise mendable(error) from error
            self._complain(str(mendable(error)))

    def _complain(self, what: str) -> None:
        """Log it once, and not every five seconds."""
        if what != self._complaint:
            _log.warning("%s", what)
        self._complaint = what

    async def _start(self) -> None:
        scanner = self._make_scanner(self._heard)
        await within(self._clock, ANSWER_S, scanner.start())
        self._scanner, self._has_scanned, self._complaint = scanner, True, ""
        self._advert_ns = self._clock.boottime_ns()
        self.scans += 1

    async def _stop(self) -> None:
        """Stop, whatever the radio says to it: one that cannot be stopped does not scan any more, either."""
        scanner, self._scanner = self._scanner, None
        if scanner is not None:
            try:
                await within(self._clock, ANSWER_S, scanner.stop())
            except (*TROUBLE, AssertionError, ValueError) as error:  # bleak, once D-Bus was started anew
                _log.debug("scanner: %s", error)

    async def _watch(self) -> None:
        while True:
            await pause(self._clock, WATCH_S)
            now_ns = self._clock.boottime_ns()
            if not (self._listeners or self._sought or self._links):
                self._escalation.idle(now_ns)
                continue
            self._wish.set()  # a scan that could not be started is tried again
            remedy = self._escalation.due(now_ns)
            if remedy is None and self.scanning and now_ns - self._advert_ns >= SILENT_NS:
                remedy = Remedy.RESCAN  # links speak, and nobody advertises: the scan may have stalled
            if remedy is not None:
                await self._apply(remedy)

    async def _apply(self, remedy: Remedy) -> None:
        self.remedies[str(remedy)] += 1
        _log.warning("Bluetooth: nothing heard of any device for a while: %s; %s", remedy, self.diagnostics())
        if remedy is Remedy.EXIT:
            silent_s = 3 * SILENT_NS // NS_PER_S
            what = f"nothing was heard of any device for {silent_s} s, before and after a reset"
            mend = "Restart it: sudo systemctl restart bluetooth. See docs/troubleshooting-bluetooth.md."
            raise RadioDeadError(what, where="Bluetooth", remedy=mend)
        async with self._air:
            await self._stop()
            self._advert_ns = self._clock.boottime_ns()
            if remedy is Remedy.RESET:
                try:
                    await self._adapter.reset()
                except TROUBLE as error:
                    _log.warning("Bluetooth: the adapter could not be reset: %s", error)
        self._wish.set()

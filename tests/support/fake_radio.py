"""A radio of which a test writes the script: what is near, what fails, what falls silent."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakError

from landseal.units import NS_PER_S
from support.fake_time import FakeClock
from support.makers import COMPANY, PER_PACKET, MadeUpMaker, packet

PACKET_S = PER_PACKET / 50


@dataclass
class FakeSensor:
    """Takes samples as long as it is on; they get through only where somebody has subscribed."""

    address: str
    name: str = "SENSOR"
    on: bool = True
    mute: bool = False
    """Connected, and says nothing."""
    deaf: int = 0
    """Attempts to connect that will still fail."""
    cancelled: int = 0
    """Attempts to connect that the radio will itself cancel."""
    hangs: bool = False
    """An attempt to connect never ends."""
    ignores: bytes | None = None
    """A write of this is never answered, from the second time on."""
    advert: bytes = b"here"
    every_s: float = PACKET_S
    number: int = 0
    booted_ns: int = 0
    delivered: list[int] = field(default_factory=list)
    """Numbers of the packets that have reached a subscriber."""
    written: list[bytes] = field(default_factory=list)
    subscribers: list["FakeClient"] = field(default_factory=list)
    """Clients that have subscribed and never called `disconnect`, as in bleak#2002."""

    @property
    def link(self) -> "FakeClient | None":
        return next((client for client in self.subscribers if client.is_connected), None)


class FakeRadio:
    """Advertises and notifies by a test's clock."""

    def __init__(self, clock: FakeClock, *sensors: FakeSensor, advert_s: float = 1.0) -> None:
        self.clock = clock
        self.sensors = {sensor.address: sensor for sensor in sensors}
        self.scanner: FakeScanner | None = None
        self.stalled = False
        """Scans, and hears nothing."""
        self.start_error: Exception | None = None
        self.stop_error: Exception | None = None
        self.reset_error: Exception | None = None
        self.connecting = 0
        self.most_connecting = 0
        self.connected_while_scanning = 0
        self.connects: list[int] = []
        """When a connection was made."""
        self.resets = 0
        self._advert_s = advert_s
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        for sensor in self.sensors.values():
            sensor.booted_ns = self.clock.now_ns
            self._tasks += [
                asyncio.create_task(self._advertise(sensor)),
                asyncio.create_task(self._notify(sensor)),
            ]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def make_scanner(self, heard: Callable[[BLEDevice, AdvertisementData], None]) -> "FakeScanner":
        return FakeScanner(self, heard)

    def make_client(self, device: BLEDevice, lost: Callable[[Any], None]) -> "FakeClient":
        return FakeClient(self, self.sensors[device.address], lost)

    async def reset(self) -> None:
        """Be the adapter, too."""
        self.resets += 1
        if self.reset_error is not None:
            raise self.reset_error

    async def left_connected(self) -> list[BLEDevice]:
        """Return what is connected: it does not advertise."""
        return [BLEDevice(s.address, s.name, None) for s in self.sensors.values() if s.link is not None]

    def lose(self, sensor: FakeSensor) -> None:
        """Lose a link: the client is told, and its subscription stays."""
        link = sensor.link
        if link is not None:
            link.is_connected = False
            link.lost(link)

    def reboot(self, sensor: FakeSensor) -> None:
        """Start a sensor anew: it counts from 0."""
        self.lose(sensor)
        sensor.number, sensor.booted_ns = 0, self.clock.now_ns

    async def _advertise(self, sensor: FakeSensor) -> None:
        while True:
            await self.clock.sleep_until(self.clock.now_ns + round(self._advert_s * NS_PER_S))
            if sensor.on and sensor.link is None:
                self.say(sensor)

    def say(self, sensor: FakeSensor) -> None:
        """Let a sensor advertise once."""
        if self.scanner is not None and not self.stalled:
            device = BLEDevice(sensor.address, sensor.name, None)
            data = AdvertisementData(sensor.name, {COMPANY: sensor.advert}, {}, [], None, -60, ())
            self.scanner.heard(device, data)

    async def _notify(self, sensor: FakeSensor) -> None:
        while True:
            await self.clock.sleep_until(self.clock.now_ns + round(sensor.every_s * NS_PER_S))
            number, sensor.number = sensor.number, sensor.number + 1
            link = sensor.link
            if sensor.on and not sensor.mute and link is not None and link.called is not None:
                sensor.delivered.append(number)
                said = packet(number, self.clock.now_ns - sensor.booted_ns)
                for _ in sensor.subscribers:
                    link.called(None, bytearray(said))


class FakeScanner:
    def __init__(self, radio: FakeRadio, heard: Callable[[BLEDevice, AdvertisementData], None]) -> None:
        self.radio = radio
        self.heard = heard

    async def start(self) -> None:
        if self.radio.start_error is not None:
            raise self.radio.start_error
        if self.radio.scanner is not None:
            msg = "it scans already"
            raise BleakError(msg)
        self.radio.scanner = self

    async def stop(self) -> None:
        self.radio.scanner = None
        if self.radio.stop_error is not None:
            raise self.radio.stop_error


class FakeClient:
    def __init__(self, radio: FakeRadio, sensor: FakeSensor, lost: Callable[[Any], None]) -> None:
        self.radio = radio
        self.sensor = sensor
        self.lost = lost
        self.is_connected = False
        self.called: Callable[[Any, bytearray], None] | None = None

    async def connect(self) -> None:
        radio, sensor = self.radio, self.sensor
        radio.connecting += 1
        radio.most_connecting = max(radio.most_connecting, radio.connecting)
        radio.connected_while_scanning += radio.scanner is not None
        try:
            await radio.clock.sleep_until(radio.clock.now_ns + NS_PER_S // 10)
            if sensor.hangs:
                await asyncio.Event().wait()
            if sensor.cancelled:
                sensor.cancelled -= 1
                raise asyncio.CancelledError
            if sensor.deaf or not sensor.on:
                sensor.deaf = max(0, sensor.deaf - 1)
                msg = "no answer"
                raise BleakError(msg)
        finally:
            radio.connecting -= 1
        for left in list(sensor.subscribers):  # an agent that was killed hears nothing any more
            if left.is_connected:
                sensor.subscribers.remove(left)
        self.is_connected = True
        sensor.subscribers.append(self)
        radio.connects.append(radio.clock.now_ns)

    async def disconnect(self) -> None:
        self.is_connected = False
        if self in self.sensor.subscribers:
            self.sensor.subscribers.remove(self)

    async def start_notify(self, char_specifier: str, callback: Callable[[Any, bytearray], None]) -> None:
        self._require_link()
        assert char_specifier in MadeUpMaker().notify
        self.called = callback

    async def write_gatt_char(
        self,
        char_specifier: str,  # noqa: ARG002
        data: bytes,
        response: bool | None = None,  # noqa: ARG002
    ) -> None:
        self._require_link()
        self.sensor.written.append(data)
        if data == self.sensor.ignores and self.sensor.written.count(data) > 1:
            await asyncio.Event().wait()
        if data == b"battery" and self.called is not None:
            self.called(None, bytearray(b"80 %"))

    async def read_gatt_char(self, char_specifier: str) -> bytearray:  # noqa: ARG002
        self._require_link()
        return bytearray([77])

    def _require_link(self) -> None:
        if not self.is_connected:
            msg = "Not connected"
            raise BleakError(msg)

"""A sensor one connects to: what all makers' have in common, and the faults they have."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeGuard

import numpy as np
from bumble import att
from bumble.core import AdvertisingData
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.gatt import (
    GATT_BATTERY_LEVEL_CHARACTERISTIC,
    GATT_BATTERY_SERVICE,
    Characteristic,
    CharacteristicValue,
    Service,
)
from bumble.hci import Address
from bumble.link import LocalLink
from numpy.typing import NDArray

from landseal_sim.radio.controllers import QuietHost, SensorController
from landseal_sim.radio.ledger import Ledger
from landseal_sim.radio.motion import cycled
from landseal_sim.radio.ticking import SampleClock

_ADVERTISING_MS = 100.0
_ATT_HEADER = 3
_READ = Characteristic.Properties.READ
_READABLE = Characteristic.READABLE


@dataclass(frozen=True)
class Unit:
    """One of a maker's sensors: what tells it from its like."""

    address: str
    """Upper case."""
    name: str
    motion_g: NDArray[np.float64]
    """(samples, 3) in its own axes: what it measures, sample by sample, again and again."""
    drift_ppm: float = 0.0
    """How much too fast its clock runs, and with it its rate."""
    battery_pct: float = 100.0
    rssi_dbm: int = -50


class GattSensor(ABC):
    """Measures all the time, and sends what it measures to whoever has asked for it.

    What `sent` holds must arrive, once each; what was measured while nobody had asked, while the link was
    lost or while the sensor was `silent` is not in it.
    """

    default_hz: ClassVar[float]
    """What it measures at until it is told otherwise, and again once it was switched off."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.address = unit.address
        self.rssi_dbm = unit.rssi_dbm
        self.battery_pct = unit.battery_pct
        self.battery_pct_per_s = 0.0
        """How fast the battery dies; at 0 the sensor is gone, link and all."""
        self.silent = False
        """It has stopped sending, and does not know: the link stands."""
        self.sent = Ledger()
        self.clock = SampleClock(self.default_hz, unit.drift_ppm)
        self.on = False
        self._waiting = range(0)
        self._connection: Connection | None = None
        self._subscribed: set[int] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    # What a maker's sensor says of itself.

    @abstractmethod
    def services(self) -> Sequence[Service]:
        """Return its GATT services; asked for once."""

    @abstractmethod
    def advertised(self) -> AdvertisingData:
        """Return what it says to everyone."""

    @abstractmethod
    def streams(self) -> Characteristic[bytes] | None:
        """Return the characteristic that samples go to, or None where it was not told to stream."""

    @abstractmethod
    def samples_per_packet(self) -> int:
        """Return how many samples it waits for before it sends."""

    @abstractmethod
    def packets(self, numbers: range) -> Iterable[bytes]:
        """Return the notifications that carry these samples."""

    @abstractmethod
    def as_sent_g(self) -> NDArray[np.float64]:
        """Return the motion with the maker's resolution, (samples, 3): what a perfect decoder gives."""

    @abstractmethod
    def forget(self) -> None:
        """Forget what it was told by the one who was connected, and is no more."""

    def begin_anew(self) -> None:
        """Start as after a power cut: counter 0, default rate, no subscription."""
        self.clock.reboot(self.default_hz)
        self._waiting = range(0)
        self.forget()

    def unsent(self, numbers: range) -> range:  # noqa: ARG002 -- most keep none
        """Do with samples that nobody is sent what this sensor does; return those that wait for a packet."""
        return range(0)

    def set_rate(self, rate_hz: float) -> None:
        """Measure at another rate; a packet that was begun is dropped, or it would hold samples of both."""
        self.clock.set_rate(rate_hz)
        self._waiting = range(0)

    # What is known of it.

    @property
    def connected(self) -> bool:
        """Whether somebody is connected, as far as it knows."""
        return self._connection is not None

    @property
    def connection(self) -> Connection | None:
        """The connection, for what only some makers need."""
        return self._connection

    def sent_g(self) -> NDArray[np.float64]:
        """Return what must arrive, (samples, 3) in g, in order."""
        return cycled(self.sent.numbers(), self.as_sent_g())

    def subscribed(self, characteristic: Characteristic[bytes]) -> bool:
        """Tell whether it was asked to notify this."""
        return characteristic.handle in self._subscribed

    # What the air does with it.

    async def join(self, link: LocalLink) -> None:
        """Come into being on this link, switched off."""
        self.controller = SensorController(self.address, link=link)
        self.device = Device(
            config=DeviceConfiguration(
                name=self.unit.name, address=_random(self.address), gatt_service_enabled=False
            ),
            host=QuietHost(self.controller, self.controller),
        )
        for service in self.services():
            self.device.add_service(service)
            for characteristic in service.characteristics:
                self._follow(characteristic)
        self.device.on(Device.EVENT_CONNECTION, self._met)
        await self.device.power_on()

    async def switch_on(self) -> None:
        """Advertise, until somebody connects."""
        self.on = True
        await self._advertise()

    async def switch_off(self) -> None:
        """Stop advertising; the air loses the link."""
        self.on = False
        await self.device.stop_advertising()

    def advance(self, passed_s: float) -> None:
        """Measure for so long, and send what is full."""
        measured = self.clock.run(passed_s)
        self.battery_pct = max(0.0, self.battery_pct - self.battery_pct_per_s * passed_s)
        channel = self.streams()
        first = self._waiting.start if self._waiting else measured.start
        numbers = range(first, measured.stop)
        if self._is_sent(channel):
            self._send_full(channel, numbers)
        else:
            self._waiting = self.unsent(numbers)

    def _is_sent(self, channel: Characteristic[bytes] | None) -> TypeGuard[Characteristic[bytes]]:
        """Tell whether what is measured now goes out, and arrives."""
        if channel is None or not self.on or self.silent or self._connection is None:
            return False
        return self.subscribed(channel) and self.controller.reaches(self._connection.peer_address)

    def _send_full(self, channel: Characteristic[bytes], numbers: range) -> None:
        size = self.samples_per_packet()
        while len(numbers) >= size:
            packet, numbers = numbers[:size], numbers[size:]
            for payload in self.packets(packet):
                self.notify(channel, payload)
            self.sent.enter(packet.start, len(packet))
        self._waiting = numbers

    def notify(self, characteristic: Characteristic[bytes], payload: bytes) -> None:
        """Send a notification, if there is somebody."""
        if self._connection is None:
            return
        if len(payload) > self._connection.att_mtu - _ATT_HEADER:
            raise ValueError(
                f"{self.unit.name}: {len(payload)} octets do not fit an MTU of {self._connection.att_mtu}"
            )
        pdu = att.ATT_Handle_Value_Notification(
            attribute_handle=characteristic.handle, attribute_value=payload
        )
        self.device.gatt_server.send_gatt_pdu(self._connection, bytes(pdu))

    def indicate(self, characteristic: Characteristic[bytes], payload: bytes) -> None:
        """Send an indication, if there is somebody; its confirmation is waited for elsewhere."""
        if self._connection is not None:
            self.later(self.device.gatt_server.indicate_subscriber(self._connection, characteristic, payload))

    def later(self, work: Coroutine[Any, Any, object]) -> None:
        """Do this beside what is running now."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def in_flight(self) -> None:
        """Wait until all that was sent is with the other side's host, or lost."""
        if self._connection is None:
            return
        queue = self.device.host.get_data_packet_queue(self._connection.handle)
        while queue is not None and queue.pending:  # noqa: ASYNC110 -- bumble has no event for it
            await asyncio.sleep(0)

    async def close(self) -> None:
        """End what it has begun."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _follow(self, characteristic: Characteristic[bytes]) -> None:
        def told(_bearer: object, notify: bool, indicate: bool) -> None:  # noqa: FBT001 -- bumble calls it so
            (self._subscribed.add if notify or indicate else self._subscribed.discard)(characteristic.handle)

        characteristic.on(Characteristic.EVENT_SUBSCRIPTION, told)

    def _met(self, connection: Connection) -> None:
        self._connection = connection
        connection.on(Connection.EVENT_DISCONNECTION, self._left)

    def _left(self, _reason: int) -> None:
        self._connection = None
        self._subscribed.clear()
        self._waiting = range(0)
        self.forget()
        if self.on:
            self.later(self._advertise())

    async def _advertise(self) -> None:
        await self.device.start_advertising(
            advertising_data=bytes(self.advertised()),
            advertising_interval_min=_ADVERTISING_MS,
            advertising_interval_max=_ADVERTISING_MS,
        )


def battery_service(sensor: GattSensor) -> Service:
    """Return service 0x180F: one octet, percent."""
    level = Characteristic[bytes](
        GATT_BATTERY_LEVEL_CHARACTERISTIC,
        _READ,
        _READABLE,
        CharacteristicValue(read=lambda _: bytes([round(sensor.battery_pct)])),
    )
    return Service(GATT_BATTERY_SERVICE, [level])


def _random(address: str) -> Address:
    return Address(address, Address.RANDOM_DEVICE_ADDRESS)

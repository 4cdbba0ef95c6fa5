"""A radio and a clock for the owner's commands: what is near is written down, and nothing is waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal.words import ClockState


class JumpingClock:
    """A clock that jumps to whatever is waited for, and tells who wants to know."""

    def __init__(self) -> None:
        self.now_ns = 1_000 * NS_PER_S
        self.on_jump: list[Callable[[int], None]] = []

    def utc_ns(self) -> int:
        return self.now_ns

    def boottime_ns(self) -> int:
        return self.now_ns

    def state(self) -> ClockState:
        return ClockState.SYNCHRONISED

    async def sleep_until(self, boottime_ns: int) -> None:
        await asyncio.sleep(0)  # everybody else has a turn
        self.now_ns = max(self.now_ns, boottime_ns)
        for tell in self.on_jump:
            tell(self.now_ns)


@dataclass(frozen=True)
class Beacon:
    """One device that advertises at every jump of the clock."""

    address: str
    name: str | None = None
    rssi_dbm: int = -60
    manufacturer_data: Mapping[int, bytes] = field(default_factory=dict)
    service_data: Mapping[str, bytes] = field(default_factory=dict)
    service_uuids: Sequence[str] = ()


@dataclass
class FakeScanner:
    """Takes the place of `BleakScanner`: calls back as the clock jumps."""

    clock: JumpingClock
    beacons: Sequence[Beacon] = ()
    error: Exception | None = None

    def __call__(self, heard: Callable[[BLEDevice, AdvertisementData], None]) -> "_Scan":
        return _Scan(self, heard)


@dataclass
class _Scan:
    scanner: FakeScanner
    heard: Callable[[BLEDevice, AdvertisementData], None]

    async def start(self) -> None:
        if self.scanner.error is not None:
            raise self.scanner.error
        self.scanner.clock.on_jump.append(self._advertise)

    async def stop(self) -> None:
        self.scanner.clock.on_jump.remove(self._advertise)

    def _advertise(self, _: int) -> None:
        for beacon in self.scanner.beacons:
            self.heard(BLEDevice(beacon.address, beacon.name, None), _data(beacon))


class NoAdapter:
    """Nothing to reset."""

    async def reset(self) -> None:
        raise AssertionError


class FakeClient:
    """Takes the place of `BleakClient`: writes down what is done."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.error: Exception | None = None

    def __call__(self, device: BLEDevice, _: Callable[[object], None]) -> "_Connection":
        return _Connection(device.address, self)


@dataclass
class _Connection:
    address: str
    client: FakeClient
    is_connected: bool = False

    async def connect(self) -> None:
        if self.client.error is not None:
            raise self.client.error
        self.client.done.append(f"connect {self.address}")

    async def start_notify(self, *_: object) -> None:
        raise AssertionError

    async def read_gatt_char(self, *_: object) -> bytearray:
        raise AssertionError

    async def disconnect(self) -> None:
        self.client.done.append("disconnect")

    async def write_gatt_char(self, char_specifier: str, data: bytes, response: bool | None = None) -> None:  # noqa: ARG002 -- bleak's signature
        self.client.done.append(f"write {char_specifier} {data.hex()}")


@dataclass
class JoltedSource:
    """A sensor that gives a chunk at each jump of the clock, and is tapped from a moment on."""

    clock: JumpingClock
    tapped_from_s: float | None = None
    rate_hz: float = 50.0

    async def samples(self) -> AsyncIterator[AccelSamples]:
        start_ns = self.clock.now_ns
        while True:
            await self.clock.sleep_until(self.clock.now_ns + NS_PER_S // 10)
            accel = np.tile(np.array([0, 0, 1], dtype=np.float32), (5, 1))
            tapped = self.tapped_from_s is not None
            if tapped and self.clock.now_ns - start_ns >= (self.tapped_from_s or 0) * NS_PER_S:
                accel[2, 2] = 1.8
            stamps = self.clock.now_ns - np.arange(5, dtype=np.int64)[::-1] * (NS_PER_S // 50)
            yield AccelSamples(stamps, accel)


def _data(beacon: Beacon) -> AdvertisementData:
    return AdvertisementData(
        local_name=beacon.name,
        manufacturer_data=dict(beacon.manufacturer_data),
        service_data=dict(beacon.service_data),
        service_uuids=list(beacon.service_uuids),
        tx_power=None,
        rssi=beacon.rssi_dbm,
        platform_data=(),
    )

"""The air of one room: an edge's Bluetooth adapter, the sensors near it, and what happens between them."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Protocol, Self

from bleak.backends.client import BaseBleakClient
from bleak.backends.scanner import BaseBleakScanner
from bumble.device import Device
from bumble.hci import Address
from bumble.link import LocalLink

from landseal_sim.radio.client import VirtualClient
from landseal_sim.radio.controllers import CentralController, QuietHost
from landseal_sim.radio.scanner import VirtualScanner
from landseal_sim.radio.sensor import GattSensor

_CENTRAL = "F0:F0:F0:00:00:01"
_HOPS = 8
"""Turns of the event loop from one host to the other: two were counted, and as many for the answer."""
CONNECTION_INTERVAL_S = 0.03
"""How often a sensor hands over what it has: within the 15-50 ms that sensors ask for [E]."""


class Near(Protocol):
    """Whatever is near: sensors to connect to, and those that only advertise."""

    address: str
    rssi_dbm: int

    async def join(self, link: LocalLink) -> None:
        """Come into being on this link, switched off."""

    async def switch_on(self) -> None:
        """Advertise."""

    def advance(self, passed_s: float) -> None:
        """Let so much time pass."""

    async def close(self) -> None:
        """End what it has begun."""


class Air:
    """Gives bleak its `scanner` and `client`, and lets time pass for the sensors, `speed` times as fast.

    Advertising, connecting and waiting take real time at any speed: what is sped up is the sensors' motion
    and clocks alone.
    """

    def __init__(self, *near: Near, speed: float = 1.0, interval_s: float = CONNECTION_INTERVAL_S) -> None:
        self.speed = speed
        self._interval_s = interval_s
        self._link = LocalLink()  # type: ignore[no-untyped-call]  # bumble's
        self._near: dict[str, Near] = {}
        self._task: asyncio.Task[None] | None = None
        for one in near:
            self._place(one)

    @property
    def scanner(self) -> type[BaseBleakScanner]:
        """What `BleakScanner` takes as `backend`."""
        return type("VirtualScanner", (VirtualScanner,), {"central": self._central})

    @property
    def client(self) -> type[BaseBleakClient]:
        """What `BleakClient` takes as `backend`."""
        return type("VirtualClient", (VirtualClient,), {"central": self._central})

    @property
    def heard(self) -> bool:
        """Whether the edge is scanning."""
        return self._controller.le_scan_enable

    async def __aenter__(self) -> Self:
        """Switch everything on."""
        self._controller = CentralController(name="edge", link=self._link, rssi_dbm=self._rssi_dbm)
        host = QuietHost(self._controller, self._controller)
        self._central = Device(name="edge", address=_random(_CENTRAL), host=host)
        await self._central.power_on()
        for one in self._near.values():
            await one.join(self._link)
            await one.switch_on()
        self._task = asyncio.get_running_loop().create_task(self._pass_time())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Switch everything off; a defect of a sensor comes out here."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        for one in self._near.values():
            await one.close()
        await self._central.power_off()

    async def add(self, one: Near) -> None:
        """Bring another sensor near."""
        self._place(one)
        await one.join(self._link)
        await one.switch_on()

    async def lose(self, sensor: GattSensor) -> None:
        """Lose the link with this sensor (reason 0x08); it advertises again at once.

        What it had sent has arrived: what `sent` holds is exactly what the edge was given.
        """
        silent, sensor.silent = sensor.silent, True
        await sensor.in_flight()
        await _hops()
        mine = _random(sensor.address)
        self._controller.time_out(lambda peer: peer == mine)
        sensor.controller.time_out(lambda _: True)
        await _hops()
        sensor.silent = silent

    async def switch_off(self, sensor: GattSensor) -> None:
        """Let a sensor vanish: no link, no advertisements."""
        sensor.on = False
        await self.lose(sensor)
        await sensor.switch_off()

    async def reboot(self, sensor: GattSensor) -> None:
        """Let a sensor start anew: the link is lost, its counter is 0, its rate the default one."""
        await self.switch_off(sensor)
        sensor.begin_anew()
        await sensor.switch_on()

    def _place(self, one: Near) -> None:
        if one.address in self._near:
            raise ValueError(f"{one.address} is there already")
        self._near[one.address] = one

    def _rssi_dbm(self, address: Address) -> int:
        return self._near[address.to_string(with_type_qualifier=False)].rssi_dbm

    async def _pass_time(self) -> None:
        loop = asyncio.get_running_loop()
        last = loop.time()
        while True:
            await asyncio.sleep(self._interval_s)
            now = loop.time()
            for one in list(self._near.values()):
                one.advance((now - last) * self.speed)
                if isinstance(one, GattSensor) and one.on and one.battery_pct <= 0:
                    await self.switch_off(one)
            last = now


async def _hops() -> None:
    for _ in range(_HOPS):
        await asyncio.sleep(0)


def _random(address: str) -> Address:
    return Address(address, Address.RANDOM_DEVICE_ADDRESS)

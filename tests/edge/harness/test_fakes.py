"""The fakes themselves: a test that passes on a wrong fake says nothing."""

import asyncio

import pytest
from bleak.backends.device import BLEDevice
from bleak.exc import BleakError
from support.fake_radio import FakeRadio, FakeSensor
from support.fake_time import FakeClock
from support.makers import NOTIFY

from landseal.units import NS_PER_S

ADDRESS = "AA:00:00:00:00:01"


def test_an_hour_of_the_fake_clock_wakes_everybody_in_order() -> None:
    async def life() -> list[tuple[str, float]]:
        clock, woken = FakeClock(), []
        began_ns = clock.now_ns

        async def wakes(name: str, every_s: int) -> None:
            while True:
                await clock.sleep_until(clock.now_ns + every_s * NS_PER_S)
                woken.append((name, (clock.now_ns - began_ns) / NS_PER_S))

        tasks = [asyncio.create_task(wakes("slow", 1500)), asyncio.create_task(wakes("quick", 1000))]
        await clock.pass_s(3600)
        assert clock.now_ns - began_ns == 3600 * NS_PER_S
        for task in tasks:
            task.cancel()
        return woken

    assert asyncio.run(life()) == [
        ("quick", 1000),
        ("slow", 1500),
        ("quick", 2000),
        ("slow", 3000),
        ("quick", 3000),
    ]


def test_the_fake_radio_delivers_twice_what_a_lost_client_that_was_not_disconnected_had_subscribed() -> None:
    async def life() -> list[int]:
        clock = FakeClock()
        sensor = FakeSensor(ADDRESS)
        packets: list[int] = []
        counts = []
        async with FakeRadio(clock, sensor) as radio:
            heard: list[BLEDevice] = []
            scanner = radio.make_scanner(lambda device, _: heard.append(device))
            await scanner.start()
            await clock.pass_s(2)
            device = heard[0]
            for disconnects in (False, True, False):
                client = radio.make_client(device, lambda _: None)
                connecting = asyncio.create_task(client.connect())
                await clock.pass_s(1)
                await connecting
                await client.start_notify(NOTIFY, lambda _, data: packets.append(len(data)))
                packets.clear()
                await clock.pass_s(1)
                counts.append(len(packets))
                radio.lose(sensor)
                if disconnects:
                    await client.disconnect()
        return counts

    assert asyncio.run(life()) == [10, 20, 20]


def test_the_fake_radio_refuses_what_is_not_connected() -> None:
    async def life() -> None:
        clock = FakeClock()
        sensor = FakeSensor(ADDRESS, deaf=1)
        async with FakeRadio(clock, sensor) as radio:
            client = radio.make_client(device_of(sensor), lambda _: None)
            with pytest.raises(BleakError, match="Not connected"):
                await client.start_notify(NOTIFY, lambda _, __: None)
            connecting = asyncio.create_task(client.connect())
            await clock.pass_s(1)
            with pytest.raises(BleakError, match="no answer"):
                await connecting

    asyncio.run(life())


def device_of(sensor: FakeSensor) -> BLEDevice:
    return BLEDevice(sensor.address, sensor.name, None)

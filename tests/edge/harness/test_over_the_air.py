"""The links over real bleak and a computed radio, and what sensors do to them; in real time."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import numpy as np
import pytest
from support.listening import Listened
from support.wait import eventually

from landseal.clock import SystemClock
from landseal.sources import Linked, LinkFigures
from landseal_edge.config import BleSensor
from landseal_edge.harness.links.opened import open_sensors, other_backend
from landseal_sim.radio.advertiser import KKM, Advertiser
from landseal_sim.radio.air import Air
from landseal_sim.radio.landseal import Landseal
from landseal_sim.radio.motion import numbered, numbers_of
from landseal_sim.radio.movesense import Movesense
from landseal_sim.radio.sensor import GattSensor, Unit
from landseal_sim.radio.witmotion import WitMotion

MOTION_G = numbered(20_000)
ADDRESS = "C0:00:00:00:00:{:02X}".format


class NoAdapter:
    async def reset(self) -> None:
        pytest.fail("the adapter was reset")


class Heard(Listened):
    """A source over the computed radio."""

    @property
    def figures(self) -> LinkFigures:
        assert isinstance(self.source, Linked)
        return self.source.figures()

    @property
    def numbers(self) -> list[int]:
        return [int(number) for samples in self.got for number in numbers_of(samples.accel_g)]

    def assert_in_time(self) -> None:
        """See that no sample was stamped before the one before it."""
        assert np.diff(self.stamps).min() > 0


@asynccontextmanager
async def listening(air: Air, makers: Mapping[int, str]) -> AsyncIterator[dict[int, Heard]]:
    """Listen to sensors, by their numbers."""
    asked = {
        str(number): BleSensor(source="ble", maker=maker, address=ADDRESS(number))
        for number, maker in makers.items()
    }
    async with air:
        backend = other_backend(air.scanner, air.client, NoAdapter())
        sources, radio = open_sensors(asked, backend, SystemClock())
        heard = {int(name): Heard(source) for name, source in sources.items()}
        tasks = [asyncio.create_task(work) for work in (radio.run(), *(one.read() for one in heard.values()))]
        try:
            yield heard
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended


def witmotion(number: int, name: str = "WT901BLE67") -> WitMotion:
    return WitMotion(Unit(ADDRESS(number), name, MOTION_G))


def all_of(sensor: GattSensor | Advertiser) -> list[int]:
    return [int(number) for number in sensor.sent.numbers()]


async def all_heard(heard: Heard, sensor: GattSensor | Advertiser) -> None:
    """Wait until all is heard that has been sent by now; see that it is, once and in order."""
    sent = all_of(sensor)
    await eventually(lambda: sent[-1] in heard.numbers, "the last sample is heard")
    numbers = heard.numbers
    assert numbers[: numbers.index(sent[-1]) + 1] == sent
    heard.assert_in_time()


def test_seven_sensors_at_once_are_all_heard_and_two_of_one_name_are_told_apart() -> None:
    sensors = {number: witmotion(number) for number in range(1, 8)}

    async def life() -> None:
        async with listening(Air(*sensors.values()), dict.fromkeys(sensors, "witmotion")) as heard:
            await eventually(lambda: all(len(one.numbers) > 200 for one in heard.values()), "all are heard")
            for number, sensor in sensors.items():
                await all_heard(heard[number], sensor)
                assert heard[number].figures.duplicates == 0

    asyncio.run(life())


def test_a_sensor_that_falls_silent_on_a_link_that_stands_is_connected_anew() -> None:
    sensor = witmotion(1)

    async def life() -> None:
        async with listening(Air(sensor), {1: "witmotion"}) as heard:
            await eventually(lambda: len(heard[1].numbers) > 100, "it is heard")
            sensor.silent = True
            await eventually(lambda: not sensor.connected, "the link is ended")
            sensor.silent = False
            had = len(heard[1].numbers)
            await eventually(lambda: len(heard[1].numbers) > had + 100, "it is heard again")
            await all_heard(heard[1], sensor)
            assert heard[1].figures.connects == 2

    asyncio.run(life())


@pytest.mark.parametrize("maker", ["movesense", "landseal", "witmotion"])
def test_a_sensor_that_reboots_is_asked_for_its_rate_again_and_time_goes_on(maker: str) -> None:
    unit = Unit(ADDRESS(1), "WT901BLE67" if maker == "witmotion" else maker.title(), MOTION_G)
    sensor = {"movesense": Movesense, "landseal": Landseal, "witmotion": WitMotion}[maker](unit)

    async def life() -> None:
        air = Air(sensor)
        async with listening(air, {1: maker}) as heard:
            await eventually(lambda: len(heard[1].numbers) > 150, "it is heard")
            await air.reboot(sensor)
            had = len(heard[1].numbers)
            await eventually(lambda: len(heard[1].numbers) > had + 150, "it is heard again")
            await all_heard(heard[1], sensor)
            assert heard[1].figures.missing == 0
            assert heard[1].figures.rate_hz == pytest.approx(50, rel=0.06)

    asyncio.run(life())


def test_a_battery_that_dies_takes_its_sensor_with_it_and_the_others_go_on() -> None:
    dying, well = witmotion(1), witmotion(2)

    async def life() -> None:
        async with listening(Air(dying, well), {1: "witmotion", 2: "witmotion"}) as heard:
            await eventually(lambda: all(len(one.numbers) > 50 for one in heard.values()), "both are heard")
            assert heard[1].figures.battery_pct is not None
            dying.battery_pct_per_s = 100
            await eventually(lambda: heard[1].figures.state == "scanning", "it is missed")
            had = len(heard[2].numbers)
            await eventually(lambda: len(heard[2].numbers) > had + 100, "the other goes on")
            await all_heard(heard[2], well)
            assert heard[2].figures.connects == 1

    asyncio.run(life())


def test_a_tag_beside_a_sensor_is_heard_while_the_other_is_connected() -> None:
    tag, sensor = Advertiser(ADDRESS(1), MOTION_G, KKM, interval_s=0.2), witmotion(2)

    async def life() -> None:
        async with listening(Air(tag, sensor), {1: "kkm", 2: "witmotion"}) as heard:
            await eventually(lambda: len(heard[2].numbers) > 150, "the sensor is heard")
            await eventually(lambda: len(heard[1].numbers) > 20, "the tag is heard")
            await all_heard(heard[1], tag)
            await all_heard(heard[2], sensor)

    asyncio.run(life())

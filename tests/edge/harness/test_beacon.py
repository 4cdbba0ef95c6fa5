"""Sensors that only advertise."""

import asyncio

import numpy as np
import pytest
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from support.blocks import T0_NS, accel_block
from support.fake_radio import FakeSensor
from support.listening import House
from support.makers import MadeUpMaker, packet

from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal_edge.cutter import SecondCutter
from landseal_edge.harness.links.beacon import BeaconSource
from landseal_edge.harness.links.interval import LearnedInterval
from landseal_edge.harness.maker import sig_uuid
from landseal_edge.harness.makers.known import ADVERT_MAKERS
from landseal_server.recognise import tags
from landseal_sim.radio.adverts import kkm

ADDRESS, OTHER = "AA:00:00:00:00:01", "AA:00:00:00:00:02"


def numbered(number: int) -> bytes:
    return packet(number, samples=1)


def test_each_word_counts_once_however_often_it_is_said_and_what_was_missed_is_counted() -> None:
    async def life() -> None:
        sensor, other = FakeSensor(ADDRESS), FakeSensor(OTHER, advert=numbered(9))
        house = House(sensor, other, maker=MadeUpMaker(numbers=True), advert_s=0.3)
        async with house.live():
            source, heard = house.beacon(sensor)
            for number in (1, 2, 3, 6, 7):
                sensor.advert = numbered(number)
                await house.clock.pass_s(1.2)
            assert heard.counted == [5, 10, 15, 30, 35]
            figures = source.figures()
            assert (figures.samples, figures.missing, figures.state) == (5, 2, "connected")
            assert (figures.duplicates, figures.rssi_dbm) == (15, -60)

    asyncio.run(life())


def test_a_word_without_a_number_counts_once_in_an_instant_and_again_when_it_is_said_again() -> None:
    async def life() -> None:
        sensor = FakeSensor(ADDRESS, advert=numbered(4))
        house = House(sensor, maker=MadeUpMaker(), advert_s=1000)
        async with house.live():
            source, heard = house.beacon(sensor)
            for _ in range(3):
                await house.clock.pass_s(1)
                house.air.say(sensor)
                house.air.say(sensor)
            await house.clock.pass_s(1)
            assert heard.counted == [20, 20, 20]
            assert source.figures().duplicates == 3

    asyncio.run(life())


def test_a_sample_was_taken_when_it_was_heard() -> None:
    async def life() -> None:
        sensor = FakeSensor(ADDRESS, advert=numbered(4))
        house = House(sensor, maker=MadeUpMaker(), advert_s=1000)
        async with house.live():
            _, heard = house.beacon(sensor)
            await house.clock.pass_s(2.5)
            house.air.say(sensor)
            at_ns = house.clock.now_ns
            await house.clock.pass_s(1)
            assert heard.stamps.tolist() == [at_ns]

    asyncio.run(life())


def test_a_beacon_is_gone_by_its_own_pace() -> None:
    async def life() -> list[str]:
        sensor = FakeSensor(ADDRESS, advert=numbered(1))
        house = House(sensor, maker=MadeUpMaker(), advert_s=2)
        async with house.live():
            source, _ = house.beacon(sensor)
            states = [source.figures().state]
            await house.clock.pass_s(60)
            states.append(source.figures().state)
            sensor.on = False
            await house.clock.pass_s(9)
            states.append(source.figures().state)
            await house.clock.pass_s(3)
            return [*states, source.figures().state]

    assert asyncio.run(life()) == ["scanning", "connected", "connected", "not_seen"]


def test_an_interval_is_the_longest_of_sixteen_and_unknown_before() -> None:
    interval = LearnedInterval()
    for number in range(17):
        assert interval.longest_ns is None
        interval.hear((number * 10 + (7 if number == 5 else 0)) * NS_PER_S)
    assert interval.longest_ns == 17 * NS_PER_S
    assert interval.rate_hz == pytest.approx(0.1)
    for number in range(17, 40):
        interval.hear(number * 10 * NS_PER_S)
    assert interval.longest_ns == 10 * NS_PER_S
    assert interval.is_here(409 * NS_PER_S)
    assert not interval.is_here(411 * NS_PER_S)


def test_an_absence_teaches_an_interval_nothing() -> None:
    interval = LearnedInterval()
    for number in range(20):
        interval.hear(number * NS_PER_S)
    interval.hear(5000 * NS_PER_S)
    assert interval.longest_ns == pytest.approx(NS_PER_S)


@pytest.mark.parametrize(("turned_g", "moves"), [(0.0, False), (0.3, True)])
def test_a_tag_on_a_sling_that_is_taken_up_has_moved_in_the_servers_eyes(
    turned_g: float, moves: bool
) -> None:
    async def life() -> list[AccelSamples]:
        house = House()
        async with house.live():
            source = BeaconSource(
                ADVERT_MAKERS["kkm"], ADDRESS, rate_hz=1.0, radio=house.radio, clock=house.clock
            )
            heard = house.read(source)
            for second in range(8):
                await house.clock.pass_s(1)
                felt_g = np.array([turned_g * (second >= 4), 0, 1.0])
                data = AdvertisementData(None, {}, {sig_uuid(0xFEAA): kkm(felt_g)}, [], None, -60, ())
                assert house.air.scanner is not None
                house.air.scanner.heard(BLEDevice(ADDRESS, None, None), data)
            await house.clock.pass_s(1)
            return heard.got

    cutter = SecondCutter(1.0)
    seconds = [second for samples in asyncio.run(life()) for second in cutter.push(samples, T0_NS)]
    blocks = [
        accel_block(number, samples=second.accel_g, rate_hz=second.rate_hz)
        for number, second in enumerate(seconds)
    ]
    assert len(blocks) == 7
    assert tags.moved(blocks, None)[0] == moves

"""A sensor that one connects to, on a radio of which the test writes the script and a clock that it moves."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import numpy as np
import pytest
from bleak.backends.device import BLEDevice
from support.fake_radio import FakeSensor
from support.listening import House, samples_of
from support.makers import PER_PACKET, MadeUpMaker

from landseal.units import NS_PER_S
from landseal_edge.harness.links.session import Session

ADDRESS, OTHER = "AA:00:00:00:00:01", "AA:00:00:00:00:02"
BARE = MadeUpMaker()


def lived(house: House, life: Callable[[], Awaitable[None]]) -> None:
    """Live in a house."""

    async def whole() -> None:
        async with house.live():
            await life()

    asyncio.run(whole())


@pytest.fixture
def sensor() -> FakeSensor:
    return FakeSensor(ADDRESS)


def test_a_sensor_is_found_connected_woken_and_read(sensor: FakeSensor) -> None:
    house = House(sensor)

    async def life() -> None:
        source, heard = house.link(sensor)
        assert source.figures().state == "waiting"
        await house.clock.pass_s(10)
        assert heard.counted == samples_of(sensor.delivered)[: len(heard.counted)]
        assert len(heard.counted) > 7 * 50
        assert sensor.written[0] == b"\x32\x00"
        figures = source.figures()
        assert (figures.state, figures.connects, figures.battery_pct) == ("connected", 1, 80)
        assert (figures.rssi_dbm, figures.missing, figures.duplicates) == (-60, 0, 0)
        assert figures.rate_hz == pytest.approx(50, rel=0.001)

    lived(house, life)


@pytest.mark.parametrize("maker", [MadeUpMaker(numbers=True, clock=True), BARE])
def test_ten_losses_in_a_row_double_nothing_and_each_is_over_in_five_seconds(maker: MadeUpMaker) -> None:
    sensor = FakeSensor(ADDRESS)
    house = House(sensor, maker=maker)

    async def life() -> None:
        source, heard = house.link(sensor)
        await house.clock.pass_s(10)
        lost_ns = []
        for _ in range(10):
            lost_ns.append(house.clock.now_ns)
            house.air.lose(sensor)
            await house.clock.pass_s(10)
        sensor.on = False
        await house.clock.pass_s(7)
        assert heard.counted == samples_of(sensor.delivered)
        figures = source.figures()
        assert (figures.duplicates, figures.connects, figures.missing) == (0, 11, 0)
        back_s = [(at - lost) / NS_PER_S for at, lost in zip(house.air.connects[1:], lost_ns, strict=True)]
        assert max(back_s) < 4
        gone = sensor.delivered[-1] - sensor.delivered[0] + 1 - len(sensor.delivered)
        assert figures.missing_while_down == pytest.approx(gone * PER_PACKET, abs=10)
        assert np.diff(heard.stamps).min() > 0

    lived(house, life)


def test_a_connection_that_says_nothing_is_ended_and_made_anew(sensor: FakeSensor) -> None:
    house = House(sensor)

    async def life() -> None:
        source, heard = house.link(sensor)
        await house.clock.pass_s(10)
        sensor.mute = True
        await house.clock.pass_s(6)
        sensor.mute = False
        await house.clock.pass_s(6)
        assert source.losses == {"StalledError": 1}
        assert source.figures().connects == 2
        assert heard.counted[-1] > sensor.number * PER_PACKET - 60

    lived(house, life)


def test_a_sensor_that_reboots_counts_anew_and_time_goes_on(sensor: FakeSensor) -> None:
    house = House(sensor)

    async def life() -> None:
        _, heard = house.link(sensor)
        await house.clock.pass_s(30)
        house.air.reboot(sensor)
        await house.clock.pass_s(10)
        assert np.diff(heard.stamps).min() > 0
        assert house.clock.now_ns - heard.stamps[-1] < NS_PER_S
        assert heard.counted == samples_of(sensor.delivered)[: len(heard.counted)]
        assert len(heard.counted) > len(sensor.delivered) * PER_PACKET - 20

    lived(house, life)


def test_sensors_are_connected_one_at_a_time_and_never_during_a_scan() -> None:
    sensors = [FakeSensor(f"AA:00:00:00:00:0{number}") for number in range(7)]
    house = House(*sensors)

    async def life() -> None:
        heard = [house.link(sensor)[1] for sensor in sensors]
        await house.clock.pass_s(20)
        for sensor in sensors:
            house.air.lose(sensor)
        await house.clock.pass_s(20)
        assert [len(each.counted) > 1000 for each in heard] == [True] * 7
        assert (house.air.most_connecting, house.air.connected_while_scanning) == (1, 0)

    lived(house, life)


def test_two_sensors_of_one_name_are_told_apart_by_their_addresses() -> None:
    one, other = FakeSensor(ADDRESS, name="WT901BLE"), FakeSensor(OTHER, name="WT901BLE", number=1000)
    house = House(one, other)

    async def life() -> None:
        first, second = house.link(one)[1], house.link(other)[1]
        await house.clock.pass_s(10)
        assert max(first.counted) < 1000 < min(second.counted)

    lived(house, life)


def test_attempts_that_fail_are_further_and_further_apart(sensor: FakeSensor) -> None:
    house = House(sensor)
    sensor.deaf = 1000

    async def life() -> None:
        source, _ = house.link(sensor)
        await house.clock.pass_s(60)
        soon = source.losses["BleakError"]
        await house.clock.pass_s(600)
        later = source.losses["BleakError"] - soon
        assert 5 <= soon <= 12
        assert 15 <= later <= 45
        assert sensor.subscribers == []

    lived(house, life)


def test_a_connect_that_never_ends_is_given_up_and_does_not_hold_up_the_others(sensor: FakeSensor) -> None:
    other = FakeSensor(OTHER)
    house = House(sensor, other)
    sensor.hangs = True

    async def life() -> None:
        source, _ = house.link(sensor)
        _, heard = house.link(other)
        await house.clock.pass_s(60)
        assert source.losses["TimeoutError"] >= 2
        assert len(heard.counted) > 1500

    lived(house, life)


def test_a_sensor_that_is_nowhere_is_named_with_what_to_look_for(
    sensor: FakeSensor, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(sensor, FakeSensor(OTHER))
    sensor.on = False

    async def life() -> None:
        source, _ = house.link(sensor)
        await house.clock.pass_s(50)
        assert source.figures().state == "scanning"
        await house.clock.pass_s(20)
        assert source.figures().state == "not_seen"
        sensor.on = True
        await house.clock.pass_s(5)
        assert source.figures().state == "connected"

    with caplog.at_level(logging.WARNING):
        lived(house, life)
    assert "trunk: Made Up at AA:00:00:00:00:01 was not seen for 60 s. Is it charged" in caplog.text


def test_a_rate_that_the_sensor_has_not_taken_is_asked_for_again(sensor: FakeSensor) -> None:
    house = House(sensor, maker=BARE)
    sensor.every_s = PER_PACKET / 10  # it sends 10 Hz, as it does out of the box

    async def life() -> None:
        house.link(sensor)
        await house.clock.pass_s(60)
        assert sensor.written.count(b"\x32\x00") == 2

    lived(house, life)


def test_a_sensor_that_begins_late_is_asked_again_too_and_its_pace_is_learned_anew(
    sensor: FakeSensor,
) -> None:
    house = House(sensor, maker=BARE)
    sensor.every_s, sensor.mute = PER_PACKET / 10, True

    async def life() -> None:
        _, heard = house.link(sensor)
        await house.clock.pass_s(3)
        sensor.mute = False
        await house.clock.pass_s(15)
        assert sensor.written.count(b"\x32\x00") == 2
        sensor.every_s = PER_PACKET / 50
        await house.clock.pass_s(30)
        assert np.diff(heard.stamps)[-1] == pytest.approx(NS_PER_S / 50, rel=0.01)
        assert 0 <= house.clock.now_ns - heard.stamps[-1] < 0.35 * NS_PER_S

    lived(house, life)


def test_what_came_while_a_write_was_never_answered_is_not_lost_with_the_link(sensor: FakeSensor) -> None:
    house = House(sensor, maker=BARE)
    sensor.every_s, sensor.ignores = PER_PACKET / 10, b"\x32\x00"

    async def life() -> None:
        source, heard = house.link(sensor)
        await house.clock.pass_s(10)
        while not source.losses:
            await house.clock.pass_s(0.1)
        sensor.on = False
        await house.clock.pass_s(2)
        assert source.losses == {"TimeoutError": 1}
        assert heard.counted == samples_of(sensor.delivered)

    lived(house, life)


def test_a_sensor_that_a_killed_agent_has_left_connected_is_taken_over_though_it_does_not_advertise(
    sensor: FakeSensor,
) -> None:
    house = House(sensor)

    async def life() -> None:
        killed = house.air.make_client(BLEDevice(sensor.address, sensor.name, None), lambda _: None)
        connecting = asyncio.create_task(killed.connect())
        await house.clock.pass_s(1)
        await connecting
        _, heard = house.link(sensor)
        await house.clock.pass_s(5)
        assert len(heard.counted) > 150
        assert house.radio.scans == 0

    lived(house, life)


def test_what_was_held_back_to_be_understood_is_not_lost_with_the_link(sensor: FakeSensor) -> None:
    house = House(sensor, maker=BARE)

    async def life() -> None:
        _, heard = house.link(sensor)
        await house.clock.pass_s(10)
        sensor.mute = True
        await house.clock.pass_s(2)
        sensor.mute = False
        await house.clock.pass_s(0.5)
        house.air.lose(sensor)
        sensor.on = False
        await house.clock.pass_s(2)
        assert heard.counted == samples_of(sensor.delivered)

    lived(house, life)


def test_a_connect_that_the_radio_itself_cancels_is_tried_again(sensor: FakeSensor) -> None:
    house = House(sensor)
    sensor.cancelled = 1

    async def life() -> None:
        source, heard = house.link(sensor)
        await house.clock.pass_s(20)
        assert source.losses == {"ConnectionError": 1}
        assert len(heard.counted) > 500

    lived(house, life)


def test_a_closed_session_collects_nothing_that_comes_late(sensor: FakeSensor) -> None:
    house = House(sensor)

    async def life() -> None:
        device = BLEDevice(sensor.address, sensor.name, None)
        session = Session(house.air.make_client, device, house.maker, house.clock)
        working = asyncio.create_task(session.connect())
        await house.clock.pass_s(1)
        await working
        await session.wake(50.0)
        link = sensor.link
        assert link is not None
        assert link.called is not None
        await session.close()
        session.fetch()
        link.called(None, bytearray(b"late"))
        assert session.fetch() == []

    lived(house, life)


def test_whoever_stops_listening_disconnects(sensor: FakeSensor) -> None:
    house = House(sensor)

    async def life() -> None:
        _, heard = house.link(sensor)
        await house.clock.pass_s(10)
        assert heard.got
        assert sensor.link is not None

    lived(house, life)
    assert sensor.subscribers == []
    assert house.air.scanner is None


def test_an_hour_in_which_the_link_is_lost_every_minute_loses_nothing_that_was_delivered(
    sensor: FakeSensor,
) -> None:
    house = House(sensor, maker=BARE)

    async def life() -> None:
        _, heard = house.link(sensor)
        for _ in range(60):
            await house.clock.pass_s(60)
            house.air.lose(sensor)
        await house.clock.pass_s(1)
        assert (
            heard.counted == [count % 10000 for count in samples_of(sensor.delivered)][: len(heard.counted)]
        )
        assert len(heard.counted) >= 56 * 60 * 50
        assert np.diff(heard.stamps).min() > 0

    lived(house, life)

"""The radio that all share: what it does about silence, and what it says when it cannot be used."""

import asyncio

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)
from support.fake_radio import FakeSensor
from support.listening import House

from landseal.errors import LandsealError
from landseal_edge.harness.links.escalation import RadioDeadError

ADDRESS, TAG = "AA:00:00:00:00:01", "AA:00:00:00:00:02"


def test_a_radio_that_hears_nothing_is_scanned_anew_then_reset_and_then_given_up() -> None:
    async def life() -> None:
        sensor = FakeSensor(ADDRESS)
        house = House(sensor)
        async with house.live():
            house.link(sensor)
            await house.clock.pass_s(10)
            house.air.stalled = sensor.mute = True
            await house.clock.pass_s(95)
            assert house.radio.remedies == {"rescan": 1}
            await house.clock.pass_s(90)
            assert house.radio.remedies == {"rescan": 1, "reset": 1}
            assert house.air.resets == 1
            await house.clock.pass_s(90)
            assert house.running is not None
            with pytest.raises(
                RadioDeadError, match=r"Bluetooth: nothing was heard.*270 s.*systemctl"
            ) as caught:
                await house.running
            assert caught.value.exit_code == 75

    asyncio.run(life())


def test_a_scan_that_has_stalled_without_a_word_is_begun_anew() -> None:
    async def life() -> None:
        sensor, tag = FakeSensor(ADDRESS), FakeSensor(TAG)
        house = House(sensor, tag)
        async with house.live():
            house.link(sensor)
            _, heard = house.beacon(tag)
            await house.clock.pass_s(10)
            scans = house.radio.scans
            house.air.stalled = True
            await house.clock.pass_s(100)
            assert house.radio.scans == scans + 1
            assert house.air.resets == 0, "the link is well: the adapter must not be reset"
            house.air.stalled = False
            assert heard.source is not None

    asyncio.run(life())


def test_one_sensor_that_is_silent_for_hours_resets_nothing_while_others_are_heard() -> None:
    async def life() -> None:
        sensor, neighbour = FakeSensor(ADDRESS, on=False), FakeSensor(TAG)
        house = House(sensor, neighbour, advert_s=30)
        async with house.live():
            house.link(sensor)
            await house.clock.pass_s(3 * 3600)
            assert house.radio.remedies == {}
            assert house.radio.scans == 1

    asyncio.run(life())


def test_a_house_where_nothing_was_ever_heard_is_not_given_up() -> None:
    async def life() -> None:
        sensor = FakeSensor(ADDRESS, on=False)
        house = House(sensor)
        async with house.live():
            house.link(sensor)
            await house.clock.pass_s(3600)
            assert house.running is not None
            assert not house.running.done()
            assert set(house.radio.remedies) == {"rescan", "reset"}
            sensor.on = True
            await house.clock.pass_s(10)
            assert house.air.connects

    asyncio.run(life())


def test_a_silence_of_days_does_not_fill_the_log_with_what_was_done_about_it() -> None:
    async def life() -> None:
        sensor = FakeSensor(ADDRESS, on=False)
        house = House(sensor)
        async with house.live():
            house.link(sensor)
            await house.clock.pass_s(3600)
            told = len(str(house.radio.diagnostics()))
            await house.clock.pass_s(3600)
            assert house.air.resets > 70
            assert len(str(house.radio.diagnostics())) == pytest.approx(told, abs=20)

    asyncio.run(life())


@pytest.mark.parametrize("error", [EOFError(), OSError("org.bluez.Error.Failed")])
def test_an_adapter_that_cannot_be_reset_does_not_end_the_agent(error: Exception) -> None:
    async def life() -> None:
        sensor = FakeSensor(ADDRESS, on=False)
        house = House(sensor)
        house.air.reset_error = error
        async with house.live():
            house.link(sensor)
            await house.clock.pass_s(300)
            assert house.air.resets
            sensor.on = True
            await house.clock.pass_s(10)
            assert sensor.link is not None

    asyncio.run(life())


@pytest.mark.parametrize("error", [AssertionError(), ValueError("list.remove(x): x not in list")])
def test_a_scan_that_cannot_be_stopped_as_the_bus_was_started_anew_is_forgotten(error: Exception) -> None:
    async def life() -> None:
        sensor = FakeSensor(ADDRESS)
        house = House(sensor)
        house.air.stop_error = error
        async with house.live():
            _, heard = house.link(sensor)
            await house.clock.pass_s(10)
            assert heard.counted

    asyncio.run(life())


def test_nobody_scans_where_nobody_is_looked_for() -> None:
    async def life() -> None:
        sensor = FakeSensor(ADDRESS)
        house = House(sensor)
        async with house.live():
            await house.clock.pass_s(600)
            assert house.radio.scans == 0
            house.link(sensor)
            await house.clock.pass_s(10)
            assert sensor.link is not None
            assert house.air.scanner is None
            assert house.radio.remedies == {}
            end = house.radio.listen(lambda _, __: None)
            await house.clock.pass_s(1)
            assert house.radio.scanning
            end()
            await house.clock.pass_s(1)
            assert not house.radio.scanning

    asyncio.run(life())


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.POWERED_OFF),
            "Bluetooth: is switched off. Switch it on: rfkill unblock bluetooth",
        ),
        (
            BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.NO_BLUETOOTH),
            "Bluetooth: no adapter that can do Low Energy. Plug one in",
        ),
        (
            BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM),
            "Bluetooth: this user may not use it. Run: sudo usermod -aG bluetooth",
        ),
        (PermissionError(13, "denied"), "Bluetooth: this user may not use it"),
        (FileNotFoundError(2, "no socket"), "Bluetooth: its service does not run. Start it: sudo systemctl"),
        (
            BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", []),
            "Bluetooth: its service does not run",
        ),
        (BleakError("adapter 'hci7' not found"), "adapter 'hci7' not found"),
    ],
)
def test_a_radio_that_cannot_be_used_says_so_and_what_to_do(error: Exception, says: str) -> None:
    async def life() -> None:
        sensor = FakeSensor(ADDRESS)
        house = House(sensor)
        house.air.start_error = error
        async with house.live():
            house.link(sensor)
            await house.clock.pass_s(1)
            assert house.running is not None
            async with asyncio.timeout(5):
                await house.running

    with pytest.raises(LandsealError) as caught:
        asyncio.run(life())
    assert says in str(caught.value)
    assert "troubleshooting-bluetooth.md" in str(caught.value)


def test_a_scan_that_fails_later_is_tried_again_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    async def life() -> None:
        sensor = FakeSensor(ADDRESS)
        house = House(sensor)
        async with house.live():
            house.link(sensor)
            await house.clock.pass_s(10)
            house.air.start_error = BleakError("org.bluez.Error.NotReady")
            house.air.lose(sensor)
            await house.clock.pass_s(20)
            house.air.start_error = None
            await house.clock.pass_s(10)
            assert len(house.air.connects) == 2
            assert caplog.text.count("Bluetooth: cannot be used (org.bluez.Error.NotReady)") == 1

    asyncio.run(life())

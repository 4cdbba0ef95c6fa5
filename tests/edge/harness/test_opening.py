"""Sensors that are opened without an agent: over a radio of which the test writes the script."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason
from support.fake_radio import FakeRadio, FakeSensor
from support.fake_time import FakeClock
from support.makers import MadeUpMaker

from landseal.errors import LandsealError
from landseal_edge.config import EdgeConfig, load_edge_config
from landseal_edge.harness.fitting.listening import Listening
from landseal_edge.harness.fitting.opening import named, opened
from landseal_edge.harness.links.opened import Backend

ADDRESS = "AA:00:00:00:00:01"


@pytest.fixture
def config(tmp_path: Path) -> EdgeConfig:
    path = tmp_path / "edge.toml"
    path.write_text(
        f'edge = "pi"\n[sensors.trunk]\nsource = "ble"\nmaker = "witmotion"\naddress = "{ADDRESS}"\n',
        encoding="utf-8",
    )
    return load_edge_config(path)


def lived(air: FakeRadio, life: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with air:
            await life()

    asyncio.run(whole())


def backend(air: FakeRadio) -> Backend:
    return Backend(air.make_scanner, air.make_client, air)


def test_a_worn_sensor_is_opened_as_the_agent_does_and_let_go_of_at_the_end(
    config: EdgeConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "landseal_edge.harness.links.opened.GATT_MAKERS", {"witmotion": MadeUpMaker(numbers=True, clock=True)}
    )
    sensor = FakeSensor(ADDRESS)
    clock = FakeClock()
    air = FakeRadio(clock, sensor)

    async def life() -> None:
        async with (
            opened(config, ["trunk"], clock, backend(air)) as sources,
            Listening("trunk", sources["trunk"]) as listening,
        ):
            listening.begin()
            await clock.pass_s(10)
            assert len((await listening.samples()).accel_g) > 0
            assert len(sensor.subscribers) == 1
        assert sensor.subscribers == [], "or the agent would hear everything twice"
        assert air.scanner is None

    lived(air, life)


def test_bluetooth_that_is_off_ends_the_measurement_at_once_and_in_one_line(config: EdgeConfig) -> None:
    clock = FakeClock()
    air = FakeRadio(clock)
    air.start_error = BleakBluetoothNotAvailableError("x", BleakBluetoothNotAvailableReason.POWERED_OFF)

    async def measured() -> None:
        async with (
            opened(config, ["trunk"], clock, backend(air)) as sources,
            Listening("trunk", sources["trunk"]) as listening,
        ):
            listening.begin()
            await listening.samples()

    async def life() -> None:
        with pytest.raises(LandsealError, match="Bluetooth: is switched off"):
            await measured()

    lived(air, life)


def test_what_goes_wrong_meanwhile_is_told_as_it_is(config: EdgeConfig) -> None:
    clock = FakeClock()
    air = FakeRadio(clock)

    async def life() -> None:
        with pytest.raises(LandsealError, match="the dog has left"):
            async with opened(config, ["trunk"], clock, backend(air)):
                raise LandsealError("the dog has left")

    lived(air, life)


def test_a_sensor_is_meant_by_its_name_or_by_its_address_in_either_case(config: EdgeConfig) -> None:
    assert named(config, "trunk")[0] == named(config, ADDRESS.lower())[0] == "trunk"
    assert named(config, "AA:00:00:00:00:02") == (None, None)
    with pytest.raises(LandsealError, match=r"no such sensor. It has: trunk"):
        named(config, "tail")

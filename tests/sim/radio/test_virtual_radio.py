"""bleak's own interface over the virtual radio: every maker's sensor, and every fault it can be given."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
import pytest
from bleak import BleakClient, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.exc import BleakDeviceNotFoundError, BleakError
from numpy.typing import NDArray

from landseal_edge.harness.maker import Advertised, Decoded, GattMaker, Refused
from landseal_edge.harness.makers import known
from landseal_sim.radio import advertiser
from landseal_sim.radio.advertiser import Advertiser
from landseal_sim.radio.air import Air
from landseal_sim.radio.landseal import Landseal
from landseal_sim.radio.motion import marked
from landseal_sim.radio.movesense import Movesense
from landseal_sim.radio.polar import Polar
from landseal_sim.radio.sensor import GattSensor, Unit
from landseal_sim.radio.witmotion import WitMotion

SPEED = 20.0
MOTION = marked(4000)
TIMEOUT_S = 20.0


def unit(name: str, number: int = 2) -> Unit:
    return Unit(f"C0:00:00:00:00:{number:02X}", name, MOTION, drift_ppm=30)


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), TIMEOUT_S))


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 -- the conditions are of things that know no event
        await asyncio.sleep(0.005)


class Listener:
    """What an edge does, in short: connect, listen, wake, read."""

    def __init__(self, air: Air, maker: GattMaker, rate_hz: float) -> None:
        self.air, self.maker, self.rate_hz = air, maker, rate_hz
        self.read: list[Decoded] = []
        self.refused: list[str] = []
        self.lost = asyncio.Event()

    async def connect(self, device: BLEDevice | str) -> None:
        self.lost.clear()
        self.client = BleakClient(
            device, disconnected_callback=lambda _: self.lost.set(), backend=self.air.client
        )
        await self.client.connect()
        reader = self.maker.reader(self.rate_hz)

        def take(_: object, packet: bytearray) -> None:
            for one in reader.take(packet):
                if isinstance(one, Refused):
                    self.refused.append(one.reason)
                else:
                    self.read.append(one)

        for uuid in self.maker.notify:
            await self.client.start_notify(uuid, take)
        for write in self.maker.wake(self.rate_hz):
            await self.client.write_gatt_char(write.uuid, write.payload)

    def accel_g(self) -> NDArray[Any]:
        return np.concatenate([one.accel_g for one in self.read])


SENSORS: dict[str, tuple[Callable[[], GattSensor], str, float]] = {
    "WitMotion at 50 Hz": (lambda: WitMotion(unit("WT901BLE67")), "witmotion", 50.0),
    "WitMotion at 100 Hz, three frames a packet": (
        lambda: WitMotion(unit("WT901BLE67"), frames_per_packet=3),
        "witmotion",
        100.0,
    ),
    "Movesense at 52 Hz": (lambda: Movesense(unit("Movesense 0123")), "movesense", 52.0),
    "Movesense at 104 Hz, in two parts": (
        lambda: Movesense(unit("Movesense 0123"), longest=60),
        "movesense",
        104.0,
    ),
    "Polar H10 at 50 Hz": (lambda: Polar(unit("Polar H10 A1B2")), "polar", 50.0),
    "Polar Verity Sense at 52 Hz, compressed": (
        lambda: Polar(unit("Polar Sense C3"), compressed=True, samples_per_frame=50),
        "polar",
        52.0,
    ),
    "Landseal at 100 Hz": (lambda: Landseal(unit("Landseal")), "landseal", 100.0),
}


@pytest.mark.parametrize("sensor", SENSORS)
def test_every_sample_of_a_sensor_arrives_once_as_it_was_measured(sensor: str) -> None:
    make, key, rate_hz = SENSORS[sensor]

    async def scenario() -> None:
        near, maker = make(), known.GATT_MAKERS[key]
        async with Air(near, speed=SPEED) as air:
            device = await BleakScanner.find_device_by_filter(
                lambda _, said: maker.claims(
                    Advertised(
                        near.address,
                        name=said.local_name,
                        manufacturer_data=said.manufacturer_data,
                        service_uuids=tuple(said.service_uuids),
                    )
                ),
                backend=air.scanner,
            )
            assert device is not None
            listener = Listener(air, maker, rate_hz)
            await listener.connect(device)
            await until(lambda: near.sent.samples > 1000)
            await air.lose(near)
            await listener.lost.wait()
            assert not listener.refused
            got, sent = listener.accel_g(), near.sent_g()
            assert len(got) == len(sent) > 1000
            np.testing.assert_allclose(got, sent, atol=1e-5)
            assert near.clock.rate_hz == rate_hz

    run(scenario)


@pytest.mark.parametrize("key", ["movesense", "polar", "landseal"])
def test_a_sensors_counter_is_its_own_time_of_the_last_sample(key: str) -> None:
    make, rate_hz = {key: (make, rate) for make, key, rate in SENSORS.values()}[key]

    async def scenario() -> None:
        near, maker = make(), known.GATT_MAKERS[key]
        async with Air(near, speed=SPEED) as air:
            listener = Listener(air, maker, rate_hz)
            await listener.connect(near.address)
            await until(lambda: len(listener.read) > 20)
            await air.lose(near)
        last = near.sent.numbers()[np.cumsum([len(one.accel_g) for one in listener.read]) - 1]
        for one, number in [*zip(listener.read, last, strict=True)][3:]:  # before, it had another rate
            assert one.counter_ns is not None
            off_ns = (one.counter_ns - near.clock.counter_ns(int(number)) + 500_000_000) % 1_000_000_000
            assert abs(off_ns - 500_000_000) < 1_100_000, "but for a Polar's whole seconds since 2000"

    run(scenario)


def test_a_lost_link_is_told_at_once_and_the_sensor_can_be_connected_again() -> None:
    async def scenario() -> None:
        near, maker = WitMotion(unit("WT901BLE67")), known.GATT_MAKERS["witmotion"]
        async with Air(near, speed=SPEED) as air:
            listener = Listener(air, maker, 100.0)
            for loss in range(10):
                await listener.connect(near.address)
                await until(lambda sent=200 * (loss + 1): near.sent.samples > sent)  # type: ignore[misc]
                await air.lose(near)
                await listener.lost.wait()
                await listener.client.disconnect()
            np.testing.assert_allclose(listener.accel_g(), near.sent_g(), atol=1e-6)
            numbers = near.sent.numbers()
            assert (np.diff(numbers) > 0).all()
            assert numbers[-1] > len(numbers), "what was measured while the link was lost was never sent"

    run(scenario)


def test_a_silent_sensor_stays_connected() -> None:
    async def scenario() -> None:
        near = WitMotion(unit("WT901BLE67"))
        async with Air(near, speed=SPEED) as air:
            listener = Listener(air, known.GATT_MAKERS["witmotion"], 100.0)
            await listener.connect(near.address)
            await until(lambda: len(listener.read) > 10)
            near.silent = True
            await near.in_flight()
            await asyncio.sleep(0)
            measured, sent = near.clock.measured, near.sent.samples
            await until(lambda: near.clock.measured > measured + 500)
            assert near.sent.samples == sent
            assert listener.client.is_connected
            near.silent = False
            await until(lambda: near.sent.samples > sent)
            assert np.diff(near.sent.numbers()).max() >= 500, "what was measured meanwhile is lost"

    run(scenario)


def test_a_landseal_board_counts_packets_that_nobody_was_sent_and_refuses_other_rates() -> None:
    async def scenario() -> None:
        near, maker = Landseal(unit("Landseal")), known.GATT_MAKERS["landseal"]
        async with Air(near, speed=SPEED) as air:
            listener = Listener(air, maker, 100.0)
            await listener.connect(near.address)
            await until(lambda: near.sent.packets > 5)
            near.silent = True
            measured = near.clock.measured
            await until(lambda: near.clock.measured > measured + 500)
            near.silent = False
            await until(lambda sent=near.sent.packets: near.sent.packets > sent + 5)  # type: ignore[misc]
            await until(lambda: len(listener.read) == near.sent.packets)
            counted = np.array([one.sequence for one in listener.read])
            last = np.cumsum([len(one.accel_g) for one in listener.read])
            assert np.diff(counted).max() >= 500 / 20
            assert (np.diff(counted) == 1).sum() > 8
            assert last[-1] == near.sent.samples
            with pytest.raises(BleakError):
                await listener.client.write_gatt_char("01270003-56a7-4ba5-a647-07cce3f37737", b"\x07\x00")
            assert near.clock.rate_hz == 100.0

    run(scenario)


def test_a_sensor_that_rebooted_has_lost_its_counter_and_its_rate() -> None:
    async def scenario() -> None:
        near = WitMotion(unit("WT901BLE67"))
        async with Air(near, speed=SPEED) as air:
            listener = Listener(air, known.GATT_MAKERS["witmotion"], 100.0)
            await listener.connect(near.address)
            await until(lambda: near.sent.samples > 100)
            await air.reboot(near)
            await listener.lost.wait()
            assert near.clock.rate_hz == near.default_hz
            assert near.clock.counter_ns(near.clock.measured) < 1_000_000_000
            await listener.connect(near.address)
            await until(lambda: near.clock.rate_hz == 100.0)

    run(scenario)


def test_a_witmotion_keeps_a_rate_over_a_reboot_only_when_it_was_saved() -> None:
    async def scenario() -> None:
        near = WitMotion(unit("WT901BLE67"))
        async with Air(near) as air, BleakClient(near.address, backend=air.client) as client:
            for command in ("FFAA030900", "FFAA6988B5", "FFAA030800", "FFAA000000", "FFAA030900"):
                assert near.clock.rate_hz == 10.0 or command != "FFAA6988B5", "locked: it must not listen"
                await client.write_gatt_char("0000ffe9-0000-1000-8000-00805f9a34fb", bytes.fromhex(command))
            assert near.clock.rate_hz == 100.0
            await air.reboot(near)
            assert near.clock.rate_hz == 50.0

    run(scenario)


def test_a_dying_battery_is_told_and_takes_the_sensor_with_it() -> None:
    async def scenario() -> None:
        near = WitMotion(unit("WT901BLE67"))
        async with Air(near, speed=SPEED) as air:
            maker = known.GATT_MAKERS["witmotion"]
            listener = Listener(air, maker, 50.0)
            await listener.connect(near.address)
            for full in (100.0, 15.0):
                near.battery_pct = full
                for write in maker.ask_battery():
                    await listener.client.write_gatt_char(write.uuid, write.payload)
            await until(lambda: len([one for one in listener.read if one.battery_pct is not None]) > 1)
            told = [one.battery_pct for one in listener.read if one.battery_pct is not None]
            assert told[0] > 60 > told[1]
            near.battery_pct_per_s = 5.0
            await listener.lost.wait()
            with pytest.raises(BleakDeviceNotFoundError):
                await BleakClient(near.address, timeout=0.3, backend=air.client).connect()

    run(scenario)


@pytest.mark.parametrize("make", [SENSORS["Movesense at 52 Hz"][0], SENSORS["Polar H10 at 50 Hz"][0]])
def test_a_battery_can_be_read_as_percent(make: Callable[[], GattSensor]) -> None:
    async def scenario() -> None:
        near = make()
        near.battery_pct = 42.4
        async with Air(near) as air, BleakClient(near.address, backend=air.client) as client:
            assert await client.read_gatt_char("2a19") == b"\x2a"

    run(scenario)


def test_connecting_to_a_sensor_that_is_not_there_ends_when_the_time_is_up() -> None:
    async def scenario() -> None:
        near = Landseal(unit("Landseal"))
        async with Air(near) as air:
            with pytest.raises(BleakDeviceNotFoundError):
                await BleakClient("C0:00:00:00:00:99", timeout=0.2, backend=air.client).connect()
            async with BleakClient(near.address, backend=air.client) as client:
                assert client.is_connected, "the adapter has given up waiting for the other one"

    run(scenario)


def test_a_link_that_is_lost_in_the_midst_of_a_question_is_an_error_and_no_cancellation() -> None:
    async def scenario() -> None:
        near = Landseal(unit("Landseal"))
        async with Air(near) as air:
            client = BleakClient(near.address, backend=air.client)
            await client.connect()
            asked = asyncio.create_task(client.read_gatt_char("2a19"))
            await asyncio.sleep(0)
            near.controller.time_out(lambda _: True)
            air._controller.time_out(lambda _: True)  # noqa: SLF001 -- without waiting for what is in flight
            with pytest.raises(BleakError):
                await asked

    run(scenario)


def test_two_sensors_of_one_name_are_two_sensors() -> None:
    async def scenario() -> None:
        twins = [WitMotion(unit("WT901BLE67", number)) for number in (2, 3)]
        async with Air(*twins, speed=SPEED) as air, BleakScanner(backend=air.scanner) as scanner:
            await until(lambda: len(scanner.discovered_devices) == 2)
            assert {device.name for device in scanner.discovered_devices} == {"WT901BLE67"}
            listener = Listener(air, known.GATT_MAKERS["witmotion"], 50.0)
            await listener.connect(twins[1].address)
            await until(lambda: len(listener.read) > 10)
            assert not twins[0].sent.samples

    run(scenario)


def test_seven_sensors_at_once_lose_nothing() -> None:
    async def scenario() -> None:
        seven = [WitMotion(unit(f"WT901BLE{number}", number)) for number in range(2, 9)]
        async with Air(*seven, speed=3.0) as air:
            listeners = [Listener(air, known.GATT_MAKERS["witmotion"], 100.0) for _ in seven]
            for listener, near in zip(listeners, seven, strict=True):
                await listener.connect(near.address)
            await until(lambda: min(near.sent.samples for near in seven) > 500)
            for listener, near in zip(listeners, seven, strict=True):
                await air.lose(near)
                np.testing.assert_allclose(listener.accel_g(), near.sent_g(), atol=1e-6)

    run(scenario)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("ruuvi", advertiser.RUUVITAG),
        ("bthome", advertiser.BTHOME),
        ("kkm", advertiser.KKM),
        ("minew", advertiser.MINEW),
    ],
)
def test_every_advertisement_is_heard_while_somebody_scans(key: str, kind: advertiser.Kind) -> None:
    async def scenario() -> None:
        near = Advertiser("CB:B8:33:4C:88:4F", MOTION, kind, copies=1, rssi_dbm=-71)
        heard: list[Advertised] = []
        async with Air(near, speed=100.0) as air:
            await until(lambda: near.clock.measured > 3)
            assert not near.sent.samples, "nobody scans"
            scanner = BleakScanner(
                lambda device, said: heard.append(
                    Advertised(
                        device.address,
                        rssi_dbm=said.rssi,
                        manufacturer_data=said.manufacturer_data,
                        service_data=said.service_data,
                    )
                ),
                backend=air.scanner,
            )
            async with scanner:
                await until(lambda: near.sent.samples > 30)
                near.silent = True
                await until(lambda: len(heard) >= near.sent.samples)
        assert {one.rssi_dbm for one in heard} == {-71}
        read = [known.ADVERT_MAKERS[key].read(one) for one in heard]
        accel_g = np.concatenate([one.accel_g for one in read if isinstance(one, Decoded)])
        np.testing.assert_allclose(accel_g, near.sent_g(), atol=1e-5)

    run(scenario)

"""The sensors of `edge.toml` that are heard over Bluetooth, and the radio that they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Final

from bleak import BleakAdapter, BleakClient, BleakScanner
from bleak.backends.device import BLEDevice

from landseal.clock import Clock
from landseal.sources import SensorSource
from landseal_edge.config import BleSensor
from landseal_edge.harness.links.adapter import Adapter, BlueZAdapter
from landseal_edge.harness.links.beacon import RATE_HZ, BeaconSource
from landseal_edge.harness.links.link import GattSource
from landseal_edge.harness.links.radio import Radio
from landseal_edge.harness.links.radio_parts import (
    ClientFactory,
    LeftConnected,
    OnAdvertisement,
    ScannerFactory,
    nothing_left,
)
from landseal_edge.harness.maker import GattMaker
from landseal_edge.harness.makers.known import ADVERT_MAKERS, GATT_MAKERS

WANTED_HZ: Final = 50.0
"""Everything is read at this rate (docs/words.md)."""


@dataclass(frozen=True)
class Backend:
    """Bluetooth as it is on this machine, or another radio."""

    make_scanner: ScannerFactory
    make_client: ClientFactory
    adapter: Adapter
    left_connected: LeftConnected = nothing_left


def host_backend(adapter: str, clock: Clock) -> Backend:
    """Return this machine's Bluetooth.

    Args:
        adapter: as `hci0`.
        clock: for timers.
    """

    def scanner(heard: OnAdvertisement) -> BleakScanner:
        # BlueZ else keeps an advertisement to itself that says what the one before said: a tag that lies
        # still would be taken for gone.
        return BleakScanner(heard, bluez={"adapter": adapter, "filters": {"DuplicateData": True}})

    def client(device: BLEDevice, lost: Any) -> BleakClient:  # noqa: ANN401 -- bleak's callback
        return BleakClient(device, lost, bluez={"adapter": adapter})

    async def left_connected() -> Sequence[BLEDevice]:
        return await (await BleakAdapter.get(bluez={"adapter": adapter})).get_connected_devices()

    return Backend(scanner, client, BlueZAdapter(adapter, clock), left_connected)


def other_backend(scanner: type[Any], client: type[Any], adapter: Adapter) -> Backend:
    """Return another radio: what bleak takes as `backend` of its scanner and of its client."""
    return Backend(partial(BleakScanner, backend=scanner), partial(BleakClient, backend=client), adapter)


def open_sensors(
    sensors: Mapping[str, BleSensor], backend: Backend, clock: Clock, random: Random | None = None
) -> tuple[dict[str, SensorSource], Radio]:
    """Return the sources of some sensors, and the radio that must run beside them."""
    radio = Radio(backend.make_scanner, backend.adapter, clock, backend.left_connected)
    spread = random or Random()  # noqa: S311 -- it spreads attempts, and keeps no secret
    return {
        name: _source(name, sensor, radio, backend, clock, spread) for name, sensor in sensors.items()
    }, radio


def _source(
    name: str, sensor: BleSensor, radio: Radio, backend: Backend, clock: Clock, random: Random
) -> SensorSource:
    maker = GATT_MAKERS.get(sensor.maker)
    if maker is None:
        rate_hz = sensor.rate_hz or RATE_HZ
        return BeaconSource(
            ADVERT_MAKERS[sensor.maker], sensor.address, rate_hz=rate_hz, radio=radio, clock=clock
        )
    return GattSource(
        name,
        maker,
        sensor.address,
        rate_hz=sensor.rate_hz or _usual_hz(maker),
        radio=radio,
        make_client=backend.make_client,
        clock=clock,
        random=random,
    )


def _usual_hz(maker: GattMaker) -> float:
    return min(maker.rates_hz, key=lambda rate_hz: abs(rate_hz - WANTED_HZ))

"""A room with one sensor of each maker, for the owner's commands: to try them without any hardware."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from bleak import BleakClient, BleakScanner
from bleak.backends.device import BLEDevice
from numpy.typing import NDArray

from landseal.clock import Clock
from landseal_edge.harness.links.opened import Backend
from landseal_edge.harness.links.radio_parts import OnAdvertisement
from landseal_sim.radio import advertiser
from landseal_sim.radio.advertiser import Advertiser
from landseal_sim.radio.air import Air, Near
from landseal_sim.radio.landseal import Landseal
from landseal_sim.radio.movesense import Movesense
from landseal_sim.radio.polar import Polar
from landseal_sim.radio.sensor import Unit
from landseal_sim.radio.witmotion import WitMotion

_STILL_S = 600
_RATE_HZ = 50
_NOISE_G = 0.002


def lying_flat(seed: int) -> NDArray[np.float64]:
    """Return ten minutes of a sensor that lies on a table: gravity, and its own noise."""
    return np.random.default_rng(seed).normal((0, 0, 1), _NOISE_G, (_STILL_S * _RATE_HZ, 3))


def one_of_each() -> Sequence[Near]:
    """Return a sensor of each maker, and two that have one name."""
    return [
        WitMotion(Unit("C0:00:00:00:00:02", "WT901BLE67", lying_flat(2), battery_pct=80)),
        WitMotion(Unit("C0:00:00:00:00:03", "WT901BLE67", lying_flat(3), rssi_dbm=-74)),
        Movesense(Unit("C0:00:00:00:00:04", "Movesense 2137", lying_flat(4), rssi_dbm=-58)),
        Polar(Unit("C0:00:00:00:00:05", "Polar H10 A1B2C3", lying_flat(5), rssi_dbm=-63)),
        Landseal(Unit("C0:00:00:00:00:06", "Landseal", lying_flat(6), rssi_dbm=-49)),
        Advertiser("CB:B8:33:4C:88:4F", lying_flat(7), advertiser.RUUVITAG),
        Advertiser("C0:00:00:00:00:08", lying_flat(8), advertiser.BTHOME),
        Advertiser("C0:00:00:00:00:09", lying_flat(9), advertiser.KKM, rssi_dbm=-81),
        Advertiser("C0:00:00:00:00:0A", lying_flat(10), advertiser.MINEW),
    ]


class Room:
    """Switches its sensors on when somebody begins to scan, in the loop of that command."""

    def __init__(self, *near: Near) -> None:
        self._air = Air(*near)
        self._on = False

    def backend(self, _adapter: str, _clock: Clock) -> Backend:
        """Return what the edge takes instead of this machine's Bluetooth."""
        return Backend(lambda heard: _Scanner(self, heard), self._client, self)

    async def air(self) -> Air:
        """Return the air, switched on."""
        if not self._on:
            self._on = True
            await self._air.__aenter__()
        return self._air

    async def close(self) -> None:
        """Switch the sensors off; a defect of one of them comes out here."""
        if self._on:
            self._on = False
            await self._air.__aexit__(None, None, None)

    async def reset(self) -> None:
        """Do nothing: this adapter does not hang."""

    def _client(self, device: BLEDevice, lost: Callable[[Any], None]) -> BleakClient:
        return BleakClient(device, lost, backend=self._air.client)


class _Scanner:
    def __init__(self, room: Room, heard: OnAdvertisement) -> None:
        self._room, self._heard = room, heard
        self._scanner: BleakScanner | None = None

    async def start(self) -> None:
        air = await self._room.air()
        self._scanner = BleakScanner(self._heard, backend=air.scanner)
        await self._scanner.start()

    async def stop(self) -> None:
        if self._scanner is not None:
            await self._scanner.stop()

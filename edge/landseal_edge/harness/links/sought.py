"""Who waits for which device."""

import asyncio

from bleak.backends.device import BLEDevice

from landseal_edge.harness.links.radio_parts import Found


class Sought:
    """Wakes everybody who waits for an address as soon as it is heard."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[asyncio.Future[Found]]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def hear(self, device: BLEDevice, rssi_dbm: int) -> None:
        """Note that a device was heard."""
        for found in self._waiting.get(device.address.upper(), ()):
            if not found.done():
                found.set_result(Found(device, rssi_dbm))

    async def wait(self, address: str) -> Found:
        """Wait until a device is heard from now on."""
        found: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(address.upper(), []).append(found)
        try:
            return await found
        finally:
            self._forget(address.upper(), found)

    def _forget(self, address: str, found: asyncio.Future[Found]) -> None:
        self._waiting[address].remove(found)
        if not self._waiting[address]:
            del self._waiting[address]

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {"sought": sorted(self._waiting)}

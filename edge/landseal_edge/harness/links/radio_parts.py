"""As much of bleak as the links use; `BleakScanner`, `BleakClient` and a test's radio fulfil it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from landseal_edge.harness.maker import Advertised

OnAdvertisement = Callable[[BLEDevice, AdvertisementData], None]


class Scanner(Protocol):
    """Hears advertisements between start and stop."""

    async def start(self) -> None:
        """Begin."""
        ...

    async def stop(self) -> None:
        """End."""
        ...


class Client(Protocol):
    """One connection, used once."""

    @property
    def is_connected(self) -> bool:
        """As far as the radio knows: silence leaves it true."""
        ...

    async def connect(self) -> None:
        """Connect, and learn what the sensor offers."""
        ...

    async def disconnect(self) -> None:
        """Disconnect, and let go of everything; to be called after a loss, too."""
        ...

    async def start_notify(self, char_specifier: str, callback: Callable[[Any, bytearray], None]) -> None:
        """Have the sensor notify."""
        ...

    async def write_gatt_char(
        self,
        char_specifier: str,
        data: bytes,
        response: bool | None = None,  # noqa: FBT001 -- bleak's signature
    ) -> None:
        """Write."""
        ...

    async def read_gatt_char(self, char_specifier: str) -> bytearray:
        """Read."""
        ...


ScannerFactory = Callable[[OnAdvertisement], Scanner]
"""`BleakScanner`, or `functools.partial(BleakScanner, backend=...)` over another radio."""

ClientFactory = Callable[[BLEDevice, Callable[[Any], None]], Client]
"""`BleakClient`, likewise: a device, and what is to be called when it is lost."""


LeftConnected = Callable[[], Awaitable[Sequence[BLEDevice]]]
"""The devices that this host is connected to, with or without us."""


async def nothing_left() -> Sequence[BLEDevice]:
    """Return no device: a radio that is gone with its process leaves none connected."""
    return ()


@dataclass(frozen=True)
class Found:
    """A device that can be connected to now."""

    device: BLEDevice
    rssi_dbm: int | None = None


def advertised(device: BLEDevice, data: AdvertisementData) -> Advertised:
    """Return in our words what bleak has heard."""
    return Advertised(
        address=device.address,
        name=data.local_name,
        rssi_dbm=data.rssi,
        manufacturer_data=data.manufacturer_data,
        service_data=data.service_data,
        service_uuids=tuple(data.service_uuids),
    )

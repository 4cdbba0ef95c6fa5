"""bleak's scanner over a virtual controller."""

from typing import Any, ClassVar

from bleak.assigned_numbers import AdvertisementDataType
from bleak.backends.scanner import AdvertisementData, AdvertisementDataCallback, BaseBleakScanner
from bleak.uuids import normalize_uuid_str
from bumble.core import UUID, AdvertisingData
from bumble.device import Advertisement, Device

_UUID_TYPES = tuple(
    AdvertisingData.Type(kind)
    for kind in (
        AdvertisementDataType.INCOMPLETE_LIST_SERVICE_UUID16,
        AdvertisementDataType.COMPLETE_LIST_SERVICE_UUID16,
        AdvertisementDataType.INCOMPLETE_LIST_SERVICE_UUID128,
        AdvertisementDataType.COMPLETE_LIST_SERVICE_UUID128,
    )
)
_DATA_TYPES = (AdvertisingData.Type.SERVICE_DATA_16_BIT_UUID, AdvertisingData.Type.SERVICE_DATA_128_BIT_UUID)


class VirtualScanner(BaseBleakScanner):
    """What `BleakScanner(backend=...)` is given: a subclass that knows its central."""

    central: ClassVar[Device]

    def __init__(
        self,
        detection_callback: AdvertisementDataCallback | None,
        service_uuids: list[str] | None,
        scanning_mode: str,
        **_: Any,  # noqa: ANN401 -- what bleak passes for BlueZ and macOS
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._active = scanning_mode == "active"

    async def start(self) -> None:
        """Begin to hear what is near."""
        self.seen_devices = {}
        self.central.on(Device.EVENT_ADVERTISEMENT, self._hear)
        await self.central.start_scanning(active=self._active)

    async def stop(self) -> None:
        """Stop hearing."""
        self.central.remove_listener(Device.EVENT_ADVERTISEMENT, self._hear)
        await self.central.stop_scanning()

    def _hear(self, heard: Advertisement) -> None:
        said = advertisement(heard)
        if not self.is_allowed_uuid(said.service_uuids):
            return
        address = heard.address.to_string(with_type_qualifier=False)
        device = self.create_or_update_device(address, address, said.local_name, heard.address, said)
        self.call_detection_callbacks(device, said)


def advertisement(heard: Advertisement) -> AdvertisementData:
    """Return what was heard as bleak says it."""
    name = heard.data.get(AdvertisingData.Type.COMPLETE_LOCAL_NAME)
    return AdvertisementData(
        local_name=str(name) if name else None,
        manufacturer_data={
            int(company): bytes(rest)
            for company, rest in _all(heard, AdvertisingData.Type.MANUFACTURER_SPECIFIC_DATA)
        },
        service_data={long(uuid): bytes(rest) for kind in _DATA_TYPES for uuid, rest in _all(heard, kind)},
        service_uuids=[long(uuid) for kind in _UUID_TYPES for group in _all(heard, kind) for uuid in group],
        tx_power=None,
        rssi=heard.rssi,
        platform_data=(heard,),
    )


def long(uuid: UUID) -> str:
    """Return a UUID as bleak writes it: 128 bits, lower case."""
    return normalize_uuid_str(uuid.to_hex_str("-"))


def _all(heard: Advertisement, kind: AdvertisingData.Type) -> list[Any]:
    """Return all fields of one type, as bumble reads them."""
    return list(heard.data.get_all(kind))

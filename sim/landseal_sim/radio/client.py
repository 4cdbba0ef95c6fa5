"""bleak's client over a virtual controller: a real GATT client, in process."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, TypeVar, cast

from bleak.args import SizedBuffer
from bleak.assigned_numbers import CharacteristicPropertyName
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError
from bumble import core
from bumble.device import Connection, Device, Peer
from bumble.gatt import Characteristic
from bumble.gatt_client import CharacteristicProxy, ServiceProxy
from bumble.hci import Address

from landseal_sim.radio.scanner import long

_T = TypeVar("_T")

_ATT_MTU = 247
"""What BlueZ and most sensors agree on: 251 octets of data less the L2CAP header."""
_ATT_HEADER = 3
_NO_MTU = 23
"""ATT's default (Core 5.4, vol 3 G 5.2.1)."""
_PROPERTIES: tuple[tuple[Characteristic.Properties, CharacteristicPropertyName], ...] = (
    (Characteristic.Properties.BROADCAST, "broadcast"),
    (Characteristic.Properties.READ, "read"),
    (Characteristic.Properties.WRITE_WITHOUT_RESPONSE, "write-without-response"),
    (Characteristic.Properties.WRITE, "write"),
    (Characteristic.Properties.NOTIFY, "notify"),
    (Characteristic.Properties.INDICATE, "indicate"),
)


class VirtualClient(BaseBleakClient):
    """What `BleakClient(backend=...)` is given: a subclass that knows its central.

    As over BlueZ, silence leaves `is_connected` true, and a sensor that is not there is waited for until the
    time is up.
    """

    central: ClassVar[Device]

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        disconnected_callback: Callable[[], None] | None,
        timeout: float,
        **_: Any,  # noqa: ANN401 -- what bleak passes for BlueZ and macOS
    ) -> None:
        super().__init__(address_or_ble_device, disconnected_callback=disconnected_callback, timeout=timeout)
        device = address_or_ble_device
        self._target: Address = (
            device.details
            if isinstance(device, BLEDevice)
            else Address(device, Address.RANDOM_DEVICE_ADDRESS)
        )
        self._connection: Connection | None = None
        self._peer: Peer | None = None
        self._called: dict[int, Callable[[bytes], None]] = {}

    @property
    def name(self) -> str:
        """The address: nobody has asked the sensor for its name."""
        return self.address

    @property
    def is_connected(self) -> bool:
        """Whether the connection has not been lost, as far as the controller knows."""
        return self._connection is not None

    @property
    def mtu_size(self) -> int:
        """What both have agreed on."""
        return self._connection.att_mtu if self._connection else _NO_MTU

    async def connect(self, pair: bool, **_: Any) -> None:  # noqa: ANN401, ARG002, FBT001 -- bleak's signature
        """Connect, and learn what the sensor offers."""
        try:
            connection = await self.central.connect(self._target, timeout=self._timeout)
        except (core.TimeoutError, TimeoutError) as error:
            raise BleakDeviceNotFoundError(self.address) from error
        except core.BaseBumbleError as error:
            raise BleakError(f"cannot connect: {error}") from error
        self._connection, self._peer, self._called = connection, Peer(connection), {}
        connection.on(Connection.EVENT_DISCONNECTION, self._lost)
        try:
            await _done(self._peer.request_mtu(_ATT_MTU))
            await _done(self._peer.discover_all())  # type: ignore[no-untyped-call]  # bumble's
        except BaseException:
            await self.disconnect()
            raise
        self.services = self._offered(self._peer)

    def _offered(self, peer: Peer) -> BleakGATTServiceCollection:
        offered = BleakGATTServiceCollection()
        for service in peer.services:
            known = BleakGATTService(service, service.handle, long(service.uuid))
            offered.add_service(known)
            self._add_characteristics(offered, known, service)
        return offered

    def _add_characteristics(
        self, offered: BleakGATTServiceCollection, known: BleakGATTService, service: ServiceProxy
    ) -> None:
        for found in service.characteristics:
            characteristic = BleakGATTCharacteristic(
                found,
                found.handle,
                long(found.uuid),
                [name for bit, name in _PROPERTIES if found.properties & bit],
                lambda: self.mtu_size - _ATT_HEADER,
                known,
            )
            offered.add_characteristic(characteristic)
            for descriptor in found.descriptors:
                offered.add_descriptor(
                    BleakGATTDescriptor(descriptor, descriptor.handle, long(descriptor.type), characteristic)
                )

    def _lost(self, _reason: int) -> None:
        self._connection = None
        self.services = None
        if self._disconnected_callback:
            self._disconnected_callback()

    async def disconnect(self) -> None:
        """Disconnect; what is lost already is no error."""
        if self._connection:
            try:
                await self._connection.disconnect()
            except core.BaseBumbleError as error:
                if self.is_connected:
                    raise BleakError(f"cannot disconnect: {error}") from error

    async def pair(self, *_args: Any, **_named: Any) -> None:  # noqa: ANN401 -- bleak's signature
        """Refuse: none of these sensors pairs."""
        raise NotImplementedError

    async def unpair(self) -> None:
        """Refuse: none of these sensors pairs."""
        raise NotImplementedError

    def _asked(self) -> Peer:
        if self._connection is None or self._peer is None:
            raise BleakError("Not connected")
        return self._peer

    async def read_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        *,
        use_cached: bool = False,  # noqa: ARG002 -- nothing is kept here
        **_: Any,  # noqa: ANN401 -- what bleak passes for BlueZ and macOS
    ) -> bytearray:
        """Read a characteristic from the sensor."""
        return bytearray(await _done(self._asked().read_value(characteristic.obj)))

    async def read_gatt_descriptor(
        self,
        descriptor: BleakGATTDescriptor,
        *,
        use_cached: bool = False,  # noqa: ARG002 -- nothing is kept here
        **_: Any,  # noqa: ANN401 -- what bleak passes for BlueZ and macOS
    ) -> bytearray:
        """Read a descriptor from the sensor."""
        return bytearray(await _done(self._asked().read_value(descriptor.obj)))

    async def write_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        data: SizedBuffer,
        response: bool,  # noqa: FBT001
    ) -> None:
        """Write to the sensor, and wait for its answer where one was asked for."""
        await _done(self._asked().write_value(characteristic.obj, bytes(data), with_response=response))

    async def write_gatt_descriptor(self, descriptor: BleakGATTDescriptor, data: SizedBuffer) -> None:
        """Write a descriptor."""
        await _done(self._asked().write_value(descriptor.obj, bytes(data), with_response=True))

    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: NotifyCallback,
        **_: Any,  # noqa: ANN401
    ) -> None:
        """Have the sensor notify (or indicate)."""

        def call(value: bytes) -> None:
            callback(bytearray(value))

        self._called[characteristic.handle] = call
        proxy = cast("CharacteristicProxy[bytes]", characteristic.obj)
        await _done(self._asked().subscribe(proxy, call))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """Have the sensor stop."""
        called = self._called.pop(characteristic.handle, None)
        await _done(self._asked().unsubscribe(characteristic.obj, called))


async def _done(asked: Awaitable[_T]) -> _T:
    """Wait for the sensor's answer; bumble's errors become bleak's.

    bumble cancels what it waits for when the connection is lost: a cancellation that nobody asked this task
    for is such a loss.
    """
    try:
        return await asked
    except (core.BaseBumbleError, TimeoutError) as error:
        raise BleakError(f"no answer: {error}") from error
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise BleakError("no answer: the connection was lost") from None

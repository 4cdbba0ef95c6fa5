"""Movesense by its GATT sensor data service (GSP): subscribe to a path, and be sent messages.

Layout: https://www.movesense.com/docs/esw/gatt_sensordata_protocol/
"""

import struct
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from bumble.core import UUID, AdvertisingData
from bumble.gatt import Characteristic, CharacteristicValue, Service
from numpy.typing import NDArray

from landseal.units import STANDARD_GRAVITY_M_S2
from landseal_sim.radio.motion import cycled
from landseal_sim.radio.sensor import GattSensor, Unit, battery_service

SERVICE: Final = "34802252-7185-4d5d-b431-630e7050e8f0"
WRITE: Final = "34800001-7185-4d5d-b431-630e7050e8f0"
NOTIFY: Final = "34800002-7185-4d5d-b431-630e7050e8f0"
ADVERTISED: Final = 0xFDF3

RATES_HZ: Final = (13, 26, 52, 104, 208)
_HELLO, _SUBSCRIBE, _UNSUBSCRIBE, _GET = 0, 1, 2, 4
_RESULT, _DATA, _DATA_PART = 1, 2, 3
_OK, _BAD_REQUEST, _NOT_FOUND = 200, 400, 404
_ACCELERATION: Final = b"/Meas/Acc/"
_BATTERY: Final = b"/System/Energy/Level"
_MESSAGES_HZ: Final = 13
"""Its accelerometer is read so often, whatever the rate: at 52 Hz a message holds 4 samples."""
_MS_PER_NS: Final = 1_000_000
_MS_WRAPS: Final = 1 << 32
_HEAD_SIZE: Final = 2


def message(reference: int, first_ms: int, accel_g: NDArray[np.float64]) -> bytes:
    """Return a message whole: time of the first sample, in ms since boot, and the samples in m/s^2."""
    head = struct.pack("<BBI", _DATA, reference, first_ms % _MS_WRAPS)
    return head + (accel_g * STANDARD_GRAVITY_M_S2).astype("<f4").tobytes()


def parts(whole: bytes, most: int) -> Iterable[bytes]:
    """Cut a message where it is longer than a notification may be: the rest comes as another part."""
    yield whole[:most]
    head = bytes([_DATA_PART, whole[1]])
    step = most - _HEAD_SIZE
    for start in range(most, len(whole), step):
        yield head + whole[start : start + step]


class Movesense(GattSensor):
    """Sends messages once it was told a path, under the reference that it was told."""

    default_hz = 52.0

    def __init__(self, unit: Unit, *, longest: int = 244) -> None:
        super().__init__(unit)
        self._longest = longest
        self._reference: int | None = None

    def services(self) -> Sequence[Service]:
        """Return its data service and that of its battery."""
        properties = Characteristic.Properties
        self._notify = Characteristic[bytes](NOTIFY, properties.NOTIFY, Characteristic.READABLE, b"")
        write = Characteristic[bytes](
            WRITE, properties.WRITE, Characteristic.WRITEABLE, CharacteristicValue(write=self._told)
        )
        return [Service(SERVICE, [self._notify, write]), battery_service(self)]

    def advertised(self) -> AdvertisingData:
        """Return its name and 16-bit service."""
        return AdvertisingData(
            [
                (AdvertisingData.Type.FLAGS, b"\x06"),
                (
                    AdvertisingData.Type.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
                    bytes(UUID.from_16_bits(ADVERTISED)),
                ),
                (AdvertisingData.Type.COMPLETE_LOCAL_NAME, self.unit.name.encode()),
            ]
        )

    def streams(self) -> Characteristic[bytes] | None:
        """Return where messages go, once a path was subscribed to."""
        return None if self._reference is None else self._notify

    def samples_per_packet(self) -> int:
        """Return how many samples a message holds."""
        return max(1, round(self.clock.rate_hz / _MESSAGES_HZ))

    def packets(self, numbers: range) -> Iterable[bytes]:
        """Return a message, in parts where it must be."""
        first_ms = self.clock.counter_ns(numbers.start) // _MS_PER_NS
        samples = cycled(numbers, self.unit.motion_g)
        return parts(message(self._reference or 0, first_ms, samples), self._longest)

    def as_sent_g(self) -> NDArray[np.float64]:
        """Return the motion as 32-bit floats in m/s^2 hold it."""
        in_m_s2: NDArray[np.float32] = (self.unit.motion_g * STANDARD_GRAVITY_M_S2).astype(np.float32)
        return in_m_s2.astype(np.float64) / STANDARD_GRAVITY_M_S2

    def forget(self) -> None:
        """Subscriptions end with the connection."""
        self._reference = None

    def _told(self, _connection: object, command: bytes) -> None:
        if len(command) < _HEAD_SIZE:
            return
        reference, path = command[1], command[_HEAD_SIZE:].rstrip(b"\0")
        if command[0] == _HELLO:
            self.notify(self._notify, bytes([_RESULT, reference]) + b"Hello")
        elif command[0] == _SUBSCRIBE:
            self._result(reference, self._subscribe(reference, path))
        elif command[0] == _UNSUBSCRIBE and reference == self._reference:
            self._reference = None
            self._result(reference, _OK)
        elif command[0] == _GET and path == _BATTERY:
            self._result(reference, _OK, bytes([round(self.battery_pct)]))
        else:
            self._result(reference, _BAD_REQUEST)

    def _subscribe(self, reference: int, path: bytes) -> int:
        rate = path.removeprefix(_ACCELERATION).decode("ascii", "replace")
        if not path.startswith(_ACCELERATION) or rate not in map(str, RATES_HZ):
            return _NOT_FOUND
        self._reference = reference
        self.set_rate(float(rate))
        return _OK

    def _result(self, reference: int, status: int, value: bytes = b"") -> None:
        self.notify(self._notify, struct.pack("<BBH", _RESULT, reference, status) + value)

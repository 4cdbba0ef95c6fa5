"""Polar H10 and Verity Sense by the measurement service (PMD): asked for acceleration, they stream frames."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from bumble.core import AdvertisingData
from bumble.gatt import Characteristic, CharacteristicValue, Service
from numpy.typing import NDArray

from landseal.units import MG_PER_G, NS_PER_S
from landseal_sim.radio import polar_frames
from landseal_sim.radio.motion import cycled
from landseal_sim.radio.sensor import GattSensor, Unit, battery_service

SERVICE: Final = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
CONTROL: Final = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA: Final = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"
COMPANY: Final = 0x006B

H10_RATES_HZ: Final = (25, 50, 100, 200)
VERITY_RATES_HZ: Final = (52,)
_SETTINGS, _START, _STOP = 1, 2, 3
_ACCELERATION: Final = 2
_FEATURES: Final = b"\x0f\x04" + bytes(15)
"""Acceleration is bit 2 of the second octet."""
_ANSWER: Final = 0xF0
_DONE, _UNKNOWN_OP, _BAD_MEASUREMENT, _BAD_PARAMETER, _ALREADY = 0, 1, 2, 5, 6
_RATE, _RESOLUTION, _RANGE, _CHANNELS = 0, 1, 2, 4
_WIDTHS: Final = {_RATE: 2, _RESOLUTION: 2, _RANGE: 2, 3: 4, _CHANNELS: 1, 5: 4}
"""Octets of a setting's value."""
_BITS: Final = 16
_RANGES_G: Final = (2, 4, 8)
_SWITCHED_ON_NS: Final = 599_616_000 * NS_PER_S
"""2019-01-01 in ns since 2000-01-01: where its clock begins when it was taken off and nobody sets it."""


class Polar(GattSensor):
    """An H10 (raw frames), or a Verity Sense (`compressed`, 52 Hz alone)."""

    default_hz = 50.0

    def __init__(self, unit: Unit, *, compressed: bool = False, samples_per_frame: int = 36) -> None:
        super().__init__(unit)
        self._mg = polar_frames.milli_g(unit.motion_g)
        self._frame = polar_frames.compressed if compressed else polar_frames.raw
        self._rates_hz = VERITY_RATES_HZ if compressed else H10_RATES_HZ
        self._samples_per_frame = samples_per_frame
        self._started = False

    def services(self) -> Sequence[Service]:
        """Return its measurement service and that of its battery."""
        properties = Characteristic.Properties
        self._control = Characteristic[bytes](
            CONTROL,
            properties.READ | properties.WRITE | properties.INDICATE,
            Characteristic.READABLE | Characteristic.WRITEABLE,
            CharacteristicValue(read=lambda _: _FEATURES, write=self._told),
        )
        self._data = Characteristic[bytes](DATA, properties.NOTIFY, Characteristic.READABLE, b"")
        return [Service(SERVICE, [self._control, self._data]), battery_service(self)]

    def advertised(self) -> AdvertisingData:
        """Return its name, and its company's number."""
        return AdvertisingData(
            [
                (AdvertisingData.Type.FLAGS, b"\x06"),
                (AdvertisingData.Type.MANUFACTURER_SPECIFIC_DATA, struct.pack("<H", COMPANY) + b"\x72\x08"),
                (AdvertisingData.Type.COMPLETE_LOCAL_NAME, self.unit.name.encode()),
            ]
        )

    def streams(self) -> Characteristic[bytes] | None:
        """Return where frames go, once the measurement was started."""
        return self._data if self._started else None

    def samples_per_packet(self) -> int:
        """Return how many samples a frame holds."""
        return self._samples_per_frame

    def packets(self, numbers: range) -> Iterable[bytes]:
        """Return a frame, with the time of its last sample."""
        last_ns = _SWITCHED_ON_NS + self.clock.counter_ns(numbers[-1])
        return [self._frame(last_ns, cycled(numbers, self._mg))]

    def as_sent_g(self) -> NDArray[np.float64]:
        """Return the motion in whole mg."""
        return self._mg / MG_PER_G

    def forget(self) -> None:
        """A measurement ends with the connection."""
        self._started = False

    def _told(self, _connection: object, command: bytes) -> None:
        operation, kind = (*command[:2], 0, 0)[:2]
        status, rest = self._do(operation, kind, command[2:])
        self.indicate(self._control, bytes([_ANSWER, operation, kind, status, 0]) + rest)

    def _do(self, operation: int, kind: int, asked: bytes) -> tuple[int, bytes]:
        if operation not in {_SETTINGS, _START, _STOP}:
            return _UNKNOWN_OP, b""
        if kind != _ACCELERATION:
            return _BAD_MEASUREMENT, b""
        if operation == _SETTINGS:
            return _DONE, self._settings()
        if operation == _STOP:
            self._started = False
            return _DONE, b""
        return self._start(settings(asked)), b""

    def _settings(self) -> bytes:
        rows = ((_RATE, self._rates_hz), (_RESOLUTION, (_BITS,)), (_RANGE, _RANGES_G))
        return b"".join(
            struct.pack(f"<BB{len(values)}H", kind, len(values), *values) for kind, values in rows
        )

    def _start(self, asked: Mapping[int, int]) -> int:
        if self._started:
            return _ALREADY
        if (
            asked.get(_RATE) not in self._rates_hz
            or asked.get(_RESOLUTION) != _BITS
            or asked.get(_RANGE) not in _RANGES_G
        ):
            return _BAD_PARAMETER
        self.set_rate(float(asked[_RATE]))
        self._started = True
        return _DONE


def settings(asked: bytes) -> dict[int, int]:
    """Return what was asked for, each by its kind; nothing where it cannot be read."""
    found: dict[int, int] = {}
    while asked:
        width = _WIDTHS.get(asked[0])
        if width is None or len(asked) < 2 + width or asked[1] != 1:
            return {}
        found[asked[0]] = int.from_bytes(asked[2 : 2 + width], "little")
        asked = asked[2 + width :]
    return found

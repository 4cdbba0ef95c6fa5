"""A board that speaks our own service, as `docs/landseal-gatt.md` specifies it."""

import struct
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from bumble import att
from bumble.core import UUID, AdvertisingData
from bumble.gatt import Characteristic, CharacteristicValue, Service
from numpy.typing import NDArray

from landseal_sim.radio.motion import cycled
from landseal_sim.radio.sensor import GattSensor, Unit, battery_service

SERVICE: Final = "01270001-56a7-4ba5-a647-07cce3f37737"
DATA: Final = "01270002-56a7-4ba5-a647-07cce3f37737"
RATE: Final = "01270003-56a7-4ba5-a647-07cce3f37737"
IDENTIFY: Final = "01270004-56a7-4ba5-a647-07cce3f37737"

RATES_HZ: Final = (25, 50, 100)
NANO_G_PER_LSB: Final = 122_000
"""What an LSM6DS3 or LSM9DS1 of these boards gives at a range of 4 g."""
_VALUE_NOT_ALLOWED: Final = 0x13
"""ATT's own code (Core 5.4, vol 3 F 3.4.1.1)."""
_FORMAT: Final = 1
_NS_PER_US: Final = 1000
_G_PER_LSB: Final = NANO_G_PER_LSB * 1e-9
_PACKETS_HZ: Final = 5
_US_WRAPS: Final = 1 << 32
_SEQUENCE_WRAPS: Final = 1 << 16


def lsb(accel_g: NDArray[np.float64]) -> NDArray[np.int16]:
    """Return acceleration as the board's chip gives it."""
    return np.clip(np.rint(accel_g / _G_PER_LSB), -32768, 32767).astype("<i2")


def packet(sequence: int, last_us: int, samples: NDArray[np.int16]) -> bytes:
    """Return a data packet; `last_us` is the board's time at the last sample."""
    head = struct.pack(
        "<BBHII",
        _FORMAT,
        len(samples),
        sequence % _SEQUENCE_WRAPS,
        last_us % _US_WRAPS,
        NANO_G_PER_LSB,
    )
    return head + samples.astype("<i2").tobytes()


class Landseal(GattSensor):
    """Numbered packets, each with its time; sends while it is listened to."""

    default_hz = 50.0

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self._lsb = lsb(unit.motion_g)
        self._sequence = 0
        self.identified = 0
        """How often it was asked to blink."""

    def services(self) -> Sequence[Service]:
        """Return its service and that of its battery."""
        properties, writeable = Characteristic.Properties, Characteristic.WRITEABLE
        self._data = Characteristic[bytes](DATA, properties.NOTIFY, Characteristic.READABLE, b"")
        rate = Characteristic[bytes](
            RATE,
            properties.READ | properties.WRITE,
            Characteristic.READABLE | writeable,
            CharacteristicValue(
                read=lambda _: struct.pack("<H", round(self.clock.rate_hz)), write=self._told
            ),
        )
        identify = Characteristic[bytes](
            IDENTIFY, properties.WRITE, writeable, CharacteristicValue(write=self._blink)
        )
        return [Service(SERVICE, [self._data, rate, identify]), battery_service(self)]

    def advertised(self) -> AdvertisingData:
        """Return its service and name: 31 octets for a name of 8."""
        return AdvertisingData(
            [
                (AdvertisingData.Type.FLAGS, b"\x06"),
                (AdvertisingData.Type.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS, bytes(UUID(SERVICE))),
                (AdvertisingData.Type.COMPLETE_LOCAL_NAME, self.unit.name.encode()),
            ]
        )

    def streams(self) -> Characteristic[bytes]:
        """Return where packets go."""
        return self._data

    def samples_per_packet(self) -> int:
        """Return how many samples a packet holds: five packets a second."""
        return max(1, round(self.clock.rate_hz / _PACKETS_HZ))

    def packets(self, numbers: range) -> Iterable[bytes]:
        """Return one packet."""
        last_us = self.clock.counter_ns(numbers[-1]) // _NS_PER_US
        made = packet(self._sequence, last_us, cycled(numbers, self._lsb))
        self._sequence += 1
        return [made]

    def unsent(self, numbers: range) -> range:
        """Number the packets that nobody is sent, too: what was lost between two can be counted."""
        made, left = divmod(len(numbers), self.samples_per_packet())
        self._sequence += made
        return numbers[len(numbers) - left :]

    def as_sent_g(self) -> NDArray[np.float64]:
        """Return the motion in steps of 0.122 mg."""
        return self._lsb.astype(np.float64) * _G_PER_LSB

    def forget(self) -> None:
        """Keep the rate: it is the board's, not the connection's."""

    def begin_anew(self) -> None:
        """Number packets from 0 again, too."""
        super().begin_anew()
        self._sequence = 0

    def _told(self, _connection: object, value: bytes) -> None:
        rate_hz = int.from_bytes(value, "little")
        if rate_hz not in RATES_HZ:
            raise att.ATT_Error(error_code=_VALUE_NOT_ALLOWED)
        self.set_rate(float(rate_hz))

    def _blink(self, _connection: object, _seconds: bytes) -> None:
        self.identified += 1

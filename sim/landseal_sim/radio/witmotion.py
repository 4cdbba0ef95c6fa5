"""WitMotion WT901BLE and WT9011DCL-BT50: 20 octets a sample, at a rate that is kept only where it was saved.

Layout: https://wit-motion.gitbook.io/witmotion-sdk/ble-5.0-protocol/bluetooth-5.0-communication-protocol
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from bumble.core import AdvertisingData
from bumble.gatt import Characteristic, CharacteristicValue, Service
from numpy.typing import NDArray

from landseal_sim.radio.motion import cycled
from landseal_sim.radio.sensor import GattSensor, Unit

_BASE: Final = "-0000-1000-8000-00805f9a34fb"
SERVICE: Final = "0000ffe5" + _BASE
NOTIFY: Final = "0000ffe4" + _BASE
WRITE: Final = "0000ffe9" + _BASE

G_PER_LSB: Final = 16 / 32768
_HEAD: Final = (0x55, 0x61)
_WORDS: Final = 9
_UNLOCK: Final = bytes.fromhex("ffaa6988b5")
_SAVE: Final = bytes.fromhex("ffaa000000")
_READ: Final = bytes.fromhex("ffaa27")
_SET_RATE: Final = bytes.fromhex("ffaa03")
_COMMAND_SIZE: Final = 5
_REGISTERS: Final = 8
_RATES_HZ: Final = {1: 0.2, 2: 0.5, 3: 1.0, 4: 2.0, 5: 5.0, 6: 10.0, 7: 20.0, 8: 50.0, 9: 100.0, 11: 200.0}
_BATTERY_REGISTER: Final = 0x64
_CENTIVOLTS: Final = ((100, 396), (90, 393), (75, 387), (60, 382), (50, 379), (40, 377), (30, 373), (20, 370))
"""Percent and the least centivolts for it, from the maker's table; below, what is left is drawn as a line."""
_EMPTY_CENTIVOLTS: Final = 340


def words(accel_g: NDArray[np.float64]) -> NDArray[np.int16]:
    """Return acceleration as the sensor writes it, (samples, 3): 16 g are 32768."""
    return np.clip(np.rint(accel_g / G_PER_LSB), -32768, 32767).astype("<i2")


def frames(accel_g: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the samples as frames, (samples, 20); it does not turn, and lies level."""
    inner = np.zeros((len(accel_g), _WORDS), dtype="<i2")
    inner[:, :3] = words(accel_g)
    return np.hstack([np.tile(np.array(_HEAD, dtype=np.uint8), (len(inner), 1)), inner.view(np.uint8)])


def registers(first: int, values: Sequence[int]) -> bytes:
    """Return the answer to a question for a register: it, and the seven behind it."""
    return bytes([0x55, 0x71, first, 0]) + np.array(values, dtype="<u2").tobytes()


def centivolts(battery_pct: float) -> int:
    """Return the voltage of a battery that is as full as this."""
    for percent, least in _CENTIVOLTS:
        if battery_pct >= percent:
            return least
    lowest_pct, lowest = _CENTIVOLTS[-1]
    return round(_EMPTY_CENTIVOLTS + (lowest - _EMPTY_CENTIVOLTS) * battery_pct / lowest_pct)


class WitMotion(GattSensor):
    """One frame a sample; no counter, no checksum."""

    default_hz = 10.0

    def __init__(self, unit: Unit, *, frames_per_packet: int = 1) -> None:
        super().__init__(unit)
        self._frames = frames(unit.motion_g)
        self._frames_per_packet = frames_per_packet
        self._unlocked = False
        self._saved_hz = self.default_hz

    def services(self) -> Sequence[Service]:
        """Return its one service."""
        properties = Characteristic.Properties
        self._notify = Characteristic[bytes](NOTIFY, properties.NOTIFY, Characteristic.READABLE, b"")
        write = Characteristic[bytes](
            WRITE,
            properties.WRITE | properties.WRITE_WITHOUT_RESPONSE,
            Characteristic.WRITEABLE,
            CharacteristicValue(write=self._told),
        )
        return [Service(SERVICE, [self._notify, write])]

    def advertised(self) -> AdvertisingData:
        """Return its name alone, as it does."""
        return AdvertisingData(
            [
                (AdvertisingData.Type.FLAGS, b"\x06"),
                (AdvertisingData.Type.COMPLETE_LOCAL_NAME, self.unit.name.encode()),
            ]
        )

    def streams(self) -> Characteristic[bytes]:
        """Return where frames go: it sends whenever it is listened to."""
        return self._notify

    def samples_per_packet(self) -> int:
        """Return how many frames share a notification."""
        return self._frames_per_packet

    def packets(self, numbers: range) -> Iterable[bytes]:
        """Return the frames, in one notification."""
        return [cycled(numbers, self._frames).tobytes()]

    def as_sent_g(self) -> NDArray[np.float64]:
        """Return the motion in steps of 0.5 mg."""
        return words(self.unit.motion_g).astype(np.float64) * G_PER_LSB

    def forget(self) -> None:
        """Lock itself again."""
        self._unlocked = False

    def begin_anew(self) -> None:
        """Start at the rate that was saved last; what was only set is gone."""
        super().begin_anew()
        self.set_rate(self._saved_hz)

    def _told(self, _connection: object, command: bytes) -> None:
        if len(command) != _COMMAND_SIZE:
            return
        if command == _UNLOCK:
            self._unlocked = True
        elif command.startswith(_READ):
            self._answer(command[3])
        elif self._unlocked and command == _SAVE:
            self._saved_hz = self.clock.rate_hz
        elif self._unlocked and command.startswith(_SET_RATE) and command[3] in _RATES_HZ:
            self.set_rate(_RATES_HZ[command[3]])

    def _answer(self, register: int) -> None:
        if register == _BATTERY_REGISTER and self.subscribed(self._notify):
            values = [centivolts(self.battery_pct), *[0] * (_REGISTERS - 1)]
            self.notify(self._notify, registers(register, values))

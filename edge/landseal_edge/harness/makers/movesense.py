"""Movesense, by its GATT SensorData Protocol (GSP): 13-208 Hz, milliseconds since it was started.

To the sensor: a command, a reference of ours, a path. From it: `01 ref` and a status; `02 ref`, a u32 of
milliseconds and N x 3 float32 in m/s², little-endian; and `03 ref` with what did not fit into one
notification. The time is that of the message's first sample. Source:
https://www.movesense.com/docs/esw/gatt_sensordata_protocol/
"""

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np

from landseal.units import NS_PER_S, STANDARD_GRAVITY_M_S2
from landseal_edge.harness.maker import BATTERY_LEVEL, MOST_G, Advertised, Decoded, Refused, Write, sig_uuid
from landseal_edge.harness.makers.sample import NO_SAMPLES, no_such_rate

SERVICE: Final = "34802252-7185-4d5d-b431-630e7050e8f0"
WRITE: Final = "34800001-7185-4d5d-b431-630e7050e8f0"
NOTIFY: Final = "34800002-7185-4d5d-b431-630e7050e8f0"

_NAME: Final = "Movesense"
_ADVERTISED: Final = frozenset((SERVICE, sig_uuid(0xFDF3)))
_SHARED: Final = sig_uuid(0xFE06)
"""Advertised too, but by others as well: it tells only together with the company."""
_SUUNTO: Final = 0x009F

_SUBSCRIBE, _GET = 0x01, 0x04
_ANSWER, _DATA, _CONTINUED = 0x01, 0x02, 0x03
ACCELERATION_REF: Final = 99
BATTERY_REF: Final = 100
"""References of ours: any two numbers."""
_BATTERY_PATH: Final = b"/System/Energy/Level\0"

_RATES_HZ: Final = (13.0, 26.0, 52.0, 104.0, 208.0)
_WRAPS_MS: Final = 2**32
_NS_PER_MS: Final = 1_000_000

_STAMP: Final = struct.Struct("<I")
_HEADER_BYTES: Final = 2
_SAMPLE_BYTES: Final = 12
_G_PER_M_S2: Final = np.float32(1 / STANDARD_GRAVITY_M_S2)

# The bits of a positive float32, read as a number, rise with it, and those of infinities and not-a-number are
# above all others: compared before there is any arithmetic, which a signalling not-a-number would disturb.
_BUT_THE_SIGN: Final = np.uint32(0x7FFFFFFF)
_MOST_BITS: Final = int.from_bytes(struct.pack("<f", MOST_G * STANDARD_GRAVITY_M_S2), "little")

_STATUS: Final = struct.Struct("<H")
_FINE: Final = range(200, 300)
"""Statuses are HTTP's."""
_FULL_PCT: Final = 100


class Movesense:
    """Told by its name, or by what it advertises."""

    key = "movesense"
    title = "Movesense"
    counter_wraps_ns: int | None = _WRAPS_MS * _NS_PER_MS
    sequence_wraps: int | None = None
    rates_hz: tuple[float, ...] = _RATES_HZ
    notify: tuple[str, ...] = (NOTIFY,)
    battery_level: str | None = BATTERY_LEVEL

    def claims(self, advertised: Advertised) -> bool:
        """By name, service, or company."""
        if (advertised.name or "").startswith(_NAME) or not _ADVERTISED.isdisjoint(advertised.service_uuids):
            return True
        return _SHARED in advertised.service_uuids and _SUUNTO in advertised.manufacturer_data

    def wake(self, rate_hz: float) -> Sequence[Write]:
        """Subscribe to the accelerometer at that rate."""
        if rate_hz not in self.rates_hz:
            raise no_such_rate(self.title, rate_hz, self.rates_hz)
        path = f"/Meas/Acc/{rate_hz:.0f}".encode()
        return (Write(WRITE, bytes((_SUBSCRIBE, ACCELERATION_REF)) + path),)

    def ask_battery(self) -> Sequence[Write]:
        """Get the level: from firmware 2 on; before, it answers with a status that is counted."""
        return (Write(WRITE, bytes((_GET, BATTERY_REF)) + _BATTERY_PATH),)

    def identify(self) -> Sequence[Write]:
        """Over this protocol it cannot: its LED is not among the few things that can be written."""
        return ()

    def reader(self, rate_hz: float) -> "MovesenseReader":
        """A reader without a message begun."""
        return MovesenseReader(rate_hz)


class MovesenseReader:
    """Holds what of a message was too long for one notification."""

    def __init__(self, rate_hz: float) -> None:
        self._ns_per_sample = NS_PER_S / rate_hz
        self._open = False
        """Whether a continuation may come."""
        self._first_ns = 0
        self._read = 0
        """How many samples of the message were read."""
        self._held = b""

    def take(self, packet: bytes | bytearray) -> Sequence[Decoded | Refused]:
        """The samples of one notification, a battery, or nothing."""
        if len(packet) < _HEADER_BYTES:
            return (Refused("too_short"),)
        if packet[0] == _ANSWER:
            return _read_answer(packet)
        if packet[1] != ACCELERATION_REF:
            return (Refused("other_reference"),)
        if packet[0] == _DATA:
            return self._begin(packet)
        if packet[0] == _CONTINUED:
            return self._continue(packet)
        return (Refused("other_message"),)

    def _begin(self, packet: bytes | bytearray) -> Sequence[Decoded | Refused]:
        lost: tuple[Refused, ...] = (Refused("cut_short"),) if self._held else ()
        self._open, self._held = False, b""
        if len(packet) < _HEADER_BYTES + _STAMP.size:
            return (*lost, Refused("too_short"))
        self._open, self._read = True, 0
        self._first_ns = _STAMP.unpack_from(packet, _HEADER_BYTES)[0] * _NS_PER_MS
        return (*lost, *self._samples(packet, _HEADER_BYTES + _STAMP.size))

    def _continue(self, packet: bytes | bytearray) -> Sequence[Decoded | Refused]:
        if not self._open:
            return (Refused("lone_continuation"),)
        self._open = False
        message, self._held = self._held + packet[_HEADER_BYTES:], b""
        read = self._samples(message, 0)
        if not self._held:
            return read
        self._held = b""
        return (*read, Refused("cut_short"))

    def _samples(self, message: bytes | bytearray, at: int) -> Sequence[Decoded | Refused]:
        count, odd = divmod(len(message) - at, _SAMPLE_BYTES)
        if odd:
            self._held = bytes(message[-odd:])
        if not count:
            return ()
        self._read += count
        if (np.frombuffer(message, "<u4", count * 3, at) & _BUT_THE_SIGN).max() > _MOST_BITS:
            return (Refused("out_of_range"),)
        accel_g = np.frombuffer(message, "<f4", count * 3, at).reshape(-1, 3) * _G_PER_M_S2
        last_ns = self._first_ns + round((self._read - 1) * self._ns_per_sample)
        return (Decoded(accel_g, counter_ns=last_ns % (_WRAPS_MS * _NS_PER_MS)),)


def _read_answer(packet: bytes | bytearray) -> Sequence[Decoded | Refused]:
    """`01 ref status`, and for a battery its percent."""
    at = _HEADER_BYTES + _STATUS.size
    if len(packet) < at:
        return (Refused("too_short"),)
    fine = _STATUS.unpack_from(packet, _HEADER_BYTES)[0] in _FINE
    if packet[1] == ACCELERATION_REF:
        return () if fine else (Refused("subscription_refused"),)
    if packet[1] == BATTERY_REF:
        if fine and len(packet) > at and packet[at] <= _FULL_PCT:
            return (Decoded(NO_SAMPLES, battery_pct=packet[at]),)
        return (Refused("no_battery"),)
    return (Refused("other_reference"),)

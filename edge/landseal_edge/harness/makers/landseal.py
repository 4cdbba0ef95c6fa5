"""The Landseal service: our own, for boards that one programs oneself. `docs/landseal-gatt.md` specifies it.

A data packet: format (1), how many samples, u16 sequence, u32 microseconds at the last sample, u32 nano-g per
lsb, then int16 x 3 for each sample; little-endian.
"""

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np

from landseal_edge.harness.maker import BATTERY_LEVEL, MOST_G, Advertised, Decoded, Refused, Write
from landseal_edge.harness.makers.sample import no_such_rate


def _uuid(number: int) -> str:
    return f"0127{number:04x}-56a7-4ba5-a647-07cce3f37737"


SERVICE: Final = _uuid(0x0001)
DATA: Final = _uuid(0x0002)
RATE: Final = _uuid(0x0003)
IDENTIFY: Final = _uuid(0x0004)

_NAME: Final = "Landseal"
_BLINK_S: Final = 5

_HEADER: Final = struct.Struct("<BBHII")
_FORMAT: Final = 1
_SAMPLE_BYTES: Final = 6
_RATES_HZ: Final = (25.0, 50.0, 100.0)
_WRAPS_US: Final = 2**32
_NS_PER_US: Final = 1_000
_G_PER_NANO_G: Final = 1e-9
_MOST_NANO_G_PER_LSB: Final = round(MOST_G / 32768 * 1e9)


class Landseal:
    """Told by its service or its name."""

    key = "landseal"
    title = "Landseal"
    counter_wraps_ns: int | None = _WRAPS_US * _NS_PER_US
    sequence_wraps: int | None = 2**16
    rates_hz: tuple[float, ...] = _RATES_HZ
    notify: tuple[str, ...] = (DATA,)
    battery_level: str | None = BATTERY_LEVEL

    def claims(self, advertised: Advertised) -> bool:
        """By service or name."""
        return SERVICE in advertised.service_uuids or (advertised.name or "").startswith(_NAME)

    def wake(self, rate_hz: float) -> Sequence[Write]:
        """Write the rate; it sends while it is listened to."""
        if rate_hz not in self.rates_hz:
            raise no_such_rate(self.title, rate_hz, self.rates_hz)
        return (Write(RATE, int(rate_hz).to_bytes(2, "little")),)

    def ask_battery(self) -> Sequence[Write]:
        """Nothing: the battery is read."""
        return ()

    def identify(self) -> Sequence[Write]:
        """Blink for some seconds."""
        return (Write(IDENTIFY, bytes((_BLINK_S,))),)

    def reader(self, rate_hz: float) -> "LandsealReader":  # noqa: ARG002 -- each packet tells its time
        """A reader."""
        return LandsealReader()


class LandsealReader:
    """Each packet is whole."""

    def take(self, packet: bytes | bytearray) -> Sequence[Decoded | Refused]:
        """One packet."""
        return (read_packet(packet),)


def read_packet(packet: bytes | bytearray) -> Decoded | Refused:
    """A data packet."""
    if len(packet) < _HEADER.size:
        return Refused("too_short")
    number, samples, sequence, last_us, nano_g_per_lsb = _HEADER.unpack_from(packet)
    if number != _FORMAT:
        return Refused("other_format")
    if not samples or len(packet) != _HEADER.size + samples * _SAMPLE_BYTES:
        return Refused("wrong_length")
    if not 0 < nano_g_per_lsb <= _MOST_NANO_G_PER_LSB:
        return Refused("out_of_range")
    lsb = np.frombuffer(packet, "<i2", samples * 3, _HEADER.size).reshape(-1, 3)
    return Decoded(
        accel_g=lsb * np.float32(nano_g_per_lsb * _G_PER_NANO_G),
        counter_ns=last_us * _NS_PER_US,
        sequence=sequence,
    )

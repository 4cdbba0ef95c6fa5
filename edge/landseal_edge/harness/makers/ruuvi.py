"""RuuviTag, data format 5 ("RAWv2"): an advertisement about every 1.3 s.

Layout: https://docs.ruuvi.com/communication/bluetooth-advertisements/data-format-5-rawv2, big-endian, 24
bytes. Enough for posture and activity, too slow for gait.
"""

import struct
from typing import Final

from landseal.units import MG_PER_G
from landseal_edge.harness.cells import COIN_CELL, cell_pct
from landseal_edge.harness.maker import Advertised, Decoded, Refused
from landseal_edge.harness.makers.sample import one_sample

COMPANY: Final = 0x0499
"""Ruuvi Innovations."""

_FIELDS: Final = struct.Struct(">Bh4xhhhHBH6x")
"""Format, temperature, (humidity, pressure), x, y, z, power, movement, sequence, (address)."""
_FORMAT: Final = 5

# What stands for "not available" in each field.
_NO_I16: Final = -0x8000
_NO_BATTERY: Final = 0x7FF
_NO_MOVEMENT: Final = 0xFF
_NO_SEQUENCE: Final = 0xFFFF

_LEAST_MV: Final = 1600
_G_PER_LSB: Final = 1 / MG_PER_G
_C_PER_LSB: Final = 0.005
_COLDEST, _HOTTEST = -60 * 200, 150 * 200

_SHORT: Final = Refused("too_short")
_OTHER: Final = Refused("other_format")
_NO_ACCELERATION: Final = Refused("no_acceleration")


class Ruuvi:
    """Told by the company number of its advertisement."""

    key = "ruuvi"
    title = "RuuviTag"
    counter_wraps_ns: int | None = None
    sequence_wraps: int | None = _NO_SEQUENCE
    """The sequence number is that of the *measurement*: 0 to 65534. It is advertised several times."""

    def read(self, advertised: Advertised) -> Decoded | Refused | None:
        """One sample, or why there is none."""
        data = advertised.manufacturer_data.get(COMPANY)
        return None if data is None else read_format_5(data)


def read_format_5(data: bytes) -> Decoded | Refused:
    """The payload after the company number."""
    if len(data) < _FIELDS.size:
        return _OTHER if data and data[0] != _FORMAT else _SHORT
    number, temperature, x, y, z, power, movement, sequence = _FIELDS.unpack_from(data)
    if number != _FORMAT:
        return _OTHER
    if _NO_I16 in (x, y, z):
        return _NO_ACCELERATION
    battery = power >> 5
    battery_mv = None if battery == _NO_BATTERY else battery + _LEAST_MV
    return Decoded(
        accel_g=one_sample(x * _G_PER_LSB, y * _G_PER_LSB, z * _G_PER_LSB),
        sequence=None if sequence == _NO_SEQUENCE else sequence,
        battery_pct=None if battery_mv is None else cell_pct(battery_mv, COIN_CELL),
        battery_mv=battery_mv,
        temperature_c=temperature * _C_PER_LSB if _COLDEST <= temperature <= _HOTTEST else None,
        movement_count=None if movement == _NO_MOVEMENT else movement,
    )

"""KKM and BlueCharm beacons: motion tags for the sling and the cart.

Service data of 0xFEAA (Eddystone's number, borrowed): `21 01 mask`, and for each bit of the mask, in this
order and big-endian: voltage (2 bytes, mV), temperature (2), humidity (2), acceleration (3 x int16, mg). What
higher bits stand for comes behind. The temperature is not told: readers disagree whether its second byte is
hundredths or 1/256.
"""

import struct
from typing import Final

from landseal.units import MG_PER_G
from landseal_edge.harness.cells import COIN_CELL, cell_pct
from landseal_edge.harness.maker import Advertised, Decoded, Refused, sig_uuid
from landseal_edge.harness.makers.sample import one_sample

SERVICE: Final = sig_uuid(0xFEAA)

_SENSOR_FRAME: Final = 0x21
_VERSION: Final = 1
_HEADER_BYTES: Final = 3
_VOLTAGE, _TEMPERATURE, _HUMIDITY, _ACCELERATION = 0x01, 0x02, 0x04, 0x08
_MILLIVOLTS: Final = struct.Struct(">H")
_MILLI_G: Final = struct.Struct(">hhh")
_G_PER_LSB: Final = 1 / MG_PER_G


class Kkm:
    """Told by its frame type; Eddystone's own frames are nobody's."""

    key = "kkm"
    title = "KKM / BlueCharm tag"
    counter_wraps_ns: int | None = None
    sequence_wraps: int | None = None

    def read(self, advertised: Advertised) -> Decoded | Refused | None:
        """One sample, or why there is none."""
        data = advertised.service_data.get(SERVICE)
        if not data or data[0] != _SENSOR_FRAME:
            return None
        return read_sensor_frame(data)


def read_sensor_frame(data: bytes) -> Decoded | Refused:
    """The service data, from its frame type on."""
    if len(data) < _HEADER_BYTES:
        return Refused("too_short")
    if data[1] != _VERSION:
        return Refused("other_version")
    mask = data[2]
    if not mask & _ACCELERATION:
        return Refused("no_acceleration")
    # bool is an int: two bytes for each of the three that is there.
    at = _HEADER_BYTES + 2 * (bool(mask & _VOLTAGE) + bool(mask & _TEMPERATURE) + bool(mask & _HUMIDITY))
    if len(data) < at + _MILLI_G.size:
        return Refused("too_short")
    x, y, z = _MILLI_G.unpack_from(data, at)
    battery_mv = _MILLIVOLTS.unpack_from(data, _HEADER_BYTES)[0] if mask & _VOLTAGE else None
    return Decoded(
        accel_g=one_sample(x * _G_PER_LSB, y * _G_PER_LSB, z * _G_PER_LSB),
        battery_mv=battery_mv,
        battery_pct=None if battery_mv is None else cell_pct(battery_mv, COIN_CELL),
    )

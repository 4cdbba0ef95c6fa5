"""Minew beacons with an accelerometer (such as the E8): motion tags for the sling and the cart.

Service data of 0xFFE1: `A1 03`, battery in percent, 3 x signed 8.8 fixed point in g, big-endian, the address.
"""

import struct
from typing import Final

from landseal_edge.harness.maker import MOST_G, Advertised, Decoded, Refused, sig_uuid
from landseal_edge.harness.makers.sample import one_sample

SERVICE: Final = sig_uuid(0xFFE1)

_FRAME: Final = 0xA1
_ACCELERATION: Final = 0x03
_FIELDS: Final = struct.Struct(">BBBhhh")
_LSB_PER_G: Final = 256
_MOST_LSB: Final = int(MOST_G * _LSB_PER_G)
_FULL_PCT: Final = 100


class Minew:
    """Told by the service of its advertisement."""

    key = "minew"
    title = "Minew tag"
    counter_wraps_ns: int | None = None
    sequence_wraps: int | None = None

    def read(self, advertised: Advertised) -> Decoded | Refused | None:
        """One sample, or why there is none."""
        data = advertised.service_data.get(SERVICE)
        if not data or data[0] != _FRAME:
            return None
        return read_acceleration(data)


def read_acceleration(data: bytes) -> Decoded | Refused:
    """The service data, from its frame type on."""
    if data[1:2] != bytes((_ACCELERATION,)):
        return Refused("other_frame")
    if len(data) < _FIELDS.size:
        return Refused("too_short")
    _, _, battery_pct, x, y, z = _FIELDS.unpack_from(data)
    if max(x, y, z) > _MOST_LSB or min(x, y, z) < -_MOST_LSB:
        return Refused("out_of_range")
    return Decoded(
        accel_g=one_sample(x / _LSB_PER_G, y / _LSB_PER_G, z / _LSB_PER_G),
        battery_pct=battery_pct if battery_pct <= _FULL_PCT else None,
    )

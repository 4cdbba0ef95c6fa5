"""BTHome v2: what do-it-yourself sensors advertise (https://bthome.io/format).

Service data of 0xFCD2: a byte of device information, then objects: a number, and a value whose length the
number tells, little-endian, in rising order of the numbers. Three objects 0x63 (signed) are a sample. Object
0x51 is *unsigned*: without a sign there is no specific force along an axis, so that it is refused, not
guessed.
"""

from typing import Final

from landseal.units import STANDARD_GRAVITY_M_S2
from landseal_edge.harness.maker import MOST_G, Advertised, Decoded, Refused, sig_uuid
from landseal_edge.harness.makers.sample import NO_SAMPLES, one_sample

SERVICE: Final = sig_uuid(0xFCD2)

_ENCRYPTED, _WITH_ADDRESS = 0x01, 0x02
_ADDRESS_BYTES: Final = 6
_VERSION: Final = 2
_VERSION_SHIFT: Final = 5

_PACKET_ID, _BATTERY, _TEMPERATURE_HUNDREDTHS, _TEMPERATURE_TENTHS = 0x00, 0x01, 0x02, 0x45
_UNSIGNED_ACCELERATION, _ACCELERATION = 0x51, 0x63
_G_PER_LSB: Final = 1e-6 / STANDARD_GRAVITY_M_S2
_MOST_LSB: Final = int(MOST_G / _G_PER_LSB)
_FULL_PCT: Final = 100
_AXES: Final = 3

# How many bytes follow each object's number. Where a number is unknown, so is where the next begins.
_LENGTH_OF_NUMBERS: Final = {
    1: "00 01 09 0f 10 11 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f"
    "3a 46 57 58 59 60 64 65",
    2: "02 03 06 07 08 0c 0d 0e 12 13 14 3c 3d 3f 40 41 43 44 45 47 48 49 4a 51 52 56 5a 5d 5e 5f 61 f0",
    3: "04 05 0a 0b 42 4b f2",
    4: "3e 4c 4d 4e 4f 50 55 5b 5c 62 63 f1",
}
_LENGTHS: Final = {
    number: length for length, numbers in _LENGTH_OF_NUMBERS.items() for number in bytes.fromhex(numbers)
}
_COMMAND, _TEXT, _RAW = 0x3B, 0x53, 0x54
_OWN_LENGTH: Final = frozenset((_COMMAND, _TEXT, _RAW))
"""They bring their length with them; a command's, in five bits, does not count the command itself."""
_ARGUMENTS: Final = 0x1F

_SIGNED: Final = frozenset((_TEMPERATURE_HUNDREDTHS, _TEMPERATURE_TENTHS, _ACCELERATION))


class BtHome:
    """Told by the service of its advertisement."""

    key = "bthome"
    title = "BTHome sensor"
    counter_wraps_ns: int | None = None
    sequence_wraps: int | None = 256

    def read(self, advertised: Advertised) -> Decoded | Refused | None:
        """One sample, or a battery without one, or why there is neither."""
        data = advertised.service_data.get(SERVICE)
        return None if data is None else read_service_data(data)


def read_service_data(data: bytes) -> Decoded | Refused:
    """The service data, from the byte of device information on."""
    if not data:
        return Refused("too_short")
    if data[0] >> _VERSION_SHIFT != _VERSION:
        return Refused("other_version")
    if data[0] & _ENCRYPTED:
        return Refused("encrypted")
    objects, trouble = read_objects(data)
    axes = [value for number, value in objects if number == _ACCELERATION]
    rest = dict(objects)
    if len(axes) != _AXES:
        reason = _why_no_sample(rest, len(axes), trouble)
        if reason is not None:
            return Refused(reason)
    elif max(axes) > _MOST_LSB or min(axes) < -_MOST_LSB:
        return Refused("out_of_range")
    battery_pct = rest.get(_BATTERY)
    return Decoded(
        accel_g=one_sample(*(axis * _G_PER_LSB for axis in axes)) if axes else NO_SAMPLES,
        sequence=rest.get(_PACKET_ID),
        battery_pct=battery_pct if battery_pct is not None and battery_pct <= _FULL_PCT else None,
        temperature_c=_temperature_c(rest),
    )


def read_objects(data: bytes) -> tuple[list[tuple[int, int]], str | None]:
    """(number, value in lsb) of each object that is no text, and why the reading ended early, if it did."""
    objects: list[tuple[int, int]] = []
    at, end = 1 + (_ADDRESS_BYTES if data[0] & _WITH_ADDRESS else 0), len(data)
    while at < end:
        number = data[at]
        length = _LENGTHS.get(number) or _own_length(data, at)
        if not length:
            return objects, "unknown_object"
        at += 1 + length
        if at > end:
            return objects, "cut_short"
        if number not in _OWN_LENGTH:
            value = int.from_bytes(data[at - length : at], "little", signed=number in _SIGNED)
            objects.append((number, value))
    return objects, None


def _own_length(data: bytes, at: int) -> int:
    """How many bytes follow the number of an object that tells its length itself; 0 where it is no such."""
    if data[at] not in _OWN_LENGTH:
        return 0
    told = data[at + 1] if at + 1 < len(data) else 0
    return 2 + (told & _ARGUMENTS) if data[at] == _COMMAND else 1 + told


def _why_no_sample(rest: dict[int, int], axes: int, trouble: str | None) -> str | None:
    """The reason for a refusal; None where there is a battery to tell of all the same."""
    if trouble is not None:
        return trouble
    if axes:
        return "not_three_axes"
    if _UNSIGNED_ACCELERATION in rest:
        return "unsigned_acceleration"
    return None if _BATTERY in rest else "no_acceleration"


def _temperature_c(rest: dict[int, int]) -> float | None:
    if _TEMPERATURE_HUNDREDTHS in rest:
        temperature_c = rest[_TEMPERATURE_HUNDREDTHS] * 0.01
    elif _TEMPERATURE_TENTHS in rest:
        temperature_c = rest[_TEMPERATURE_TENTHS] * 0.1
    else:
        return None
    return temperature_c if -60.0 <= temperature_c <= 150.0 else None  # noqa: PLR2004 -- what a block can carry

"""What sensors say to everyone: samples -> the bytes of an advertisement, as each maker lays them out."""

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.units import MG_PER_G, STANDARD_GRAVITY_M_S2

RUUVI: Final = 0x0499
"""Ruuvi Innovations' company number."""
BTHOME: Final = 0xFCD2
KKM: Final = 0xFEAA
"""Eddystone's: KKM's tags use it for frames of their own."""
MINEW: Final = 0xFFE1

_MICRO: Final = 1e-6
_G_PER_STEP_88: Final = 1 / 256
"""Minew's 8.8: the upper octet is whole g."""
_BATTERY_STEPS: Final = 0x07FF
_TX_4_DBM: Final = 22
"""(4 + 40) / 2: RuuviTag's usual strength."""

Sample = NDArray[np.float64]
"""(3,) specific force in g."""


def _milli_g(sample_g: Sample) -> list[int]:
    return [int(value) for value in np.clip(np.rint(sample_g * MG_PER_G), -32767, 32767)]


def ruuvi(address: str, sample_g: Sample, *, sequence: int, battery_mv: int = 2977, moved: int = 0) -> bytes:
    """Return data format 5, behind the company number (24 octets); climate is that of a room.

    https://docs.ruuvi.com/communication/bluetooth-advertisements/data-format-5-rawv2
    """
    power = min(battery_mv - 1600, _BATTERY_STEPS - 1) << 5 | _TX_4_DBM
    climate = (round(21.5 / 0.005), round(45 / 0.0025), 101_325 - 50_000)
    head = struct.pack(">BhHH3hHBH", 5, *climate, *_milli_g(sample_g), power, moved % 255, sequence % 65535)
    return head + bytes.fromhex(address.replace(":", ""))


def bthome(sample_g: Sample, *, packet: int, battery_pct: int = 100) -> bytes:
    """Return BTHome v2 behind its UUID: packet, battery, and three accelerations, signed, in 1e-6 m/s^2.

    https://bthome.io/format
    """
    fine = np.rint(sample_g * STANDARD_GRAVITY_M_S2 / _MICRO)
    axes = b"".join(struct.pack("<Bi", 0x63, int(value)) for value in fine)
    return bytes([0x40, 0x00, packet % 256, 0x01, battery_pct]) + axes


def kkm(sample_g: Sample, *, battery_mv: int = 2866, temperature_c: int = 24) -> bytes:
    """Return a KKM or BlueCharm tag's frame behind its UUID: battery, temperature, acceleration in mg."""
    mask = 0x0B
    return struct.pack(">BBBHbB3h", 0x21, 0x01, mask, battery_mv, temperature_c, 0, *_milli_g(sample_g))


def minew(address: str, sample_g: Sample, *, battery_pct: int = 100) -> bytes:
    """Return Minew's ACC frame behind its UUID: battery, acceleration in 8.8 g, the address backwards."""
    axes = [int(value) for value in np.clip(np.rint(sample_g / _G_PER_STEP_88), -32768, 32767)]
    backwards = bytes.fromhex(address.replace(":", ""))[::-1]
    return struct.pack(">BBB3h", 0xA1, 0x03, battery_pct, *axes) + backwards


def as_sent_mg(motion_g: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return motion in whole mg, as Ruuvi and KKM send it."""
    return np.rint(motion_g * MG_PER_G) / MG_PER_G


def as_sent_bthome(motion_g: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return motion in steps of 1e-6 m/s^2."""
    return np.rint(motion_g * STANDARD_GRAVITY_M_S2 / _MICRO) * _MICRO / STANDARD_GRAVITY_M_S2


def as_sent_minew(motion_g: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return motion in steps of 1/256 g."""
    return np.rint(motion_g / _G_PER_STEP_88) * _G_PER_STEP_88

"""Polar's measurement frames: raw, and compressed as differences.

Layout: https://github.com/polarofficial/polar-ble-sdk, technical documentation, "online measurement".
"""

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ACCELERATION: Final = 2
_RAW: Final = 0x01
_COMPRESSED: Final = 0x81
_MOST_DIFFERENCES: Final = 255
_OCTET_BITS: Final = 8


def milli_g(accel_g: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return acceleration in whole mg, as 16 bits can hold it."""
    return np.clip(np.rint(accel_g * 1000), -32768, 32767).astype(np.int64)


def raw(last_ns: int, samples_mg: NDArray[np.int64]) -> bytes:
    """Return a frame of samples of 16 bits; `last_ns` is the time of the last, in ns since 2000."""
    return _head(last_ns, _RAW) + samples_mg.astype("<i2").tobytes()


def compressed(last_ns: int, samples_mg: NDArray[np.int64], *, least_bits: int = 1) -> bytes:
    """Return a frame of one whole sample and the differences of each further one from the one before."""
    frame = _head(last_ns, _COMPRESSED) + samples_mg[:1].astype("<i2").tobytes()
    differences = np.diff(samples_mg, axis=0)
    for start in range(0, len(differences), _MOST_DIFFERENCES):
        frame += _block(differences[start : start + _MOST_DIFFERENCES], least_bits)
    return frame


def _head(last_ns: int, kind: int) -> bytes:
    return struct.pack("<BQB", _ACCELERATION, last_ns, kind)


def _block(differences: NDArray[np.int64], least_bits: int) -> bytes:
    """Return their width in bits, how many samples, and the bits, lowest first."""
    values = [int(value) for value in differences.reshape(-1)]
    needed = max((value if value >= 0 else ~value).bit_length() for value in values) + 1
    width = max(needed, least_bits)
    bits = sum((value & ((1 << width) - 1)) << (place * width) for place, value in enumerate(values))
    size = -(-width * len(values) // _OCTET_BITS)
    return bytes([width, len(differences)]) + int(bits).to_bytes(size, "little")

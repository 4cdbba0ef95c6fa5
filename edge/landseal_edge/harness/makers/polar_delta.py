"""Polar's delta compression: one whole sample of 3 x int16, then blocks of differences of so many bits each.

A block: how many bits a difference has, how many samples there are, then the differences, x y z x y z, packed
with the lowest bit first, as two's complement; padded to a whole byte. Source: Polar's open BLE SDK,
`parseDeltaFramesAll`.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_AXES: Final = 3
_FIRST_BYTES: Final = 6
_BLOCK_HEADER_BYTES: Final = 2
_MOST_BITS: Final = 16
"""Between two int16 there is no difference that would need more, but for one bit."""


class CutShortError(Exception):
    """There are fewer bytes than they say, or a difference has no bits, or too many."""


def read_deltas(content: bytes) -> NDArray[np.int64]:
    """(samples, 3) in lsb.

    Raises:
        CutShortError: the bytes do not hold what they say.
    """
    if len(content) < _FIRST_BYTES:
        raise CutShortError
    parts = [np.frombuffer(content, "<i2", _AXES).reshape(1, _AXES).astype(np.int64)]
    at = _FIRST_BYTES
    while at < len(content):
        if at + _BLOCK_HEADER_BYTES > len(content):
            raise CutShortError
        bits, samples = content[at], content[at + 1]
        at += _BLOCK_HEADER_BYTES
        size = (bits * samples * _AXES + 7) // 8
        if not 0 < bits <= _MOST_BITS or at + size > len(content):
            raise CutShortError
        parts.append(_differences(content[at : at + size], bits, samples))
        at += size
    return np.concatenate(parts).cumsum(axis=0)


def _differences(block: bytes, bits: int, samples: int) -> NDArray[np.int64]:
    unpacked = np.unpackbits(np.frombuffer(block, np.uint8), count=bits * samples * _AXES, bitorder="little")
    weights = 1 << np.arange(bits, dtype=np.int64)
    weights[-1] = -weights[-1]
    # (rows, bits) @ (bits,): two's complement, all differences of the block at once.
    return (unpacked.reshape(-1, bits) @ weights).reshape(-1, _AXES)

"""Tags on sling and cart: whether the thing moves."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from landseal.blocks import AccelBlock
from landseal.units import MG_PER_G

MOVING_MG: Final = 30.0
"""[E] Root mean square about the block's own mean: twice what is stillness on a body."""

TURNED_MG: Final = 60.0
"""[E] From one block to the next: it hangs another way. All that a tag can show that speaks once a second."""

Mean = tuple[float, float, float]


def moved(blocks: Sequence[AccelBlock], before: Mean | None) -> tuple[bool, Mean]:
    """Tell whether a tag has moved in these blocks, or since what it felt before; and what it feels, in g."""
    moves = False
    for block in blocks:
        mean, shaken_g = _mean_and_shaking(block)
        turned_g = 0.0 if before is None else math.dist(mean, before)
        moves |= shaken_g * MG_PER_G >= MOVING_MG or turned_g * MG_PER_G >= TURNED_MG
        before = mean
    return moves, mean


def _mean_and_shaking(block: AccelBlock) -> tuple[Mean, float]:
    """Return the mean of a block and the root mean square about it, in g; one a second, so in few calls."""
    lsb = np.frombuffer(block.xyz, dtype="<i2").reshape(-1, 3).astype(np.float64)
    x, y, z = (total / len(lsb) for total in lsb.sum(axis=0).tolist())
    variance = float(np.vdot(lsb, lsb)) / len(lsb) - (x * x + y * y + z * z)
    scale = block.g_per_lsb
    return (x * scale, y * scale, z * scale), math.sqrt(max(0.0, variance)) * scale

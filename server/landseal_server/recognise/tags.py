"""Tags on sling and cart: whether the thing moves."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from landseal.blocks import AccelBlock
from landseal.units import MG_PER_G

MOVING_MG: Final = 30.0
"""[E] Mean distance from the block's own mean: twice what is stillness on a body."""

TURNED_MG: Final = 60.0
"""[E] From one block to the next: it hangs another way. All that a tag can show that speaks once a second."""

Mean = tuple[float, float, float]


def moved(blocks: Sequence[AccelBlock], before: Mean | None) -> tuple[bool, Mean]:
    """Tell whether a tag has moved in these blocks, or since what it felt before; and what it feels, in g."""
    accel = np.concatenate([block.accel_g() for block in blocks]).astype(np.float64)
    mean = accel.mean(axis=0)
    x, y, z = mean.tolist()
    shaken_mg = float(np.sqrt(((accel - mean) ** 2).sum(axis=1)).mean()) * MG_PER_G
    turned_mg = 0.0 if before is None else float(np.sqrt(((mean - before) ** 2).sum())) * MG_PER_G
    return shaken_mg >= MOVING_MG or turned_mg >= TURNED_MG, (x, y, z)

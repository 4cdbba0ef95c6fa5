"""How far the front came up within a second: a sound dog's rise is over in little more than that."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.features import WINDOW, pitch_deg
from landseal_server.recognise.mount import turned
from landseal_server.recognise.resample import GRID_HZ

_BLOCK: Final = GRID_HZ // 10
_BLOCKS_OF_MEAN: Final = 4
"""[E] Gravity is the mean of 0.4 s, as in `features`: footfalls are faster, getting up is slower."""

_BLOCKS: Final = GRID_HZ // _BLOCK + _BLOCKS_OF_MEAN - 1


def pitch_range_deg(
    windows: NDArray[np.float32], rotation: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and the highest pitch within the newest second of each window, each (seconds,).

    Args:
        windows: (seconds, WINDOW, 3) specific force in g at `GRID_HZ`, the newest second last.
        rotation: (3, 3) from the sensor's axes to the body's, or one for each second, (seconds, 3, 3).
    """
    newest = windows[:, WINDOW - _BLOCKS * _BLOCK :].astype(np.float64)
    blocks = newest[:, 0::_BLOCK]
    for sample in range(1, _BLOCK):
        blocks = blocks + newest[:, sample::_BLOCK]
    gravity = blocks[:, : 1 - _BLOCKS_OF_MEAN]
    for block in range(1, _BLOCKS_OF_MEAN):
        gravity = gravity + blocks[:, block : _BLOCKS + 1 - _BLOCKS_OF_MEAN + block]
    seconds, points = gravity.shape[:2]
    each = np.repeat(rotation, points, axis=0) if rotation.ndim > 2 else rotation  # noqa: PLR2004 -- one each
    pitch = pitch_deg(turned(gravity.reshape(-1, 3), each)).reshape(seconds, points)
    return pitch.min(axis=1), pitch.max(axis=1)

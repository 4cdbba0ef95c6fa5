"""Whether what differs from the background is a thing, or a place where the background is wrong.

A thing brings its own outline into the picture. Where something has gone that was taken for background, the
outline is in the background and no longer in the picture; where only light has fallen, it is in neither.
"""

import numpy as np
from numpy.typing import NDArray

_REACH_PX = 2  # an edge is as soft as the lens: levels are compared across so many pixels on each side


def is_thing(frame: NDArray[np.float32], background: NDArray[np.float32], foreign: NDArray[np.bool_]) -> bool:
    """Tell a thing from a ghost by the outline of the `foreign` pixels, all three (height, width)."""
    window = _around(foreign)
    rim = _rim(foreign[window])
    if not rim.any():
        return True
    # On simulated dogs their ratio was above 1.3, 1.1 where one stood before her own ghost, and .4 for a
    # ghost alone.
    own, past = (float(_edges(levels[window])[rim].mean()) for levels in (frame, background))
    return own > past


def _around(mask: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return the part of the picture that a mask and a little around it fill."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return slice(0, 0), slice(0, 0)
    margin = _REACH_PX + 1
    return (
        slice(max(0, int(rows[0]) - margin), int(rows[-1]) + margin + 1),
        slice(max(0, int(columns[0]) - margin), int(columns[-1]) + margin + 1),
    )


def _rim(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels of a mask beside one that is not in it; the picture's edge is no rim."""
    inner = np.pad(mask, 1, mode="edge")
    return np.asarray(mask & ~(inner[:-2, 1:-1] & inner[2:, 1:-1] & inner[1:-1, :-2] & inner[1:-1, 2:]))


def _edges(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how many levels lie between both sides of each pixel, across or along."""
    reach = _REACH_PX
    padded = np.pad(levels, reach, mode="edge")
    down = np.abs(padded[2 * reach :, reach:-reach] - padded[: -2 * reach, reach:-reach])
    across = np.abs(padded[reach:-reach, 2 * reach :] - padded[reach:-reach, : -2 * reach])
    return np.asarray(np.maximum(down, across))

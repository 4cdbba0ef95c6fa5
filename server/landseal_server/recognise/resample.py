"""One second of any sensor on one grid, so that every later number is the same whatever the rate."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

GRID_HZ: Final = 50
"""The rate that all recognition runs at: gait of the smallest dog lies below 8 Hz, tremor below 15."""


def on_grid(accel_g: NDArray[np.float32], at_s: NDArray[np.float64]) -> NDArray[np.float32]:
    """Interpolate the samples of one second to shape (GRID_HZ, 3).

    Args:
        accel_g: (samples, 3), at least one sample.
        at_s: (samples,) when each was taken, from the start of the second; before the first and behind
            the last sample the nearest value is held.
    """
    grid_s = np.arange(GRID_HZ) / GRID_HZ
    columns = [np.interp(grid_s, at_s, accel_g[:, axis]) for axis in range(3)]
    return np.stack(columns, axis=1).astype(np.float32)

"""Seconds of any sensor on one grid, so that every later number is the same whatever the rate."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.blocks import AccelBlock
from landseal.units import NS_PER_S

GRID_HZ: Final = 50
"""The rate that all recognition runs at: gait of the smallest dog lies below 8 Hz, tremor below 15."""

_GRID_S: Final = np.arange(GRID_HZ) / GRID_HZ

_DENSE_HZ: Final = 40
"""From so many samples a second a straight line between two of them dims 5 Hz by less than a tenth; from 15
it would dim it to two thirds, and a slow sensor's dog would seem calmer than she is."""


def seconds_on_grid(t_ns: Sequence[int], seconds: Sequence[Sequence[AccelBlock]]) -> NDArray[np.float32]:
    """Bring the blocks of many seconds to shape (seconds, GRID_HZ, 3), in g.

    Args:
        t_ns: start of each second.
        seconds: the blocks of each, in order of time, at least one.
    """
    grid = np.empty((len(seconds), GRID_HZ, 3), dtype="<f4")
    alike: dict[int, list[int]] = {}
    for row, blocks in enumerate(seconds):
        if len(blocks) == 1:
            alike.setdefault(blocks[0].samples, []).append(row)
        else:
            grid[row] = _joined(t_ns[row], blocks)
    for rows in alike.values():
        grid[rows] = _even([t_ns[row] for row in rows], [seconds[row][0] for row in rows])
    return grid


def on_grid(accel_g: NDArray[np.float32], at_s: NDArray[np.float64]) -> NDArray[np.float32]:
    """Interpolate the samples of one second, taken at any times, to shape (GRID_HZ, 3).

    Args:
        accel_g: (samples, 3), at least one sample.
        at_s: (samples,) when each was taken, from the start of the second; before the first and behind
            the last sample the nearest value is held.
    """
    columns = [np.interp(_GRID_S, at_s, accel_g[:, axis]) for axis in range(3)]
    return np.stack(columns, axis=1).astype(np.float32)


def even_on_grid(
    accel_g: NDArray[np.float32], first_s: NDArray[np.float64], rate_hz: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Interpolate many seconds, each sampled evenly, to shape (seconds, GRID_HZ, 3).

    Args:
        accel_g: (seconds, samples, 3), at least one sample.
        first_s: (seconds,) when the first sample was taken, from the start of the second; values are held
            as in `on_grid`.
        rate_hz: (seconds,) samples per second.
    """
    last = accel_g.shape[1] - 1
    place = np.clip((_GRID_S - first_s[:, None]) * rate_hz[:, None], 0, last)
    before = place.astype(np.intp)
    share = (place - before).astype(np.float32)[..., None]
    rows = np.arange(len(accel_g))[:, None]
    left, right = accel_g[rows, before], accel_g[rows, np.minimum(before + 1, last)]
    if last + 1 >= _DENSE_HZ:
        return np.asarray(left + share * (right - left))
    far_left, far_right = (
        accel_g[rows, np.maximum(before - 1, 0)],
        accel_g[rows, np.minimum(before + 2, last)],
    )
    return _between(far_left, left, right, far_right, share)


def _between(
    a: NDArray[np.float32],
    b: NDArray[np.float32],
    c: NDArray[np.float32],
    d: NDArray[np.float32],
    share: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return the value at a share of the way from b to c, on the cubic of Catmull and Rom (1974)."""
    bent = 2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a)
    return np.asarray(b + 0.5 * share * (c - a + share * bent))


def _joined(t_ns: int, blocks: Sequence[AccelBlock]) -> NDArray[np.float32]:
    """Return a second that came in several blocks, (GRID_HZ, 3)."""
    at_s = [(block.t0_ns - t_ns) / NS_PER_S + np.arange(block.samples) / block.rate_hz for block in blocks]
    return on_grid(np.concatenate([block.accel_g() for block in blocks]), np.concatenate(at_s))


def _even(t_ns: Sequence[int], blocks: Sequence[AccelBlock]) -> NDArray[np.float32]:
    """Return seconds of one block each, all with the same number of samples, (seconds, GRID_HZ, 3)."""
    lsb = np.frombuffer(b"".join(block.xyz for block in blocks), dtype="<i2").reshape(len(blocks), -1, 3)
    g_per_lsb = np.array([block.g_per_lsb for block in blocks], dtype=np.float32)
    first_s = np.array([block.t0_ns - start for block, start in zip(blocks, t_ns, strict=True)]) / NS_PER_S
    rate_hz = np.array([block.rate_hz for block in blocks])
    return even_on_grid(lsb.astype(np.float32) * g_per_lsb[:, None, None], first_s, rate_hz)

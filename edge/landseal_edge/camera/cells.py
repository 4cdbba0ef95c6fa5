"""A picture in square cells: pixels gathered into cells, cells into groups, gaps filled from around."""

from collections import deque
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

CELL_PX: Final = 8
"""[E] The side of a cell: bridges a dog's legs, parts a dog from a door."""

_Kind = TypeVar("_Kind", bound=np.generic)


def means(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """Return the mean of each cell; one that the picture's edge cuts is filled up from there."""
    height, width = pixels.shape
    if height % CELL_PX or width % CELL_PX:
        return means(np.pad(pixels, ((0, -height % CELL_PX), (0, -width % CELL_PX)), mode="edge"))
    rows, columns = height // CELL_PX, width // CELL_PX
    lines = pixels.reshape(rows, CELL_PX, width).sum(axis=1, dtype=np.float32)
    return np.asarray(lines.reshape(rows, columns, CELL_PX).sum(axis=2) / np.float32(CELL_PX**2))


def spread(cells: NDArray[_Kind], shape: tuple[int, ...]) -> NDArray[_Kind]:
    """Give each pixel of a picture of `shape` the value of its cell."""
    return cells.repeat(CELL_PX, axis=0).repeat(CELL_PX, axis=1)[: shape[0], : shape[1]]


def grown(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Grow by one cell on each side."""
    return _of_neighbours(cells) > 0


def filled(values: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Fill what is not known from the outside in, each cell with the mean of its known neighbours."""
    if not known.any():
        return np.ones_like(values)
    values = np.where(known, values, np.float32(0))
    while not known.all():
        count = _of_neighbours(known)
        fresh = ~known & (count > 0)
        values[fresh] = _of_neighbours(values)[fresh] / count[fresh]
        known = known | fresh
    return values


def groups(cells: NDArray[np.bool_], at_least: int) -> list[NDArray[np.bool_]]:
    """Return the groups of cells that touch (8 neighbours) as masks; those below `at_least` are left out."""
    left = {(int(row), int(column)) for row, column in np.argwhere(cells)}
    found = []
    while left:
        group = _flood(left)
        if len(group) >= at_least:
            mask = np.zeros_like(cells)
            mask[tuple(np.array(group).T)] = True
            found.append(mask)
    return found


def _of_neighbours(cells: NDArray[Any]) -> NDArray[np.float32]:
    """Return the sum over each cell and its 8 neighbours."""
    padded = np.zeros((cells.shape[0] + 2, cells.shape[1] + 2), dtype=np.float32)
    padded[1:-1, 1:-1] = cells
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:])


def _flood(left: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take one connected group out of `left`."""
    queue = deque([left.pop()])
    group = []
    while queue:
        row, column = queue.popleft()
        group.append((row, column))
        near = {(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & left
        left -= near
        queue.extend(near)
    return group

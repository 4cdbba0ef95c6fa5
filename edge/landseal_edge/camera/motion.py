"""Motion and the box of what is in view, from luma alone. Pure numpy; one object per camera.

The background is learnt while the camera warms up and follows slow light, but never under the thing that
is in view: a dog asleep for hours must not melt into the floor.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.blocks import Box

WIDTH_PX: Final = 320
"""Frames are reduced to about this width first: detail beyond it is noise to this task."""

CHANGED_LEVELS: Final = 20
"""[E] A pixel has changed when its luma differs by more: sensor noise indoors stays below 8."""

LIGHT_CHANGED_SHARE: Final = 0.5
"""[E] More of the picture than this at once is a lamp, a cloud or a turned camera, never a dog."""

WARM_UP_FRAMES: Final = 15
"""[E] Frames that make the first background: automatic exposure needs about a second."""

_LEARNING_RATE = 0.02  # [E] per frame: slow light is followed within seconds, a passer-by is not learnt
_CELL_PX = 8  # [E] foreground is grouped in cells of this size: bridges a dog's legs, parts a dog from a door
_CELL_SHARE = 0.25  # [E] of a cell's pixels make it foreground
_MIN_CELLS = 6  # [E] a toy; less is noise
_MIN_LINE_PX = 2  # a row or column with fewer foreground pixels is noise at the rim of the box


@dataclass(frozen=True)
class Seen:
    """What one frame shows."""

    moved: float
    """Share of pixels that changed since the frame before, 0-1."""
    box: Box | None
    light_changed: bool


class MotionDetector:
    """Follows one camera's background, frame by frame."""

    def __init__(self) -> None:
        self._background: NDArray[np.float32] | None = None
        self._last: NDArray[np.float32] | None = None
        self._frames = 0

    def see(self, luma: NDArray[np.uint8]) -> Seen:
        """Compare a frame, shape (height, width), with the one before and with the background."""
        frame = reduced(luma)
        last, self._last = self._last, frame
        if self._background is None or last is None or last.shape != frame.shape:
            self._start_over(frame)
            return Seen(0.0, None, light_changed=False)
        moved = float(np.mean(np.abs(frame - last) > CHANGED_LEVELS))
        if moved > LIGHT_CHANGED_SHARE:
            self._start_over(frame)
            return Seen(moved, None, light_changed=True)
        self._frames += 1
        if self._frames <= WARM_UP_FRAMES:
            self._background += (frame - self._background) / self._frames
            return Seen(moved, None, light_changed=False)
        return Seen(moved, self._follow(frame, self._background), light_changed=False)

    def _start_over(self, frame: NDArray[np.float32]) -> None:
        self._background = frame.copy()
        self._frames = 1

    def _follow(self, frame: NDArray[np.float32], background: NDArray[np.float32]) -> Box | None:
        """Return the box of the largest foreign thing, and learn everywhere but under foreign things."""
        difference = frame - background
        difference -= np.median(difference[::4, ::4])  # a light that changes slowly changes all alike
        foreign = np.abs(difference) > CHANGED_LEVELS
        cells = _cells(foreign)
        height, width = frame.shape
        learn = ~np.kron(_grown(cells), np.ones((_CELL_PX, _CELL_PX), dtype=bool))[:height, :width]
        np.add(background, _LEARNING_RATE * (frame - background), out=background, where=learn)
        largest = _largest_component(cells)
        return None if largest is None else _box(foreign, largest)


def reduced(luma: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Average whole blocks of pixels so that the width is at most `WIDTH_PX`; float32, 0-255."""
    factor = max(1, -(-luma.shape[1] // WIDTH_PX))
    height, width = (n // factor * factor for n in luma.shape)
    blocks = luma[:height, :width].reshape(height // factor, factor, width // factor, factor)
    return np.asarray(blocks.mean(axis=(1, 3), dtype=np.float32))


def _cells(foreign: NDArray[np.bool_]) -> NDArray[np.bool_]:
    height, width = foreign.shape
    padded = np.pad(foreign, ((0, -height % _CELL_PX), (0, -width % _CELL_PX)))
    grid = padded.reshape(padded.shape[0] // _CELL_PX, _CELL_PX, padded.shape[1] // _CELL_PX, _CELL_PX)
    return np.asarray(grid.mean(axis=(1, 3)) > _CELL_SHARE)


def _grown(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Grow by one cell on each side."""
    padded = np.pad(cells, 1)
    grown = padded.copy()
    for shift in (-1, 1):
        grown |= np.roll(padded, shift, axis=0)
    rows = grown.copy()
    for shift in (-1, 1):
        grown |= np.roll(rows, shift, axis=1)
    return np.asarray(grown[1:-1, 1:-1])


def _largest_component(cells: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Return the mask of the largest group of cells that touch (8 neighbours); None below `_MIN_CELLS`."""
    left = {(int(row), int(column)) for row, column in np.argwhere(cells)}
    best: list[tuple[int, int]] = []
    while left:
        group = _flood(left)
        best = max(best, group, key=len)
    if len(best) < _MIN_CELLS:
        return None
    mask = np.zeros_like(cells)
    mask[tuple(np.array(best).T)] = True
    return mask


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


def _box(foreign: NDArray[np.bool_], component: NDArray[np.bool_]) -> Box | None:
    height, width = foreign.shape
    mask = np.kron(component, np.ones((_CELL_PX, _CELL_PX), dtype=bool))[:height, :width] & foreign
    rows = np.flatnonzero(mask.sum(axis=1) >= _MIN_LINE_PX)
    columns = np.flatnonzero(mask.sum(axis=0) >= _MIN_LINE_PX)
    if not len(rows) or not len(columns):
        return None
    return Box(
        x=float(columns[0] / width),
        y=float(rows[0] / height),
        w=float((columns[-1] + 1 - columns[0]) / width),
        h=float((rows[-1] + 1 - rows[0]) / height),
    )

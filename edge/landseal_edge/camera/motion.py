"""Motion and the box of what is in view, from luma alone. Pure numpy; one object per camera.

The background is learnt while the camera warms up and follows slow light, but never under the thing that
is in view: a dog asleep for hours must not melt into the floor. Where the background was wrong (she was in
view when the camera started, a chair was moved away) a ghost stays; it is told by its edges and let go.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.blocks import Box
from landseal_edge.camera.background import Background
from landseal_edge.camera.cells import groups, means, spread
from landseal_edge.camera.ghost import is_thing

WIDTH_PX: Final = 320
"""Frames are reduced to about this width first: detail beyond it is noise to this task."""

CHANGED_LEVELS: Final = 20
"""[E] A pixel has changed when its luma differs by more: sensor noise indoors stays below 8."""

LIGHT_CHANGED_SHARE: Final = 0.5
"""[E] More of the picture than this at once is a lamp, a cloud or a turned camera, never a dog."""

WARM_UP_FRAMES: Final = 15
"""[E] Frames that make the first background: automatic exposure needs about a second."""

STILL_FRAMES: Final = 12
"""[E] Nothing may have moved in a foreign thing for so long before it is asked whether it is a ghost."""

RIVAL_FRAMES: Final = 200
"""[E] A larger thing must stay for so long, 50 s at 4 frames a second, before the box turns to it."""

_CELL_SHARE = 0.25  # [E] of a cell's pixels make it foreground
_MOVED_SHARE = 0.05  # [E] of a cell's pixels make it move
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
        self._background: Background | None = None
        self._last: NDArray[np.float32] | None = None
        self._frames = 0
        self._things = np.zeros((0, 0), dtype=bool)
        """Cells in which something foreign stood when last looked."""
        self._still = np.zeros((0, 0), dtype=np.int64)
        """Frames since something moved in each cell."""
        self._shown: NDArray[np.bool_] | None = None
        """Cells of the thing whose box was last told."""
        self._rivals = 0
        """Frames for which another thing has been larger than that."""

    def see(self, luma: NDArray[np.uint8]) -> Seen:
        """Compare a frame, shape (height, width), with the one before and with the background."""
        frame = reduced(luma)
        last, self._last = self._last, frame
        if self._background is None or last is None or last.shape != frame.shape:
            self._start(frame)
            return Seen(0.0, None, light_changed=False)
        changed = np.abs(frame - last) > CHANGED_LEVELS
        moved = float(np.mean(changed))
        if moved > LIGHT_CHANGED_SHARE:
            self._background.relight(frame, self._things)
            self._frames = 1
            return Seen(moved, None, light_changed=True)
        self._frames += 1
        if self._frames <= WARM_UP_FRAMES:
            self._background.average(frame, 1 / self._frames, self._things)
            return Seen(moved, None, light_changed=False)
        self._still = np.where(means(changed) > _MOVED_SHARE, 0, self._still + 1)
        return Seen(moved, self._follow(frame, self._background), light_changed=False)

    def _start(self, frame: NDArray[np.float32]) -> None:
        self._background = Background(frame)
        self._frames = 1
        self._things = np.zeros(means(frame).shape, dtype=bool)
        self._still = np.zeros(self._things.shape, dtype=np.int64)
        self._shown = None

    def _follow(self, frame: NDArray[np.float32], background: Background) -> Box | None:
        """Return the box of the thing in view, and learn everywhere but under foreign things."""
        expected = background.expected(frame)
        distance = np.abs(frame - expected)
        foreign = distance > CHANGED_LEVELS
        self._things = means(foreign) > _CELL_SHARE
        background.learn(frame, distance, foreign, self._things)
        real = []
        for thing in groups(self._things, _MIN_CELLS):
            pixels = spread(thing, frame.shape)
            if self._still[thing].min() < STILL_FRAMES or is_thing(frame, expected, foreign & pixels):
                real.append(thing)
            else:
                background.forget(frame, pixels)
        self._shown = self._chosen(real)
        return None if self._shown is None else _box(foreign & spread(self._shown, frame.shape))

    def _chosen(self, things: list[NDArray[np.bool_]]) -> NDArray[np.bool_] | None:
        """Return the largest thing; but stay with the last one while a larger one only passes by."""
        if not things:
            return None
        largest = max(things, key=np.count_nonzero)
        same = largest if self._shown is None else max(things, key=self._shared)
        if same is largest or not self._shared(same):
            self._rivals = 0
            return largest
        self._rivals += 1
        return same if self._rivals <= RIVAL_FRAMES else largest

    def _shared(self, thing: NDArray[np.bool_]) -> int:
        """Return how many cells a thing shares with the one whose box was last told."""
        return 0 if self._shown is None else int(np.count_nonzero(thing & self._shown))


def reduced(luma: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Average whole blocks of pixels so that the width is at most `WIDTH_PX`; float32, 0-255."""
    factor = max(1, -(-luma.shape[1] // WIDTH_PX))
    height, width = (n // factor * factor for n in luma.shape)
    rows = np.zeros((height // factor, width), dtype=np.uint16)
    for i in range(factor):
        rows += luma[i:height:factor, :width]
    blocks = np.zeros((height // factor, width // factor), dtype=np.float32)
    for i in range(factor):
        blocks += rows[:, i::factor]
    return blocks * np.float32(1 / factor**2)


def _box(mask: NDArray[np.bool_]) -> Box | None:
    height, width = mask.shape
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

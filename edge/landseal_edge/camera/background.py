"""The room without what is in view: learnt around foreign things, carried along under them.

What is under a dog cannot be seen, so it is not learnt; but light that changes around her changes under her
too. So the background there is multiplied by what the background beside it has just been multiplied by.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_edge.camera.cells import filled, grown, means, spread

_FAST: Final = 0.35
"""[E] Per frame, away from foreign things: a cloud is followed within a second at 4 frames a second. Who
comes into view changes a pixel at once, not slowly, and is then no longer learnt."""

_SLOW: Final = 0.02
"""[E] Per frame, beside foreign things: a dog who rises slowly must not be learnt pixel by pixel."""

_ALIKE_LEVELS: Final = 10
"""[E] Beside foreign things only pixels that differ by less are learnt: the rim of a dog is not."""

_BESIDE_PX: Final = 3  # [E] as soft as the outline of a thing is

_SEEN_SHARE: Final = 0.25  # [E] of a cell's pixels must be learnt to tell how its light changes


class Background:
    """What one camera sees when nobody is there, (height, width) in levels of luma."""

    def __init__(self, frame: NDArray[np.float32]) -> None:
        self.levels = frame.copy()

    def expected(self, frame: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the background in the light of `frame`: a light that changes slowly changes all alike."""
        bare = np.maximum(self.levels[::4, ::4], 1)
        return self.levels * np.float32(np.median(frame[::4, ::4] / bare))

    def average(self, frame: NDArray[np.float32], share: float, things: NDArray[np.bool_]) -> None:
        """Take in a share of a frame everywhere but in the cells of `things`."""
        away = ~spread(things, frame.shape)
        np.add(self.levels, np.float32(share) * (frame - self.levels), out=self.levels, where=away)

    def learn(
        self,
        frame: NDArray[np.float32],
        distance: NDArray[np.float32],
        foreign: NDArray[np.bool_],
        things: NDArray[np.bool_],
    ) -> None:
        """Follow a frame.

        Args:
            frame: what is seen, (height, width).
            distance: how far each pixel is from what was expected.
            foreign: where that is too far.
            things: the cells in which many pixels are foreign.
        """
        step = np.float32(_FAST) * (frame - self.levels)
        if not things.any():
            self.levels += step
            return
        guard = _grown(foreign & spread(grown(things), frame.shape))
        step[guard] = 0
        seen = np.where(guard, np.float32(0), self.levels)
        change = np.asarray(1 + means(step) / np.maximum(means(seen), 1), dtype=np.float32)
        gain = filled(change, means(guard) < 1 - _SEEN_SHARE)
        self.levels += step
        np.multiply(self.levels, spread(gain, frame.shape), out=self.levels, where=guard)
        beside = guard & (distance < _ALIKE_LEVELS)
        np.add(self.levels, np.float32(_SLOW) * (frame - self.levels), out=self.levels, where=beside)

    def relight(self, frame: NDArray[np.float32], things: NDArray[np.bool_]) -> None:
        """Start anew in another light, from a frame with `things` in it.

        Under them the old background is kept, as much brighter or darker as the room around them has become.
        """
        change = np.asarray(means(frame) / np.maximum(means(self.levels), 1), dtype=np.float32)
        gain = filled(change, ~grown(things))
        under = spread(things, frame.shape)
        self.levels = np.where(under, self.levels * spread(gain, frame.shape), frame)

    def forget(self, frame: NDArray[np.float32], where: NDArray[np.bool_]) -> None:
        """Take a frame as it is at some pixels."""
        self.levels[where] = frame[where]


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Grow by `_BESIDE_PX` on each side."""
    padded = np.pad(mask, _BESIDE_PX)
    height, width = mask.shape
    steps = range(2 * _BESIDE_PX + 1)
    rows = np.logical_or.reduce([padded[i : i + height] for i in steps])
    return np.asarray(np.logical_or.reduce([rows[:, i : i + width] for i in steps]))

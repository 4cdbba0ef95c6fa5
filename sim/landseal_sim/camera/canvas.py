"""Drawing into a YUV picture: one primitive, a stroke with round ends, is enough for a dog and her people."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

WIDTH_PX: Final = 640
HEIGHT_PX: Final = 480


@dataclass(frozen=True)
class Colour:
    """A colour in YUV, 0-255 each; grey has 128 for both of its chroma."""

    y: float
    u: float = 128
    v: float = 128

    def times(self, share: float) -> "Colour":
        """Return it that much brighter or, below 1, darker."""
        return Colour(self.y * share, self.u, self.v)


@dataclass(frozen=True)
class Stroke:
    """A line with round ends that may taper, in pixels; as long as it is wide, a disc."""

    x0: float
    y0: float
    x1: float
    y1: float
    radius0: float
    radius1: float
    colour: Colour
    round: float = 0.0
    """Levels by which its upper rim is brighter, and its lower rim darker: a body, not a paper cut."""
    opacity: float = 1.0
    soft_px: float = 2.0
    """How wide the edge is: a cheap lens's, or that of a shadow."""

    def halved(self) -> "Stroke":
        """Return it as it is in a picture of half the size."""
        return Stroke(
            self.x0 / 2,
            self.y0 / 2,
            self.x1 / 2,
            self.y1 / 2,
            self.radius0 / 2,
            self.radius1 / 2,
            self.colour,
            self.round,
            self.opacity,
            self.soft_px / 2,
        )


class Canvas:
    """One picture of WIDTH_PX x HEIGHT_PX, in float32 until it is exposed."""

    def __init__(self, y: NDArray[np.float32], u: NDArray[np.float32], v: NDArray[np.float32]) -> None:
        self.y = y
        """(HEIGHT_PX, WIDTH_PX)."""
        self.u = u
        """(HEIGHT_PX / 2, WIDTH_PX / 2), and `v` likewise."""
        self.v = v

    def copy(self) -> "Canvas":
        """Return a picture of its own to draw on."""
        return Canvas(self.y.copy(), self.u.copy(), self.v.copy())

    def draw(self, strokes: Iterable[Stroke]) -> None:
        """Lay strokes over the picture, one over the other; what lies outside is left out."""
        for stroke in strokes:
            self._lay(stroke)

    def _lay(self, stroke: Stroke) -> None:
        laid = lay(self.y, stroke)
        if laid is None:
            return
        (rows, columns), cover = laid
        half = (slice(rows.start // 2, rows.stop // 2), slice(columns.start // 2, columns.stop // 2))
        _blend(self.u[half], cover[::2, ::2], stroke.colour.u)
        _blend(self.v[half], cover[::2, ::2], stroke.colour.v)


def lay(plane: NDArray[np.float32], stroke: Stroke) -> tuple[tuple[slice, slice], NDArray[np.float32]] | None:
    """Lay a stroke over a plane of brightness; return which part of it, and how much of that, it covers."""
    reach = max(stroke.radius0, stroke.radius1) + stroke.soft_px
    left, right = _span(stroke.x0, stroke.x1, reach, plane.shape[1])
    top, bottom = _span(stroke.y0, stroke.y1, reach, plane.shape[0])
    if left >= right or top >= bottom:
        return None
    x = np.arange(left, right, dtype=np.float32)[None, :] - np.float32(stroke.x0)
    y = np.arange(top, bottom, dtype=np.float32)[:, None] - np.float32(stroke.y0)
    cover, luma = _ink(stroke, x, y)
    where = (slice(top, bottom), slice(left, right))
    _blend(plane[where], cover, luma)
    return where, cover


def _ink(
    stroke: Stroke, x: NDArray[np.float32], y: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32] | float]:
    """Return how much of each pixel the stroke covers, 0-1, and its luma there."""
    dx, dy = stroke.x1 - stroke.x0, stroke.y1 - stroke.y0
    length2 = max(dx * dx + dy * dy, 1e-6)
    along: NDArray[np.float32] = x * np.float32(dx / length2) + y * np.float32(dy / length2)
    _clip(along)
    across_x: NDArray[np.float32] = x - along * np.float32(dx)
    across_y: NDArray[np.float32] = y - along * np.float32(dy)
    radius = along * np.float32(stroke.radius1 - stroke.radius0) + np.float32(stroke.radius0)
    cover = radius - np.sqrt(across_x * across_x + across_y * across_y)
    cover *= np.float32(1 / stroke.soft_px)
    cover += np.float32(0.5)
    _clip(cover)
    if stroke.opacity < 1:
        cover *= np.float32(stroke.opacity)
    if not stroke.round:
        return cover, stroke.colour.y
    across_y *= np.float32(-stroke.round / max(stroke.radius0, 1.0))
    across_y += np.float32(stroke.colour.y)
    return cover, across_y


def _clip(values: NDArray[np.float32]) -> None:
    """Clip to 0-1 in place; on small arrays twice as fast as `np.clip`."""
    np.maximum(values, 0, out=values)
    np.minimum(values, 1, out=values)


def _blend(
    patch: NDArray[np.float32], cover: NDArray[np.float32], value: NDArray[np.float32] | float
) -> None:
    patch += cover * (value - patch)


def _span(a: float, b: float, reach: float, size: int) -> tuple[int, int]:
    """Return first and last pixel, both even so that chroma fits."""
    low, high = int(min(a, b) - reach) // 2 * 2, int(max(a, b) + reach) // 2 * 2 + 2
    return max(0, low), min(size, high)

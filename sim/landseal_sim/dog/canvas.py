"""Drawing into YUV 4:2:0: one primitive, a line with round ends, is enough for a dog."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WIDTH_PX = 640
HEIGHT_PX = 480


@dataclass(frozen=True)
class Colour:
    """A colour in YUV, 0-255 each."""

    y: int
    u: int
    v: int


@dataclass(frozen=True)
class Line:
    """A line with round ends, in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float
    radius: float
    colour: Colour


class Canvas:
    """One picture of WIDTH_PX x HEIGHT_PX."""

    def __init__(self, yuv420p: NDArray[np.uint8]) -> None:
        self.yuv420p = yuv420p
        """(HEIGHT_PX * 3 / 2, WIDTH_PX)."""
        quarter = HEIGHT_PX // 4
        self._y = yuv420p[:HEIGHT_PX]
        self._u = yuv420p[HEIGHT_PX : HEIGHT_PX + quarter].reshape(HEIGHT_PX // 2, WIDTH_PX // 2)
        self._v = yuv420p[HEIGHT_PX + quarter :].reshape(HEIGHT_PX // 2, WIDTH_PX // 2)

    def draw(self, line: Line) -> None:
        """Fill a line; what lies outside the picture is left out."""
        _fill(self._y, line, 1.0, line.colour.y)
        _fill(self._u, line, 0.5, line.colour.u)
        _fill(self._v, line, 0.5, line.colour.v)


def _fill(plane: NDArray[np.uint8], line: Line, scale: float, value: int) -> None:
    x0, y0, x1, y1, radius = (v * scale for v in (line.x0, line.y0, line.x1, line.y1, line.radius))
    height, width = plane.shape
    left, right = _span(x0, x1, radius, width)
    top, bottom = _span(y0, y1, radius, height)
    if left >= right or top >= bottom:
        return
    y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
    dx, dy = x1 - x0, y1 - y0
    along = np.clip(((x - x0) * dx + (y - y0) * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
    inside = (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2 <= radius**2
    plane[top:bottom, left:right][inside] = value


def _span(a: float, b: float, radius: float, size: int) -> tuple[int, int]:
    return max(0, int(min(a, b) - radius)), min(size, int(max(a, b) + radius) + 2)

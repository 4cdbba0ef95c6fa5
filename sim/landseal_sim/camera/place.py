"""From a body's own measure to the picture: forward and up from a point on the floor."""

import math
from dataclasses import dataclass
from typing import Self

from landseal_sim.camera.canvas import HEIGHT_PX, WIDTH_PX, Colour, Stroke
from landseal_sim.camera.room import floor_px, scale

Point = tuple[float, float]
"""Forward and up, in the body's own units."""


@dataclass(frozen=True)
class Place:
    """Where a body is in the picture, and how large and which way round."""

    x_px: float
    floor_px: float
    unit_px: float
    facing: int

    @classmethod
    def on_floor(cls, x: float, depth: float, unit_px: float, facing: int, lift: float = 0.0) -> Self:
        """Place a body whose unit is `unit_px` at the mat; `x` and `lift` are shares of the picture."""
        lifted_px = lift * HEIGHT_PX
        return cls(x * WIDTH_PX, floor_px(depth) - lifted_px, unit_px * scale(depth), facing)

    def px(self, point: Point) -> Point:
        """Return where a point of the body is in the picture."""
        return (
            self.x_px + self.facing * self.unit_px * point[0],
            self.floor_px - self.unit_px * point[1],
        )

    def at(self, px: Point) -> Point:
        """Return which point of the body's measure a place in the picture is; undoes `px`."""
        return ((px[0] - self.x_px) / (self.facing * self.unit_px), (self.floor_px - px[1]) / self.unit_px)

    def line(
        self, a: Point, b: Point, radius: float | tuple[float, float], colour: Colour, shading: float = 0.0
    ) -> Stroke:
        """Return a limb from `a` to `b`; two radii make it taper."""
        first, last = radius if isinstance(radius, tuple) else (radius, radius)
        unit = self.unit_px
        return Stroke(*self.px(a), *self.px(b), first * unit, last * unit, colour, shading)

    def disc(self, middle: Point, radius: float, colour: Colour, shading: float = 0.0) -> Stroke:
        """Return a round part."""
        return self.line(middle, middle, radius, colour, shading)


def between(a: Point, b: Point, share: float) -> Point:
    """Return the point that lies that share of the way from `a` to `b`."""
    return (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))


def joint(top: Point, foot: Point, upper: float, lower: float, bend: int) -> Point:
    """Return the knee of a leg of two bones; `bend` 1 puts it before the leg, -1 behind."""
    dx, dy = foot[0] - top[0], foot[1] - top[1]
    length = min(max(math.hypot(dx, dy), abs(upper - lower) + 0.1), upper + lower - 0.1)
    along = (upper**2 - lower**2 + length**2) / (2 * length)
    aside = bend * math.sqrt(max(0.0, upper**2 - along**2))
    ex, ey = dx / length, dy / length
    return (top[0] + along * ex - aside * ey, top[1] + along * ey + aside * ex)

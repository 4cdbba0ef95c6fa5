"""What she wears: the harness with the sensors, and a cart."""

import math
from itertools import pairwise
from typing import Final

from landseal_sim.camera.canvas import Colour, Stroke
from landseal_sim.camera.place import Place, Point, between

_WHEEL_RADIUS: Final = 37.0
_HARNESS = Colour(70, 150, 108)
_POCKET = Colour(44)
_TYRE = Colour(36)
_STEEL = Colour(176)


def harness(place: Place, hip: Point, shoulder: Point, roll_deg: float) -> list[Stroke]:
    """Return the strap round the chest, the one along the back, and the pocket of the sensor."""
    sx, sy = shoulder[0] - hip[0], shoulder[1] - hip[1]
    length = math.hypot(sx, sy)
    up: Point = (-sy / length, sx / length)
    line = place.line

    def on(share: float, height: float) -> Point:
        x, y = between(hip, shoulder, share)
        return (x + height * up[0], y + height * up[1])

    back = 20.0 * math.cos(math.radians(min(90.0, abs(roll_deg))))
    return [
        line(on(0.80, -20), on(0.80, 22), 5, _HARNESS, 3),
        line(on(0.50, back), on(0.82, back), 4, _HARNESS, 2),
        line(on(0.60, back + 2), on(0.70, back + 2), 6.5, _POCKET, 6),
    ]


def cart(place: Place, hip: Point, shoulder: Point, *, far: bool) -> list[Stroke]:
    """Return one side of her cart: the wheel, and on the near side the bars to the harness."""
    line, disc = place.line, place.disc
    if far:
        return [disc((hip[0] + 5, _WHEEL_RADIUS + 4), _WHEEL_RADIUS, _TYRE.times(0.8))]
    axle, top = (hip[0] - 6, _WHEEL_RADIUS + 1), (hip[0] - 2, hip[1] - 4)
    chest = between(hip, shoulder, 0.8)
    rim = [_on_circle(axle, _WHEEL_RADIUS - 3, n / 12) for n in range(13)]
    return [
        line(top, (chest[0], chest[1] - 6), 3, _STEEL, 2),
        line(top, axle, 3, _STEEL, 2),
        *(line(a, b, 5, _TYRE) for a, b in pairwise(rim)),
        *(line(axle, _on_circle(axle, _WHEEL_RADIUS - 5, turn), 1.2, _STEEL) for turn in (0.06, 0.4, 0.73)),
        disc(axle, 5, _TYRE),
    ]


def _on_circle(middle: Point, radius: float, turn: float) -> Point:
    angle = 2 * math.pi * turn
    return (middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle))

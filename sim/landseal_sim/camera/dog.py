"""An animal in view as strokes: trunk, legs with knees, head, tail, and her shadow on the floor."""

import math
from dataclasses import dataclass
from typing import Final

from landseal_sim.camera.canvas import Colour, Stroke
from landseal_sim.camera.place import Place, Point, between, joint
from landseal_sim.camera.room import floor_px
from landseal_sim.camera.scene import Figure
from landseal_sim.camera.tack import cart, harness

UNIT_PX: Final = 0.88
"""A body unit at the mat: a 9 kg dog is about a hundred of them high at the shoulders."""

_TRUNK = 112.0
_CHEST, _LOIN = 27.0, 21.0
_UPPER, _LOWER = 38.0, 36.0
_UPRIGHT_DEG = 30.0  # rolled further, the legs no longer stand under her
_ON_BACK_DEG = 130.0
_BELLY_SEEN = 0.5
_NOSE = Colour(24)


@dataclass(frozen=True)
class _Body:
    """One animal, placed: where her joints are and what colour she is."""

    figure: Figure
    place: Place
    shoulder: Point
    hip: Point
    coat: Colour

    @property
    def far(self) -> Colour:
        """The coat of the side that looks away."""
        return self.coat.times(0.74)


def dog(figure: Figure) -> list[Stroke]:
    """Return an animal, from her far side to her near side."""
    body = _body(figure)
    near, far = _legs(body)
    behind, before = ([*far], [*near]) if _belly_to_us(figure) >= 0 else ([*far, *near], [])
    return [
        *_shadow(body),
        *(cart(body.place, body.hip, body.shoulder, far=True) if figure.wheels else []),
        *behind,
        *_tail(body),
        *_trunk(body),
        *before,
        *(harness(body.place, body.hip, body.shoulder, figure.roll_deg) if figure.harness else []),
        *_head(body),
        *(cart(body.place, body.hip, body.shoulder, far=False) if figure.wheels else []),
    ]


def held_at(figure: Figure) -> tuple[Point, Point]:
    """Return where hands would hold her, behind the forelegs and before the hind legs, in pixels."""
    body = _body(figure)
    return body.place.px(between(body.hip, body.shoulder, 0.85)), body.place.px(
        between(body.hip, body.shoulder, 0.15)
    )


def _body(figure: Figure) -> _Body:
    place = Place.on_floor(figure.x, figure.depth, UNIT_PX * figure.size, figure.facing, figure.lift)
    shoulder_up, hip_up = 27 + 55 * figure.front, 22 + 56 * figure.hind**1.6
    reach = math.sqrt(_TRUNK**2 - (shoulder_up - hip_up) ** 2)
    light = 34 + 190 * figure.coat
    tint = 1 - 0.6 * figure.coat
    coat = Colour(light, 128 - 16 * tint, 128 + 16 * tint)
    return _Body(figure, place, (reach - _TRUNK / 2, shoulder_up), (-_TRUNK / 2, hip_up), coat)


def _belly_to_us(figure: Figure) -> float:
    """Return how far her belly is turned to the camera: 1 lying on the far side, -1 on the near one."""
    return -figure.facing * math.sin(math.radians(figure.roll_deg))


def _shadow(body: _Body) -> list[Stroke]:
    figure, unit = body.figure, body.place.unit_px
    floor = floor_px(figure.depth)
    high = min(1.0, figure.lift * 5)
    y = floor + 2 * unit
    ends = (body.place.px(body.hip)[0], body.place.px(body.shoulder)[0])
    reach = (14 + 5 * high) * unit
    dark = Colour(34)
    return [
        Stroke(ends[0], y, ends[1], y, reach, reach, dark, opacity=0.5 - 0.25 * high, soft_px=reach * 1.2),
    ]


def _trunk(body: _Body) -> list[Stroke]:
    flat = min(1.0, abs(body.figure.roll_deg) / 90)
    line = body.place.line
    chest, loin = _CHEST - 3 * flat, _LOIN - 2 * flat
    middle = between(body.hip, body.shoulder, 0.45)
    strokes = [
        line(body.hip, middle, (loin, loin + 1), body.coat, 16),
        line(middle, body.shoulder, (loin + 2, chest), body.coat, 18),
    ]
    on_back = abs(body.figure.roll_deg) > _ON_BACK_DEG
    if on_back or _belly_to_us(body.figure) > _BELLY_SEEN:
        up = 9.0 if on_back else -6.0
        belly = [(x + 8, y + up) for x, y in (body.hip, body.shoulder)]
        strokes.append(line(belly[0], belly[1], (9, 11), body.coat.times(1.3), 4))
    return strokes


def _legs(body: _Body) -> tuple[list[Stroke], list[Stroke]]:
    """Return the near legs and the far legs."""
    swing = 32 * body.figure.stride
    phase = body.figure.stride_phase
    near: list[Stroke] = []
    far: list[Stroke] = []
    for group, colour, turn in ((near, body.coat, 0.0), (far, body.far, math.pi)):
        aside = 0.0 if group is near else 7.0
        for hind, lag in ((True, 0.0), (False, 0.6 * math.pi)):
            angle = phase + turn + lag
            step = (swing * math.sin(angle), max(0.0, 0.35 * swing * math.cos(angle)))
            group.extend(
                _hind_leg(body, step, colour, aside) if hind else _fore_leg(body, step, colour, aside)
            )
    return near, far


def _fore_leg(body: _Body, step: Point, colour: Colour, aside: float) -> list[Stroke]:
    figure = body.figure
    top = (body.shoulder[0] - 4 + aside, body.shoulder[1] - 10)
    lying, standing = (top[0] + 50, 5.0), (top[0] + step[0], 5.0 + step[1])
    foot = _hanging(figure, top, between(lying, standing, min(1.0, figure.front)), 12.0)
    foot = _rolled(figure, foot, body.shoulder, 34.0)
    knee = joint(top, foot, _UPPER, _LOWER, -1)
    return _limb(body, [top, knee, foot], (13, 8, 6.5), colour)


def _hind_leg(body: _Body, step: Point, colour: Colour, aside: float) -> list[Stroke]:
    figure = body.figure
    top = (body.hip[0] + 2 + aside, body.hip[1] - 6)
    tucked, behind = (top[0] + 34, 5.0), (top[0] - 78, 5.0)
    lying = between(tucked, behind, figure.hind_back)
    standing = (top[0] - 6 + step[0], 5.0 + step[1])
    if figure.wheels:
        standing = (top[0] - 40, 26.0)
    foot = _hanging(figure, top, between(lying, standing, min(1.0, figure.hind)), -10.0)
    foot = _rolled(figure, foot, body.hip, 6.0)
    thick = 17 - 4 * figure.hind_back
    return _limb(body, [top, joint(top, foot, _UPPER, _LOWER, 1), foot], (thick, 9, 6.5), colour)


def _hanging(figure: Figure, top: Point, foot: Point, ahead: float) -> Point:
    """Let a foot that has lost the floor hang; in a sling only the hind body is off it, and barely."""
    share = 0.0 if figure.sling else min(1.0, figure.lift * 12)
    return between(foot, (top[0] + ahead, top[1] - 58), share)


def _rolled(figure: Figure, foot: Point, top: Point, ahead: float) -> Point:
    """Turn a foot with the body: towards the camera or away from it on a side, up on the back."""
    share = min(1.0, max(0.0, (abs(figure.roll_deg) - _UPRIGHT_DEG) / 45))
    up = -math.cos(math.radians(figure.roll_deg))
    aside = (
        top[0] + ahead,
        max(
            -26.0,
            top[1] + 44 * max(0.0, up) - (40 if _belly_to_us(figure) > 0 else 22) * _belly_to_us(figure),
        ),
    )
    return between(foot, aside, share)


def _limb(
    body: _Body, points: list[Point], radii: tuple[float, float, float], colour: Colour
) -> list[Stroke]:
    """Return a leg of two bones and a paw; the floor holds it, but where she is lifted or on her side."""
    upright = abs(body.figure.roll_deg) < _UPRIGHT_DEG
    ground = 5.0 if body.figure.lift <= 0 and upright else -40.0
    top, knee, foot = ((x, max(y, ground)) for x, y in points)
    knee = (knee[0], min(knee[1], top[1] + 12)) if upright else knee
    line = body.place.line
    return [
        line(top, knee, radii[:2], colour, 8),
        line(knee, foot, radii[1:], colour, 4),
        line(foot, (foot[0] + 7, foot[1] - 1), radii[2] * 0.95, colour),
    ]


def _tail(body: _Body) -> list[Stroke]:
    root = (body.hip[0] - 14, body.hip[1] + 8)
    up = body.figure.hind if abs(body.figure.roll_deg) < _UPRIGHT_DEG else 0.0
    middle = (root[0] - 26, max(6.0, root[1] - 12 + 22 * up))
    tip = (root[0] - 34, max(5.0, root[1] - 24 + 56 * up))
    return [
        body.place.line(root, middle, (8, 6), body.coat, 5),
        body.place.line(middle, tip, (6, 3.5), body.coat, 3),
    ]


def _head(body: _Body) -> list[Stroke]:
    """Return neck, skull, muzzle and ears; a head that is down rests on the floor."""
    figure = body.figure
    angle = math.radians(22 + 42 * figure.head)
    x, y = body.shoulder[0] + 6, body.shoulder[1] + 4
    lowest = 17.0 if figure.lift <= 0 else -40.0
    skull = (x + 46 * math.cos(angle), max(lowest, y + 46 * math.sin(angle)))
    nod = 0.30 * min(0.0, figure.head) - 0.12
    nose = (skull[0] + 33 * math.cos(nod), max(lowest - 8, skull[1] + 33 * math.sin(nod)))
    line, disc, coat = body.place.line, body.place.disc, body.coat
    dark = coat.times(0.6)
    pale = coat.times(1.12)
    return [
        line((skull[0] - 9, skull[1] + 13), (skull[0] - 17, skull[1] + 27), (8, 3), dark),
        line((x, y), skull, (21, 14), coat, 12),
        disc(skull, 19, coat, 12),
        line((skull[0] + 12, skull[1] - 4), nose, (12, 8), pale, 8),
        disc((nose[0] + 6, nose[1] + 3), 4.2, _NOSE),
        disc((skull[0] + 9, skull[1] + 5), 3.2, _NOSE),
        line((skull[0] - 5, skull[1] + 15), (skull[0] - 15, skull[1] - 9), (7, 8), dark, 4),
    ]

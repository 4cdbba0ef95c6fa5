"""Somebody in the room as strokes, and the hands that carry a dog or hold her sling."""

import math
from typing import Final

from landseal_sim.camera.canvas import Colour, Stroke
from landseal_sim.camera.dog import held_at
from landseal_sim.camera.place import Place, Point, joint
from landseal_sim.camera.room import floor_px
from landseal_sim.camera.scene import Figure, Person

UNIT_PX: Final = 0.88
"""A body unit at the mat, as the dog's: somebody of 1.5 m beside a dog of 0.36 m."""

_HELD: Final = 0.02
"""[E] A dog lifted higher than this share of the picture is in somebody's hands."""

_IN_REACH: Final = 0.35
"""[E] Who is nearer than this share of the picture's width has arms on her."""

_LEG, _TORSO, _ARM = 215.0, 150.0, 150.0
_SKIN = Colour(176, 112, 150)
_HAIR = Colour(62, 118, 138)
_STRAP = Colour(58, 122, 150)


def somebody(person: Person, held: Figure | None) -> tuple[list[Stroke], list[Stroke]]:
    """Return somebody, and apart from that the arm that reaches round whatever dog is held."""
    place = Place.on_floor(person.x, person.depth, UNIT_PX, person.facing)
    hip = (-30 * person.stoop, (0.93 - 0.45 * person.stoop) * _LEG)
    lean = math.radians(4 + 66 * person.stoop)
    neck = (hip[0] + _TORSO * math.sin(lean), hip[1] + _TORSO * math.cos(lean))
    shirt = Colour(40 + 170 * person.coat, 140, 112)
    hands = _hands(person, place, neck, held)
    far = _arm(place, neck, hands[1], shirt.times(0.72))
    near = _arm(place, neck, hands[0], shirt.times(0.9))
    body = [*_shadow(person, place), *_legs(person, place, hip), *far, *_upper(place, hip, neck, lean, shirt)]
    return (body, near) if held is not None else (body + near, [])


def holder(dog: Figure | None, people: tuple[Person, ...]) -> Person | None:
    """Return who has the dog in their hands; None where nobody in view can have."""
    if dog is None or not is_held(dog):
        return None
    near = [who for who in people if abs(who.x - dog.x) < _IN_REACH]
    return min(near, key=lambda who: abs(who.x - dog.x), default=None)


def is_held(dog: Figure) -> bool:
    """Tell whether somebody must be holding her."""
    return dog.sling or dog.lift > _HELD


def strap(dog: Figure) -> list[Stroke]:
    """Return the sling under her belly and its two ends up to a hand."""
    x, y = held_at(dog)[1]
    hand = _grip(dog)
    ends = [Stroke(x + side, y, *hand, 4, 3, _STRAP) for side in (-9, 9)]
    return [
        Stroke(x - 9, y, x - 9, y + 17, 5, 5, _STRAP),
        Stroke(x + 9, y, x + 9, y + 17, 5, 5, _STRAP),
        *ends,
    ]


def arms_from_above(dog: Figure) -> list[Stroke]:
    """Return the arms of somebody who stands too near to be in view."""
    if dog.sling:
        x, y = _grip(dog)
        return [Stroke(x + 30, -40, x, y, 22, 11, _SKIN, round=8), Stroke(x, y, x, y, 12, 12, _SKIN, round=6)]
    return [Stroke(x + 12, -40, x, y + 6, 21, 12, _SKIN, round=8) for x, y in held_at(dog)]


def _grip(dog: Figure) -> Point:
    """Return where the hand that holds the sling is, in pixels."""
    x, y = held_at(dog)[1]
    return (x, y - 92)


def _hands(person: Person, place: Place, neck: Point, held: Figure | None) -> tuple[Point, Point]:
    """Return where both hands are in the body's measure: on what is held, else hanging or on the floor."""
    if held is None:
        swing = 40 * person.stride * math.sin(person.stride_phase)
        down = (0.95 - 0.05 * person.stoop) * _ARM
        ahead = 20 + 60 * person.stoop
        x, y = neck[0] + ahead, max(8.0, neck[1] - down)
        return (x + swing, y), (x - swing, y)
    spots = (_grip(held), _grip(held)) if held.sling else held_at(held)
    return place.at(spots[0]), place.at(spots[1])


def _arm(place: Place, neck: Point, hand: Point, sleeve: Colour) -> list[Stroke]:
    shoulder = (neck[0], neck[1] - 14)
    elbow = joint(shoulder, hand, _ARM / 2, _ARM / 2, 1)
    return [
        place.line(shoulder, elbow, (17, 13), sleeve, 8),
        place.line(elbow, hand, (12, 9), _SKIN, 6),
        place.disc(hand, 11, _SKIN, 6),
    ]


def _legs(person: Person, place: Place, hip: Point) -> list[Stroke]:
    trousers = Colour(46 + 60 * (1 - person.coat), 138, 122)
    strokes = []
    for side, tone in ((-1, 0.75), (1, 1.0)):
        angle = person.stride_phase + (0 if side > 0 else math.pi)
        raised = max(0.0, 14 * person.stride * math.cos(angle))
        foot = (52 * person.stride * math.sin(angle) + 6 * side, 10 + raised)
        knee = joint(hip, foot, _LEG / 2, _LEG / 2, 1)
        colour = trousers.times(tone)
        strokes += [
            place.line(hip, knee, (25, 19), colour, 8),
            place.line(knee, foot, (18, 13), colour, 6),
            place.line(foot, (foot[0] + 28, foot[1] - 2), (11, 8), Colour(40)),
        ]
    return strokes


def _upper(place: Place, hip: Point, neck: Point, lean: float, shirt: Colour) -> list[Stroke]:
    tall = 40.0
    head = (neck[0] + tall * math.sin(lean * 0.6), neck[1] + tall * math.cos(lean * 0.6))
    return [
        place.line(hip, neck, (30, 34), shirt, 14),
        place.line(neck, head, (13, 13), _SKIN),
        place.disc((head[0] - 4, head[1] + 5), 28, _HAIR, 8),
        place.disc((head[0] + 7, head[1] - 3), 22, _SKIN, 6),
    ]


def _shadow(person: Person, place: Place) -> list[Stroke]:
    y, reach = floor_px(person.depth), 16 * place.unit_px
    x = place.x_px
    return [Stroke(x - 30, y, x + 40, y, reach, reach, Colour(34), opacity=0.45, soft_px=reach * 1.3)]

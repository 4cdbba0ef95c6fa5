"""What a camera says about being up: her box against the box she had at rest.

The largest thing in view need not be she. A box counts only where she can be: above the place where she
rested, with its foot on the same floor, and no taller than a dog. What else it is, is nobody's business here.
"""

from typing import Final

from landseal_server.episodes.reading import Reading, Sight
from landseal_server.episodes.state import BoxView, Episodes

TOP_RISEN_SHARE: Final = 0.25
"""[E] The top edge must rise by this share of the resting box's height."""

HELD_S: Final = 3
"""[E] For so many seconds in a row."""

_WIDE = 1.3  # [E] width over height, in pixels, above which a box is wide
_TALL = 1.0  # [E] and below which it is tall
_TALLEST = 3.5  # [E] times its resting height: a dog on her feet stays below, a person beside her does not
_SAME_PLACE = 0.5  # [E] share of the narrower box's width that must overlap
_SAME_FLOOR = 0.75  # [E] of the resting height: how far the foot of the box may be from where it was
_FOREIGN_S = 60  # [E] what has lain there for longer is she: what was taken for her before was not
_SETTLING = 0.2  # how fast the remembered resting box follows the seen one, per second


def look(state: Episodes, reading: Reading, *, resting: bool) -> None:
    """Take in what the cameras show of her place in this second."""
    for sight in reading.sights:
        view = state.views.setdefault(sight.camera, BoxView())
        if resting:
            _remember(view, sight)
        view.up_s = view.up_s + 1 if _may_be_she(view, sight) and _looks_up(view, sight) else 0


def seen_up(state: Episodes) -> bool:
    """Tell whether a camera has seen her up for long enough."""
    return any(view.up_s >= HELD_S for view in state.views.values())


def _remember(view: BoxView, sight: Sight) -> None:
    """Follow her box while she lies; a second without one, or with a foreign one, changes nothing."""
    box = sight.box
    if box is None:
        return
    view.foreign_s = 0 if _may_be_she(view, sight) else view.foreign_s + 1
    if view.resting is None or view.foreign_s > _FOREIGN_S:
        view.resting, view.foreign_s = (box.x, box.y, box.w, box.h), 0
    if view.foreign_s:
        return
    x, y, w, h = (
        a + _SETTLING * (b - a) for a, b in zip(view.resting, (box.x, box.y, box.w, box.h), strict=True)
    )
    view.resting = (x, y, w, h)


def _may_be_she(view: BoxView, sight: Sight) -> bool:
    if sight.box is None or view.resting is None:
        return False
    box, (x, y, w, h) = sight.box, view.resting
    overlap = min(x + w, box.x + box.w) - max(x, box.x)
    same_place = overlap >= _SAME_PLACE * min(w, box.w)
    same_floor = abs((box.y + box.h) - (y + h)) <= _SAME_FLOOR * h
    return same_place and same_floor and box.h <= _TALLEST * h


def _looks_up(view: BoxView, sight: Sight) -> bool:
    if sight.box is None or view.resting is None:
        return False
    box, (_, y, w, h) = sight.box, view.resting
    risen = y - box.y >= TOP_RISEN_SHARE * h
    turned_tall = w * sight.aspect > _WIDE * h and box.w * sight.aspect < _TALL * box.h
    return risen or turned_tall

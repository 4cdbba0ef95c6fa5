"""What a camera says about being up: her box against the box she had at rest."""

from typing import Final

from landseal.blocks import Box
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import BoxView, Episodes

TOP_RISEN_SHARE: Final = 0.25
"""[E] The top edge must rise by this share of the resting box's height."""

HELD_S: Final = 3
"""[E] For so many seconds in a row."""

_WIDE = 1.3  # [E] width over height above which a box is wide
_TALL = 1.0  # [E] and below which it is tall
_SETTLING = 0.2  # how fast the remembered resting box follows the seen one, per second


def look(state: Episodes, reading: Reading, *, resting: bool) -> None:
    """Take in what the cameras gave to this pet in this second."""
    for camera, box in reading.boxes:
        view = state.views.setdefault(camera, BoxView())
        if resting:
            _remember(view, box)
        view.up_s = view.up_s + 1 if box is not None and _looks_up(view, box) else 0


def seen_up(state: Episodes) -> bool:
    """Tell whether a camera has seen her up for long enough."""
    return any(view.up_s >= HELD_S for view in state.views.values())


def _remember(view: BoxView, box: Box | None) -> None:
    """Follow the box while she lies; a second without one changes nothing."""
    if box is None:
        return
    if view.resting_top is None or view.resting_height is None:
        view.resting_top, view.resting_height = box.y, box.h
    view.resting_top += _SETTLING * (box.y - view.resting_top)
    view.resting_height += _SETTLING * (box.h - view.resting_height)
    view.resting_wide = box.w > _WIDE * box.h


def _looks_up(view: BoxView, box: Box) -> bool:
    if view.resting_top is None or view.resting_height is None:
        return False
    risen = view.resting_top - box.y >= TOP_RISEN_SHARE * view.resting_height
    turned_tall = view.resting_wide and box.w < _TALL * box.h
    return risen or turned_tall

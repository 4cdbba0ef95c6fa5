"""What a thigh says about being up, and about the land seal: its femur against how it lay (docs/words.md).

A leg held up in a bandage reads like one she stands on, at rest too: it says nothing, for what counts is the
change. A leg that somebody's sling has pulled straight is no witness either.
"""

from typing import Final

from landseal.units import NS_PER_S
from landseal.words import Posture
from landseal_server.episodes.reading import Femur, Reading
from landseal_server.episodes.state import Episodes, FemurView

STANDING_DEG: Final = (-30.0, 45.0)
"""[E] Sagittal angle of a femur that may bear weight; a standing dog's is -15 to +35."""

HELD_S: Final = 3
"""[E] For so many seconds in a row."""

OUT_DEG: Final = 50.0
"""[E] A femur further out of the sagittal plane than this lies to the side."""

STRETCHED_DEG: Final = -50.0
"""[E] A femur at this angle or beyond is stretched back."""

STILL_MG: Final = 15.0
"""[E] VeDBA below this is stillness."""

SLING_NEAR_S: Final = 3
"""[E] A sling that moves so shortly before the attempt belongs to it."""


def feel(state: Episodes, reading: Reading, *, resting: bool) -> None:
    """Take in how the thighs are held in this second, and whether the sling moves."""
    if reading.sling_moves:
        state.sling_ns = reading.t_ns
    for femur in reading.femora:
        view = state.femora.setdefault(femur.role, FemurView())
        straight = is_straight(femur)
        view.straight_s = view.straight_s + 1 if straight else 0
        if resting:
            view.folded_s = 0 if straight else view.folded_s + 1


def straightened(state: Episodes) -> bool:
    """Tell whether a thigh that lay folded, stretched or to the side has come beneath her, and stayed."""
    return any(view.folded_s >= HELD_S <= view.straight_s for view in state.femora.values())


def sling_moves(state: Episodes, onset_ns: int) -> bool:
    """Tell whether the sling has moved since shortly before an onset."""
    return state.sling_ns is not None and state.sling_ns >= onset_ns - SLING_NEAR_S * NS_PER_S


def is_straight(femur: Femur) -> bool:
    """Tell whether a femur is held as one that may bear weight."""
    return STANDING_DEG[0] <= femur.sagittal_deg <= STANDING_DEG[1] and femur.out_deg <= OUT_DEG


def land_seal(reading: Reading) -> bool | None:
    """Tell whether she lies in the land seal; None where no thigh, or no posture, can tell."""
    if not reading.femora or reading.posture is Posture.UNKNOWN:
        return None
    flat = any(f.sagittal_deg <= STRETCHED_DEG or f.out_deg > OUT_DEG for f in reading.femora)
    still = reading.trunk.vedba_mg < STILL_MG
    return reading.posture is Posture.LYING_STERNAL and flat and still

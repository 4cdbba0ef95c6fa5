"""Posture: from probabilities to a word, by the table of docs/words.md."""

from typing import Final

from landseal.words import Posture
from landseal_server.recognise.poses import LYING, MOVING, SITTING, STANDING

SURE_ENOUGH: Final = 0.4
"""[E] Below this probability, of four, the best guess is no posture but `unknown`."""

_SIDE_DEG: Final = 45.0
"""[E] Half way between lying on the chest and lying on a side."""

_BACK_DEG: Final = 135.0

_RUNNING_MG: Final = 450.0
"""[E] VeDBA above this is more than a walk: docs/words.md lets a walk have 80-400 mg."""

UNSAID: Final = [0.25] * 4
"""The probabilities before anything was seen."""


def word(chance: list[float], roll_deg: float, vedba_mg: float) -> Posture:
    """Name the posture of a second; `unknown` where no guess is sure enough.

    Args:
        chance: of each of `poses.CLASSES`.
        roll_deg: of the trunk; it tells one side from the other.
        vedba_mg: it tells a run from a walk.
    """
    best = max(range(len(chance)), key=chance.__getitem__)
    if chance[best] < SURE_ENOUGH:
        return Posture.UNKNOWN
    if best == LYING:
        return _lying(roll_deg)
    if best == MOVING:
        return Posture.RUNNING if vedba_mg > _RUNNING_MG else Posture.WALKING
    return {SITTING: Posture.SITTING, STANDING: Posture.STANDING}[best]


def upright(chance: list[float]) -> float:
    """Return the probability that her legs carry her."""
    return chance[STANDING] + chance[MOVING]


def lying(chance: list[float]) -> float:
    """Return the probability that she lies, in whatever way."""
    return chance[LYING]


def _lying(roll_deg: float) -> Posture:
    if abs(roll_deg) <= _SIDE_DEG:
        return Posture.LYING_STERNAL
    if abs(roll_deg) > _BACK_DEG:
        return Posture.LYING_BACK
    return Posture.LYING_RIGHT if roll_deg > 0 else Posture.LYING_LEFT  # the side that is down

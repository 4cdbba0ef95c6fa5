"""The cue table: which witness counts for how much. Data first, then the sum."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from landseal.messages import Cue
from landseal.words import Confidence, Device

CONFIRMED_SUM: Final = 1.5
"""[E] Cues that add up to this over two devices confirm that she is up."""

POSSIBLE_SUM: Final = 0.5
"""[E] Less than this is not worth a word."""

REGULAR_STEPS: Final = 10
"""[E] So many regular steps after a transition are proof enough from one sensor."""

TRUNK_TRANSITION: Final = Cue(
    device=Device.TRUNK,
    weight=0.5,
    why="a struggle, then an upright trunk that sways as it does not while she lies",
)
TRUNK_STEPS: Final = Cue(device=Device.TRUNK, weight=1.0, why=f"{REGULAR_STEPS} regular steps or more")
PELVIS_UP: Final = Cue(
    device=Device.PELVIS,
    weight=1.0,
    why="the hind rose by its own effort after the front, and sways with the trunk",
)
THIGH_UP: Final = Cue(
    device=Device.THIGH,
    weight=1.0,
    why="the thigh came from where it lay to straight beneath her, and stayed",
)
CAMERA_UP: Final = Cue(device=Device.CAMERA, weight=1.0, why="she is taller in the picture than at rest")

TAP_UP: Final = Cue(device=Device.TAP, weight=CONFIRMED_SUM, why="a person says so")
"""Decisive by itself."""


def judge(cues: Iterable[Cue], confirmed_sum: float = CONFIRMED_SUM) -> Confidence | None:
    """Weigh the cues: `confirmed`, `possible`, or None where there is too little of them.

    A device's cues count once, by the weightiest of them. What confirms may have moved for a dog, within the
    bounds of labels/adapt.py.
    """
    by_device: defaultdict[Device, float] = defaultdict(float)
    present = set()
    for cue in cues:
        by_device[cue.device] = max(by_device[cue.device], cue.weight)
        present.add(cue.why)
    total = sum(by_device.values())
    walked_off = {TRUNK_TRANSITION.why, TRUNK_STEPS.why} <= present
    if Device.TAP in by_device or walked_off or (total >= confirmed_sum and len(by_device) > 1):
        return Confidence.CONFIRMED
    return Confidence.POSSIBLE if total >= POSSIBLE_SUM else None

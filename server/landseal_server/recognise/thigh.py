"""The femur's angle, from gravity on the thigh's sensor in its calibrated frame (docs/words.md)."""

import math
from collections.abc import Sequence

from landseal.words import Role
from landseal_server.episodes.reading import Femur


def femur_of(role: Role, up: Sequence[float]) -> Femur:
    """Return how the thigh is held.

    With the knee forward by an angle, the thigh's own z (along the femur, to the hip) leans back by it, and
    its x (cranial) rises: gravity's reaction moves from z to x.

    Args:
        role: which thigh.
        up: direction of gravity's reaction in the thigh's frame, length 1.
    """
    x, y, z = up
    return Femur(
        role=role,
        sagittal_deg=math.degrees(math.atan2(x, z)),
        out_deg=math.degrees(math.asin(min(1.0, abs(y)))),
    )

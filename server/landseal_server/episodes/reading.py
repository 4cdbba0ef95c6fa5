"""One second of one pet, as the recogniser read it: all that the episodes know of the world."""

import msgspec

from landseal.blocks import Box
from landseal.words import Posture, Role


class Movement(msgspec.Struct, frozen=True, gc=False):
    """One sensor's second."""

    vedba_mg: float
    enmo_mg: float
    burst_s: float
    first_burst_s: float
    """When in the second the struggle began."""
    tilt_change_deg: float
    rhythm: float
    cadence_hz: float
    stepping: float = 0.0
    """Share of the second that she stepped through."""
    stepping_from_s: float = 1.0
    """When in the second that began."""
    stepping_until_s: float = 0.0
    """When in the second that ended."""
    stepping_mg: float = 0.0
    """How strong her strides are in the window: root mean square of the vertical."""
    heave_mg: float = 0.0
    """The same of the whole window, whether she steps or not."""
    lowest_pitch_deg: float = 0.0
    """Of 0.4 s means within the second, in the body frame."""
    highest_pitch_deg: float = 0.0


class Femur(msgspec.Struct, frozen=True, gc=False):
    """How one thigh is held, by gravity on its sensor."""

    role: Role
    sagittal_deg: float
    """Angle in the sagittal plane: 0 straight down, positive with the knee forward."""
    out_deg: float
    """How far out of the sagittal plane it points, 0-90."""


class Sight(msgspec.Struct, frozen=True, gc=False):
    """What one camera that has nobody but her in view showed."""

    camera: str
    box: Box | None
    aspect: float
    """Width over height of the picture: a box is in shares of each."""


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One second of one pet."""

    t_ns: int
    """UTC of its start."""
    posture: Posture
    confidence: float
    """Probability of `posture`."""
    p_lying: float
    p_upright: float
    pitch_deg: float
    roll_deg: float
    trunk: Movement
    pelvis: Movement | None = None
    coherence: float | None = None
    """Correlation of trunk's and pelvis' sway; None where there is no second sensor."""
    sights: tuple[Sight, ...] = ()
    ripple: float | None = None
    """Of the segment of breath that ends with this second; None where none ends, or none can be seen."""
    forward_known: bool = True
    """Whether x is known to be cranial: otherwise pitch says nothing of front and hind."""
    femora: tuple[Femur, ...] = ()
    sling_moves: bool = False
    """Whether the tag on her sling has moved in this second, or the last of which it told."""

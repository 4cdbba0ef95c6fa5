"""One second of one pet, as the recogniser read it: all that the episodes know of the world."""

import msgspec

from landseal.blocks import Box
from landseal.words import Posture


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

"""What a body does, sample by sample: the plain data between poses and what is felt of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass
class Motion:
    """What the body does; each array is (samples,) or (samples, 3): forward, left, up, in g, level."""

    shoulder_g: Array
    hip_g: Array
    pitch_deg: Array
    """Of the trunk."""
    roll_deg: Array
    hip_pitch_deg: Array
    """Of the pelvis itself, the trunk's included; likewise below."""
    hip_roll_deg: Array
    neck_pitch_deg: Array
    neck_roll_deg: Array
    thigh_pitch_deg: tuple[Array, Array]
    thigh_roll_deg: tuple[Array, Array]
    chest_g: Array
    """Ripple of breathing and panting, along the dorsal axis."""


@dataclass(frozen=True)
class Times:
    """When the samples of an act are."""

    since_act_s: Array
    since_birth_s: Array
    rate_hz: float

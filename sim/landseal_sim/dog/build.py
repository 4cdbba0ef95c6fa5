"""One dog's own body: what is drawn for her once, from the world she lives in."""

from dataclasses import dataclass

import numpy as np

from landseal_sim.dog.size import Size
from landseal_sim.world.model import BodySection

_FROM_HEIGHTS_DEG = 31.0  # of pitch, with the shoulders up and the hips down


@dataclass(frozen=True)
class Build:
    """Amplitudes and rates of one dog; units as in the names."""

    size: Size
    walk_heave_g: float
    jolt_share: float
    trot_heave_g: float
    gallop_heave_g: float
    stride_cv: float
    sway_g: float
    tremor_g: float
    murmur_g: float
    struggle_g: float
    breath_g: float
    breath_hz: float
    shake_deg: float
    sitting_pitch_deg: float
    favours_left: float
    """Share of her rests on a side that she spends on the left."""

    @property
    def sat_deg(self) -> float:
        """What her trunk pitches when she sits, on top of what shoulders and hips make of it."""
        return self.sitting_pitch_deg - _FROM_HEIGHTS_DEG


def build(size: Size, body: BodySection, rng: np.random.Generator) -> Build:
    """Draw a body."""
    return Build(
        size=size,
        walk_heave_g=body.walk_heave_g.draw(rng),
        jolt_share=body.jolt_share.draw(rng),
        trot_heave_g=body.trot_heave_g.draw(rng),
        gallop_heave_g=body.gallop_heave_g.draw(rng),
        stride_cv=body.stride_cv.draw(rng),
        sway_g=body.sway_g.draw(rng),
        tremor_g=body.tremor_g.draw(rng),
        murmur_g=body.murmur_g.draw(rng),
        struggle_g=body.struggle_g.draw(rng),
        breath_g=body.breath_g.draw(rng),
        breath_hz=size.breath_hz * body.breath_speed.draw(rng),
        shake_deg=body.shake_deg.draw(rng),
        sitting_pitch_deg=body.sitting_pitch_deg.draw(rng),
        favours_left=float(rng.uniform(0.1, 0.9)),
    )

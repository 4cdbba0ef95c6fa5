"""What the camera has in view at a moment of her life."""

from typing import Final

import numpy as np

from landseal.words import Role
from landseal_sim.acts.script import Act
from landseal_sim.camera.scene import Figure, Person, Scene
from landseal_sim.dog.pose import Pose
from landseal_sim.dog.size import Size
from landseal_sim.life.house import House
from landseal_sim.life.life import Life

_REFERENCE: Final = Size(9.0)
_METRES_PER_PICTURE: Final = 1.6
"""Height of the picture at the mat."""

_FULL_SWING_DEG: Final = 25.0


class View:
    """Her life, as scenes."""

    def __init__(self, life: Life, house: House) -> None:
        self._life = life
        self._house = house
        self._size = life.build.size.hip_m / _REFERENCE.hip_m

    def scene(self, at_s: float) -> Scene:
        """Return what is in view at a moment of her life."""
        act = self._life.act_at(at_s)
        pose = act.frames.at(at_s - act.start_s)
        dog = self._figure(act, pose, at_s)
        people = self._house.people(at_s)
        if -0.4 < pose.person_x < 1.4:  # noqa: PLR2004 -- in view, or half of it
            people = (*people, _helper(pose, at_s))
        return Scene(dog=dog, people=people, pets=self._house.pets(at_s), light=self._house.light(at_s))

    def _figure(self, act: Act, pose: Pose, at_s: float) -> Figure:
        hind_strides = act.walks[1]
        since = np.array([at_s - act.start_s])
        phase = 0.0 if hind_strides is None else float(hind_strides.phase(since)[0])
        return Figure(
            x=pose.x,
            depth=pose.depth,
            size=self._size,
            front=pose.front,
            hind=pose.hind,
            roll_deg=pose.roll_deg,
            hind_back=float(np.clip((10 - min(pose.thigh_left_deg, pose.thigh_right_deg)) / 80, 0, 1)),
            head=float(np.clip(pose.head_deg / 60, -1, 1)),
            stride=min(1.0, pose.swing_deg / _FULL_SWING_DEG),
            stride_phase=float(2 * np.pi * phase),
            facing=1 if pose.facing >= 0 else -1,
            lift=pose.lift_m / _METRES_PER_PICTURE,
            wheels=Role.CART in act.in_use and pose.wheel_g > 0,
            sling=Role.SLING in act.in_use and pose.held_g > 0,
            harness=act.harness_on,
        )


def _helper(pose: Pose, at_s: float) -> Person:
    walking = pose.lift_m > 0 or pose.gait_g > 0 or pose.stoop < 0.05  # noqa: PLR2004 -- upright
    return Person(
        x=pose.person_x,
        depth=min(1.0, pose.depth + 0.05),
        stoop=pose.stoop,
        stride=0.5 if walking else 0.0,
        stride_phase=float(2 * np.pi * 0.9 * at_s),
    )

"""From poses to motion: how shoulder, hip and the segments between them move, sample by sample.

The trunk is a rigid beam from hip to shoulder in the sagittal plane, free to roll about its length; pelvis,
neck and femora are hinged to it. Shoulder and hip heave by the keyframes (the second difference of their
heights) and by what drives her: footfalls, effort, sway, and the hands, wheels or roads that carry her.
"""

from typing import Final

import numpy as np

from landseal.units import STANDARD_GRAVITY_M_S2
from landseal_sim.dog import drives
from landseal_sim.dog.build import Build
from landseal_sim.dog.kinematics import Array, Motion, Times
from landseal_sim.dog.strides import Strides

LYING_SHARE: Final = 0.3
"""[E] Height of the trunk's axis when she lies, as a share of its height when she stands."""


def moved(
    pose: dict[str, Array],
    times: Times,
    walks: tuple[Strides | None, Strides | None],
    build: Build,
    rng: np.random.Generator,
) -> Motion:
    """Compute her motion.

    Args:
        pose: the numbers of `Pose`, each (samples,) or (1,) where it does not change.
        times: of the samples.
        walks: the strides of the fore and of the hind body.
        build: her body.
        rng: the randomness of this act.
    """
    count = len(times.since_act_s)
    motion = _held(pose, times, build, count)
    fore, hind = walks
    if fore is not None and hind is not None:
        drives.walk(motion, pose, times, (fore, hind), build, rng)
    if pose["struggle_g"].any() or pose["hind_struggle_g"].any():
        drives.struggle(motion, pose, times, rng)
    if pose["sway_g"].any():
        drives.sway(motion, pose, times, build, rng)
    if pose["shake"].any():
        drives.shake(motion, pose, times, build)
    if pose["scratch"].any() or pose["kick"].any():
        drives.kick(motion, pose, times, rng)
    if (pose["front"] < 1).any():
        drives.murmur(motion, pose, times, build, rng)
    if pose["thrust_g"].any():
        drives.thrust(motion, pose)
    if pose["held_g"].any():
        drives.carried(motion, pose, times, rng)
    if pose["road_g"].any() or pose["wheel_g"].any():
        drives.rolling(motion, pose, times, rng)
    return motion


def _held(pose: dict[str, Array], times: Times, build: Build, count: int) -> Motion:
    """Return the motion that the keyframes alone make, with breathing on top."""
    rise_m = build.size.hip_m * (1 - LYING_SHARE)
    shoulder_m = rise_m * pose["front"] + pose["lift_m"]
    hip_m = rise_m * pose["hind"] + pose["lift_m"]
    # A lying dog has her trunk level, whatever shoulders and hips say about heights that are both nought.
    pitch = np.degrees(np.arctan2(shoulder_m - hip_m, build.size.trunk_m)) + pose["pitch_deg"]
    roll = pose["roll_deg"]
    hip_roll = roll + pose["hip_roll_deg"]
    splays = (pose["splay_left_deg"], -pose["splay_right_deg"])
    thighs = (pose["thigh_left_deg"], pose["thigh_right_deg"])

    def full(values: Array) -> Array:
        return np.array(np.broadcast_to(values, count))

    return Motion(
        shoulder_g=_heave(shoulder_m, times.rate_hz, count),
        hip_g=_heave(hip_m, times.rate_hz, count),
        pitch_deg=full(pitch),
        roll_deg=full(roll),
        hip_pitch_deg=full(pitch + pose["hip_pitch_deg"]),
        hip_roll_deg=full(hip_roll),
        neck_pitch_deg=full(pitch + pose["head_deg"]),
        neck_roll_deg=full(roll),
        thigh_pitch_deg=(full(pitch + thighs[0]), full(pitch + thighs[1])),
        thigh_roll_deg=(full(hip_roll + splays[0]), full(hip_roll + splays[1])),
        chest_g=drives.breath(pose, times, build),
    )


def _heave(height_m: Array, rate_hz: float, count: int) -> Array:
    """Return the acceleration of a point that rises and falls, (count, 3) in g."""
    felt = np.zeros((count, 3))
    if len(height_m) > 2:  # noqa: PLR2004 -- a second difference needs three
        felt[1:-1, 2] = np.diff(height_m, n=2) * rate_hz**2 / STANDARD_GRAVITY_M_S2
    return felt

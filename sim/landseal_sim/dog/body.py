"""From motion to specific force: what is felt on trunk, pelvis, thigh or collar, in the body frame."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from landseal.units import STANDARD_GRAVITY_M_S2
from landseal.words import Role
from landseal_sim.dog.build import Build
from landseal_sim.dog.kinematics import Array, Motion, Times
from landseal_sim.dog.motion import moved
from landseal_sim.dog.pose import Keyframes
from landseal_sim.dog.strides import Strides

LIVELY_HZ: Final = 100.0
"""Rate at which movement is computed: cart wheels reach 28 Hz."""

QUIET_HZ: Final = 25.0
"""Rate at which a dog is computed who does no more than breathe (up to 2 Hz) or pant (up to 7 Hz)."""

_STILL: Final = frozenset({"x", "depth", "facing", "person_x", "stoop", "breath", "awake", "pant"})
"""Numbers of the pose that may change, or not be nought, without moving her body."""

_DRIVES: Final = (
    *("struggle_g", "hind_struggle_g", "sway_g", "tremor_g", "gait_g", "hind_gait_g", "shake", "scratch"),
    *("kick", "thrust_g", "held_g", "road_g", "wheel_g"),
)

_ALONG: Final = {
    Role.TRUNK: 0.8,
    Role.PELVIS: 0.02,
    Role.COLLAR: 1.15,
    Role.THIGH_LEFT: 0.0,
    Role.THIGH_RIGHT: 0.0,
}
"""Where a sensor is on the way from hip to shoulder."""

_BREATHES: Final = {
    Role.TRUNK: 1.0,
    Role.PELVIS: 0.3,
    Role.COLLAR: 0.4,
    Role.THIGH_LEFT: 0.1,
    Role.THIGH_RIGHT: 0.1,
}
"""Share of the chest's ripple that a place feels [E]."""

_FEMUR_SHARE = 0.25  # of the hip's height: from the hip joint to a sensor on the thigh


@dataclass(frozen=True)
class Felt:
    """What is felt at each place during an act."""

    rate_hz: float
    specific_force_g: dict[Role, Array]
    """(samples, 3) in the body frame; the first sample is at the beginning of the act."""


def is_quiet(frames: Keyframes) -> bool:
    """Tell whether she does no more than breathe."""
    driven = any(getattr(pose, name) for pose in frames.poses for name in _DRIVES)
    return not driven and frames.moving() <= _STILL


def feel(
    frames: Keyframes,
    walks: tuple[Strides | None, Strides | None],
    build: Build,
    *,
    roles: list[Role],
    since_birth_s: float,
    rng: np.random.Generator,
) -> Felt:
    """Compute what she feels from the beginning of an act to its end and one sample beyond."""
    rate_hz = QUIET_HZ if is_quiet(frames) else LIVELY_HZ
    at_s = np.arange(int(frames.length_s * rate_hz) + 2) / rate_hz
    times = Times(at_s, since_birth_s + at_s, rate_hz)
    motion = moved(frames.sample(at_s), times, walks, build, rng)
    return Felt(rate_hz, {role: _at(role, motion, times, build) for role in roles})


def _at(role: Role, motion: Motion, times: Times, build: Build) -> Array:
    along = _ALONG[role]
    level_g = motion.hip_g + along * (motion.shoulder_g - motion.hip_g)
    pitch_deg, roll_deg = _attitude(role, motion)
    felt = _in_body_axes(level_g, pitch_deg, roll_deg)
    arm_m = build.size.girth_m if role in (Role.TRUNK, Role.PELVIS) else 0.5 * build.size.girth_m
    _add_roll(felt, roll_deg, times.rate_hz, arm_m)
    if role in (Role.THIGH_LEFT, Role.THIGH_RIGHT):
        _add_swing(felt, pitch_deg, times.rate_hz, _FEMUR_SHARE * build.size.hip_m)
    felt[:, 2] += _BREATHES[role] * motion.chest_g
    felt[:, 0] += 0.4 * _BREATHES[role] * motion.chest_g
    return felt


def _attitude(role: Role, motion: Motion) -> tuple[Array, Array]:
    match role:
        case Role.PELVIS:
            return motion.hip_pitch_deg, motion.hip_roll_deg
        case Role.COLLAR:
            return motion.neck_pitch_deg, motion.neck_roll_deg
        case Role.THIGH_LEFT:
            return motion.thigh_pitch_deg[0], motion.thigh_roll_deg[0]
        case Role.THIGH_RIGHT:
            return motion.thigh_pitch_deg[1], motion.thigh_roll_deg[1]
        case _:
            return motion.pitch_deg, motion.roll_deg


def _in_body_axes(level_g: Array, pitch_deg: Array, roll_deg: Array) -> Array:
    """Turn acceleration (forward, left, up) plus the floor's 1 g into the axes of a tilted segment."""
    pitch, roll = np.radians(pitch_deg), np.radians(roll_deg)
    forward, left, up = level_g[:, 0], level_g[:, 1], level_g[:, 2] + 1.0
    dorsal = up * np.cos(pitch) - forward * np.sin(pitch)
    return np.stack(
        [
            forward * np.cos(pitch) + up * np.sin(pitch),
            left * np.cos(roll) + dorsal * np.sin(roll),
            dorsal * np.cos(roll) - left * np.sin(roll),
        ],
        axis=1,
    )


def _add_roll(felt: Array, roll_deg: Array, rate_hz: float, arm_m: float) -> None:
    """Add what a sensor feels that sits `arm_m` off the axis she rolls about."""
    if len(roll_deg) < 3 or np.ptp(roll_deg) == 0:  # noqa: PLR2004 -- a second difference needs three
        return
    roll = np.radians(roll_deg)
    speed = np.gradient(roll, 1 / rate_hz)
    felt[1:-1, 1] -= arm_m * np.diff(roll, n=2) * rate_hz**2 / STANDARD_GRAVITY_M_S2
    felt[:, 2] -= arm_m * speed**2 / STANDARD_GRAVITY_M_S2


def _add_swing(felt: Array, pitch_deg: Array, rate_hz: float, arm_m: float) -> None:
    """Add what a sensor feels `arm_m` below the hip on a femur that swings."""
    if len(pitch_deg) < 3 or np.ptp(pitch_deg) == 0:  # noqa: PLR2004 -- a second difference needs three
        return
    swing = np.radians(pitch_deg)
    felt[1:-1, 0] += arm_m * np.diff(swing, n=2) * rate_hz**2 / STANDARD_GRAVITY_M_S2
    felt[:, 2] += arm_m * np.gradient(swing, 1 / rate_hz) ** 2 / STANDARD_GRAVITY_M_S2

"""What drives a body beyond its pose: footfalls, effort, sway, shaking, kicking, hands, roads, breath.

Each function adds to a `Motion` in place. Amplitudes come from the pose, frequencies from her size; shares
that have no source are estimates [E], and docs/simulation.md holds them against real dogs.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_sim.dog.build import Build
from landseal_sim.dog.kinematics import Array, Motion, Times
from landseal_sim.dog.noise import band_noise
from landseal_sim.dog.strides import Strides

_EFFORT_HZ: Final = (0.7, 7.0)
_SWAY_HZ: Final = (0.3, 3.0)
_BUSTLE_HZ: Final = (3.0, 14.0)  # head, tail and panting of a dog on her feet
_FIT_S: Final = 3.0  # so often she becomes livelier or calmer
_JOLT_HZ: Final = (2.5, 25.0)
_WANDER_HZ: Final = (0.2, 1.5)
_WANDER_DEG: Final = 2.5  # of a trunk that goes where its nose goes
_MURMUR_HZ: Final = (0.3, 10.0)
_SHIFT_S: Final = 0.12  # that weight takes from foot to foot
_EDGE_S: Final = 0.25
_TREMOR_HZ: Final = (8.0, 14.0)
_SCUFF_HZ: Final = (9.0, 25.0)
_HANDS_HZ: Final = (0.4, 4.0)
_ROAD_HZ: Final = (0.8, 15.0)
_WHEELS_HZ: Final = (11.0, 28.0)
_BREATH_CHANGES: Final = ((0.3, 5400.0), (0.2, 1700.0))  # share of the rate, period in seconds [E]
_CARRIER_STEP_HZ: Final = 1.8  # an adult who walks with care
_TILT_PER_G: Final = 25.0  # degrees that a trunk tilts for each g of effort


def walk(
    motion: Motion,
    pose: dict[str, Array],
    times: Times,
    walks: tuple[Strides, Strides],
    build: Build,
    rng: np.random.Generator,
) -> None:
    """Add the footfalls: two heaves a stride, fore and hind a quarter apart, a roll with each stride."""
    fore, hind = walks
    front, rear = fore.phase(times.since_act_s), hind.phase(times.since_act_s) + 0.25
    weight = _gradual(_bearing(hind, rear - 0.25), times.rate_hz)
    fits = _fits(rng, len(front), times.rate_hz)
    motion.shoulder_g += _footfalls(front) * pose["gait_g"][:, None] * fits
    motion.hip_g += _footfalls(rear) * (pose["hind_gait_g"] * weight)[:, None] * fits
    vigour = pose["gait_g"] / max(build.walk_heave_g, 1e-6)
    rock, roll = np.sin(4 * np.pi * front + 1.0), np.sin(2 * np.pi * front + 0.4)
    limp = 1 + 2.0 * (1 - weight)
    hind_vigour = pose["hind_gait_g"] / max(build.walk_heave_g, 1e-6)
    motion.pitch_deg += 1.3 * vigour * rock
    motion.hip_pitch_deg += 1.6 * vigour * rock
    motion.roll_deg += 2.2 * vigour * roll
    motion.hip_roll_deg += 3.5 * hind_vigour * limp * np.sin(2 * np.pi * rear)
    motion.neck_pitch_deg += 3.0 * vigour * rock
    for thigh, side, bears in zip(
        motion.thigh_pitch_deg, (0.0, 0.5), (hind.left_bears, hind.right_bears), strict=True
    ):
        share = _gradual(_share_of(bears, rear - 0.25), times.rate_hz)
        thigh += pose["swing_deg"] * np.sin(2 * np.pi * (rear + side)) * share
    _scuff(motion, pose, times, weight, rng)
    _jolt(motion, pose, times, build, fits, rng)


def _jolt(
    motion: Motion,
    pose: dict[str, Array],
    times: Times,
    build: Build,
    fits: Array,
    rng: np.random.Generator,
) -> None:
    """Add what of a gait is no rhythm: see docs/simulation-realism.md."""
    count = len(times.since_act_s)
    jolts = band_noise(rng, count, 6, times.rate_hz, _JOLT_HZ) * fits * _edges(count, times.rate_hz)
    motion.shoulder_g += jolts[:, :3] * (build.jolt_share * pose["gait_g"])[:, None]
    motion.hip_g += jolts[:, 3:] * (build.jolt_share * pose["hind_gait_g"])[:, None]
    wander = band_noise(rng, count, 2, times.rate_hz, _WANDER_HZ) * _WANDER_DEG * _edges(count, times.rate_hz)
    going = np.minimum(1.0, pose["gait_g"] / max(build.walk_heave_g, 1e-6))
    for pitch in (motion.pitch_deg, motion.hip_pitch_deg, motion.neck_pitch_deg):
        pitch[:] += wander[:, 0] * going
    for roll in (motion.roll_deg, motion.hip_roll_deg, motion.neck_roll_deg):
        roll[:] += wander[:, 1] * going


def _fits(rng: np.random.Generator, count: int, rate_hz: float) -> Array:
    """Return how lively she is at each moment, (count, 1), about 1: she moves by fits and starts."""
    knots = np.clip(rng.standard_normal(int(count / rate_hz / _FIT_S) + 2), -2, 2)
    at = np.arange(count) / (rate_hz * _FIT_S)
    return np.asarray(np.exp(0.6 * np.interp(at, np.arange(len(knots)), knots)))[:, None]


def _scuff(
    motion: Motion, pose: dict[str, Array], times: Times, weight: Array, rng: np.random.Generator
) -> None:
    """Add the scrape of toes that drag, where a foot bears no weight."""
    if weight.min() == 1:
        return
    scrape = band_noise(rng, len(times.since_act_s), 3, times.rate_hz, _SCUFF_HZ)
    motion.hip_g += scrape * (0.35 * pose["hind_gait_g"] * (1 - weight))[:, None]


def _footfalls(phase: Array) -> Array:
    """Return forward, lateral and vertical acceleration for a heave of 1, (samples, 3)."""
    step = 4 * np.pi * phase
    up = (
        np.sin(step)
        + 0.35 * np.sin(2 * step + 0.6)
        + 0.12 * np.sin(3 * step + 1.1)
        + 0.2 * np.sin(step / 2 + 0.3)
    )
    side = 0.4 * np.sin(step / 2 + 0.9) + 0.15 * np.sin(1.5 * step)
    forward = 0.4 * np.sin(step + 1.2) + 0.15 * np.sin(2 * step + 2.0)
    return np.stack([forward, side, up], axis=1)


def _bearing(hind: Strides, phase: Array) -> Array:
    """Return how much of her hind weight is borne at each moment: 1, or a third while a foot drags."""
    if not len(hind.left_bears):
        return np.ones(len(phase))
    stride = np.clip(phase.astype(int), 0, len(hind.left_bears) - 1)
    first_half = phase % 1 < 0.5  # noqa: PLR2004 -- the left foot's half of the stride
    bears = np.where(first_half, hind.left_bears[stride], hind.right_bears[stride])
    return np.where(bears, 1.0, 0.35)


def _gradual(share: Array, rate_hz: float) -> Array:
    """Let weight shift from foot to foot over a tenth of a second: a step in it would be a blow."""
    size = 2 * int(_SHIFT_S / 2 * rate_hz) + 1
    kernel = np.hanning(size + 2)[1:-1]
    padded = np.pad(share, size // 2, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")


def _edges(count: int, rate_hz: float) -> Array:
    """Return a window, (count, 1), that lets what is drawn anew in each act begin and end at nought."""
    size = min(count // 2, int(_EDGE_S * rate_hz))
    window = np.ones(count)
    if size:
        rise = 0.5 - 0.5 * np.cos(np.pi * (np.arange(size) + 0.5) / size)
        window[:size], window[-size:] = rise, rise[::-1]
    return window[:, None]


def _share_of(bears: NDArray[np.bool_], phase: Array) -> Array:
    if not len(bears):
        return np.zeros(len(phase))
    return np.where(bears[np.clip(phase.astype(int), 0, len(bears) - 1)], 1.0, 0.4)


def struggle(motion: Motion, pose: dict[str, Array], times: Times, rng: np.random.Generator) -> None:
    """Add effort: the fore body's and the hind's are not the same, but one trunk joins them."""
    effort = band_noise(rng, len(times.since_act_s), 7, times.rate_hz, _EFFORT_HZ)
    front, rear = pose["struggle_g"][:, None], pose["hind_struggle_g"][:, None]
    motion.shoulder_g += effort[:, :3] * front + 0.25 * effort[:, 3:6] * rear
    motion.hip_g += effort[:, 3:6] * rear + 0.25 * effort[:, :3] * front
    tilt = band_noise(rng, len(times.since_act_s), 4, times.rate_hz, (0.4, 3.0)) * _TILT_PER_G
    motion.pitch_deg += tilt[:, 0] * pose["struggle_g"]
    motion.roll_deg += tilt[:, 1] * pose["struggle_g"]
    motion.hip_pitch_deg += tilt[:, 2] * pose["hind_struggle_g"]
    motion.hip_roll_deg += tilt[:, 3] * pose["hind_struggle_g"]
    motion.neck_pitch_deg += 2 * tilt[:, 0] * pose["struggle_g"]


def sway(
    motion: Motion, pose: dict[str, Array], times: Times, build: Build, rng: np.random.Generator
) -> None:
    """Add the sway and tremor of a body on its feet: trunk and pelvis sway as one, muscles tremble apart."""
    count = len(times.since_act_s)
    drift = band_noise(rng, count, 3, times.rate_hz, _SWAY_HZ) * (0.7, 0.9, 0.25)
    fits = _fits(rng, count, times.rate_hz) * _edges(count, times.rate_hz)
    drift *= fits
    bustle = band_noise(rng, count, 3, times.rate_hz, _BUSTLE_HZ) * (1.2, 1.3, 1.5) * fits
    tremor = band_noise(rng, count, 6, times.rate_hz, _TREMOR_HZ) * _edges(count, times.rate_hz)
    amount, trembling = pose["sway_g"][:, None], pose["tremor_g"][:, None]
    # Weak legs make her sway and tremble; head, tail and breath are as they were.
    bustle *= np.minimum(amount, build.sway_g)
    motion.shoulder_g += drift * amount + bustle + tremor[:, :3] * trembling
    motion.hip_g += 0.9 * (drift * amount + bustle) + tremor[:, 3:] * trembling
    lean = np.degrees(drift[:, 1] * pose["sway_g"])
    for roll in (motion.roll_deg, motion.hip_roll_deg, motion.neck_roll_deg):
        roll += 0.5 * lean


def murmur(
    motion: Motion, pose: dict[str, Array], times: Times, build: Build, rng: np.random.Generator
) -> None:
    """Add what a lying body does beside breathing: four times as much awake as asleep [E].

    The dogs of the recordings lie as restlessly again: they were at work.
    """
    lying = np.clip(1 - pose["front"], 0, 1)
    amount = (build.murmur_g * lying * (1 + 3 * pose["awake"]) / 3)[:, None]
    count = len(times.since_act_s)
    noise = band_noise(rng, count, 6, times.rate_hz, _MURMUR_HZ) * amount * _edges(count, times.rate_hz)
    motion.shoulder_g += noise[:, :3]
    motion.hip_g += noise[:, 3:]


def shake(motion: Motion, pose: dict[str, Array], times: Times, build: Build) -> None:
    """Add a body shake: it begins at the head, rolls the trunk, and ends at the tail."""
    turn = 2 * np.pi * build.size.shake_hz * times.since_act_s
    strength = build.shake_deg * pose["shake"]
    motion.neck_roll_deg += 1.4 * strength * np.sin(turn + 0.5)
    motion.roll_deg += strength * np.sin(turn)
    motion.hip_roll_deg += 0.7 * strength * np.sin(turn - 0.9)


def thrust(motion: Motion, pose: dict[str, Array]) -> None:
    """Add what her legs give her in a jump: a push, no weight at all in the air, and the landing."""
    for point in (motion.shoulder_g, motion.hip_g):
        point[:, 2] += pose["thrust_g"]


def kick(motion: Motion, pose: dict[str, Array], times: Times, rng: np.random.Generator) -> None:
    """Add scratching (rhythmic, one leg) and kicking in a dream or by reflex (bursts, both legs)."""
    t_s = times.since_act_s
    rhythm = np.sin(2 * np.pi * 6.5 * t_s)
    motion.thigh_pitch_deg[1][:] += 25 * pose["scratch"] * rhythm
    motion.hip_g[:, 1] += 0.28 * pose["scratch"] * rhythm
    motion.hip_g[:, 2] += 0.18 * pose["scratch"] * np.sin(4 * np.pi * 6.5 * t_s + 0.4)
    motion.shoulder_g[:, 1] += 0.16 * pose["scratch"] * np.sin(2 * np.pi * 6.5 * t_s - 0.6)
    noise = band_noise(rng, len(t_s), 2, times.rate_hz, (0.8, 3.5))
    bursts = 0.5 * (noise + np.sqrt(noise * noise + 0.15))  # its upper half, without a kink
    for leg in (0, 1):
        motion.thigh_pitch_deg[leg][:] += 18 * pose["kick"] * bursts[:, leg]
    jerk = band_noise(rng, len(t_s), 3, times.rate_hz, (2.0, 8.0)) * pose["kick"][:, None]
    motion.hip_g += 0.05 * jerk
    motion.shoulder_g += 0.02 * jerk


def carried(motion: Motion, pose: dict[str, Array], times: Times, rng: np.random.Generator) -> None:
    """Add what hands do: they move all of her as one, with the gait of the person who walks."""
    count, t_s = len(times.since_act_s), times.since_act_s
    grip = band_noise(rng, count, 3, times.rate_hz, _HANDS_HZ)
    steps = np.sin(2 * np.pi * _CARRIER_STEP_HZ * t_s + 0.25 * grip[:, 0])
    felt = (0.7 * grip + steps[:, None] * (0.3, 0.4, 1.0)) * pose["held_g"][:, None]
    motion.shoulder_g += felt
    motion.hip_g += felt
    tilt = band_noise(rng, count, 2, times.rate_hz, (0.2, 1.5)) * 40 * pose["held_g"][:, None]
    for pitch in (motion.pitch_deg, motion.hip_pitch_deg, motion.neck_pitch_deg, *motion.thigh_pitch_deg):
        pitch += tilt[:, 0]
    for roll in (motion.roll_deg, motion.hip_roll_deg, motion.neck_roll_deg, *motion.thigh_roll_deg):
        roll += tilt[:, 1]


def rolling(motion: Motion, pose: dict[str, Array], times: Times, rng: np.random.Generator) -> None:
    """Add a road under a car (all of her), and the wheels of a cart (her hind most)."""
    count = len(times.since_act_s)
    road = band_noise(rng, count, 3, times.rate_hz, _ROAD_HZ) * (0.6, 0.8, 1.0) * pose["road_g"][:, None]
    wheels = band_noise(rng, count, 3, times.rate_hz, _WHEELS_HZ) * (0.5, 0.4, 1.0) * pose["wheel_g"][:, None]
    motion.shoulder_g += road + 0.35 * wheels
    motion.hip_g += road + wheels


def breath(pose: dict[str, Array], times: Times, build: Build) -> Array:
    """Return the ripple of chest and belly, (samples,) in g; its phase runs on from act to act."""
    t_s = times.since_birth_s
    wander = 0.9 * np.sin(2 * np.pi * t_s / 23) + 0.6 * np.sin(2 * np.pi * t_s / 61)
    # She breathes slower and faster by the hour, by half at most: integrals of a sin(2 pi t / T).
    slow_fast = sum(a * s / (2 * np.pi) * (1 - np.cos(2 * np.pi * t_s / s)) for a, s in _BREATH_CHANGES)
    turn = 2 * np.pi * build.breath_hz * (t_s + slow_fast) + wander
    ripple = build.breath_g * pose["breath"] * (np.sin(turn) + 0.3 * np.sin(2 * turn + 0.5))
    if pose["pant"].any():
        ripple = ripple + 0.045 * pose["pant"] * np.sin(2 * np.pi * build.size.pant_hz * t_s)
    return np.asarray(ripple)

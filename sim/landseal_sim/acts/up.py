"""On her feet: walking by her own legs, sitting, shaking, scratching, sniffing, jumping, falling."""

from dataclasses import dataclass

from landseal.words import Posture
from landseal_sim.acts.lie import settled
from landseal_sim.acts.script import Script
from landseal_sim.dog.strides import strides
from landseal_sim.truth.words import Doing, Track

_SPINAL_HZ = 0.7  # times the walk's: reflex stepping is slow, and keeps no time with the fore legs [E]


@dataclass(frozen=True)
class Gait:
    """How she goes today."""

    name: str
    posture: Posture
    hz: float
    heave_g: float
    swing_deg: float


def gait(script: Script, *, fast: bool = False) -> Gait:
    """Choose the gait: what her legs allow, and what she is up to."""
    dog, build = script.dog, script.dog.build
    size = build.size
    if dog.deficit < 0.1 and fast:  # noqa: PLR2004 -- sound
        if script.chance(0.3):
            return Gait("gallop", Posture.RUNNING, size.gallop_hz, build.gallop_heave_g, 40)
        return Gait("trot", Posture.RUNNING, size.trot_hz, build.trot_heave_g, 30)
    slower = 1 - 0.55 * dog.deficit
    name = "spinal" if dog.spinal_walker else "paretic" if dog.deficit > 0.15 else "walk"  # noqa: PLR2004 -- seen as such
    hz = size.walk_hz * script.between(0.85, 1.1) * slower
    return Gait(name, Posture.WALKING, hz, build.walk_heave_g * (1 - 0.4 * dog.deficit), 22 * slower)


def walk(script: Script, to_x: float, *, fast: bool = False) -> None:
    """Walk to a place across the room."""
    dog, how = script.dog, gait(script, fast=fast)
    length_s = max(1.5, script.world.day.walk_s.draw(script.rng) * (1 - 0.5 * dog.deficit))
    facing = 1.0 if to_x > script.pose.x else -1.0
    script.to(0.6, gait_g=how.heave_g, hind_gait_g=_hind(script, how), swing_deg=how.swing_deg, facing=facing)
    _goes(script, how, to_x, length_s)
    script.to(0.6, gait_g=0.0, hind_gait_g=0.0, swing_deg=0.0)
    variation = dog.build.stride_cv + 0.25 * dog.deficit
    _stride(script, how.hz, variation, 0.3, length_s + 0.9)
    script.posture(how.posture, 0.3, length_s + 0.9)
    script.posture(Posture.STANDING, 0.0, 0.3)
    script.posture(Posture.STANDING, length_s + 0.9)
    script.tell(Track.BOUT, how.name, 0.3, length_s + 0.9)
    script.words = "walks" if how.posture is Posture.WALKING else "runs"


def _goes(script: Script, how: Gait, to_x: float, length_s: float) -> None:
    """Go there: not in one sweep, but slower at times, with the nose to one side, as dogs do."""
    from_x, depth, done_s = script.pose.x, script.between(0.05, 0.35), 0.0
    strong = {"gait_g": how.heave_g, "hind_gait_g": _hind(script, how), "roll_deg": script.pose.roll_deg}
    while done_s < length_s:
        leg_s = min(length_s - done_s, script.between(1.5, 6.0))
        done_s += leg_s
        ease = script.between(0.45, 1.0) if done_s < length_s and script.chance(0.5) else 1.0
        weaker = {"gait_g": ease * strong["gait_g"], "hind_gait_g": ease * strong["hind_gait_g"]}
        lean = {"roll_deg": strong["roll_deg"] + (1 - ease) * script.between(-10, 10)}
        script.to(leg_s, x=from_x + done_s / length_s * (to_x - from_x), depth=depth, **weaker, **lean)


def turn_round(script: Script) -> None:
    """Turn on the spot with a few short steps, as in a crate."""
    how, length_s = gait(script), script.between(1.5, 3.5)
    short = {
        "gait_g": 0.6 * how.heave_g,
        "hind_gait_g": 0.6 * _hind(script, how),
        "swing_deg": 0.5 * how.swing_deg,
    }
    script.to(0.4, **short, facing=-script.pose.facing).stay(length_s)
    script.to(0.4, gait_g=0.0, hind_gait_g=0.0, swing_deg=0.0)
    _stride(script, how.hz, script.dog.build.stride_cv + 0.25 * script.dog.deficit, 0.2, length_s + 0.6)
    script.posture(Posture.STANDING, 0.0, 0.2)
    script.posture(how.posture, 0.2, length_s + 0.6)
    script.posture(Posture.STANDING, length_s + 0.6)
    script.tell(Track.BOUT, how.name, 0.2, length_s + 0.6)


def _hind(script: Script, how: Gait) -> float:
    return how.heave_g * (0.8 - 0.35 * script.dog.deficit)


def _stride(script: Script, hz: float, variation: float, from_s: float, to_s: float) -> None:
    """Lay out her strides; a spinal walker's hind steps by itself."""
    dog = script.dog
    deficits = (0.0, 0.0) if dog.spinal_walker else (dog.left_hind, dog.right_hind)
    fore = strides(script.rng, from_s=from_s, to_s=to_s, hz=hz, variation=variation, deficits=deficits)
    hind = fore
    if dog.spinal_walker:
        hind = strides(
            script.rng, from_s=from_s, to_s=to_s, hz=_SPINAL_HZ * hz, variation=0.2, deficits=deficits
        )
    script.walks = (fore, hind)


def stand(script: Script, for_s: float) -> None:
    """Stand about."""
    script.stay(for_s)
    script.posture(Posture.STANDING, 0.0)


def sniff(script: Script) -> None:
    """Lower the nose to floor or bowl: the trunk tips forward."""
    before = script.pose
    script.to(1.2, head_deg=-60.0, pitch_deg=before.pitch_deg - script.between(8, 24))
    script.stay(script.between(3, 25)).to(1.2, head_deg=before.head_deg, pitch_deg=before.pitch_deg)
    script.posture(Posture.STANDING, 0.0)
    script.doing(Doing.SNIFF, 0.0)


def shake(script: Script) -> None:
    """Shake herself, standing."""
    script.to(0.2, shake=script.between(0.7, 1.0)).stay(script.between(0.8, 2.6)).to(0.4, shake=0.0)
    script.posture(Posture.STANDING, 0.0)
    script.doing(Doing.BODY_SHAKE, 0.0)


def sit(script: Script) -> None:
    """Sit down for a while, perhaps scratch, and stand up again."""
    build = script.dog.build
    before = script.pose
    sat = {
        "hind": 0.05,
        "pitch_deg": build.sat_deg,
        "thigh_left_deg": 60.0,
        "thigh_right_deg": 60.0,
    }
    script.to(0.9, struggle_g=0.03, hind_struggle_g=0.05, **sat)
    script.to(0.3, struggle_g=0.0, hind_struggle_g=0.0)
    from_s = script.now_s
    script.stay(script.between(4, 40))
    if script.chance(script.world.day.scratches_an_outing * 2):
        scratch_s = script.now_s
        script.to(0.3, scratch=1.0, roll_deg=8.0).stay(script.between(1, 5)).to(
            0.3, scratch=0.0, roll_deg=0.0
        )
        script.doing(Doing.SCRATCH, scratch_s)
    script.posture(Posture.OTHER, 0.0, from_s)
    script.posture(Posture.SITTING, from_s)
    up_s = script.now_s
    back = {name: getattr(before, name) for name in sat}
    script.to(0.7 * (1 + 2 * script.dog.deficit), hind_struggle_g=0.1, **back).to(0.3, hind_struggle_g=0.0)
    script.posture(Posture.OTHER, up_s)


def jump(script: Script) -> None:
    """Jump: crouch, push, fly, land."""
    before = script.pose
    script.to(0.3, front=0.85, hind=0.8)
    script.to(0.08, thrust_g=script.between(1.2, 1.8)).stay(0.08)
    script.to(0.05, thrust_g=-1.0, front=before.front, hind=before.hind)
    script.stay(script.between(0.16, 0.3))
    script.to(0.04, thrust_g=script.between(2.2, 3.5)).stay(0.04).to(0.12, thrust_g=0.0).stay(1.0)
    script.posture(Posture.OTHER, 0.0)
    script.doing(Doing.JUMP, 0.0)


def fall(script: Script) -> None:
    """Lose her feet: the hind goes from under her, and she lies."""
    side = -1 if script.dog.left_hind >= script.dog.right_hind else 1
    flat = settled(script, Posture.LYING_LEFT if side < 0 else Posture.LYING_RIGHT)
    script.to(0.25, hind=0.5, hip_roll_deg=20.0 * side, struggle_g=0.2, hind_struggle_g=0.15)
    script.to(0.45, **flat, **_no_longer_up()).to(0.3, struggle_g=0.45).to(
        0.8, struggle_g=0.0, hind_struggle_g=0.0
    )
    script.posture(Posture.OTHER, 0.0)
    script.doing(Doing.FALL, 0.0)
    script.words = "falls"


def lie_down(script: Script, side: Posture | None = None) -> None:
    """Lie down: hind first or front first, then settle."""
    length_s = script.between(1.2, 3.0)
    goal = settled(script, side)
    first = (
        {"hind": 0.15, "hind_struggle_g": 0.1} if script.chance(0.6) else {"front": 0.3, "struggle_g": 0.08}
    )
    script.to(0.5 * length_s, **first)
    script.to(0.5 * length_s, struggle_g=0.08, **goal, **_no_longer_up())
    script.to(0.6, struggle_g=0.0, hind_struggle_g=0.0, breath=1.2)
    script.posture(Posture.OTHER, 0.0)
    script.words = "lies down"


def _no_longer_up() -> dict[str, float]:
    return {"sway_g": 0.0, "tremor_g": 0.0, "lift_m": 0.0}

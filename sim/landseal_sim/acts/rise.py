"""Getting up, in phases: onto the chest, front up, hind push, sway, settle; and the ways it fails."""

from landseal.words import Posture
from landseal_sim.acts.lie import settled, tell_lying
from landseal_sim.acts.script import Dog, Script
from landseal_sim.truth.words import Doing, Track
from landseal_sim.world.model import RiseSection

_LEGS_UNDER = {"thigh_left_deg": 15.0, "thigh_right_deg": 15.0, "splay_left_deg": 3.0, "splay_right_deg": 3.0}


def rise_s(script: Script) -> float:
    """Draw how long a rise takes her today, from the first effort to four feet."""
    rise = script.world.rise
    return rise.sound_s.draw(script.rng) * (1 + rise.slowing * script.dog.deficit)


def failing(dog: Dog, rise: RiseSection) -> float:
    """Return how likely an attempt fails: never when sound, always when paralysed."""
    if not dog.can_rise:
        return 1.0
    return float(min(0.97, rise.failing * min(1.0, dog.deficit / 0.5) ** 1.5 + max(0.0, dog.deficit - 0.5)))


def get_up(script: Script, stand_s: float | None = None) -> None:
    """Get to her feet, and stand for so long, or as long as the world says."""
    rng, dog = script.rng, script.dog
    length_s, effort, lean = rise_s(script), dog.build.struggle_g, script.between(-12, 12)
    weak = 1 if dog.left_hind >= dog.right_hind else -1
    _roll_to_chest(script)
    front_s, hind_s = 0.45 * length_s, 0.55 * length_s
    script.to(min(0.3, 0.2 * front_s), struggle_g=effort, hind_struggle_g=0.25 * effort, breath=1.4)
    script.to(0.5 * front_s, pitch_deg=script.between(2, 8), roll_deg=lean, front=0.45, head_deg=15.0)
    script.to(0.5 * front_s, front=script.between(0.85, 1.0), hind_struggle_g=0.6 * effort)
    lurch = lean + weak * script.between(4, 10) * dog.deficit
    script.to(
        0.6 * hind_s, hind=script.between(0.6, 0.8), hip_roll_deg=lurch, hip_pitch_deg=2.0, **_LEGS_UNDER
    )
    script.to(0.4 * hind_s, front=1.0, hind=script.between(0.92, 1.0) - 0.1 * dog.deficit)
    on_feet_s = script.now_s
    script.to(0.5, struggle_g=0.0, hind_struggle_g=0.0, **_standing(script))
    script.posture(Posture.OTHER, 0.0, on_feet_s)
    script.tell(Track.ATTEMPT, "up", 0.0, on_feet_s)
    script.stay(stand_s or max(5.5, script.world.day.stand_s.draw(rng) * (1 - 0.5 * dog.deficit)))
    script.posture(Posture.STANDING, on_feet_s)
    script.words = "gets up, and stands"


def fail(script: Script) -> None:
    """Try, and sink back: the front comes up more or less, the hind pushes and slips."""
    dog, effort = script.dog, script.dog.build.struggle_g * script.between(0.8, 1.4)
    before = script.pose
    length_s, lean = max(1.2, 0.6 * rise_s(script)), script.between(-14, 14)
    reach = script.between(0.45, 0.95) if dog.lifts_her_chest else script.between(0.12, 0.3)
    _roll_to_chest(script)
    script.to(0.3, struggle_g=effort, hind_struggle_g=0.3 * effort)
    script.to(0.35 * length_s, front=reach, roll_deg=lean, head_deg=15.0, pitch_deg=script.between(2, 8))
    slip = script.between(0.05, 0.4) * (1 - 0.6 * dog.deficit)
    script.to(0.35 * length_s, hind=slip, hind_struggle_g=0.8 * effort, hip_roll_deg=script.between(-14, 14))
    script.to(0.15 * length_s).to(script.between(0.5, 1.1), **_back_down(script, before.hip_pitch_deg))
    script.to(0.6, struggle_g=0.0, hind_struggle_g=0.0)
    _tell_failed(script, "failed")
    script.words = "tries to get up, and sinks back"


def stall(script: Script) -> None:
    """Get the front up and stay there: the dog-sit of a hind that does not follow; then down again."""
    dog, effort = script.dog, script.dog.build.struggle_g
    before = script.pose
    _roll_to_chest(script)
    script.to(0.3, struggle_g=effort, hind_struggle_g=0.2 * effort)
    script.to(script.between(0.8, 2.0), front=1.0, hind=0.05, **_sat(script))
    sat_s = script.now_s
    script.to(0.5, struggle_g=0.05, hind_struggle_g=0.02, sway_g=dog.build.sway_g)
    for _ in range(int(script.rng.integers(1, 4))):
        script.stay(script.between(1.2, 5.0)).to(0.4, hind_struggle_g=effort, hind=0.15)
        script.to(0.6, hind_struggle_g=0.02, hind=0.05)
    script.tell(Track.ATTEMPT, "stalled", 0.0)
    script.posture(Posture.OTHER, 0.0, sat_s)
    script.posture(Posture.SITTING, sat_s)
    down_s = script.now_s
    script.to(script.between(0.6, 1.4), struggle_g=0.08, **_back_down(script, before.hip_pitch_deg))
    script.to(0.5, struggle_g=0.0, hind_struggle_g=0.0, sway_g=0.0)
    script.posture(Posture.OTHER, down_s)
    script.words = "gets her front up, but the hind does not follow"


def push_up(script: Script) -> None:
    """Lift the chest a little to look round, without an effort of the hind: no attempt to stand."""
    before = script.pose
    script.to(0.8, struggle_g=0.05, front=script.between(0.1, 0.22), head_deg=30.0)
    script.stay(script.between(1, 5)).to(1.0, front=0.0, head_deg=before.head_deg, struggle_g=0.0)
    tell_lying(script, 0.0)
    script.doing(Doing.PUSHED_UP, 0.0)


def _roll_to_chest(script: Script) -> None:
    """Come onto the chest first, from wherever she lies."""
    if abs(script.pose.roll_deg) > 45:  # noqa: PLR2004 -- on a side
        effort = script.dog.build.struggle_g
        script.to(0.2, struggle_g=effort, hind_struggle_g=0.4 * effort)
        script.to(script.between(0.6, 1.6), **settled(script, Posture.LYING_STERNAL))


def _standing(script: Script) -> dict[str, float]:
    build, deficit = script.dog.build, script.dog.deficit
    return {
        "pitch_deg": script.between(-4, 4),
        "roll_deg": script.between(-4, 4),
        "hip_pitch_deg": script.between(-4, 2),
        "hip_roll_deg": script.between(-3, 3) * (1 + 2 * deficit),
        "head_deg": script.between(-10, 20),
        "sway_g": build.sway_g * (1 + 1.5 * deficit),
        "tremor_g": build.tremor_g * (1 + 2 * deficit),
        "breath": 1.3,
        "awake": 0.0,
    }


def _sat(script: Script) -> dict[str, float]:
    """Sit: what shoulders and hips make of the pitch, and the rest that makes it hers."""
    return {
        "pitch_deg": script.dog.build.sat_deg,
        "roll_deg": script.between(-5, 5),
        "hip_pitch_deg": 14.0,
        "thigh_left_deg": 60.0,
        "thigh_right_deg": 60.0,
    }


def _back_down(script: Script, hip_pitch_deg: float) -> dict[str, float]:
    return settled(script, Posture.LYING_STERNAL) | {"hip_pitch_deg": hip_pitch_deg}


def _tell_failed(script: Script, how: str) -> None:
    script.tell(Track.ATTEMPT, how, 0.0)
    script.posture(Posture.OTHER, 0.0)

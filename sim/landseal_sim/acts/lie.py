"""Lying: how she settles, what small things happen there, and how she changes sides."""

import numpy as np

from landseal.words import Posture
from landseal_sim.acts.script import Script, lying_as, seal_of
from landseal_sim.dog.pose import Pose
from landseal_sim.truth.words import Doing, Track

_BACK_DEG = -80.0  # a femur stretched out behind
_FOLDED_DEG = 95.0
_DOZES_OFF_S = 60.0
_ON_HER_BACK = 0.06  # share of a sound dog's rests off her chest [E]


def settled(script: Script, side: Posture | None = None) -> dict[str, float]:
    """Draw how she lies: on her chest (as a land seal or folded), or on a side."""
    dog, rng = script.dog, script.rng
    side = side or _side(script)
    pose: dict[str, float] = {
        "front": 0.0,
        "hind": 0.0,
        "pitch_deg": script.world.body.lying_pitch_deg.draw(rng),
        "roll_deg": script.world.body.lying_roll_deg.draw(rng),
        "hip_pitch_deg": script.between(0, 10),
        "hip_roll_deg": script.between(-5, 5),
        "head_deg": script.between(-25, 5),
        "awake": script.between(0.3, 1.0),
        "splay_left_deg": script.between(0, 15),
        "splay_right_deg": script.between(0, 15),
        "thigh_left_deg": _FOLDED_DEG + script.between(-20, 20),
        "thigh_right_deg": _FOLDED_DEG + script.between(-20, 20),
    }
    if side is Posture.LYING_STERNAL:
        share = dog.land_seal * min(1.0, dog.deficit / 0.4) if dog.deficit > 0 else script.world.day.sploots
        return pose | (_seal(script) if script.chance(share) else {})
    roll = {Posture.LYING_LEFT: -90.0, Posture.LYING_RIGHT: 90.0, Posture.LYING_BACK: 180.0}[side]
    return pose | {
        "pitch_deg": script.between(-6, 6),
        "roll_deg": roll + script.between(-14, 14),
        "hip_pitch_deg": script.between(-6, 6),
        "thigh_left_deg": script.between(20, 80),
        "thigh_right_deg": script.between(20, 80),
    }


def _side(script: Script) -> Posture:
    if not script.chance(script.world.day.lies_on_side):
        return Posture.LYING_STERNAL
    if script.dog.deficit < 0.15 and script.chance(_ON_HER_BACK):  # noqa: PLR2004 -- who can right herself
        return Posture.LYING_BACK
    weak_left = script.dog.left_hind > script.dog.right_hind
    favoured = script.dog.build.favours_left
    # She rather lies on the weak side [E], a sound dog on the one that she has always liked better.
    share = 0.5 * (favoured + (1.0 if weak_left else 0.0)) if script.dog.deficit > 0.15 else favoured  # noqa: PLR2004
    return Posture.LYING_LEFT if script.chance(share) else Posture.LYING_RIGHT


def _seal(script: Script) -> dict[str, float]:
    """Stretch the hind legs away: both, or the weaker one alone; the rump sinks between them."""
    dog = script.dog
    both = abs(dog.left_hind - dog.right_hind) < 0.3 or script.chance(0.5)  # noqa: PLR2004 -- [E]
    left, right = both or dog.left_hind >= dog.right_hind, both or dog.right_hind > dog.left_hind
    pose = {"hip_pitch_deg": script.between(14, 24), "hip_roll_deg": 0.0}
    if not both:
        pose["hip_roll_deg"] = script.between(8, 16) * (1 if left else -1)
    for is_out, leg in ((left, "left"), (right, "right")):
        if is_out and script.chance(0.7):
            pose[f"thigh_{leg}_deg"] = _BACK_DEG + script.between(-10, 20)
        elif is_out:
            pose |= {f"thigh_{leg}_deg": script.between(20, 60), f"splay_{leg}_deg": script.between(60, 85)}
    return pose


def tell_lying(script: Script, from_s: float, to_s: float | None = None) -> None:
    """Note the posture, and the pose if it is a land seal, as she holds it at the end of that time."""
    pose: Pose = script.pose if to_s is None else script.frames.at(to_s)
    script.posture(lying_as(pose), from_s, to_s)
    seal = seal_of(pose)
    if seal is not None:
        script.tell(Track.LAND_SEAL, seal, from_s, to_s)


def rest(script: Script, for_s: float, awake: float = 0.0) -> None:
    """Lie and breathe: within a minute of being stirred she dozes off, or lies as awake as is said."""
    dozing_s = min(_DOZES_OFF_S, for_s)
    script.to(dozing_s, awake=awake, breath=1.0).stay(for_s - dozing_s)
    tell_lying(script, 0.0)


def fidget(script: Script) -> None:
    """Lift the head, shift the weight, and lie on: too little to be taken for an attempt to get up."""
    pose = script.pose
    amount = script.between(0.1, 0.35) * script.dog.build.struggle_g
    length_s = script.between(0.8, 3.5)
    stirred = max(pose.awake, script.between(0.1, 0.6))
    head_deg = float(np.clip(pose.head_deg + script.between(-25, 40), -40, 50))
    pitch_deg = float(np.clip(pose.pitch_deg + script.between(-2, 2), -8, 20))
    script.to(0.3 * length_s, struggle_g=amount, head_deg=head_deg, pitch_deg=pitch_deg)
    roll_deg = _near_side(pose.roll_deg + script.between(-4, 4))
    script.to(0.4 * length_s, roll_deg=roll_deg, hind_struggle_g=0.3 * amount, awake=stirred)
    script.to(0.3 * length_s, struggle_g=0.0, hind_struggle_g=0.0)
    tell_lying(script, 0.0)
    script.doing(Doing.FIDGET, 0.0)


def _near_side(roll_deg: float) -> float:
    """Keep a roll near the side that she lies on: a dog does not roll over by shifting her weight."""
    middle = 90.0 * round(roll_deg / 90.0)
    return float(np.clip(roll_deg, middle - 25, middle + 25))


def dream(script: Script, *, by_reflex: bool = False) -> None:
    """Kick while asleep, or by reflex without any feeling: the trunk stays where it is."""
    for _ in range(int(script.rng.integers(1, 5))):
        script.to(0.3, kick=script.between(0.3, 1.0), breath=1.5).stay(script.between(0.4, 3.0)).to(
            0.3, kick=0.0
        )
        script.stay(script.between(0.5, 4.0))
    script.to(0.2, breath=1.0)
    tell_lying(script, 0.0)
    script.doing(Doing.REFLEX_KICK if by_reflex else Doing.DREAM, 0.0)


def pant(script: Script) -> None:
    """Pant on her chest for some minutes."""
    script.to(2.0, pant=script.between(0.4, 1.0), breath=0.2).stay(script.between(40, 300))
    script.to(3.0, pant=0.0, breath=1.0)
    tell_lying(script, 0.0)
    script.doing(Doing.PANT, 0.0)


def change_side(script: Script, to: Posture) -> None:
    """Roll over by her own effort, from chest to side, or from one side over the chest to the other."""
    effort = 0.7 * script.dog.build.struggle_g
    length_s = script.between(1.5, 3.5) * (1 + script.dog.deficit)
    goal = settled(script, to)
    goal["roll_deg"] = _on_the_near_side(script.pose.roll_deg, goal["roll_deg"])
    script.to(0.3, struggle_g=effort, hind_struggle_g=0.4 * effort, head_deg=20.0)
    script.to(length_s, **goal)
    script.to(0.4, struggle_g=0.0, hind_struggle_g=0.0)
    script.posture(Posture.OTHER, 0.0)
    script.doing(Doing.TURN, 0.0)


def turned_by_person(script: Script, to: Posture) -> None:
    """A person kneels down, takes hold of her and lays her on the other side: no effort of hers."""
    goal = settled(script, to)
    goal["roll_deg"] = _on_the_near_side(script.pose.roll_deg, goal["roll_deg"])
    script.to(4.0, person_x=script.pose.x + 0.12).to(2.0, stoop=1.0)
    begun_s = script.now_s
    tell_lying(script, 0.0, begun_s)
    script.to(1.5, held_g=0.03)
    script.to(script.between(2.5, 5.0), **goal, held_g=0.05)
    script.to(1.5, held_g=0.02).to(0.8, held_g=0.0)
    script.tell(Track.ASSISTANCE, "turned", begun_s)
    script.doing(Doing.TURNED, begun_s)
    script.posture(Posture.OTHER, begun_s)
    laid_s = script.now_s
    script.to(2.0, stoop=0.0).to(5.0, person_x=-0.5)
    tell_lying(script, laid_s)


def _on_the_near_side(from_deg: float, to_deg: float) -> float:
    """Return the roll to pass to: over the chest from side to side, over the near side onto the back."""
    return -to_deg if from_deg < 0 and to_deg > 135 else to_deg  # noqa: PLR2004 -- on her back

"""On her legs with an aid: in a sling, that a person holds, or in a cart."""

from typing import Final

from landseal.words import Posture, Role
from landseal_sim.acts.lie import settled
from landseal_sim.acts.script import Script
from landseal_sim.acts.visit import comes, goes, tell_place
from landseal_sim.dog.strides import strides
from landseal_sim.truth.words import Doing, Track

_HANGING: Final = {"splay_left_deg": 0.0, "splay_right_deg": 0.0, "roll_deg": 0.0}
_UNEVEN: Final = 0.08  # coefficient of variation of strides with an aid [E]


def in_sling(script: Script, *, therapy: bool = False) -> None:
    """Be lifted by a sling under the belly, rear first, walked in it, and let down."""
    comes(script)
    tell_place(script)
    begun_s = script.now_s
    script.in_use.add(Role.SLING)
    _lifted(script)
    up_s = script.now_s
    script.stay(script.between(5.5, 9))
    script.posture(Posture.STANDING, up_s)
    _walked(script)
    halted_s = script.now_s
    script.to(2.0, sway_g=0.0, stoop=1.0, **settled(script, Posture.LYING_STERNAL)).to(0.6, held_g=0.0)
    script.posture(Posture.OTHER, halted_s)
    script.tell(Track.ASSISTANCE, "therapy" if therapy else "sling", begun_s)
    script.doing(Doing.SLING, begun_s)
    goes(script)
    script.words = "is walked in the sling"


def _lifted(script: Script) -> None:
    """Rise by somebody else's strength: the rear comes up before the front."""
    begun_s, legs = script.now_s, {"thigh_left_deg": 10.0, "thigh_right_deg": 10.0}
    script.to(1.0, held_g=0.02).to(1.2, hind=0.95, hip_pitch_deg=-5.0, held_g=0.05, **legs, **_HANGING)
    script.to(1.2, front=1.0, struggle_g=0.06, stoop=0.4, pitch_deg=0.0).to(0.5, struggle_g=0.0, sway_g=0.01)
    script.tell(Track.ATTEMPT, "lifted", begun_s)
    script.posture(Posture.OTHER, begun_s)


def _walked(script: Script) -> None:
    """Walk in the sling: the fore legs go, the hind ones touch the floor as far as they can."""
    dog, from_s, to_x = script.dog, script.now_s, script.between(0.1, 0.9)
    heave, facing = 0.7 * dog.build.walk_heave_g, 1.0 if to_x > script.pose.x else -1.0
    script.to(0.8, gait_g=heave, hind_gait_g=0.25 * heave, swing_deg=12.0, facing=facing)
    script.to(script.between(15, 120), x=to_x, person_x=to_x + 0.06)
    script.to(0.8, gait_g=0.0, hind_gait_g=0.0, swing_deg=0.0)
    _stride(script, from_s, 0.8, (dog.left_hind, dog.right_hind))
    script.posture(Posture.WALKING, from_s)
    script.tell(Track.BOUT, "sling", from_s)


def in_cart(script: Script) -> None:
    """Be put in a cart and roll about: the trunk level, the wheels in her hind, the fore legs walking."""
    comes(script)
    tell_place(script)
    begun_s = script.now_s
    script.in_use.add(Role.CART)
    _put_in_cart(script)
    up_s = script.now_s
    for _ in range(int(script.rng.integers(2, 7))):
        _rolled(script)
    _stride(script, up_s, 0.9, (1.0, 1.0))  # her hind feet hang: not one of their steps bears weight
    here = script.between(0.3, 0.6)
    script.to(3.0, x=here, person_x=here + 0.1).to(1.0, stoop=1.0, held_g=0.05)
    script.to(3.0, **settled(script, Posture.LYING_STERNAL)).to(0.6, held_g=0.0)
    script.posture(Posture.OTHER, begun_s)
    script.tell(Track.ASSISTANCE, "cart", begun_s)
    script.doing(Doing.CART, begun_s)
    goes(script)
    script.words = "rolls about in her cart"


def _put_in_cart(script: Script) -> None:
    level = {"pitch_deg": 0.0, "hip_pitch_deg": 0.0, "hip_roll_deg": 0.0}
    legs = {"thigh_left_deg": 5.0, "thigh_right_deg": 5.0}
    script.to(2.0, held_g=0.06, lift_m=0.2)
    script.to(2.5, front=1.0, hind=1.0, lift_m=0.0, **level, **legs, **_HANGING)
    script.to(1.0, held_g=0.0, stoop=0.0)


def _rolled(script: Script) -> None:
    """Roll to another place, and stop there for a while."""
    from_s, to_x = script.now_s, script.between(-0.3, 1.3)
    heave, facing = 0.6 * script.dog.build.walk_heave_g, 1.0 if to_x > script.pose.x else -1.0
    script.to(0.8, gait_g=heave, wheel_g=script.between(0.03, 0.09), facing=facing)
    script.to(script.between(5, 60), x=to_x, person_x=to_x + 0.1).to(0.8, gait_g=0.0, wheel_g=0.0)
    script.tell(Track.BOUT, "cart", from_s)
    script.stay(script.between(3, 40))


def _stride(script: Script, from_s: float, pace: float, deficits: tuple[float, float]) -> None:
    """Lay out her strides from a moment until now, at a share of her own walk's pace."""
    both = strides(
        script.rng,
        from_s=from_s,
        to_s=script.now_s,
        hz=pace * script.dog.build.size.walk_hz,
        variation=_UNEVEN,
        deficits=deficits,
    )
    script.walks = (both, both)

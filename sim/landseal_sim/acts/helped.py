"""What people do with her: carry, hold in a sling, put in a cart, drive; and take the harness off."""

from landseal.words import Posture, Role
from landseal_sim.acts.lie import settled, tell_lying
from landseal_sim.acts.script import Script
from landseal_sim.dog.strides import strides
from landseal_sim.truth.words import Doing, Track


def carried(script: Script, to_x: float) -> None:
    """Be picked up, carried, and laid down: trunk and hind move as one, no leg swings."""
    _comes(script)
    _tell_place(script)
    begun_s = script.now_s
    level = {"pitch_deg": script.between(-8, 14), "roll_deg": script.between(-14, 14), "hip_pitch_deg": -6.0}
    hanging = {"thigh_left_deg": 40.0, "thigh_right_deg": 40.0, "splay_left_deg": 0.0, "splay_right_deg": 0.0}
    script.to(0.6, held_g=0.05).to(
        script.between(1.0, 2.0), lift_m=0.75, stoop=0.0, **level, **hanging, hind=0.4, front=0.4
    )
    script.to(script.between(4, 25), x=to_x, person_x=to_x + 0.05, held_g=0.06)
    script.to(1.6, lift_m=0.0, stoop=1.0, held_g=0.03, **settled(script))
    script.to(0.6, held_g=0.0)
    script.tell(Track.ASSISTANCE, "carried", begun_s)
    script.doing(Doing.CARRIED, begun_s)
    script.posture(Posture.OTHER, begun_s)
    _goes(script)
    script.words = "is carried"


def in_sling(script: Script, *, therapy: bool = False) -> None:
    """Be lifted by a sling under the belly, rear first, walked in it, and let down."""
    _comes(script)
    _tell_place(script)
    begun_s = script.now_s
    script.in_use.add(Role.SLING)
    script.to(1.0, held_g=0.02).to(
        1.2,
        hind=0.95,
        hip_pitch_deg=-5.0,
        thigh_left_deg=10.0,
        thigh_right_deg=10.0,
        splay_left_deg=0.0,
        splay_right_deg=0.0,
        roll_deg=0.0,
        held_g=0.05,
    )
    script.to(1.2, front=1.0, struggle_g=0.06, stoop=0.4, pitch_deg=0.0).to(0.5, struggle_g=0.0, sway_g=0.01)
    up_s = script.now_s
    script.stay(script.between(5.5, 9))
    walk_s, heave = script.between(15, 120), 0.7 * script.dog.build.walk_heave_g
    walks_s = script.now_s
    to_x = script.between(0.1, 0.9)
    script.to(
        0.8,
        gait_g=heave,
        hind_gait_g=0.25 * heave,
        swing_deg=12.0,
        facing=1.0 if to_x > script.pose.x else -1.0,
    )
    script.to(walk_s, x=to_x, person_x=to_x + 0.06).to(0.8, gait_g=0.0, hind_gait_g=0.0, swing_deg=0.0)
    halted_s = script.now_s
    dog = script.dog
    fore = strides(
        script.rng,
        from_s=walks_s,
        to_s=halted_s,
        hz=0.8 * dog.build.size.walk_hz,
        variation=0.08,
        deficits=(dog.left_hind, dog.right_hind),
    )
    script.walks = (fore, fore)
    script.to(2.0, sway_g=0.0, stoop=1.0, **settled(script, Posture.LYING_STERNAL)).to(0.6, held_g=0.0)
    script.tell(Track.ATTEMPT, "lifted", begun_s, up_s)
    script.posture(Posture.OTHER, begun_s, up_s)
    script.posture(Posture.STANDING, up_s, walks_s)
    script.posture(Posture.WALKING, walks_s, halted_s)
    script.posture(Posture.OTHER, halted_s)
    script.tell(Track.BOUT, "sling", walks_s, halted_s)
    script.tell(Track.ASSISTANCE, "therapy" if therapy else "sling", begun_s)
    script.doing(Doing.SLING, begun_s)
    _goes(script)
    script.words = "is walked in the sling"


def in_cart(script: Script) -> None:
    """Be put in a cart and roll about: the trunk level, the wheels in her hind, the fore legs walking."""
    _comes(script)
    _tell_place(script)
    begun_s = script.now_s
    script.in_use.add(Role.CART)
    script.to(2.0, held_g=0.06, lift_m=0.2).to(
        2.5,
        front=1.0,
        hind=1.0,
        pitch_deg=0.0,
        roll_deg=0.0,
        lift_m=0.0,
        hip_pitch_deg=0.0,
        hip_roll_deg=0.0,
        thigh_left_deg=5.0,
        thigh_right_deg=5.0,
        splay_left_deg=0.0,
        splay_right_deg=0.0,
    )
    script.to(1.0, held_g=0.0, stoop=0.0)
    up_s = script.now_s
    heave = 0.6 * script.dog.build.walk_heave_g
    for _ in range(int(script.rng.integers(2, 7))):
        from_s, to_x = script.now_s, script.between(-0.3, 1.3)
        script.to(
            0.8,
            gait_g=heave,
            wheel_g=script.between(0.03, 0.09),
            facing=1.0 if to_x > script.pose.x else -1.0,
        )
        script.to(script.between(5, 60), x=to_x, person_x=to_x + 0.1).to(0.8, gait_g=0.0, wheel_g=0.0)
        script.tell(Track.BOUT, "cart", from_s)
        script.stay(script.between(3, 40))
    rolled_s, here = script.now_s, script.between(0.3, 0.6)
    fore = strides(
        script.rng,
        from_s=up_s,
        to_s=rolled_s,
        hz=0.9 * script.dog.build.size.walk_hz,
        variation=0.08,
        deficits=(1.0, 1.0),
    )
    script.walks = (fore, fore)
    script.to(3.0, x=here, person_x=here + 0.1).to(1.0, stoop=1.0, held_g=0.05)
    script.to(3.0, **settled(script, Posture.LYING_STERNAL)).to(0.6, held_g=0.0)
    script.posture(Posture.OTHER, begun_s)
    script.tell(Track.ASSISTANCE, "cart", begun_s)
    script.doing(Doing.CART, begun_s)
    _goes(script)
    script.words = "rolls about in her cart"


def by_car(script: Script) -> None:
    """Be carried to the car, driven, and brought back: the road shakes all of her."""
    _comes(script)
    _tell_place(script)
    begun_s = script.now_s
    script.to(1.5, lift_m=0.75, held_g=0.06, stoop=0.0).to(8.0, x=1.6, person_x=1.7)
    script.to(2.0, held_g=0.0, lift_m=0.0)
    driven_s = script.now_s
    script.tell(Track.ASSISTANCE, "carried", begun_s)
    script.posture(Posture.OTHER, begun_s)
    for _ in range(int(script.rng.integers(3, 10))):
        script.to(4.0, road_g=script.between(0.02, 0.09)).stay(script.between(30, 240)).to(4.0, road_g=0.0)
        script.stay(script.between(5, 60))
    tell_lying(script, driven_s)
    script.doing(Doing.CAR, driven_s)
    back_s = script.now_s
    script.to(1.5, lift_m=0.75, held_g=0.06).to(8.0, x=0.45, person_x=0.5).to(1.6, lift_m=0.0, stoop=1.0)
    script.to(0.6, held_g=0.0)
    script.tell(Track.ASSISTANCE, "carried", back_s)
    script.posture(Posture.OTHER, back_s)
    _goes(script)
    script.words = "is driven in the car"


def without_harness(script: Script, for_s: float) -> None:
    """Lie without her harness, which somebody has put on a table."""
    script.harness_on = False
    script.stay(for_s)
    tell_lying(script, 0.0)
    script.doing(Doing.TABLE, 0.0)


def handled(script: Script, for_s: float) -> None:
    """Be handled as she lies, while the harness is taken off, put on, or the skin looked at."""
    _comes(script)
    script.to(0.5, held_g=0.06).stay(for_s).to(0.5, held_g=0.0)
    tell_lying(script, 0.0)
    _goes(script)


def _comes(script: Script) -> None:
    script.to(3.0, person_x=script.pose.x + 0.1).to(1.0, stoop=1.0)


def _goes(script: Script) -> None:
    from_s = script.now_s
    script.to(1.0, stoop=0.0).to(4.0, person_x=-0.5)
    tell_lying(script, from_s)


def _tell_place(script: Script) -> None:
    """Note how she lay until they took hold of her."""
    tell_lying(script, 0.0, script.now_s)

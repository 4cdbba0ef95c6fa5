"""What people do with her with their hands: carry, drive, and take the harness off."""

from landseal.words import Posture
from landseal_sim.acts.lie import settled, tell_lying
from landseal_sim.acts.script import Script
from landseal_sim.acts.visit import comes, goes, tell_place
from landseal_sim.truth.words import Doing, Track


def carried(script: Script, to_x: float) -> None:
    """Be picked up, carried, and laid down: trunk and hind move as one, no leg swings."""
    comes(script)
    tell_place(script)
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
    goes(script)
    script.words = "is carried"


def by_car(script: Script) -> None:
    """Be carried to the car, driven, and brought back: the road shakes all of her."""
    comes(script)
    tell_place(script)
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
    goes(script)
    script.words = "is driven in the car"


def without_harness(script: Script, for_s: float) -> None:
    """Lie without her harness, which somebody has put on a table."""
    script.harness_on = False
    script.stay(for_s)
    tell_lying(script, 0.0)
    script.doing(Doing.TABLE, 0.0)


def handled(script: Script, for_s: float) -> None:
    """Be handled as she lies, while the harness is taken off, put on, or the skin looked at."""
    comes(script)
    script.to(0.5, held_g=0.06).stay(for_s).to(0.5, held_g=0.0)
    tell_lying(script, 0.0)
    goes(script)

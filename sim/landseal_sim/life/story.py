"""The story that the demo tells: the land seal, two tries that fail; then she stands and walks away."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from landseal.words import Posture
from landseal_sim.acts import lie, rise, up
from landseal_sim.acts.script import Script
from landseal_sim.dog.pose import Keyframes
from landseal_sim.life.habits import Now, Step

_MAT_X = 0.45
_OUT_OF_VIEW_X = 1.45


def story(now: Now) -> Iterator[Step]:
    """Tell it, over and over; the lengths vary with the seed."""
    yield _carried_in
    while True:
        yield from _rests(now, 68, 76)
        for _ in range(2):
            yield rise.fail
            yield from _rests(now, 11.5, 13.5)
        yield partial(rise.get_up, stand_s=float(now.rng.uniform(9, 13)))
        yield partial(up.walk, to_x=_OUT_OF_VIEW_X)
        yield partial(up.lie_down, side=Posture.LYING_STERNAL)
        yield from _rests(now, 72, 84)
        yield partial(rise.get_up, stand_s=float(now.rng.uniform(9, 13)))
        yield partial(up.walk, to_x=_MAT_X)
        yield partial(up.lie_down, side=Posture.LYING_STERNAL)


def _rests(now: Now, least_s: float, most_s: float) -> Iterator[Step]:
    yield partial(lie.rest, for_s=float(now.rng.uniform(least_s, most_s)))


def _carried_in(script: Script) -> None:
    """Be lowered onto the mat after the camera has seen the room without her."""
    goal = lie.settled(script, Posture.LYING_STERNAL)
    script.frames = Keyframes(replace(script.pose, x=_MAT_X, lift_m=2.0, held_g=0.03, front=0.4, hind=0.4))
    script.to(5.0).to(4.0, lift_m=0.0, **goal).to(1.0, held_g=0.0)
    script.posture(Posture.OTHER, 0.0)
    script.words = "is laid on her mat"

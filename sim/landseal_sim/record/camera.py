"""The camera through the edge's own motion code: pixels where something in view changes, else none.

While nothing changes, one frame is like the last but for noise, and the motion code would say the same; so it
is let say the same, without the pixels. Frames are of half the size: the motion code begins with that.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.sources import CameraFrame
from landseal.units import NS_PER_S, whole_second
from landseal_edge.camera.seconds import MotionReader
from landseal_server.intake.decode import Received
from landseal_sim.camera.noise import Noise, exposed_small
from landseal_sim.camera.scene import Scene, changed
from landseal_sim.camera.small import small
from landseal_sim.dog.body import is_quiet
from landseal_sim.household import CAMERA
from landseal_sim.life.house import House
from landseal_sim.life.life import Life
from landseal_sim.life.view import View
from landseal_sim.record.edges import STRETCH_S, Asked, Collector, boot_id
from landseal_sim.sensing.pi import Pi, PiClock

FRAMES_HZ: Final = 1
"""Of the camera, while she gets up or down, and while the motion code settles after a change."""

SLOWER: Final = 2
"""Every so many seconds where something else in view changes: she or somebody walks, a cloud passes."""

_UP_AND_DOWN: Final = frozenset({"front", "hind", "lift_m"})
_IN_VIEW: Final = frozenset({"x", "person_x", "stoop"})

SETTLING_S: Final = 2
"""So long it is watched after a change, until the motion code has settled."""

LEFT_S: Final = 14
"""Likewise after she has left a place: a dozen frames show that nothing of her is there any more."""

_LIGHT_STEP = 0.03  # of a bright day: two levels of brightness


def camera_messages(asked: Asked) -> Iterator[list[Received]]:
    """Yield the camera's messages, a list for each stretch."""
    life = asked.life()
    eye = _Eye(asked, life)
    done_s = 0.0
    while done_s < asked.until_s:
        to_s = min(done_s + STRETCH_S, asked.until_s)
        yield eye.watch(done_s, to_s)
        done_s = to_s


class _Eye:
    """One camera and the edge behind it."""

    def __init__(self, asked: Asked, life: Life) -> None:
        self._asked = asked
        self._life = life
        self._house = House(asked.world, asked.calendar, asked.seed)
        self._view = View(life, self._house)
        self._pi = Pi(asked.world.radio, asked.seed)
        self._clock = PiClock(asked.calendar, self._pi)
        self._noise = Noise(asked.seed, FRAMES_HZ, asked.world.room.noise)
        self._boots, self._collector, self._reader = 0, *self._agent(0)
        self._sent: list[Received] = []
        self._drawn: tuple[Scene, NDArray[np.float32]] | None = None
        self._settled_s = 2.0 * LEFT_S
        self._to_settle_s = 0.0

    def watch(self, from_s: float, to_s: float) -> list[Received]:
        """Watch a stretch; return the messages."""
        lively, urgent = self._lively(from_s, to_s)
        seconds = np.arange(int(np.ceil(from_s)), int(np.ceil(to_s)))
        down = self._pi.is_down(seconds.astype(float))
        turns = [math.ceil(at_s) for at_s in self._pi.turns(from_s, to_s)]
        for second, is_down, may_change, gets_up in zip(seconds.tolist(), down, lively, urgent, strict=True):
            self._clock.now_s = float(second)
            if second in turns:
                self._turn()
            if not is_down:
                self._second(second, may_change=may_change, look=gets_up or not second % SLOWER)
        self._reader.end()
        fetched, self._sent = [*self._sent, *self._collector.fetch()], []
        return fetched

    def _turn(self) -> None:
        """Take in that the Pi has started (it has to learn the room again), or learnt the time."""
        boots = len(self._pi.boots(self._clock.now_s))
        if boots > self._boots:
            self._reader.end()
            self._sent += self._collector.fetch()
            self._boots, self._collector, self._reader = boots, *self._agent(boots)
            self._settled_s = self._clock.now_s + 2 * LEFT_S
        self._collector.lag_s = self._pi.lag_s(self._clock.now_s)

    def _agent(self, boots: int) -> tuple[Collector, MotionReader]:
        collector = Collector(boot_id(boots), self._asked.calendar)
        return collector, MotionReader(CAMERA, self._clock, collector)

    def _lively(self, from_s: float, to_s: float) -> tuple[list[bool], list[bool]]:
        """Tell for each second of a stretch whether something in view may change, and whether she gets up."""
        first, last = int(np.ceil(from_s)), int(np.ceil(to_s))
        lively, urgent = np.zeros((2, last - first), dtype=bool)
        act = self._life.act_at(from_s)
        while act.start_s < to_s:
            where = slice(max(0, int(act.start_s) - first), max(0, int(act.end_s) + 2 - first))
            moving = act.frames.moving()
            urgent[where] |= bool(moving & _UP_AND_DOWN)
            lively[where] |= bool(moving & _IN_VIEW) or not is_quiet(act.frames)
            act = self._life.act(act.number + 1)
        for begins_s, ends_s in self._house.lively(from_s, to_s):
            lively[max(0, int(begins_s) - first) : max(0, int(ends_s) + 2 - first)] = True
        return (lively | urgent).tolist(), urgent.tolist()

    def _second(self, second: int, *, may_change: bool, look: bool) -> None:
        """Look where something may change, and for a while afterwards; else the last look still holds."""
        if self._to_settle_s and not may_change:
            self._settled_s, self._to_settle_s = second + self._to_settle_s, 0.0
        settling = second <= self._settled_s
        if settling or (may_change and look):
            scene = self._view.scene(float(second))
            if self._drawn is None or _differ(self._drawn[0], scene):
                self._to_settle_s = max(self._to_settle_s, self._settling_s(scene))
                self._drawn = (scene, small(scene))
                settling = True
        t0_ns = whole_second(self._clock.utc_ns())
        if settling and self._drawn is not None:
            scene, luma = self._drawn
            frame = exposed_small(luma, scene.light, self._noise.frame(second))
            self._reader.see(CameraFrame(int(second * NS_PER_S), frame), t0_ns)
        else:
            self._reader.see_no_change(t0_ns)

    def _settling_s(self, scene: Scene) -> float:
        """Return how long a change is to be watched: light alone is followed at once."""
        before = None if self._drawn is None else self._drawn[0]
        if before is not None and _place(before) != _place(scene):
            return LEFT_S
        return 0.0 if before is not None and before == replace(scene, light=before.light) else SETTLING_S


def _differ(a: Scene, b: Scene) -> bool:
    """Tell whether two scenes look different; slow light is followed in small steps."""
    lights = (
        a.light.infrared != b.light.infrared
        or max(abs(a.light.level - b.light.level), abs(a.light.cloud - b.light.cloud)) > _LIGHT_STEP
    )
    return lights or changed(a, replace(b, light=a.light))


def _place(scene: Scene) -> float:
    """Return where she is across the room, to a few hundredths of its width."""
    return math.inf if scene.dog is None else round(scene.dog.x, 1)

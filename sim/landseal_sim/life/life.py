"""A seeded life: the same dog, world, seed and calendar are the same life, act for act."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import takewhile
from threading import Lock

import numpy as np

from landseal.errors import LandsealError
from landseal.words import Role
from landseal_sim.acts import lie
from landseal_sim.acts.script import Act, Dog, Script
from landseal_sim.dog.body import Felt, feel
from landseal_sim.dog.build import build
from landseal_sim.dog.pose import Pose
from landseal_sim.dog.size import Size
from landseal_sim.life.calendar import SECONDS_PER_DAY, Calendar
from landseal_sim.life.course import dog_of_the_day
from landseal_sim.life.errands import Appointment, Errand, appointments
from landseal_sim.life.habits import Step, goes_out, is_helped, rests
from landseal_sim.world.model import DogSection, World

_BODY, _PLAN, _ACT, _FELT = range(11, 15)
"""What a stream of random numbers is for; each its own: one more draw here moves nothing there."""

WORN: tuple[Role, ...] = (Role.TRUNK, Role.PELVIS, Role.THIGH_LEFT, Role.THIGH_RIGHT, Role.COLLAR)
"""Roles of sensors that she wears; the others sit on things."""


class Life:
    """One dog's acts, endless; remembers those that were asked for."""

    def __init__(
        self,
        section: DogSection,
        world: World,
        calendar: Calendar,
        seed: int,
        course: "Callable[[Life], Iterator[Step]] | None" = None,
    ) -> None:
        self.section = section
        self.world = world
        self.calendar = calendar
        self.seed = seed
        self.build = build(Size(section.weight_kg), world.body, np.random.default_rng((seed, _BODY)))
        self.rng = np.random.default_rng((seed, _PLAN))
        self.pose = Pose()
        self.now_s = 0.0
        self._writing = Lock()  # the camera's pictures are drawn in a thread beside the event loop
        self._acts: list[Act] = []
        self._starts_s: list[float] = []
        self._steps = (course or everyday)(self)
        self._planned: list[Appointment] = []
        self._planned_day = -1
        self._worn = [role for role in section.sensors if role in WORN]
        unknown = [str(role) for role in section.sensors if role not in world.sensors]
        if unknown:
            raise LandsealError(
                f'the dog wears what the world "{world.name}" does not describe: {", ".join(unknown)}',
                remedy="Add [sensors.ROLE] to the world, or build it on a shipped one (base).",
            )
        self._feel = lru_cache(maxsize=8)(self._felt)

    def acts(self) -> Iterator[Act]:
        """Yield her acts in order, without end."""
        number = 0
        while True:
            yield self.act(number)
            number += 1

    def acts_until(self, until_s: float) -> Iterator[Act]:
        """Yield the acts that begin before a moment, in order."""
        return takewhile(lambda act: act.start_s < until_s, self.acts())

    def act(self, number: int) -> Act:
        """Return an act by its number."""
        with self._writing:
            while len(self._acts) <= number:
                self._acts.append(self._write(next(self._steps)))
                self._starts_s.append(self._acts[-1].start_s)
        return self._acts[number]

    def act_at(self, at_s: float) -> Act:
        """Return the act that a moment lies in."""
        while not self._acts or self._acts[-1].end_s <= at_s:
            self.act(len(self._acts))
        return self._acts[max(0, bisect_right(self._starts_s, at_s) - 1)]

    def next_errand(self) -> Errand | None:
        """Take the errand out of the day's plan that is due; None where none is."""
        if self.until_errand_s > 0 or not self._planned:
            return None
        return self._planned.pop(0).errand

    def felt(self, act: Act) -> Felt:
        """Return what her sensors' places feel during an act."""
        return self._feel(act.number)

    @property
    def dog(self) -> Dog:
        """The dog of the day."""
        return dog_of_the_day(self.section, self.build, self.now_s / SECONDS_PER_DAY)

    @property
    def hour(self) -> float:
        """The hour on the clock on the wall."""
        return self.calendar.hour(self.now_s)

    @property
    def until_errand_s(self) -> float:
        """How long until somebody comes for her today."""
        self._plan()
        if not self._planned:
            return self.calendar.since_s(self._planned_day + 1, 0.0) - self.now_s + 1.0
        return self.calendar.since_s(self._planned_day, self._planned[0].hour) - self.now_s

    def _felt(self, number: int) -> Felt:
        act = self._acts[number]
        rng = np.random.default_rng((self.seed, _FELT, number))
        return feel(act.frames, act.walks, self.build, roles=self._worn, since_birth_s=act.start_s, rng=rng)

    def _write(self, step: Step) -> Act:
        number = len(self._acts)
        script = Script(self.dog, self.world, self.pose, np.random.default_rng((self.seed, _ACT, number)))
        step(script)
        act = script.done(number, self.now_s)
        self.pose, self.now_s = script.pose, act.end_s
        return act

    def _plan(self) -> None:
        """Make the day's plan when it has begun; what was missed of the day before is dropped."""
        day = self.calendar.day(self.now_s)
        if day != self._planned_day:
            self._planned_day = day
            planned = appointments(self.world.care, self.dog, np.random.default_rng((self.seed, _PLAN, day)))
            self._planned = [a for a in planned if self.calendar.since_s(day, a.hour) >= self.now_s]


def everyday(life: Life) -> Iterator[Step]:
    """Yield step after step of an ordinary life; by the next one the former has been written."""
    yield _settle
    while True:
        has_had_enough = yield from rests(life)
        errand = life.next_errand()
        if errand is not None:
            yield from is_helped(life, errand)
        elif has_had_enough:
            yield from goes_out(life)


def _settle(script: Script) -> None:
    """Begin on the mat, as she lies."""
    script.to(2.0, **lie.settled(script)).stay(5.0)
    lie.tell_lying(script, 0.0)

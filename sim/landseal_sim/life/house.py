"""The house round her: daylight, lamps and clouds, people who pass through, another animal."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from landseal_sim.camera.scene import Figure, Light, Person
from landseal_sim.life.calendar import SECONDS_PER_DAY, Calendar
from landseal_sim.world.model import World

_DUSK_H: Final = 0.8  # hours that dawn and dusk take
_LAMP_LEVEL: Final = 0.3
_VISIT_S: Final = (4.0, 40.0)
_CLOUD_S: Final = (8.0, 90.0)
_WAKING_H: Final = (6.5, 23.0)
_STEP_HZ: Final = 1.8
_LIGHT_STEP_S: Final = 30.0


@dataclass(frozen=True)
class Passage:
    """Somebody crosses the room, perhaps stops in the middle, and is gone."""

    from_s: float
    length_s: float
    begins_x: float
    ends_x: float
    depth: float

    def x(self, at_s: float) -> float | None:
        """Return where they are; None when they are not in the room."""
        share = (at_s - self.from_s) / self.length_s
        if not 0 <= share <= 1:
            return None
        return self.begins_x + share * (self.ends_x - self.begins_x)


@dataclass(frozen=True)
class _Day:
    people: list[Passage]
    pets: list[Passage]
    clouds: list[Passage]


class House:
    """What the camera sees beside the dog, drawn day by day; the same for the same seed."""

    def __init__(self, world: World, calendar: Calendar, seed: int) -> None:
        self._world = world
        self._calendar = calendar
        self._seed = seed
        self._day = lru_cache(maxsize=4)(self._drawn)

    def light(self, at_s: float) -> Light:
        """Return the light at a moment."""
        room, hour = self._world.room, self._calendar.hour(at_s)
        daylight = float(np.clip(min(hour - room.sunrise_h, room.sunset_h - hour) / _DUSK_H, 0, 1))
        lamp_is_on = hour >= 6 and hour < room.lamp_off_h  # noqa: PLR2004 -- somebody is up
        if daylight <= 0 and not lamp_is_on:
            return Light(level=1.0, infrared=True)
        cloud = max((_shade(cloud, at_s) for cloud in self._near(at_s).clouds), default=0.0)
        return Light(level=max(_LAMP_LEVEL, daylight), cloud=cloud * daylight)

    def people(self, at_s: float) -> tuple[Person, ...]:
        """Return who passes through."""
        found = [(p, p.x(at_s)) for p in self._near(at_s).people]
        return tuple(
            Person(x=x, depth=p.depth, stride=0.7, stride_phase=_phase(at_s), facing=_facing(p))
            for p, x in found
            if x is not None
        )

    def pets(self, at_s: float) -> tuple[Figure, ...]:
        """Return the other animal, when it is about."""
        found = [(p, p.x(at_s)) for p in self._near(at_s).pets]
        return tuple(
            Figure(
                x=x,
                depth=p.depth,
                size=0.75,
                front=1,
                hind=1,
                stride=0.8,
                stride_phase=2 * _phase(at_s),
                facing=_facing(p),
                coat=0.75,
                harness=False,
            )
            for p, x in found
            if x is not None
        )

    def lively(self, from_s: float, to_s: float) -> list[tuple[float, float]]:
        """Return when within a stretch somebody is about or the light changes, each from when to when."""
        day = self._near(from_s)
        passing = [(p.from_s, p.from_s + p.length_s) for p in (*day.people, *day.pets, *day.clouds)]
        ticks = np.arange(from_s, to_s, _LIGHT_STEP_S).tolist()
        lights = [self.light(at_s) for at_s in [*ticks, to_s]]
        fading = [
            (at_s, at_s + _LIGHT_STEP_S)
            for at_s, a, b in zip(ticks, lights, lights[1:], strict=False)
            if a != b
        ]
        return [(a, b) for a, b in (*passing, *fading) if a < to_s and b > from_s]

    def _near(self, at_s: float) -> _Day:
        return self._day(int(at_s // SECONDS_PER_DAY))

    def _drawn(self, day: int) -> _Day:
        rng = np.random.default_rng((self._seed, 25, day))
        care, room = self._world.care, self._world.room
        return _Day(
            people=[self._passage(rng, day, _VISIT_S) for _ in range(rng.poisson(care.visits_a_day))],
            pets=[self._passage(rng, day, _VISIT_S) for _ in range(rng.poisson(care.second_pet_a_day))],
            clouds=[self._passage(rng, day, _CLOUD_S) for _ in range(rng.poisson(room.clouds_an_hour * 12))],
        )

    def _passage(self, rng: np.random.Generator, day: int, lengths_s: tuple[float, float]) -> Passage:
        hour = float(rng.uniform(*_WAKING_H))
        begins, ends = (-0.5, 1.5) if rng.random() < 0.5 else (1.5, -0.5)  # noqa: PLR2004 -- either way
        since_s = day * SECONDS_PER_DAY + (hour - self._calendar.hour(day * SECONDS_PER_DAY)) % 24 * 3600
        last_s = (day + 1) * SECONDS_PER_DAY - lengths_s[1]  # nobody is half in one day, half in the next
        return Passage(
            min(since_s, last_s), float(rng.uniform(*lengths_s)), begins, ends, float(rng.uniform(0.3, 0.9))
        )


def _shade(cloud: Passage, at_s: float) -> float:
    """Return how deep a cloud's shadow is: it comes and goes gently."""
    share = (at_s - cloud.from_s) / cloud.length_s
    return float(0.6 * np.sin(np.pi * share) ** 2) if 0 <= share <= 1 else 0.0


def _phase(at_s: float) -> float:
    return float(2 * np.pi * _STEP_HZ / 2 * at_s)


def _facing(passage: Passage) -> int:
    return 1 if passage.ends_x > passage.begins_x else -1

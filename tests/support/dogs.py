"""Simulated dogs for tests: lives, and what a perfect sensor in the body frame would feel of them."""

from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from landseal.words import Role
from landseal_sim.acts.script import Act
from landseal_sim.life.calendar import begins
from landseal_sim.life.life import Life
from landseal_sim.life.story import story
from landseal_sim.truth.book import Book
from landseal_sim.world.load import load_dog, load_world

RATE_HZ = 50
BERLIN = ZoneInfo("Europe/Berlin")


def life_of(
    dog: str = "paretic-small", *, world: str = "home", seed: int = 1, start: str = "2026-03-02"
) -> Life:
    return Life(load_dog(dog), load_world(world), begins(start, BERLIN), seed)


def story_of(seed: int = 1, dog: str = "sound-medium") -> Life:
    """The life that the demo tells, of a dog whose walk is regular enough to be counted."""
    return Life(load_dog(dog), load_world("home"), begins("2026-03-02", BERLIN), seed, story)


def acts_of(life: Life, until_s: float) -> list[Act]:
    return list(life.acts_until(until_s))


def book_of(life: Life, until_s: float) -> Book:
    book = Book()
    for act in acts_of(life, until_s):
        book.enter(act)
    return book


def felt(life: Life, until_s: float, role: Role = Role.TRUNK) -> NDArray[np.float64]:
    """Return specific force in g in the body frame at `RATE_HZ`, (samples, 3), without faults."""
    parts = []
    for act in acts_of(life, until_s):
        at_s = np.arange(np.ceil(act.start_s * RATE_HZ), np.ceil(act.end_s * RATE_HZ)) / RATE_HZ
        there = life.felt(act)
        grid_s = act.start_s + np.arange(len(there.specific_force_g[role])) / there.rate_hz
        parts.append(
            np.stack([np.interp(at_s, grid_s, axis) for axis in there.specific_force_g[role].T], axis=1)
        )
    return np.concatenate(parts)[: int(until_s * RATE_HZ)]

"""The postures of many pets' seconds: those of a tick, in as few passes over arrays as there are seconds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise import belief, context
from landseal_server.recognise.follow import Followed, PostureMemory
from landseal_server.recognise.hypotheses import Hypotheses, expected, in_body
from landseal_server.recognise.model import PostureModel
from landseal_server.recognise.poses import Vigour, log_likelihood

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Seconds:
    """One pet's seconds, oldest first, and what was remembered of her before them."""

    before: PostureMemory
    ways: Hypotheses
    gravity: Array
    """(seconds, 3) in the sensor's axes, length 1."""
    moved: Array
    """(seconds, columns) as `movement` gives it."""
    broken: NDArray[np.bool_]
    """(seconds,) whether time has leapt before it."""


@dataclass(frozen=True)
class Judged:
    """The same seconds, judged."""

    chance: list[list[float]]
    """Of each posture."""
    gravity: Array
    """(seconds, 3) in the body frame, as it is expected to point."""
    _after: list[Followed]
    _pet: int

    def memory_after(self, second: int) -> PostureMemory:
        """Return what is to be remembered after one of the seconds."""
        return self._after[second].memory(self._pet)


def judge(pets: Sequence[Seconds], model: PostureModel) -> list[Judged]:
    """Judge the seconds of many pets, each with what came before it."""
    found: dict[int, Judged] = {}
    for numbers in _alike(pets):
        alike = _follow([pets[number] for number in numbers], model.vigour)
        for place, number in enumerate(numbers):
            mine = slice(len(pets[number].moved)), place
            chance = model.live.chance(alike.columns[mine]).tolist()
            found[number] = Judged(chance, alike.gravity[mine], alike.after, place)
    return [found[pet] for pet in range(len(pets))]


def columns_of(pets: Sequence[Seconds], vigour: Vigour) -> list[Array]:
    """Return what each pet's seconds are judged by, (seconds, context.COLUMNS) each."""
    found: dict[int, Array] = {}
    for numbers in _alike(pets):
        alike = _follow([pets[number] for number in numbers], vigour)
        for place, number in enumerate(numbers):
            found[number] = alike.columns[: len(pets[number].moved), place]
    return [found[pet] for pet in range(len(pets))]


def _alike(pets: Sequence[Seconds]) -> Iterator[list[int]]:
    """Yield the numbers of the pets whose sensors may sit in as many ways."""
    order = sorted(range(len(pets)), key=lambda pet: len(pets[pet].ways.log_prior))
    for _, alike in groupby(order, key=lambda pet: len(pets[pet].ways.log_prior)):
        yield list(alike)


@dataclass(frozen=True)
class _Alike:
    """Pets whose sensors may sit in as many ways, second by second; the shorter ones are prolonged."""

    columns: Array
    """(seconds, pets, context.COLUMNS)."""
    gravity: Array
    """(seconds, pets, 3) in the body frame, as it is expected to point."""
    after: list[Followed]


def _follow(pets: list[Seconds], vigour: Vigour) -> _Alike:
    """Follow pets through their seconds.

    Only what needs the second before it goes second by second; all else is done for all of them at once.
    """
    rows = [np.minimum(np.arange(max(len(pet.moved) for pet in pets)), len(pet.moved) - 1) for pet in pets]
    each = list(zip(pets, rows, strict=True))
    moved = np.stack([pet.moved[at] for pet, at in each], axis=1)
    broken = np.stack([pet.broken[at] for pet, at in each], axis=1)
    gravity = np.stack([in_body(pet.gravity, pet.ways.rotation)[at] for pet, at in each], axis=1)
    trust = np.array([pet.ways.trust for pet in pets])
    heading = np.stack([pet.ways.heading for pet in pets])

    first = Followed.together([Followed.remembered(pet.before, pet.ways) for pet in pets])
    evidence = trust * belief.weight_of_evidence(moved[..., 0])
    believed = belief.followed(first.belief, log_likelihood(gravity, moved[..., 0], vigour), evidence, broken)
    weight, chance = belief.probabilities(believed)
    own = context.own(weight, chance, gravity, moved)
    recent = context.followed(first.recent, own, broken)
    return _Alike(
        columns=context.fading(recent, own),
        gravity=expected(weight, gravity, heading),
        after=[Followed(*now) for now in zip(believed, recent, strict=True)],
    )

"""The postures of many pets' seconds: those of a tick, in as few passes over arrays as there are seconds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise import belief
from landseal_server.recognise.follow import Followed, PostureMemory, Seen, follow
from landseal_server.recognise.hypotheses import Hypotheses, in_body
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
        after = list(_followed([pets[number] for number in numbers], model.vigour))
        gravity = np.stack([state.gravity for state in after], axis=1)
        for place, (number, columns) in enumerate(_columns(pets, numbers, after)):
            chance = model.live.chance(columns).tolist()
            found[number] = Judged(chance, gravity[place, : len(columns)], after, place)
    return [found[pet] for pet in range(len(pets))]


def columns_of(pets: Sequence[Seconds], vigour: Vigour) -> list[Array]:
    """Return what each pet's seconds are judged by, (seconds, context.COLUMNS) each."""
    found: dict[int, Array] = {}
    for numbers in _alike(pets):
        after = list(_followed([pets[number] for number in numbers], vigour))
        found |= _columns(pets, numbers, after)
    return [found[pet] for pet in range(len(pets))]


def _alike(pets: Sequence[Seconds]) -> Iterator[list[int]]:
    """Yield the numbers of the pets whose sensors may sit in as many ways."""
    order = sorted(range(len(pets)), key=lambda pet: len(pets[pet].ways.log_prior))
    for _, alike in groupby(order, key=lambda pet: len(pets[pet].ways.log_prior)):
        yield list(alike)


def _columns(
    pets: Sequence[Seconds], numbers: Iterable[int], after: list[Followed]
) -> Iterator[tuple[int, Array]]:
    columns = np.stack([state.columns for state in after], axis=1)
    for place, number in enumerate(numbers):
        yield number, columns[place, : len(pets[number].moved)]


def _followed(pets: list[Seconds], vigour: Vigour) -> Iterator[Followed]:
    """Yield all pets after each second; of one whose seconds are over, the last is repeated for nothing."""
    state = Followed.together([Followed.remembered(pet.before, pet.ways) for pet in pets])
    rotation = np.stack([pet.ways.rotation for pet in pets])
    heading = np.stack([pet.ways.heading for pet in pets])
    trust = np.array([pet.ways.trust for pet in pets])
    for second in range(max(len(pet.moved) for pet in pets)):
        held = [min(second, len(pet.moved) - 1) for pet in pets]
        at = list(zip(pets, held, strict=True))
        moved = np.stack([pet.moved[row] for pet, row in at])
        gravity = in_body(np.stack([pet.gravity[row] for pet, row in at]), rotation)
        broken = np.array([pet.broken[row] for pet, row in at])
        log_seen = log_likelihood(gravity, moved[:, 0], vigour)
        evidence = trust * belief.weight_of_evidence(moved[:, 0])
        state = follow(state, Seen(log_seen, evidence, gravity, heading, moved, broken))
        yield state

"""The postures of many pets' seconds: those of one tick, in as few passes over arrays as there are seconds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise import belief
from landseal_server.recognise.follow import Followed, PostureMemory, follow
from landseal_server.recognise.hypotheses import Hypotheses, in_body
from landseal_server.recognise.model import Model
from landseal_server.recognise.poses import log_likelihood

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


def judge(pets: Sequence[Seconds], model: Model) -> list[Judged]:
    """Judge the seconds of many pets, each with what came before it."""
    order = sorted(range(len(pets)), key=lambda pet: len(pets[pet].ways.log_prior))
    found: dict[int, Judged] = {}
    for _, alike in groupby(order, key=lambda pet: len(pets[pet].ways.log_prior)):
        numbers = list(alike)
        found |= zip(numbers, _alike([pets[number] for number in numbers], model), strict=True)
    return [found[pet] for pet in range(len(pets))]


def _alike(pets: list[Seconds], model: Model) -> Iterator[Judged]:
    """Judge pets whose sensors may sit in as many ways."""
    after = list(_followed(pets, model))
    columns = np.stack([state.columns for state in after], axis=1)
    gravity = np.stack([state.gravity for state in after], axis=1)
    for number, pet in enumerate(pets):
        seconds = slice(len(pet.moved))
        chance = model.live.chance(columns[number, seconds]).tolist()
        yield Judged(chance, gravity[number, seconds], after, number)


def _followed(pets: list[Seconds], model: Model) -> Iterator[Followed]:
    """Yield all pets after each second; of one whose seconds are over, the last is repeated for nothing."""
    state = Followed.together([Followed.remembered(pet.before, pet.ways) for pet in pets])
    longest = max(len(pet.moved) for pet in pets)
    held = [np.minimum(np.arange(longest), len(pet.moved) - 1) for pet in pets]
    moved = np.stack([pet.moved[at] for pet, at in zip(pets, held, strict=True)], axis=1)
    gravity = np.stack(
        [in_body(pet.gravity, pet.ways.rotation)[at] for pet, at in zip(pets, held, strict=True)], axis=1
    )
    broken = np.stack([pet.broken[at] for pet, at in zip(pets, held, strict=True)], axis=1)
    trust = np.array([pet.ways.trust for pet in pets])
    log_vedba = moved[..., 0]
    log_seen = log_likelihood(gravity, log_vedba, model.vigour)
    evidence = trust * belief.weight_of_evidence(log_vedba)
    for second in range(longest):
        state = follow(
            state, log_seen[second], evidence[second], gravity[second], moved[second], broken[second]
        )
        yield state

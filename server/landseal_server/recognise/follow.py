"""Many pets followed by one second: what is believed, what came before, and what is looked at to judge it."""

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise import belief, context, hypotheses
from landseal_server.recognise.belief import Belief
from landseal_server.recognise.context import Recent
from landseal_server.recognise.hypotheses import Hypotheses
from landseal_server.recognise.poses import CLASSES

Array = NDArray[np.float64]


class PostureMemory(msgspec.Struct, frozen=True):
    """One pet, as it is kept: float64 arrays in bytes, all empty before the first second."""

    log_weight: bytes = b""
    posture: bytes = b""
    total: bytes = b""
    seconds: bytes = b""


@dataclass(frozen=True)
class Followed:
    """Pets with as many ways in which a sensor may sit; first axis: pets."""

    belief: Belief
    recent: Recent
    columns: Array
    """(pets, context.COLUMNS) what the last second is judged by."""
    gravity: Array
    """(pets, 3) where gravity is expected to point in the body frame; not of length 1."""

    @classmethod
    def at_first(cls, ways: Hypotheses) -> "Followed":
        """Return one pet, before anything was seen."""
        return cls(Belief.at_first(ways.log_prior), Recent.nothing(), np.empty((1, 0)), np.zeros((1, 3)))

    @classmethod
    def remembered(cls, memory: PostureMemory, ways: Hypotheses) -> "Followed":
        """Return one pet as it is remembered; begin anew where the sensor may sit in other ways by now."""
        weight = np.frombuffer(memory.log_weight)
        first = cls.at_first(ways)
        if len(weight) != len(ways.log_prior):
            return first
        posture, total = (np.frombuffer(part) for part in (memory.posture, memory.total))
        return cls(
            Belief(weight[None], posture.reshape(1, len(weight), len(CLASSES))),
            Recent(total.reshape(first.recent.total.shape), np.frombuffer(memory.seconds)[None]),
            first.columns,
            first.gravity,
        )

    @classmethod
    def together(cls, pets: list["Followed"]) -> "Followed":
        """Return several as one."""
        return cls(
            Belief(
                np.concatenate([pet.belief.log_weight for pet in pets]),
                np.concatenate([pet.belief.posture for pet in pets]),
            ),
            Recent(
                np.concatenate([pet.recent.total for pet in pets]),
                np.concatenate([pet.recent.seconds for pet in pets]),
            ),
            np.concatenate([pet.columns for pet in pets]),
            np.concatenate([pet.gravity for pet in pets]),
        )

    def memory(self, pet: int) -> PostureMemory:
        """Return what is to be kept of one of them."""
        return PostureMemory(
            self.belief.log_weight[pet].tobytes(),
            self.belief.posture[pet].tobytes(),
            self.recent.total[pet].tobytes(),
            self.recent.seconds[pet].tobytes(),
        )


@dataclass(frozen=True)
class Seen:
    """One second of each pet, by itself."""

    log_seen: Array
    """(pets, ways, classes) how well each posture explains it."""
    evidence: Array
    """(pets,) what it tells of the mount."""
    gravity: Array
    """(pets, ways, 3) in the body frame."""
    heading: NDArray[np.int64]
    """(pets, ways) of each way."""
    moved: Array
    """(pets, columns) as `movement` gives it."""
    broken: NDArray[np.bool_]
    """(pets,) whether time has leapt before it."""


def follow(before: Followed, seen: Seen) -> Followed:
    """Follow pets by one second."""
    now = belief.advance(before.belief, seen.log_seen, seen.evidence, seen.broken)
    weight, chance = now.probabilities()
    gravity = seen.gravity
    own = context.own(weight, chance, gravity, seen.moved)
    recent = context.remember(before.recent, own, seen.broken)
    return Followed(
        now, recent, context.fading(recent, own), hypotheses.expected(weight, gravity, seen.heading)
    )

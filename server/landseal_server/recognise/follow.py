"""What is remembered of pets' postures from second to second: one at rest, many on the way."""

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

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
    lain: bytes = b""


@dataclass(frozen=True)
class Followed:
    """Pets with as many ways in which a sensor may sit; first axis: pets."""

    belief: Belief
    recent: Recent

    @classmethod
    def remembered(cls, memory: PostureMemory, ways: Hypotheses) -> "Followed":
        """Return one pet as it is remembered; begin anew where it was kept for other ways or columns."""
        first = cls(Belief.at_first(ways.log_prior), Recent.nothing())
        if [len(part) for part in msgspec.structs.astuple(memory)] != first.sizes():
            return first
        weight, posture, total = (
            np.frombuffer(part) for part in (memory.log_weight, memory.posture, memory.total)
        )
        return cls(
            Belief(weight[None], posture.reshape(1, len(weight), len(CLASSES))),
            Recent(
                total.reshape(first.recent.total.shape),
                np.frombuffer(memory.seconds)[None],
                np.frombuffer(memory.lain)[None],
            ),
        )

    @classmethod
    def together(cls, pets: list["Followed"]) -> "Followed":
        """Return several as one."""
        if len(pets) == 1:
            return pets[0]
        return cls(
            Belief(
                np.concatenate([pet.belief.log_weight for pet in pets]),
                np.concatenate([pet.belief.posture for pet in pets]),
            ),
            Recent(
                np.concatenate([pet.recent.total for pet in pets]),
                np.concatenate([pet.recent.seconds for pet in pets]),
                np.concatenate([pet.recent.lain for pet in pets]),
            ),
        )

    def sizes(self) -> list[int]:
        """Return how many bytes each part of one pet's memory has."""
        belief, recent = self.belief, self.recent
        parts = (belief.log_weight, belief.posture, recent.total, recent.seconds, recent.lain)
        return [part[0].nbytes for part in parts]

    def memory(self, pet: int) -> PostureMemory:
        """Return what is to be kept of one of them."""
        return PostureMemory(
            self.belief.log_weight[pet].tobytes(),
            self.belief.posture[pet].tobytes(),
            self.recent.total[pet].tobytes(),
            self.recent.seconds[pet].tobytes(),
            self.recent.lain[pet].tobytes(),
        )

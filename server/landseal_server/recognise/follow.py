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


@dataclass(frozen=True)
class Followed:
    """Pets with as many ways in which a sensor may sit; first axis: pets."""

    belief: Belief
    recent: Recent

    @classmethod
    def remembered(cls, memory: PostureMemory, ways: Hypotheses) -> "Followed":
        """Return one pet as it is remembered; begin anew where the sensor may sit in other ways by now."""
        weight, first = np.frombuffer(memory.log_weight), Recent.nothing()
        if len(weight) != len(ways.log_prior):
            return cls(Belief.at_first(ways.log_prior), first)
        posture, total = (np.frombuffer(part) for part in (memory.posture, memory.total))
        return cls(
            Belief(weight[None], posture.reshape(1, len(weight), len(CLASSES))),
            Recent(total.reshape(first.total.shape), np.frombuffer(memory.seconds)[None]),
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
            ),
        )

    def memory(self, pet: int) -> PostureMemory:
        """Return what is to be kept of one of them."""
        return PostureMemory(
            self.belief.log_weight[pet].tobytes(),
            self.belief.posture[pet].tobytes(),
            self.recent.total[pet].tobytes(),
            self.recent.seconds[pet].tobytes(),
        )

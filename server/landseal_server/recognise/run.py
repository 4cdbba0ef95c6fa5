"""What recognition is asked to read: the seconds of a pet, and what is known of her beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from landseal.words import Role
from landseal_server.intake.lane import Epoch
from landseal_server.memory import PetMemory
from landseal_server.recognise.hypotheses import Hypotheses, any_way, near


@dataclass(frozen=True)
class Profile:
    """What is known of a pet before anything is measured."""

    weight_kg: float
    primary: Role
    """The sensor that posture is read from: the trunk's, or else the collar's."""
    mounts: dict[Role, NDArray[np.float64] | None]
    """Rotation (3, 3) from the sensor's axes to the body's; None: not known."""
    cameras: frozenset[str] = frozenset()
    """Cameras that have nobody but her in view: a box of any other camera is given to nobody."""

    @cached_property
    def ways(self) -> Hypotheses:
        """How the sensor that posture is read from may sit."""
        mount = self.mounts.get(self.primary)
        return any_way() if mount is None else near(mount)


@dataclass(frozen=True)
class Run:
    """Seconds of one pet, oldest first: one while she is watched, many when there is a backlog."""

    epochs: Sequence[Epoch]
    memory: PetMemory
    profile: Profile

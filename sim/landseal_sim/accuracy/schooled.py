"""Simulated dogs to learn from, second by second with the truth: of all sizes, and none that is shipped."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.words import Role
from landseal_server.recognise.resample import GRID_HZ
from landseal_sim.realism.clips import CLASSES, majority
from landseal_sim.realism.simulated import Subject, labels
from landseal_sim.sensing.sensor import Sensor
from landseal_sim.world.model import DogSection

_WEIGHTS_KG: Final = (3.0, 6.0, 11.0, 18.0, 27.0, 38.0)
_DEFICITS: Final = ((0.0, 0.0), (0.5, 0.15), (0.75, 0.7), (0.95, 0.9))
_WORLDS: Final = ("home", "hard")
_PURE: Final = 0.75

LIVES: Final = len(_WEIGHTS_KG) * len(_DEFICITS)
"""How many dogs there are."""


@dataclass(frozen=True)
class Taught:
    """One simulated dog's day."""

    weight_kg: float
    grid: NDArray[np.float32]
    """(seconds, GRID_HZ, 3) specific force in g, in the axes of the trunk's sensor."""
    label: NDArray[np.int8]
    """(seconds,) index into `CLASSES`, or -1."""


def lessons(seed: int, hours: float) -> Iterator[Taught]:
    """Yield simulated dogs, each by her trunk's sensor.

    Args:
        seed: the first; each dog has one of her own.
        hours: of each dog, from eight in the morning on.
    """
    for number, weight_kg in enumerate(_WEIGHTS_KG):
        for grade, (left, right) in enumerate(_DEFICITS):
            section = DogSection(
                name="a dog to learn from",
                weight_kg=weight_kg,
                left_hind=left,
                right_hind=right,
                sensors=[Role.TRUNK],
            )
            world = _WORLDS[(number + grade) % len(_WORLDS)]
            yield _taught(Subject("lesson", section, world, seed + len(_DEFICITS) * number + grade, hours))


def _taught(subject: Subject) -> Taught:
    life = subject.life()
    acts = list(life.acts_until(3600 * subject.hours))
    count = int(acts[-1].end_s) - 1
    sensor = Sensor(Role.TRUNK, life.world.sensors[Role.TRUNK], life.seed)
    parts = [sensor.measure(act, life.felt(act)) for act in acts]
    taken_s = np.concatenate([part.at_s for part in parts])
    values = np.concatenate([part.lsb for part in parts]).astype(np.float64) * sensor.g_per_lsb
    at_s = np.arange(count * GRID_HZ) / GRID_HZ
    grid = np.stack([np.interp(at_s, taken_s, axis) for axis in values.T], axis=1).astype(np.float32)
    label = labels(acts, at_s, CLASSES.index("moving"))
    return Taught(subject.section.weight_kg, grid.reshape(count, GRID_HZ, 3), majority(label, GRID_HZ, _PURE))

"""Her life, chapter after chapter, and what sensors and camera get to see of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from landseal_sim.dog.body import RATE_HZ, specific_force
from landseal_sim.dog.story import Chapter, Happening, chapter


@dataclass(frozen=True)
class Lived:
    """A chapter with the sensors' view of it."""

    chapter: Chapter
    start_s: float
    """When it begins, since her life began."""
    trunk_g: NDArray[np.float64]
    pelvis_g: NDArray[np.float64]
    """Specific force in the body frame, (samples, 3) at `RATE_HZ`."""

    @property
    def end_s(self) -> float:
        """When it ends, since her life began."""
        return self.start_s + len(self.trunk_g) / RATE_HZ


class Life:
    """An endless sequence of chapters, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._chapter = lru_cache(maxsize=4)(self._live)

    def chapters(self) -> Iterator[Lived]:
        """Yield her chapters in order, without end."""
        number = 0
        while True:
            yield self._chapter(number)
            number += 1

    def happenings(self) -> Iterator[Happening]:
        """Yield what truly happens, in order, in seconds since her life began."""
        for lived in self.chapters():
            for happening in lived.chapter.happenings:
                start_s = lived.start_s
                yield replace(happening, onset_s=start_s + happening.onset_s, end_s=start_s + happening.end_s)

    def _live(self, number: int) -> Lived:
        told = chapter(self._seed, number)
        count = int(told.length_s * RATE_HZ)
        pose = told.track.sample(np.arange(count) / RATE_HZ)
        trunk, pelvis = specific_force(pose, np.random.default_rng((self._seed, number, 1)))
        start_s = 0.0 if number == 0 else self._chapter(number - 1).end_s
        return Lived(told, start_s, trunk, pelvis)

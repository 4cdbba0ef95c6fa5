"""A sensor's battery."""

import numpy as np
from numpy.typing import NDArray

from landseal_sim.life.calendar import SECONDS_PER_DAY
from landseal_sim.world.model import RadioSection


class Battery:
    """A cell that empties, stays empty for a while, and is charged."""

    def __init__(self, radio: RadioSection, rng: np.random.Generator) -> None:
        self._lasts_s = radio.battery_days.draw(rng) * SECONDS_PER_DAY
        self._empty_s = radio.recharged_after_h.draw(rng) * 3600
        self._since_s = -float(rng.uniform(0, 0.5)) * self._lasts_s

    def is_empty(self, at_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell at which moments it gives nothing."""
        return np.asarray((at_s - self._since_s) % (self._lasts_s + self._empty_s) > self._lasts_s)

    def percent(self, at_s: float) -> int:
        """Return what it says of itself."""
        used = (at_s - self._since_s) % (self._lasts_s + self._empty_s) / self._lasts_s
        return int(np.clip(round(100 * (1 - used)), 0, 100))

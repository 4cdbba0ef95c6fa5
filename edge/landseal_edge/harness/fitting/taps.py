"""Which of several sensors is being tapped: samples in, a name out."""

from typing import Final

import numpy as np

from landseal.sources import AccelSamples
from landseal.units import MG_PER_G, NS_PER_S

TAPPED_MG: Final = 150.0
"""[E] A fingertip on a pocket gives several hundred; a dog asleep beside it below 60."""

_TIMES_THE_NEXT: Final = 3.0
"""[E] One table carries a tap to every sensor that lies on it, faintly."""

_REMEMBERED_NS: Final = int(1.5 * NS_PER_S)
"""[E] Long enough for two radios that deliver at different times."""


class Taps:
    """How much each sensor was jolted of late."""

    def __init__(self) -> None:
        self._jolts: dict[str, list[tuple[int, float]]] = {}

    def take(self, name: str, samples: AccelSamples) -> None:
        """Take what a sensor has given."""
        if len(samples.boottime_ns):
            force = samples.accel_g.astype(np.float64)
            off = np.linalg.norm(force - np.median(force, axis=0), axis=1)
            self._jolts.setdefault(name, []).append(
                (int(samples.boottime_ns[-1]), float(off.max()) * MG_PER_G)
            )

    def levels_mg(self, now_ns: int) -> dict[str, float]:
        """Return the strongest jolt of each sensor of late, in mg; of all that were ever heard."""
        self._jolts = {
            name: [jolt for jolt in jolts if now_ns - jolt[0] <= _REMEMBERED_NS]
            for name, jolts in self._jolts.items()
        }
        return {name: max((mg for _, mg in jolts), default=0.0) for name, jolts in self._jolts.items()}

    def tapped(self, now_ns: int) -> str | None:
        """Return the one that is being tapped; None where none is, or more than one."""
        levels = self.levels_mg(now_ns)
        name = max(levels, key=lambda one: levels[one], default=None)
        if name is None or levels[name] < TAPPED_MG:
            return None
        others = [mg for other, mg in levels.items() if other != name]
        return name if all(levels[name] >= _TIMES_THE_NEXT * mg for mg in others) else None

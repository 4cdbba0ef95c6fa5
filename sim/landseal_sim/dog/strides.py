"""Strides: when each begins, and which hind feet bear weight in it. The truth of steps is made of these."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Strides:
    """The strides of one walk, in seconds of its act."""

    starts_s: NDArray[np.float64]
    """(strides + 1,) when each begins, and when the last one ends."""
    left_bears: NDArray[np.bool_]
    """(strides,) whether the left hind foot takes weight in it; if not it drags or hangs."""
    right_bears: NDArray[np.bool_]

    def phase(self, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how many strides have been done at each moment."""
        return np.interp(at_s, self.starts_s, np.arange(len(self.starts_s)))

    def steps_s(self) -> NDArray[np.float64]:
        """Return the moments at which a hind foot comes down and bears weight: at most two a stride."""
        return np.sort(
            np.concatenate([self._downs(self.left_bears, 0.0), self._downs(self.right_bears, 0.5)])
        )

    def _downs(self, bears: NDArray[np.bool_], share: float) -> NDArray[np.float64]:
        lengths = np.diff(self.starts_s)
        return np.asarray((self.starts_s[:-1] + share * lengths)[bears])


def strides(
    rng: np.random.Generator,
    *,
    from_s: float,
    to_s: float,
    hz: float,
    variation: float,
    deficits: Sequence[float],
) -> Strides:
    """Draw the strides of a walk.

    Args:
        rng: the randomness of this walk.
        from_s: when it begins.
        to_s: when it is to end; the last stride ends at it or before.
        hz: strides a second.
        variation: coefficient of variation of the stride time.
        deficits: of the left and the right hind leg, 0-1: how often a foot fails to take weight.
    """
    most = int((to_s - from_s) * hz * 1.5) + 2
    # Stride times wander: each remembers half of the one before (long-range order of gait, shortened here).
    noise = rng.standard_normal(most)
    for i in range(1, most):
        noise[i] = 0.5 * noise[i - 1] + 0.87 * noise[i]
    lengths = np.maximum(0.4, 1 + variation * noise) / hz
    starts = from_s + np.concatenate([[0.0], np.cumsum(lengths)])
    starts = starts[starts <= to_s]
    count = max(0, len(starts) - 1)
    left, right = (rng.random(count) >= _dragging(deficit) for deficit in deficits)
    return Strides(starts, left, right)


def _dragging(deficit: float) -> float:
    """Return how often a foot drags: never when sound, now and then at half, always when paralysed [E]."""
    return float(np.clip(1.25 * deficit**2, 0, 1))

"""What a sensor replays: samples at its rate, begun anew when they are at their end."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Scalar = TypeVar("_Scalar", bound=np.generic)


def cycled(numbers: NDArray[np.int64] | range, motion: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """Return the samples with these numbers, (samples, ...), of a motion that is played again and again."""
    return motion[np.asarray(numbers, dtype=np.int64) % len(motion)]


def marked(samples: int, seed: int = 1) -> NDArray[np.float64]:
    """Return motion in g, (samples, 3), in which no two neighbours are alike: a lost or doubled one shows.

    The dog walks: heave at 3.2 Hz of 50, sway at half of it, and noise above every sensor's resolution.
    """
    rng = np.random.default_rng(seed)
    at = np.arange(samples) / 50
    motion = rng.normal((0.05, 0, 1), 0.02, (samples, 3))
    motion[:, 1] += 0.08 * np.sin(2 * np.pi * 1.6 * at)
    motion[:, 2] += 0.25 * np.sin(2 * np.pi * 3.2 * at)
    return motion


_STEP_G = 0.004
"""Twice what the coarsest sensor and a block's 0.5 mg may be off together, and more."""
_STEPS = 256
MOST_NUMBERED = _STEPS * _STEPS


def numbered(samples: int) -> NDArray[np.float64]:
    """Return motion in g, (samples, 3), each sample of which tells its number: `numbers_of` reads it.

    x and y count, within half a g; z heaves as in a walk.
    """
    number = np.arange(samples)
    if samples > MOST_NUMBERED:
        raise ValueError(f"at most {MOST_NUMBERED} samples can be told apart, not {samples}")
    low, high = number % _STEPS - _STEPS // 2, number // _STEPS - _STEPS // 2
    return np.stack([low * _STEP_G, high * _STEP_G, 1 + 0.25 * np.sin(number / 8)], axis=1)


def numbers_of(accel_g: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the number that each sample of `numbered` tells, whatever it was rounded to on its way."""
    steps = np.rint(np.asarray(accel_g, dtype=np.float64)[:, :2] / _STEP_G).astype(np.int64) + _STEPS // 2
    return steps[:, 0] + steps[:, 1] * _STEPS

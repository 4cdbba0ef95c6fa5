"""Steps: how much of a second she has stepped through, when that began and ended, and how hard she trod.

The trunk heaves once for each footfall of a hind leg and the fore leg that goes with it: twice a stride, in
walk and trot. That is seen in the strength of the vertical over a stride, whether the gait is regular or
not; how many footfalls there are, and how regular they are, the cadence knows.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.units import MG_PER_G
from landseal_server.recognise.cadence import SLOWEST_STEP_HZ

STEPPING_MG: Final = 45.0
"""[E] A vertical weaker than this, root mean square over a stride, is no footfall: of a walk's least VeDBA,
80 mg, about so much is vertical."""

_SHARE_OF_STRONG = 0.2
"""[E] Nor is one that is so much weaker than the strong strides of the window: she has come to a halt."""

_STRONG = 0.9
"""Which of the strides of a window, by strength, is a strong one."""

_WHEELS_S = 0.08
"""The wheels of a cart shake above 10 Hz (docs/words.md), footfalls below 8."""


@dataclass(frozen=True)
class Stepping:
    """Numbers of the last second of each stream, each (streams,)."""

    share: NDArray[np.float64]
    """How much of it she stepped through, 0-1."""
    from_s: NDArray[np.float64]
    """When in it that began; 1 where she did not step."""
    until_s: NDArray[np.float64]
    """When in it that ended; 0 where she did not step."""
    strong_mg: NDArray[np.float64]
    """How strong a strong stride of the window is: root mean square of the vertical; 0: there is none."""
    window_mg: NDArray[np.float64]
    """Root mean square of the vertical over the whole window, without what trembles."""


def stepping(vertical: NDArray[np.float64], rate_hz: int, cadence_hz: NDArray[np.float64]) -> Stepping:
    """Find when each stream steps within its last second.

    Args:
        vertical: (streams, samples) specific force along gravity in g.
        rate_hz: samples per second.
        cadence_hz: (streams,) steps per second; 0 where nothing moves.
    """
    heave_mg = (vertical - vertical.mean(axis=1, keepdims=True)) * MG_PER_G
    power = (heave_mg * heave_mg).mean(axis=1)
    # A window without one strong second is not looked at any closer: most of a day is like that.
    loud = np.flatnonzero((power * vertical.shape[1] > STEPPING_MG**2 * rate_hz) & (cadence_hz > 0))
    stride = 2 * np.rint(rate_hz / np.maximum(cadence_hz[loud], SLOWEST_STEP_HZ)).astype(np.intp)
    steps = np.zeros((len(vertical), rate_hz), dtype=np.bool_)
    strong_mg, window_mg = np.zeros((2, len(vertical)))
    strong_mg[loud], steps[loud] = _strides(_spread_before(heave_mg[loud], stride), rate_hz)
    slow_mg = _without_wheels(heave_mg[loud], rate_hz)
    window_mg[loud] = np.sqrt((slow_mg * slow_mg).mean(axis=1))
    some = steps.any(axis=1)
    return Stepping(
        share=steps.mean(axis=1),
        from_s=np.where(some, steps.argmax(axis=1) / rate_hz, 1.0),
        until_s=np.where(some, 1.0 - steps[:, ::-1].argmax(axis=1) / rate_hz, 0.0),
        strong_mg=strong_mg,
        window_mg=window_mg,
    )


def _without_wheels(values: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """Take the mean of `_WHEELS_S` before each sample: what trembles faster than a gait cancels out."""
    over = np.full(len(values), round(_WHEELS_S * rate_hz))
    return _mean_before(values, over)


def _strides(strength_mg: NDArray[np.float64], last: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return how strong a strong stride is, (streams,), and whether each of the last samples ends one."""
    place = int(_STRONG * (strength_mg.shape[1] - 1))
    strong_mg = np.partition(strength_mg, place, axis=1)[:, place]
    enough_mg = np.maximum(STEPPING_MG, _SHARE_OF_STRONG * strong_mg)
    return strong_mg, strength_mg[:, -last:] > enough_mg[:, None]


def _spread_before(values: NDArray[np.float64], over: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the standard deviation of the last `over` samples before each: a slow tilt is no footfall."""
    mean = _mean_before(values, over)
    return np.asarray(np.sqrt(np.maximum(_mean_before(values * values, over) - mean * mean, 0.0)))


def _mean_before(values: NDArray[np.float64], over: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the mean of the last `over` samples before each; of fewer where the window begins."""
    total = np.zeros((len(values), values.shape[1] + 1))
    np.cumsum(values, axis=1, out=total[:, 1:])
    ends = np.arange(1, values.shape[1] + 1)
    starts = np.maximum(ends - over[:, None], 0)
    return np.asarray((total[:, 1:] - np.take_along_axis(total, starts, axis=1)) / (ends - starts))

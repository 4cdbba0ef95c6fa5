"""True onsets in labelled recordings, by the definitions that the recordings are scored by."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

LYING: Final = 1
RESTING: Final = (1, 2, 3)
MOVING: Final = 4
POSTURES: Final = (*RESTING, MOVING)

_LYING_S, _UP_S = 5.0, 1.0
_REST_S, _MOVING_S = 10.0, 2.0
_EARLY_S, _LATE_S = 3.0, 5.0


def lying_to_up(labels: NDArray[np.int8], rate_hz: float) -> list[float]:
    """Return the first sample, in s, that is not lying after 5 s of lying, when 1 s of it follows."""
    lies = labels == LYING
    return _onsets(lies, ~lies, round(_LYING_S * rate_hz), round(_UP_S * rate_hz), rate_hz)


def rest_to_moving(labels: NDArray[np.int8], rate_hz: float) -> list[float]:
    """Return the first sample, in s, of 2 s of moving after 10 s of lying, sitting or standing."""
    rests, moves = np.isin(labels, RESTING), labels == MOVING
    return _onsets(rests, moves, round(_REST_S * rate_hz), round(_MOVING_S * rate_hz), rate_hz)


def matched(truth_s: Sequence[float], found_s: Sequence[float]) -> int:
    """Count one-to-one matches within -3..+5 s; as many as there can be.

    All windows are equally long, so that giving each truth, in order, the earliest onset left is the best.
    """
    return len(matched_pairs(truth_s, found_s))


def matched_pairs(truth_s: Sequence[float], found_s: Sequence[float]) -> list[tuple[int, int]]:
    """Return the matches that `matched` counts: the number of the truth, and that of what was found."""
    left = sorted(range(len(found_s)), key=found_s.__getitem__)
    pairs = []
    for true in sorted(range(len(truth_s)), key=truth_s.__getitem__):
        left = [found for found in left if found_s[found] >= truth_s[true] - _EARLY_S]
        if left and found_s[left[0]] <= truth_s[true] + _LATE_S:
            pairs.append((true, left.pop(0)))
    return pairs


def _onsets(
    before: NDArray[np.bool_], after: NDArray[np.bool_], least_before: int, least_after: int, rate_hz: float
) -> list[float]:
    ends = np.flatnonzero(before[:-1] & ~before[1:]) + 1
    return [
        end / rate_hz
        for end in ends.tolist()
        if end >= least_before
        and before[end - least_before : end].all()
        and len(after) - end >= least_after
        and after[end : end + least_after].all()
    ]

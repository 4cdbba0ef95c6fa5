"""What the protocol asks: its classes, its windows, and which of them count."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

CLASSES: Final = ("Galloping", "Lying chest", "Sitting", "Sniffing", "Standing", "Trotting", "Walking")
"""As the file spells them. The paper says "lying on chest": who looks for that in the file finds nobody who
lies."""

RATE_HZ: Final = 100
WINDOW_S: Final = 2
STEP_S: Final = 1
"""Half of a window: neighbours overlap by 50 %."""

_PURE: Final = 0.75


class Kind(IntEnum):
    """What a window is good for."""

    SCORED = 0
    MIXED = 1
    """Classes of the protocol occur, and none of them in 75 % of it."""
    TWO_AT_ONCE = 2
    """Two classes are said of at least 75 % of it each, such as standing and sniffing."""
    ELSE = 3
    """None of the seven classes occurs."""
    NO_DATA = 4
    """A sample is missing."""


@dataclass(frozen=True)
class Windows:
    """The windows of an unbroken part of a test, one a second."""

    kind: NDArray[np.int8]
    """(windows,) a `Kind`."""
    label: NDArray[np.int8]
    """(windows,) index into `CLASSES`; -1 where it is not scored."""


def windows(said: NDArray[np.uint8], heard: NDArray[np.bool_]) -> Windows:
    """Tell what each window is good for.

    A class is said of a sample by any of its three annotations: panting stands in one column, and lying, at
    the same time, in another.

    Args:
        said: (samples,) bit n is set where class n is said.
        heard: (samples,) False where the sensor has no value.
    """
    counts = _in_windows(np.unpackbits(said[:, None], axis=1, count=len(CLASSES), bitorder="little"))
    pure = counts >= _PURE * WINDOW_S * RATE_HZ
    kind = np.select(
        [
            _in_windows(~heard[:, None])[:, 0] > 0,
            pure.sum(axis=1) == 1,
            pure.sum(axis=1) > 1,
            counts.any(axis=1),
        ],
        [Kind.NO_DATA, Kind.SCORED, Kind.TWO_AT_ONCE, Kind.MIXED],
        Kind.ELSE,
    )
    label = np.where(kind == Kind.SCORED, pure.argmax(axis=1), -1)
    return Windows(kind.astype(np.int8), label.astype(np.int8))


def _in_windows(each: NDArray[np.generic]) -> NDArray[np.int64]:
    """Count in each window, (samples, columns) -> (windows, columns)."""
    seconds = len(each) // RATE_HZ
    by_second = each[: seconds * RATE_HZ].reshape(seconds, RATE_HZ, -1).sum(axis=1, dtype=np.int64)
    starts = np.arange(0, max(0, seconds - WINDOW_S + 1), STEP_S)
    return np.asarray(sum(by_second[starts + n] for n in range(WINDOW_S)))

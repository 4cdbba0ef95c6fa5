"""The figures: pooled over all windows, with intervals over dogs."""

from collections.abc import Mapping
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal_sim.accuracy.events import RESAMPLES
from landseal_sim.accuracy.kumpulainen.protocol import CLASSES

_SEED: Final = 1
_INTERVAL_PCT: Final = (2.5, 97.5)

Interval = tuple[float, float]
Tables = NDArray[np.int64]


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A figure, and its 95 % interval by bootstrap over dogs."""

    value: float
    interval: Interval


class Dog(msgspec.Struct, frozen=True, kw_only=True):
    """One dog, told by what was learnt from all others."""

    dog: str
    windows: int
    accuracy: float


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """How often the class of a window is right."""

    accuracy: Share
    """Of all windows."""
    accuracy_of_dogs: float
    """Mean over dogs, each counting as much as another."""
    macro_f1: Share
    """Over the classes that truly occur."""
    f1: dict[str, float | None]
    """None: the class has no window."""
    confusion: list[list[int]]
    """Windows by true class (rows) and told class (columns), in the order of the classes."""
    dogs: list[Dog]


def scores(tables: Mapping[str, Tables]) -> Scores:
    """Score the confusion tables of dogs, each (classes, classes); at least one window in each."""
    each = np.stack(list(tables.values()))
    drawn = np.random.default_rng(_SEED).integers(0, len(each), (RESAMPLES, len(each)))
    resampled = each[drawn].sum(axis=1)
    total = each.sum(axis=0)
    f1 = _f1(total)
    accuracies = _accuracy(each)
    return Scores(
        accuracy=_share(_accuracy(total), _accuracy(resampled)),
        accuracy_of_dogs=float(accuracies.mean()),
        macro_f1=_share(_macro(f1), _macro(_f1(resampled))),
        f1={name: None if np.isnan(one) else float(one) for name, one in zip(CLASSES, f1, strict=True)},
        confusion=total.tolist(),
        dogs=[
            Dog(dog=dog, windows=int(table.sum()), accuracy=float(accuracy))
            for (dog, table), accuracy in zip(tables.items(), accuracies, strict=True)
        ],
    )


def table_of(true: NDArray[np.integer], told: NDArray[np.integer]) -> Tables:
    """Return how many windows of each true class (rows) were told as each class (columns)."""
    table = np.zeros((len(CLASSES), len(CLASSES)), dtype=np.int64)
    np.add.at(table, (true, told), 1)
    return table


def _accuracy(tables: Tables) -> NDArray[np.float64]:
    """(..., classes, classes) -> (...)."""
    return np.asarray(np.trace(tables, axis1=-2, axis2=-1) / tables.sum(axis=(-2, -1)))


def _f1(tables: Tables) -> NDArray[np.float64]:
    """(..., classes, classes) -> (..., classes); NaN where a class does not truly occur."""
    right = np.diagonal(tables, axis1=-2, axis2=-1)
    true, told = tables.sum(axis=-1), tables.sum(axis=-2)
    return np.where(true > 0, 2 * right / np.maximum(true + told, 1), np.nan)


def _macro(f1: NDArray[np.float64]) -> NDArray[np.float64]:
    """(..., classes) -> (...): at least one class occurs wherever there is a window."""
    return np.asarray(np.nanmean(f1, axis=-1))


def _share(value: NDArray[np.float64], resampled: NDArray[np.float64]) -> Share:
    low, high = np.percentile(resampled, _INTERVAL_PCT)
    return Share(value=float(value), interval=(float(low), float(high)))

"""Clips and windows: recorded and simulated movement in one form, so that the same code measures both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.units import MG_PER_G

RATE_HZ: Final = 15
"""The rate at which real and simulated are compared: that of the recordings, as their README assumes it."""

CLASSES: Final = ("lying", "sitting", "standing", "moving")
UNSAID: Final = -1
"""Label of a sample that says nothing: unlabelled, in a person's hands, or without the harness."""

_STATIC_S: Final = 2.0  # running mean behind VeDBA, as in the server's features

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Clip:
    """One unbroken stretch of a trunk's sensor, recorded or simulated, at `RATE_HZ`."""

    group: str
    """Date of the recording, or name of the simulated dog."""
    session: str
    accel_g: Array
    """(samples, 3) specific force in the sensor's own axes."""
    label: NDArray[np.int8]
    """(samples,) index into `CLASSES`, or `UNSAID`."""
    part: NDArray[np.int64]
    """(samples,) number of the simulated act; 0 in a recording."""

    def dynamic_g(self) -> Array:
        """Return |a - running mean of a| over the last 2 s, (samples,) in g: its mean is VeDBA."""
        return np.asarray(np.linalg.norm(self.accel_g - trailing_mean(self.accel_g, _STATIC_S), axis=1))


@dataclass(frozen=True)
class Windows:
    """Windows of one label each, (windows, ...)."""

    accel_g: Array
    """(windows, samples, 3)."""
    vedba_mg: Array
    label: NDArray[np.int8]
    group: NDArray[np.str_]
    """What must not be torn apart in a cross-validation: session, and in it the simulated act."""
    session: NDArray[np.str_]

    def of(self, name: str) -> "Windows":
        """Return those of one class."""
        return self.where(self.label == CLASSES.index(name))

    def where(self, mine: NDArray[np.bool_] | NDArray[np.intp]) -> "Windows":
        """Return some of them, by a mask or by numbers."""
        return Windows(
            self.accel_g[mine], self.vedba_mg[mine], self.label[mine], self.group[mine], self.session[mine]
        )

    def thinned(self, rng: np.random.Generator, most_of_each: int) -> "Windows":
        """Return at most so many of each class, drawn at random."""
        each = [np.flatnonzero(self.label == label) for label in range(len(CLASSES))]
        drawn = [rng.permutation(numbers)[:most_of_each] for numbers in each]
        return self.where(np.sort(np.concatenate(drawn)))


def trailing_mean(signal: Array, over_s: float) -> Array:
    """Average over the last `over_s` along axis 0; shorter where the clip begins."""
    size = max(1, round(over_s * RATE_HZ))
    total = np.cumsum(signal, axis=0)
    total[size:] -= total[:-size].copy()
    counts = np.minimum(np.arange(1, len(signal) + 1), size)
    return np.asarray(total / counts.reshape(-1, *[1] * (signal.ndim - 1)))


def majority(label: NDArray[np.int8], size: int, purity: float) -> NDArray[np.int8]:
    """Name each window of `size` samples by what most of it is, (windows,); `UNSAID` where it is not pure."""
    whole = label[: len(label) // size * size].reshape(-1, size)
    shares = np.stack([(whole == number).mean(axis=1) for number in range(len(CLASSES))], axis=1)
    best = shares.argmax(axis=1).astype(np.int8)
    return np.where(shares.max(axis=1, initial=0) >= purity, best, np.int8(UNSAID))


def windows(clips: Iterable[Clip], length_s: float, purity: float = 1.0) -> Windows:
    """Cut clips into windows that do not overlap, and keep those of one label.

    Args:
        clips: at least one that is long enough.
        length_s: of a window.
        purity: least share of the samples that must have its label.
    """
    parts = [part for clip in clips for part in _cut(clip, round(length_s * RATE_HZ), purity)]
    columns = [
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("accel_g", "vedba_mg", "label", "group", "session")
    ]
    return Windows(*columns)


def _cut(clip: Clip, size: int, purity: float) -> Iterator[Windows]:
    count = len(clip.label) // size
    label = majority(clip.label, size, purity)
    part = clip.part[: count * size : size]
    yield Windows(
        clip.accel_g[: count * size].reshape(count, size, 3),
        clip.dynamic_g()[: count * size].reshape(count, size).mean(axis=1) * MG_PER_G,
        label,
        np.array([f"{clip.group} {clip.session} {number}" for number in part], dtype=np.str_),
        np.full(count, f"{clip.group} {clip.session}"),
    ).where(label != UNSAID)

"""Scores with their intervals: postures by the second, onsets one by one; bootstrap over sessions."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.poses import CLASSES
from landseal_server.recognise.posture import SURE_ENOUGH
from landseal_sim.accuracy.onset_truth import matched_pairs
from landseal_sim.accuracy.recorded import UNSAID

RESAMPLES: Final = 1000
_SURE: Final = tuple(np.linspace(0.3, 1.0, 8).tolist())

Interval = tuple[float, float]
Counts = NDArray[np.int64]


class Bin(msgspec.Struct, frozen=True):
    """One point of a calibration curve."""

    said: float
    """Mean probability of the likeliest posture."""
    right: float
    """Share of those seconds in which it was right."""
    seconds: int


class PostureScore(msgspec.Struct, frozen=True, kw_only=True):
    """Of the four classes, by the second; a posture that is called unknown is wrong."""

    seconds: int
    unknown: float
    """Share of the seconds in which nothing was said."""
    accuracy: float
    accuracy_interval: Interval
    macro_f1: float
    macro_f1_interval: Interval
    f1: dict[str, float]
    curve: list[Bin]


class OnsetScore(msgspec.Struct, frozen=True, kw_only=True):
    """Of events, matched one to one within -3..+5 s of the onset."""

    f1: float
    f1_interval: Interval
    right: int
    false: int
    missed: int
    false_per_hour: float
    median_latency_s: float | None
    """Decision minus truth."""


class Told(msgspec.Struct, frozen=True):
    """The onsets of one session."""

    true_s: list[float]
    onset_s: list[float]
    decided_s: list[float]
    hours: float


def posture_score(
    parts: Sequence[tuple[NDArray[np.int8], NDArray[np.float64]]], seed: int = 0
) -> PostureScore:
    """Score sessions.

    Args:
        parts: of each session the label of each second, and the probabilities that were told, (seconds, 4).
        seed: of the bootstrap.
    """
    parts = [(label, chance) for label, chance in parts if (label != UNSAID).any()]
    said = [(label[label != UNSAID], chance[label != UNSAID]) for label, chance in parts]
    counts = np.stack([_confusion(label, chance) for label, chance in said])
    label, chance = (np.concatenate(columns) for columns in zip(*said, strict=True))
    whole = counts.sum(axis=0)
    return PostureScore(
        seconds=len(label),
        unknown=float((chance.max(axis=1) < SURE_ENOUGH).mean()),
        accuracy=_accuracy(whole),
        accuracy_interval=_interval(counts, _accuracy, seed),
        macro_f1=float(_f1(whole).mean()),
        macro_f1_interval=_interval(counts, lambda one: float(_f1(one).mean()), seed),
        f1=dict(zip(CLASSES, (float(value) for value in _f1(whole)), strict=True)),
        curve=_curve(label, chance),
    )


def onset_score(sessions: Sequence[Told], seed: int = 0) -> OnsetScore:
    """Score sessions."""
    rows, latency_s = [], list[float]()
    for session in sessions:
        pairs = matched_pairs(session.true_s, session.onset_s)
        latency_s += [session.decided_s[told] - session.true_s[true] for true, told in pairs]
        right = len(pairs)
        rows.append((right, len(session.onset_s) - right, len(session.true_s) - right))
    counts = np.array(rows)
    right, false, missed = counts.sum(axis=0).tolist()
    return OnsetScore(
        f1=_f1_of(counts.sum(axis=0)),
        f1_interval=_interval(counts, _f1_of, seed),
        right=right,
        false=false,
        missed=missed,
        false_per_hour=false / sum(session.hours for session in sessions),
        median_latency_s=median(latency_s) if latency_s else None,
    )


def _confusion(label: NDArray[np.int8], chance: NDArray[np.float64]) -> Counts:
    """Count true (row) against told (column); the last column is unknown."""
    told = np.where(chance.max(axis=1) < SURE_ENOUGH, len(CLASSES), chance.argmax(axis=1))
    shape = len(CLASSES), len(CLASSES) + 1
    flat = np.bincount(label.astype(int) * shape[1] + told, minlength=shape[0] * shape[1])
    return np.asarray(flat.reshape(shape))


def _accuracy(confusion: Counts) -> float:
    return float(np.trace(confusion) / max(1, confusion.sum()))


def _f1(confusion: Counts) -> NDArray[np.float64]:
    both = confusion[:, :-1].sum(axis=0) + confusion.sum(axis=1)
    return np.asarray(2 * np.diag(confusion) / np.maximum(both, 1))


def _f1_of(counts: Counts) -> float:
    right, false, missed = (int(count) for count in counts)
    return 2 * right / max(1, 2 * right + false + missed)


def _interval(counts: Counts, score: Callable[[Counts], float], seed: int) -> Interval:
    """Return the middle 95 % of the scores of sessions drawn with replacement."""
    rng = np.random.default_rng(seed)
    drawn = [score(counts[rng.integers(len(counts), size=len(counts))].sum(axis=0)) for _ in range(RESAMPLES)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def _curve(label: NDArray[np.int8], chance: NDArray[np.float64]) -> list[Bin]:
    said, right = chance.max(axis=1), chance.argmax(axis=1) == label
    bins = []
    for low, high in pairwise(_SURE):
        inside = (said >= low) & ((said < high) | (high == _SURE[-1]))
        if inside.any():
            bins.append(Bin(float(said[inside].mean()), float(right[inside].mean()), int(inside.sum())))
    return bins

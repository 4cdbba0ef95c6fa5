"""The two-sample test: can a classifier tell simulated from recorded windows by what no mount changes?"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal_sim.realism.clips import CLASSES, RATE_HZ, Clip, Windows, windows
from landseal_sim.realism.movement import BANDS_HZ, band_powers
from landseal_sim.realism.plain import forest, grouped_folds

FEATURES: Final = (
    *("norm mean", "norm sd", "norm min", "norm max", "vedba", "least variance", "middle variance"),
    *("greatest variance", "rhythm", "jerk", "greatest jerk"),
    *(f"power {low:g}-{high:g} Hz" for low, high in BANDS_HZ),
)
_WINDOW_S: Final = 2.0
_MOST: Final = 1200
"""Windows of each class and source that are looked at, drawn at random."""

_RESAMPLES: Final = 500
_SMALL: Final = 1e-9
_NAMED: Final = 3


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """How well simulated and recorded are told apart: .5 not at all, 1 always."""

    of: str
    auc: float
    interval: tuple[float, float]
    """95 %, bootstrap over sessions and simulated acts."""
    simulated: int
    recorded: int
    by: tuple[str, ...]
    """The features that tell most, each alone, with their own AUC."""


def tellings(simulated: Sequence[Clip], recorded: Sequence[Clip], seed: int) -> list[Telling]:
    """Test each class, and all of them together."""
    rng = np.random.default_rng(seed)
    ours, theirs = (windows(clips, _WINDOW_S).thinned(rng, _MOST) for clips in (simulated, recorded))
    by_class = [_telling(name, ours.of(name), theirs.of(name), rng) for name in CLASSES]
    return [*by_class, _telling("all", *_alike(ours, theirs, rng), rng)]


def _alike(ours: Windows, theirs: Windows, rng: np.random.Generator) -> tuple[Windows, Windows]:
    """Return as many of each class from the one as from the other: the mixture itself must tell nothing."""
    pairs = [
        (np.flatnonzero(ours.label == c), np.flatnonzero(theirs.label == c)) for c in range(len(CLASSES))
    ]
    drawn = [[rng.permutation(side)[: min(map(len, pair))] for side in pair] for pair in pairs]
    mine, others = (np.concatenate([pair[side] for pair in drawn]) for side in (0, 1))
    return ours.where(mine), theirs.where(others)


def _telling(name: str, ours: Windows, theirs: Windows, rng: np.random.Generator) -> Telling:
    values = np.concatenate([features(ours), features(theirs)])
    is_ours = np.repeat([True, False], [len(ours.label), len(theirs.label)])
    groups = np.concatenate([ours.group, theirs.group])
    chance = np.zeros(len(is_ours))
    for learn, test in grouped_folds(is_ours, groups):
        chance[test] = forest().fit(values[learn], is_ours[learn]).predict_proba(values[test])[:, 1]
    alone = {of: auc(column, is_ours) for of, column in zip(FEATURES, values.T, strict=True)}
    most = sorted(alone, key=lambda of: -abs(alone[of] - 0.5))[:_NAMED]
    return Telling(
        of=name,
        auc=auc(chance, is_ours),
        interval=_interval(chance, is_ours, groups, rng),
        simulated=len(ours.label),
        recorded=len(theirs.label),
        by=tuple(f"{of} {alone[of]:.2f}" for of in most),
    )


def features(of: Windows) -> NDArray[np.float64]:
    """Return what no rotation of the sensor changes, (windows, len(FEATURES)); powers as logarithms."""
    accel = of.accel_g
    norm = np.linalg.norm(accel, axis=2)
    centred = accel - accel.mean(axis=1, keepdims=True)
    variance = np.linalg.eigvalsh(np.einsum("wsi,wsj->wij", centred, centred) / accel.shape[1])
    jerk = np.linalg.norm(np.diff(accel, axis=1), axis=2) * RATE_HZ
    plain = np.stack([norm.mean(1), norm.std(1), norm.min(1), norm.max(1)], axis=1)
    logs = np.stack([of.vedba_mg, *np.maximum(variance, _SMALL).T], axis=1)
    jerks = np.stack([rhythm(centred), np.log(jerk.mean(1) + _SMALL), np.log(jerk.max(1) + _SMALL)], axis=1)
    return np.concatenate([plain, np.log(logs + _SMALL), jerks, np.log(band_powers(accel) + _SMALL)], axis=1)


def rhythm(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the greatest autocorrelation of all axes together between 1 and 7.5 Hz, (windows,)."""
    power = np.maximum((centred**2).sum(axis=(1, 2)), _SMALL)
    lags = range(2, min(RATE_HZ, centred.shape[1] // 2) + 1)
    alike = [(centred[:, lag:] * centred[:, :-lag]).sum(axis=(1, 2)) / power for lag in lags]
    return np.asarray(np.max(alike, axis=0))


def auc(score: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """Return the chance that a positive scores higher than a negative; ties count half."""
    ordered = np.sort(score)
    rank = (np.searchsorted(ordered, score, "left") + np.searchsorted(ordered, score, "right") + 1) / 2
    yes, no = int(positive.sum()), int((~positive).sum())
    return float((rank[positive].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no else float("nan")


def _interval(
    score: NDArray[np.float64],
    positive: NDArray[np.bool_],
    groups: NDArray[np.str_],
    rng: np.random.Generator,
) -> tuple[float, float]:
    names, of = np.unique(groups, return_inverse=True)
    members = np.split(np.argsort(of, kind="stable"), np.cumsum(np.bincount(of))[:-1])
    values = []
    for _ in range(_RESAMPLES):
        drawn = np.concatenate([members[i] for i in rng.integers(len(names), size=len(names))])
        values.append(auc(score[drawn], positive[drawn]))
    low, high = (float(value) for value in np.nanpercentile(values, [2.5, 97.5]))
    return low, high

"""A recogniser that has seen simulated dogs alone, scored on real ones by the recordings' own protocol."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal_sim.realism.clips import CLASSES, RATE_HZ, UNSAID, Clip, majority
from landseal_sim.realism.mountless import session_features
from landseal_sim.realism.plain import forest, logistic
from landseal_sim.realism.simulated import Subject, paretic, simulated_clips, sound

_PURE: Final = 0.75
_RESAMPLES: Final = 1000
_WEIGHTS_KG: Final = (4.0, 8.0, 13.0, 19.0, 26.0, 36.0)
_WORLDS: Final = ("home", "hard")


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """Accuracy and macro F1 on four classes, with 95 % intervals by bootstrap over sessions."""

    of: str
    seconds: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    macro_f1: float
    macro_f1_interval: tuple[float, float]
    f1: tuple[float, ...]
    """Of lying, sitting, standing, moving."""


def schooling(seed: int, hours: float = 10.0) -> list[Subject]:
    """Return the simulated dogs that are learnt from: six weights, two worlds, sound and paretic."""
    return [
        Subject(f"{kind.__name__} {weight:g} {world}", kind(weight), world, seed + 10 * number, hours)
        for number, weight in enumerate(_WEIGHTS_KG)
        for world in _WORLDS
        for kind in (sound, paretic)
    ]


def scores(recorded: Sequence[Clip], named: dict[str, frozenset[str]], seed: int) -> list[Score]:
    """Learn from simulation alone, and score on recordings.

    Args:
        recorded: the real dogs; never learnt from.
        named: the dates that each score is made of, by its name.
        seed: of the simulated dogs.
    """
    taught = [clip for subject in schooling(seed) for clip in simulated_clips(subject, other_as="moving")]
    values, label = _table(taught)
    models = [forest(seed), logistic()]
    for model in models:
        model.fit(values, label)
    told = [(clip, *_told(models, clip)) for clip in recorded]
    rng = np.random.default_rng(seed)
    return [
        _score(name, [(truth, guess) for clip, truth, guess in told if clip.group in dates], rng)
        for name, dates in named.items()
    ]


def _table(clips: Sequence[Clip]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    parts = [(session_features(clip), majority(clip.label, RATE_HZ, _PURE)) for clip in clips]
    values, label = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return values[label != UNSAID], label[label != UNSAID]


def _told(models: Sequence[object], clip: Clip) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return truth and guess of the seconds that count."""
    values, truth = session_features(clip), majority(clip.label, RATE_HZ, _PURE)
    chance = sum(model.predict_proba(values) for model in models)  # type: ignore[attr-defined] # no types
    guess = np.asarray(chance).argmax(axis=1).astype(np.int8)
    return truth[truth != UNSAID], guess[truth != UNSAID]


def _score(
    name: str, sessions: list[tuple[NDArray[np.int8], NDArray[np.int8]]], rng: np.random.Generator
) -> Score:
    counts = np.stack([_confusion(truth, guess) for truth, guess in sessions])
    whole = counts.sum(axis=0)
    drawn = list(_resampled(counts, rng))
    return Score(
        of=name,
        seconds=int(whole.sum()),
        accuracy=_accuracy(whole),
        accuracy_interval=_middle([_accuracy(one) for one in drawn]),
        macro_f1=float(_f1(whole).mean()),
        macro_f1_interval=_middle([float(_f1(one).mean()) for one in drawn]),
        f1=tuple(float(value) for value in _f1(whole)),
    )


def _resampled(counts: NDArray[np.int64], rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    for _ in range(_RESAMPLES):
        yield counts[rng.integers(len(counts), size=len(counts))].sum(axis=0)


def _confusion(truth: NDArray[np.int8], guess: NDArray[np.int8]) -> NDArray[np.int64]:
    size = len(CLASSES)
    return np.bincount(truth.astype(int) * size + guess, minlength=size * size).reshape(size, size)


def _accuracy(confusion: NDArray[np.int64]) -> float:
    return float(np.trace(confusion) / max(1, confusion.sum()))


def _f1(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    both = confusion.sum(axis=0) + confusion.sum(axis=1)
    return np.asarray(2 * np.diag(confusion) / np.maximum(both, 1))


def _middle(values: list[float]) -> tuple[float, float]:
    low, high = (float(value) for value in np.percentile(values, [2.5, 97.5]))
    return low, high

"""Scores of seconds: posture and wear, against the truth's spans.

Posture is scored over seconds that were told, that the harness was worn in, and that lie wholly within one
true posture other than `other` (the passage between two). `other` and `unknown`, told, are right for none.
Wear is scored over the seconds that were told and lie wholly within one true state: `unknown` is wrong
there; that there is no data nobody has to tell.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.words import LYING, Posture, Wear
from landseal_sim.accuracy.figures import Counts, PostureScore, WearScore
from landseal_sim.accuracy.lived import Lived
from landseal_sim.truth.words import Span, Track

CLASSES: Final = ("lying", "sitting", "standing", "moving")

_NONE: Final = -1
_CLASS: Final[Mapping[str, int]] = {
    **{str(posture): 0 for posture in LYING},
    Posture.SITTING: 1,
    Posture.STANDING: 2,
    Posture.WALKING: 3,
    Posture.RUNNING: 3,
}
_WEAR: Final[Mapping[str, int]] = {Wear.NOT_WORN: 0, Wear.WORN: 1}


def posture_score(lives: Sequence[Lived]) -> PostureScore:
    """Score posture by true second, over all lives."""
    table = np.zeros((len(CLASSES), len(CLASSES) + 1), dtype=np.int64)
    for life in lives:
        true = whole_seconds(life.spans, Track.POSTURE, _CLASS, life.until_s)
        worn = whole_seconds(life.spans, Track.WEAR, _WEAR, life.until_s)
        told = np.array([_CLASS.get(posture, _NONE) for posture in life.told_seconds.posture], dtype=np.int64)
        at = _within(life)
        known = (true[at] != _NONE) & (worn[at] == _WEAR[Wear.WORN])
        np.add.at(table, (true[at][known], told[: len(at)][known]), 1)
    return _posture_score(table)


def wear_score(lives: Sequence[Lived]) -> WearScore:
    """Score wear by told second, over all lives."""
    right = seconds = unknown = 0
    for life in lives:
        true = whole_seconds(life.spans, Track.WEAR, _WEAR, life.until_s)[_within(life)]
        told = np.array([_WEAR.get(wear, _NONE) for wear in life.told_seconds.wear], dtype=np.int64)
        told = told[: len(true)]
        known = true != _NONE
        seconds += int(known.sum())
        right += int((told == true)[known].sum())
        unknown += int((told == _NONE)[known].sum())
    return WearScore(accuracy=right / seconds if seconds else None, seconds=seconds, told_unknown=unknown)


def whole_seconds(
    spans: Sequence[Span], track: Track, codes: Mapping[str, int], until_s: float
) -> NDArray[np.int64]:
    """Return the code of each second of a life that lies wholly within one span; -1 for all others.

    Spans that touch and have the same code are one: a dog who rolls over from lying to lying lies.
    """
    found = np.full(int(np.ceil(until_s)), _NONE, dtype=np.int64)
    for from_s, to_s, code in _joined(spans, track, codes):
        found[int(np.ceil(from_s - _EXACT_S)) : int(np.floor(to_s + _EXACT_S))] = code
    return found


_EXACT_S: Final = 1e-6


def _joined(spans: Sequence[Span], track: Track, codes: Mapping[str, int]) -> list[tuple[float, float, int]]:
    joined: list[tuple[float, float, int]] = []
    for span in sorted(spans, key=lambda span: span.from_s):
        if span.track is not track:
            continue
        code = codes.get(span.value, _NONE)
        if joined and joined[-1][2] == code and abs(span.from_s - joined[-1][1]) < _EXACT_S:
            joined[-1] = (joined[-1][0], span.to_s, code)
        else:
            joined.append((span.from_s, span.to_s, code))
    return joined


def _within(life: Lived) -> NDArray[np.int64]:
    """Return the told seconds that lie within the life."""
    second = life.told_seconds.second
    return second[second < int(np.ceil(life.until_s))]


def _posture_score(table: NDArray[np.int64]) -> PostureScore:
    """Score a table of true (rows) against told (columns; the last: none of them)."""
    counts = [
        Counts(
            tp=int(table[i, i]),
            fp=int(table[:, i].sum() - table[i, i]),
            fn=int(table[i].sum() - table[i, i]),
        )
        for i in range(len(CLASSES))
    ]
    scores = {name: one.f1() if one.tp + one.fn else None for name, one in zip(CLASSES, counts, strict=True)}
    present = [score for score in scores.values() if score is not None]
    seconds = int(table.sum())
    return PostureScore(
        macro_f1=sum(present) / len(present) if present else None,
        f1=scores,
        accuracy=sum(one.tp for one in counts) / seconds if seconds else None,
        seconds=seconds,
    )

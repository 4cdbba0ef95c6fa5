"""Scores of steps: told within the span of each true walk of ten steps and more.

A walk is a true `walk` event (steps that bear weight, in a row). Told are the steps of all seconds that its
span, first step to last, touches. The error is |told - true| / true. `healthy` are walks in a gait of a sound
dog (walk, trot, gallop), `paretic` those in the gait of that name; in the sling, in the cart and by reflex
she does not walk herself, and those are left out. So are walks in which a second is without data.
"""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

import numpy as np

from landseal.words import EventKind
from landseal_sim.accuracy.figures import StepsScore
from landseal_sim.accuracy.lived import Lived
from landseal_sim.truth.words import Span, Track, TrueEvent

FEWEST_STEPS: Final = 10

_GAITS: Final = {"walk": "healthy", "trot": "healthy", "gallop": "healthy", "paretic": "paretic"}
_PCT: Final = 100.0


def steps_score(lives: Sequence[Lived]) -> dict[str, StepsScore]:
    """Score the steps of sound and of paretic gaits."""
    errors: dict[str, list[float]] = {"healthy": [], "paretic": []}
    for life in lives:
        for group, error_pct in _errors(life):
            errors[group].append(error_pct)
    return {
        group: StepsScore(median_abs_pct_error=median(some) if some else None, bouts=len(some))
        for group, some in errors.items()
    }


def _errors(life: Lived) -> Iterator[tuple[str, float]]:
    """Yield the group and the error, in per cent, of each walk."""
    bouts = [span for span in life.spans if span.track is Track.BOUT]
    for walk in life.true_events:
        if walk.kind is not EventKind.WALK or walk.steps is None or walk.steps < FEWEST_STEPS:
            continue
        group = _group(walk, bouts)
        told = _told(life, walk)
        if group is not None and told is not None:
            yield group, _PCT * abs(told - walk.steps) / walk.steps


def _group(walk: TrueEvent, bouts: Sequence[Span]) -> str | None:
    gaits = (bout.value for bout in bouts if bout.from_s <= walk.onset_s <= bout.to_s)
    return _GAITS.get(next(gaits, ""))


def _told(life: Lived, walk: TrueEvent) -> float | None:
    """Return the steps told of the seconds that a walk touches; None where one of them was not told."""
    first, last = int(np.floor(walk.onset_s)), int(np.floor(walk.end_s))
    rows = slice(*np.searchsorted(life.told_seconds.second, (first, last + 1)))
    steps = life.told_seconds.steps[rows]
    return float(steps.sum()) if len(steps) == last + 1 - first else None

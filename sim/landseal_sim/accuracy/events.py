"""Scores of events: what was told as confirmed, matched with what is true, life by life."""

from collections.abc import Sequence
from statistics import median
from typing import Final

import numpy as np

from landseal.words import Assistance, Confidence, EventKind, Wear
from landseal_sim.accuracy.figures import Counts, EventScore
from landseal_sim.accuracy.lived import Lived, ToldEvent
from landseal_sim.accuracy.matching import Matched, match
from landseal_sim.life.calendar import SECONDS_PER_DAY
from landseal_sim.truth.words import Track

RESAMPLES: Final = 2000
_SEED: Final = 1
_INTERVAL_PCT: Final = (2.5, 97.5)
_FEWEST_LIVES: Final = 2


def told_of(
    life: Lived, kind: EventKind, *confidences: Confidence, within: Sequence[ToldEvent] | None = None
) -> list[ToldEvent]:
    """Return what was told of a kind with one of these confidences."""
    told = life.told_events if within is None else within
    return [event for event in told if event.kind is kind and event.confidence in confidences]


def matched(life: Lived, kind: EventKind, *confidences: Confidence) -> Matched:
    """Match the events of a kind that were told with one of these confidences."""
    true = [event for event in life.true_events if event.kind is kind]
    return match(true, told_of(life, kind, *confidences))


def score(lives: Sequence[Lived], kind: EventKind) -> EventScore:
    """Score one kind of event over all lives."""
    found = [matched(life, kind, Confidence.CONFIRMED) for life in lives]
    either = [matched(life, kind, Confidence.CONFIRMED, Confidence.POSSIBLE) for life in lives]
    counts = [_counts(one) for one in found]
    total = sum(counts, Counts())
    with_possible = sum((_counts(one) for one in either), Counts())
    latencies_s = [told.met_s - true.met_s for one in found for true, told in one.pairs]
    return EventScore(
        f1=total.f1(),
        f1_interval=interval(counts),
        precision=total.precision(),
        recall=total.recall(),
        median_latency_s=median(latencies_s) if latencies_s else None,
        possible_recall=with_possible.recall(),
        tp=total.tp,
        fp=total.fp,
        fn=total.fn,
        possible_fp=sum(_is_possible(told) for one in either for told in one.false),
    )


def interval(counts: Sequence[Counts]) -> tuple[float, float] | None:
    """Return the 95 % interval of F1, by the percentiles of a seeded bootstrap over lives.

    Args:
        counts: one of each life; lives with nothing true and nothing told say nothing of F1, and are drawn
            all the same.
    """
    if sum(one.f1() is not None for one in counts) < _FEWEST_LIVES:
        return None
    table = np.array([(one.tp, one.fp, one.fn) for one in counts], dtype=np.float64)
    drawn = np.random.default_rng(_SEED).integers(0, len(table), (RESAMPLES, len(table)))
    tp, fp, fn = np.moveaxis(table[drawn].sum(axis=1), 1, 0)
    whole = 2 * tp + fp + fn
    low, high = np.percentile((2 * tp / np.maximum(whole, 1))[whole > 0], _INTERVAL_PCT)
    return float(low), float(high)


def assisted_as_unassisted(lives: Sequence[Lived]) -> int:
    """Count what was told as unassisted, of any kind, confirmed or not, while somebody truly helped her."""
    return sum(
        told.assistance is Assistance.UNASSISTED and _was_helped(life, told.onset_s, told.met_s)
        for life in lives
        for told in life.told_events
        if told.confidence is not Confidence.WITHDRAWN
    )


def _was_helped(life: Lived, from_s: float, to_s: float) -> bool:
    helped = [
        *((one.onset_s, one.end_s) for one in life.true_events if one.assistance is Assistance.ASSISTED),
        *((span.from_s, span.to_s) for span in life.spans if span.track is Track.ASSISTANCE),
    ]
    return any(first <= to_s and last >= from_s for first, last in helped)


def worn_days(lives: Sequence[Lived]) -> float:
    """Return for how many days, of all lives together, the harness was truly worn."""
    worn_s = sum(
        span.to_s - span.from_s
        for life in lives
        for span in life.spans
        if span.track is Track.WEAR and span.value == Wear.WORN
    )
    return worn_s / SECONDS_PER_DAY


def _counts(found: Matched) -> Counts:
    return Counts(tp=len(found.pairs), fp=len(found.false), fn=len(found.missed))


def _is_possible(told: ToldEvent) -> bool:
    return told.confidence is Confidence.POSSIBLE

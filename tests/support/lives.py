"""Lives made by hand, for scores: what happened, what was told, second by second."""

from collections.abc import Sequence

import numpy as np

from landseal.words import Assistance, Confidence, EventKind, Posture, Wear
from landseal_sim.accuracy.lived import Lived, ToldEvent, ToldSeconds
from landseal_sim.truth.words import Span, Track, TrueEvent

CONFIRMED, POSSIBLE = Confidence.CONFIRMED, Confidence.POSSIBLE


def true(
    onset_s: float,
    met_s: float | None = None,
    *,
    kind: EventKind = EventKind.STOOD_UP,
    time_to_rise_s: float | None = None,
    steps: int | None = None,
    assistance: Assistance = Assistance.UNASSISTED,
) -> TrueEvent:
    met = onset_s + 8 if met_s is None else met_s
    return TrueEvent(
        kind=kind,
        onset_s=onset_s,
        met_s=met,
        end_s=met,
        time_to_rise_s=time_to_rise_s,
        steps=steps,
        assistance=assistance,
    )


def told(
    onset_s: float,
    met_s: float | None = None,
    *,
    kind: EventKind = EventKind.STOOD_UP,
    confidence: Confidence = CONFIRMED,
    assistance: Assistance = Assistance.UNKNOWN,
) -> ToldEvent:
    met = onset_s + 8 if met_s is None else met_s
    return ToldEvent(kind=kind, confidence=confidence, onset_s=onset_s, met_s=met, assistance=assistance)


def span(track: Track, value: str, from_s: float, to_s: float) -> Span:
    return Span(track=track, value=value, from_s=from_s, to_s=to_s)


def life(  # noqa: PLR0913 -- the parts of a life
    *,
    spans: Sequence[Span] = (),
    happened: Sequence[TrueEvent] = (),
    was_told: Sequence[ToldEvent] = (),
    postures: Sequence[Posture] = (),
    wear: Wear = Wear.WORN,
    steps: Sequence[float] | None = None,
    until_s: float = 1000.0,
) -> Lived:
    """Return a life; its told seconds are the first ones, as many as there are postures."""
    count = len(postures) if steps is None else len(steps)
    return Lived(
        dog="made by hand",
        seed=0,
        until_s=until_s,
        spans=spans,
        true_events=happened,
        told_events=was_told,
        told_seconds=ToldSeconds(
            second=np.arange(count),
            posture=list(postures) or [Posture.WALKING] * count,
            wear=[wear] * count,
            steps=np.zeros(count) if steps is None else np.array(steps, dtype=np.float64),
        ),
    )

"""Onsets: the moment at which she gets up from lying, and the moment at which she sets off from rest.

Both are decided by what came before as much as by the burst itself. They read the sensor alone, second by
second, and say when it began and how sure they are. `landseal predict` tells them; the server does not yet:
it has the rules of the episodes, which ask for a rest of a minute and for witnesses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log
from operator import mul
from typing import Final

import msgspec

from landseal_server.recognise.setoff import Setoff, SetoffMemory, SetoffModel, setoffs


class OnsetKind(StrEnum):
    """What has begun."""

    LYING_TO_UP = "lying_to_up"
    REST_TO_MOVING = "rest_to_moving"


BURST_MG: Final = 200.0
"""[E] A second of VeDBA above this may be a rise: 15 of the 16 that were recorded passed it."""

QUIET_MG: Final = 250.0
"""[E] ... when none of the three seconds before was above this."""

_QUIET_S = 3
_SINCE_S = 2  # the second of the burst and the one after it: the decision comes at the end of that
_BEFORE_S = 5  # how long she must have been lying by the definition
_LONG_BEFORE_S = 10
_KEPT_S = _LONG_BEFORE_S + _SINCE_S
RISES_APART_S: Final = 6
"""[E] One burst, one rise."""

RISE_FEATURES: Final = (
    "stronger second",
    "strongest half second",
    "weaker second",
    "VeDBA of the 3 s before",
    "lying, at most in the 5 s before",
    "sitting, on average in the 5 s before",
    "moving, on average in the 10 s before",
    "VeDBA of the 10 s before",
)


@dataclass(frozen=True)
class Second:
    """What is known of one second without history."""

    vedba_mg: float
    burst_mg: float
    loud_from_s: float
    lying: float
    """Probability, as that of sitting and moving."""
    sitting: float
    moving: float
    halves: Sequence[Sequence[float]]
    """Observations of its halves (`onset_signals`)."""
    rhythm: float
    tilt_change_deg: float


@dataclass(frozen=True)
class Onset:
    """One decision, given at the end of the second just read."""

    kind: OnsetKind
    ago_s: float
    """How long before the end of that second it began."""
    confidence: float


@dataclass(frozen=True)
class RiseModel:
    """A logistic regression over `RISE_FEATURES`, and where it says yes."""

    weights: tuple[float, ...]
    bias: float
    threshold: float
    """Probability from which a burst is a rise."""


@dataclass(frozen=True)
class OnsetModel:
    """All that training finds."""

    rise: RiseModel
    setoff: SetoffModel


_Past = tuple[float, float, float, float, float, float]


class OnsetMemory(msgspec.Struct, kw_only=True):
    """What is remembered of one pet from second to second; begin anew after a gap."""

    past: list[_Past] = []
    """VeDBA, burst, loud from, lying, sitting, moving of the last seconds."""
    since_rise_s: int = RISES_APART_S
    setoff: SetoffMemory = msgspec.field(default_factory=SetoffMemory)


def onsets(second: Second, memory: OnsetMemory, model: OnsetModel) -> list[Onset]:
    """Read one second, remember it, and return what is decided at its end (mostly nothing)."""
    found: list[Onset] = []
    memory.since_rise_s = min(memory.since_rise_s + 1, RISES_APART_S)
    candidate = rise_candidate(second, memory)
    if candidate is not None and memory.since_rise_s >= RISES_APART_S:
        ago_s, features = candidate
        confidence = probability(features, model.rise)
        if confidence >= model.rise.threshold:
            memory.since_rise_s = 0
            found.append(Onset(OnsetKind.LYING_TO_UP, ago_s, confidence))
    begun = setoffs(second.halves, second.rhythm, second.tilt_change_deg, memory.setoff, model.setoff)
    return found + [_said(setoff) for setoff in begun]


def rise_candidate(second: Second, memory: OnsetMemory) -> tuple[float, list[float]] | None:
    """Remember a second; return how long ago a burst out of quiet began, and its features, if there was one.

    The burst is in the second before this one: a rise goes on, a shudder does not.
    """
    past = memory.past
    past.append(
        (
            second.vedba_mg,
            second.burst_mg,
            second.loud_from_s,
            second.lying,
            second.sitting,
            second.moving,
        )
    )
    del past[:-_KEPT_S]
    if len(past) < _QUIET_S + _SINCE_S or past[-_SINCE_S][0] < BURST_MG:
        return None
    if max(row[0] for row in past[-_SINCE_S - _QUIET_S : -_SINCE_S]) >= QUIET_MG:
        return None
    return _began_ago_s(past), _rise_features(past)


def probability(features: Sequence[float], model: RiseModel) -> float:
    """Return the probability that a candidate is a rise."""
    return 1.0 / (1.0 + exp(-model.bias - sum(map(mul, model.weights, features))))


def _said(setoff: Setoff) -> Onset:
    return Onset(OnsetKind.REST_TO_MOVING, setoff.ago_s, setoff.confidence)


def _began_ago_s(past: Sequence[_Past]) -> float:
    """Return when strength first was loud, at most a second before the second of the burst."""
    for ago_s in (_SINCE_S + 1, _SINCE_S):
        if past[-ago_s][2] < 1.0:
            return ago_s - past[-ago_s][2]
    return float(_SINCE_S)


def _rise_features(past: Sequence[_Past]) -> list[float]:
    burst, after = past[-_SINCE_S], past[-_SINCE_S + 1]
    long_before = past[:-_SINCE_S]
    before, quiet = long_before[-_BEFORE_S:], long_before[-_QUIET_S:]
    return [
        _log_mg(max(burst[0], after[0])),
        _log_mg(max(burst[1], after[1])),
        _log_mg(min(burst[0], after[0])),
        _log_mg(_mean([row[0] for row in quiet])),
        max(row[3] for row in before),
        _mean([row[4] for row in before]),
        _mean([row[5] for row in long_before]),
        _log_mg(_mean([row[0] for row in long_before])),
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _log_mg(vedba_mg: float) -> float:
    """Return a logarithm that a sensor lying on a table does not drive to minus infinity."""
    return log(max(vedba_mg, 1.0))

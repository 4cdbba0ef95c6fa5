"""Fit the two onset detectors to labelled recordings, and find where each says yes.

Few numbers from few events: the logistic regressions are regularised, and both thresholds come from scores
of models that had not seen the group (day and half-day) they are scored on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from landseal.errors import LandsealError
from landseal_server.recognise.features import Features, features
from landseal_server.recognise.onset_signals import HALVES, onset_signals
from landseal_server.recognise.onsets import (
    OnsetKind,
    OnsetMemory,
    OnsetModel,
    RiseModel,
    Second,
    onsets,
    probability,
    rise_candidate,
)
from landseal_server.recognise.setoff import AGES, LONG_REST, SetoffMemory, SetoffModel, evidence_row
from landseal_server.recognise.stream import windows_of
from landseal_sim.accuracy.onset_choice import (
    FALSE_RISES_PER_HOUR,
    best_setoff_threshold,
    rise_threshold,
)
from landseal_sim.accuracy.onset_truth import MOVING, POSTURES, lying_to_up, rest_to_moving

RISE_C: Final = 1.0
"""[E] Inverse strength of regularisation. With 16 recorded rises, 0.3 and 3 differ by no more than chance."""

SETOFF_C: Final = 0.03
"""[E] The log loss of movement on dates left out falls until about here, and is flat behind it."""

TRUST: Final = 0.35
"""[E] Share of the evidence of half a second that counts."""

_Model = TypeVar("_Model", RiseModel, SetoffModel)

_NEAR_S = 1.5  # a candidate this near to a true onset is one
_STEP_BAND_HZ = (1.5, 6.0)  # of a dog of 8 to 25 kg: the recordings do not say how heavy theirs are


@dataclass(frozen=True)
class Session:
    """One contiguous recording."""

    group: str
    probabilities: NDArray[np.float64]
    """(seconds, 4) of lying, sitting, standing, moving, causal, as the filter has them.

    For rises they must mean the same on every mount: those of a classifier fitted to a few dates do not."""
    samples: NDArray[np.float32]
    """(seconds, GRID_HZ, 3) in g, on the server's grid."""
    labels: NDArray[np.int8]
    """Of each sample as it was recorded: 1 lying, 2 sitting, 3 standing, 4 moving, others unsaid."""
    rate_hz: float

    @cached_property
    def seconds(self) -> list[Second]:
        """What the detectors read."""
        windows = windows_of(self.samples)
        found = features(windows, np.tile(np.array([_STEP_BAND_HZ]), (len(windows), 1)))
        return seconds_of(windows, found, self.probabilities)

    @property
    def rises_s(self) -> list[float]:
        """True onsets of lying -> up."""
        return lying_to_up(self.labels, self.rate_hz)

    @property
    def setoffs_s(self) -> list[float]:
        """True onsets of rest -> moving."""
        return rest_to_moving(self.labels, self.rate_hz)


@dataclass(frozen=True)
class Event:
    """A decision within a session."""

    kind: OnsetKind
    onset_s: float
    decided_s: float
    confidence: float


def seconds_of(
    windows: NDArray[np.float32], found: Features, probabilities: NDArray[np.float64]
) -> list[Second]:
    """Put together what the detectors read, from a whole session's arrays."""
    signals = onset_signals(windows, found)
    columns = (
        found.vedba_mg,
        signals.burst_mg,
        signals.loud_from_s,
        probabilities[:, 0],
        probabilities[:, 1],
        probabilities[:, 3],
        signals.halves,
        found.rhythm,
        found.tilt_change_deg,
    )
    return [Second(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def detect(seconds: Sequence[Second], model: OnsetModel) -> list[Event]:
    """Go through a session as a server would, second by second."""
    memory = OnsetMemory()
    return [
        Event(found.kind, end_s - found.ago_s, end_s, found.confidence)
        for end_s, second in enumerate(seconds, 1)
        for found in onsets(second, memory, model)
    ]


def train(sessions: Sequence[Session]) -> OnsetModel:
    """Fit both detectors, and choose their thresholds by the groups left out in turn."""
    return OnsetModel(rise=_trained_rise(sessions), setoff=_trained_setoff(sessions))


@dataclass(frozen=True)
class RiseCandidates:
    """The bursts of one session."""

    decided_s: list[int]
    onset_s: list[float]
    features: list[list[float]]
    is_rise: list[bool]


def rise_candidates(session: Session) -> RiseCandidates:
    """Find the bursts, and which of them are rises."""
    memory = OnsetMemory()
    rows = [(end, rise_candidate(second, memory)) for end, second in enumerate(session.seconds, 1)]
    found = [(end, *candidate) for end, candidate in rows if candidate is not None]
    onset_s = [end - ago_s for end, ago_s, _ in found]
    true_s = session.rises_s
    return RiseCandidates(
        [end for end, _, _ in found],
        onset_s,
        [row for _, _, row in found],
        [any(abs(at - true) <= _NEAR_S for true in true_s) for at in onset_s],
    )


def _trained_rise(sessions: Sequence[Session]) -> RiseModel:
    bursts = {id(session): rise_candidates(session) for session in sessions}

    def fit(some: Sequence[Session]) -> RiseModel:
        parts = [bursts[id(session)] for session in some]
        rows = np.array([row for part in parts for row in part.features])
        weights, bias = _logistic(rows, np.array([y for part in parts for y in part.is_rise]), RISE_C)
        return RiseModel(weights, bias, threshold=1.0)

    scored = []
    for session, model in _left_out(sessions, fit):
        part = bursts[id(session)]
        scores = [probability(row, model) for row in part.features]
        scored.append((list(zip(part.decided_s, part.onset_s, scores, strict=True)), session.rises_s))
    hours = sum(len(session.seconds) for session in sessions) / 3600
    return replace(fit(sessions), threshold=rise_threshold(scored, FALSE_RISES_PER_HOUR * hours))


def _trained_setoff(sessions: Sequence[Session]) -> SetoffModel:
    rows = {id(session): _evidence_rows(session) for session in sessions}
    moving = {id(session): half_labels(session) for session in sessions}

    def fit(some: Sequence[Session]) -> SetoffModel:
        x = np.concatenate([rows[id(session)] for session in some])
        y = np.concatenate([moving[id(session)] for session in some])
        weights, bias = _logistic(x[y >= 0], y[y >= 0] == 1, SETOFF_C)
        share = float((y[y >= 0] == 1).mean())
        rest_ends, movement_ends = _endings([moving[id(session)] for session in some])
        bias -= float(np.log(share / (1 - share)))
        usual = float((x * weights).sum(axis=1).mean()) + bias
        return SetoffModel(weights, bias, usual, TRUST, rest_ends, movement_ends, threshold=1.0)

    left_out = _left_out(sessions, fit)
    threshold = best_setoff_threshold([(s.seconds, s.setoffs_s, model) for s, model in left_out])
    return replace(fit(sessions), threshold=threshold)


def half_labels(session: Session) -> NDArray[np.int8]:
    """Label every half second: 1 moving, 0 not, -1 unsaid. By three samples spread over it."""
    begin_s = np.arange(len(session.seconds) * HALVES)[:, None] / HALVES
    at = ((begin_s + np.array([0.1, 0.25, 0.4])) * session.rate_hz).astype(np.intp)
    labels = session.labels[np.minimum(at, len(session.labels) - 1)]
    moving = ((labels == MOVING).sum(axis=1) >= 2).astype(np.int8)  # noqa: PLR2004 -- two of three
    return np.where(np.isin(labels, POSTURES).all(axis=1), moving, np.int8(-1))


def _evidence_rows(session: Session) -> NDArray[np.float64]:
    memory = SetoffMemory()
    return np.array(
        [
            evidence_row(half, second.rhythm, second.tilt_change_deg, memory)
            for second in session.seconds
            for half in second.halves
        ]
    )


def _endings(labels: Sequence[NDArray[np.int8]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Count how often rest and movement of each age end; ages pooled, so that each pool has seen some."""
    lived, ended = np.zeros((2, 2, max(LONG_REST, AGES)))
    for session in labels:
        age = 0
        for before, now in zip(session[:-1].tolist(), session[1:].tolist(), strict=True):
            if min(before, now) < 0:
                age = 0
                continue
            lived[before, min(age, lived.shape[1] - 1)] += 1
            ended[before, min(age, lived.shape[1] - 1)] += now != before
            age = 0 if now != before else age + 1
    return _pooled(lived[0], ended[0], 4), _pooled(lived[1], ended[1], 2)


def _pooled(lived: NDArray[np.float64], ended: NDArray[np.float64], pool: int) -> tuple[float, ...]:
    """Return chances, the last age (and older) by itself; half an ending in ten is taken as seen before."""
    groups = [*(slice(i - i % pool, min(i - i % pool + pool, len(lived) - 1)) for i in range(len(lived) - 1))]
    groups.append(slice(len(lived) - 1, None))
    return tuple(float((ended[group].sum() + 0.5) / (lived[group].sum() + 10)) for group in groups)


def _left_out(
    sessions: Sequence[Session], fit: Callable[[Sequence[Session]], _Model]
) -> list[tuple[Session, _Model]]:
    """Pair each session with a model that has not seen its group."""
    pairs = []
    for group in sorted({session.group for session in sessions}):
        model = fit([session for session in sessions if session.group != group])
        pairs += [(session, model) for session in sessions if session.group == group]
    return pairs


def _logistic(
    rows: NDArray[np.float64], truth: NDArray[np.bool_], c: float
) -> tuple[tuple[float, ...], float]:
    """Fit a logistic regression on standardised columns; return weights and bias for the plain ones."""
    from sklearn.linear_model import LogisticRegression

    if len(truth) == 0 or truth.all() or not truth.any():
        raise LandsealError(
            "these recordings have no onset to learn from once a part of them is left out",
            remedy="Evaluate on more recordings: a dog must get up and set off on two days at least.",
        )
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-9)
    fitted: Any = LogisticRegression(C=c, max_iter=500).fit((rows - mean) / spread, truth)
    weights = fitted.coef_[0] / spread
    return tuple(weights.tolist()), float(fitted.intercept_[0] - (weights * mean).sum())

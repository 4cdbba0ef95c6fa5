"""Where each onset detector says yes: chosen on scores of models that had not seen what they scored."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from landseal_server.recognise.onsets import RISES_APART_S, Second
from landseal_server.recognise.setoff import SetoffMemory, SetoffModel, half_read, said
from landseal_sim.accuracy.onset_truth import matched

FALSE_RISES_PER_HOUR: Final = 2.5
"""[E] Half of what is allowed. With a handful of rises to train on, the threshold that gives the best F1 is
chance; how many bursts pass for one is counted on hundreds."""

_RISE_THRESHOLDS: Final = np.exp(np.linspace(np.log(0.01), np.log(0.9), 80))
_SETOFF_THRESHOLDS: Final = np.arange(0.06, 0.8, 0.02)
_SMOOTHED = 5  # thresholds: the best of their mean, not a lucky one

Scored = tuple[list[tuple[int, float, float]], list[float]]
"""(decided, onset, score) of the candidates of a session, and its true onsets; all but the score in s."""


def rise_threshold(sessions: Sequence[Scored], most_false: float) -> float:
    """Return the lowest threshold with no more false rises than that, over all sessions."""
    for threshold in _RISE_THRESHOLDS:
        found = [(_rises(candidates, threshold), truth_s) for candidates, truth_s in sessions]
        if sum(len(onset_s) - matched(truth_s, onset_s) for onset_s, truth_s in found) <= most_false:
            return float(threshold)
    return float(_RISE_THRESHOLDS[-1])


def best_setoff_threshold(
    sessions: Sequence[tuple[Sequence[Second], Sequence[float], SetoffModel]],
) -> float:
    """Return the threshold with the best F1 over all sessions: seconds, true onsets in s, a model each."""
    read = [(_read(seconds, model), truth_s) for seconds, truth_s, model in sessions]
    f1 = [_f1([(_setoffs(halves, at), truth_s) for halves, truth_s in read]) for at in _SETOFF_THRESHOLDS]
    around = np.pad(f1, _SMOOTHED // 2, mode="edge")
    return float(_SETOFF_THRESHOLDS[np.convolve(around, np.ones(_SMOOTHED), "valid").argmax()])


def _rises(candidates: Sequence[tuple[int, float, float]], threshold: float) -> list[float]:
    last_s = -RISES_APART_S
    onset_s: list[float] = []
    for decided_s, at_s, score in candidates:
        if score >= threshold and decided_s - last_s >= RISES_APART_S:
            last_s = decided_s
            onset_s.append(at_s)
    return onset_s


def _read(seconds: Sequence[Second], model: SetoffModel) -> list[tuple[int, float]]:
    memory = SetoffMemory()
    return [
        half_read(half, second.rhythm, second.tilt_change_deg, memory, model)
        for second in seconds
        for half in second.halves
    ]


def _setoffs(halves: Sequence[tuple[int, float]], threshold: float) -> list[float]:
    memory = SetoffMemory()
    return [
        (end - age) / 2
        for end, (age, confidence) in enumerate(halves, 1)
        if said(age, confidence, memory, threshold)
    ]


def _f1(sessions: Sequence[tuple[Sequence[float], Sequence[float]]]) -> float:
    right = sum(matched(truth_s, found_s) for found_s, truth_s in sessions)
    both = sum(len(found_s) + len(truth_s) for found_s, truth_s in sessions)
    return 2 * right / max(1, both)

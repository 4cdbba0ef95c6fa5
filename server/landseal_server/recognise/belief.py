"""What is believed of posture and mount together: one filter over seconds, for many pets in one array.

Under every way in which the sensor may sit (`hypotheses.py`) a hidden Markov model of four postures is
filtered; how well each way has explained what was seen is its weight. The posture is the weighted mean. So a
mount is never "found", it only becomes likely; and a harness that has slipped makes itself known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.poses import CLASSES

# [E] The chance of each posture (column) a second after each other (row).
TRANSITIONS: Final = np.array(
    [
        [0.985, 0.002, 0.003, 0.010],
        [0.001, 0.975, 0.004, 0.020],
        [0.001, 0.003, 0.956, 0.040],
        [0.004, 0.013, 0.050, 0.933],
    ]
)

AT_FIRST: Final = np.array([0.15, 0.25, 0.3, 0.3])
"""[E] Before anything was seen."""

_LIVELY_MG: Final = 80.0
_LIVELY_SPREAD: Final = 0.25
_KEPT_NATS: Final = 60.0
"""[E] No way of sitting becomes less likely than this: a harness that is put on anew is noticed within a few
minutes of movement. Less, and an hour of lying still would be taken for a mount."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Belief:
    """Of many pets, all with as many ways."""

    log_weight: Array
    """(pets, ways) of each way, at most 0."""
    posture: Array
    """(pets, ways, classes) probabilities under each way."""

    @classmethod
    def at_first(cls, log_prior: Array, pets: int = 1) -> "Belief":
        """Return what is believed before anything was seen."""
        weight = np.repeat((log_prior - log_prior.max())[None], pets, axis=0)
        return cls(weight, np.tile(AT_FIRST, (pets, len(log_prior), 1)))


def probabilities(seconds: Sequence[Belief]) -> tuple[Array, Array]:
    """Return the weights of the ways, (seconds, pets, ways), and the postures', (seconds, pets, classes)."""
    weight = np.exp(np.stack([now.log_weight for now in seconds]))
    weight /= weight.sum(axis=2, keepdims=True)
    posture = np.stack([now.posture for now in seconds])
    return weight, np.asarray((weight[..., None] * posture).sum(axis=2))


def weight_of_evidence(log_vedba: Array) -> Array:
    """Return how much a second tells of the mount, 0-1: a half at `_LIVELY_MG`, nothing in sleep.

    A dog who lies on her side for a night has said one thing, not 30,000: it must never become a mount.
    """
    return np.asarray(1 / (1 + np.exp(-(log_vedba - np.log(_LIVELY_MG)) / _LIVELY_SPREAD)))


def followed(before: Belief, log_seen: Array, evidence: Array, broken: NDArray[np.bool_]) -> list[Belief]:
    """Return what is believed after each of many seconds.

    Args:
        before: what was believed.
        log_seen: (seconds, pets, ways, classes) how well each posture explains each second.
        evidence: (seconds, pets) what a second counts as evidence for a mount.
        broken: (seconds, pets) whether time has leapt: nothing is known of the posture then, but of the
            mount.
    """
    best = log_seen.max(axis=3)
    likely = np.exp(log_seen - best[..., None])
    counted = evidence[..., None]
    leapt = [bool(row.any()) for row in broken]
    found = []
    weight, posture = before.log_weight, before.posture
    for second, seen in enumerate(likely):
        expected = (posture[..., :, None] * TRANSITIONS).sum(axis=2)
        if leapt[second]:
            expected = np.where(broken[second, :, None, None], AT_FIRST, expected)
        joint = expected * seen
        likelihood = joint.sum(axis=2)
        weight = weight + counted[second] * (np.log(likelihood) + best[second])
        weight = np.maximum(weight - weight.max(axis=1, keepdims=True), -_KEPT_NATS)
        posture = joint / likelihood[..., None]
        found.append(Belief(weight, posture))
    return found


def seen_whole(log_prior: Array, log_seen: Array, evidence: Array) -> tuple[Array, Array]:
    """Return what is believed of each second of a session when all of it is known.

    Args:
        log_prior: (ways,).
        log_seen: (seconds, ways, classes).
        evidence: (seconds,).

    Returns:
        The weights of the ways, (ways,), and the postures' probabilities, (seconds, classes).
    """
    likely = np.exp(log_seen - log_seen.max(axis=2, keepdims=True))
    forward = np.empty_like(likely)
    state = np.tile(AT_FIRST, (len(log_prior), 1))
    log_weight = log_prior.copy()
    for second, seen in enumerate(likely):
        state = (state if second == 0 else (state[..., :, None] * TRANSITIONS).sum(axis=1)) * seen
        total = state.sum(axis=1)
        log_weight += evidence[second] * (np.log(total) + log_seen[second].max(axis=1))
        forward[second] = state = state / total[:, None]
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    return weight, _smoothed(forward, likely, weight)


def _smoothed(forward: Array, likely: Array, weight: Array) -> Array:
    """Pass back from the last second to the first."""
    found = np.empty((len(forward), len(CLASSES)))
    after = np.ones(forward.shape[1:])
    for second in reversed(range(len(forward))):
        both = forward[second] * after
        found[second] = (weight[:, None] * both / both.sum(axis=1, keepdims=True)).sum(axis=0)
        after = ((likely[second] * after)[..., None, :] * TRANSITIONS).sum(axis=2)
        after /= after.max(axis=1, keepdims=True)
    return found

"""Posture: a hidden Markov model over seconds, filtered online, for all pets in one array.

Gravity cannot tell standing from lying on the chest (docs/words.md); what can is history. A dog who lies
does not come to her feet without a struggle, and a dog on her feet is never as still as one that lies. The
model says no more than that: states, how likely each is to follow another, and how each looks.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.words import LYING, UPRIGHT, Posture
from landseal_server.recognise.cadence import REGULAR, WALKING_MG

STATES: Final = (
    Posture.LYING_STERNAL,
    Posture.LYING_LEFT,
    Posture.LYING_RIGHT,
    Posture.LYING_BACK,
    Posture.SITTING,
    Posture.STANDING,
    Posture.WALKING,
    Posture.RUNNING,
    Posture.OTHER,
)
"""The order of every array of probabilities; `OTHER` is the struggle between two postures."""

_LYING = [i for i, state in enumerate(STATES) if state in LYING]
_UPRIGHT = [i for i, state in enumerate(STATES) if state in UPRIGHT]

SURE_ENOUGH: Final = 0.5
"""[E] Below this probability the best guess is no posture but `unknown`."""

# [E] The direction of gravity in the body frame, from docs/words.md; `OTHER` has none.
_UP = np.array(
    [
        (0.12, 0, 0.99),
        (0, -1, 0),
        (0, 1, 0),
        (0, 0, -1),
        (0.64, 0, 0.77),
        (0, 0, 1),
        (0, 0, 1),
        (0, 0, 1),
        (0, 0, 0),
    ],
    dtype=np.float64,
)

# [E] How closely a posture keeps to that direction: 1 / (standard deviation in radians)^2.
_KEPT = np.array([12, 6, 6, 5, 14, 16, 12, 5, 0], dtype=np.float64)

_DIRECTION: Final = (_UP / np.maximum(np.linalg.norm(_UP, axis=1, keepdims=True), 1e-9)).T
_OWN_TILT: Final = np.arctan2(np.hypot(_UP[:, 0], _UP[:, 1]), _UP[:, 2])
_KEPT_HEIGHT: Final = np.sqrt(np.maximum(_KEPT, 0.3))

# [E] log10 of VeDBA in mg: where it lies and how far it strays. Sitting, standing and moving as real dogs
# were recorded (medians of 50, 55 and 270 mg, docs/simulation-realism.md); lying as one that sleeps.
_VEDBA = np.array([0.85, 0.85, 0.85, 0.95, 1.6, 1.7, 2.4, 2.8, 2.2])
_VEDBA_SPREAD = np.array([0.35, 0.35, 0.35, 0.35, 0.3, 0.25, 0.25, 0.25, 0.35])

# [E] Chance of a rhythm in the step band within one second.
_RHYTHM = np.array([0.05, 0.05, 0.05, 0.05, 0.08, 0.08, 0.75, 0.8, 0.25])

# [E] Chance that the trunk has tilted within the last seconds: by less than an attempt's angle, by more,
# and by so much that it is certainly on its way from one posture to another.
_TILT_DEG = (10.0, 20.0)
_TILTED = np.array(
    [
        (0.96, 0.94, 0.94, 0.92, 0.88, 0.94, 0.9, 0.75, 0.25),
        (0.03, 0.04, 0.04, 0.05, 0.08, 0.05, 0.08, 0.15, 0.25),
        (0.01, 0.02, 0.02, 0.03, 0.04, 0.01, 0.02, 0.1, 0.5),
    ],
)

# An outlier must not settle the matter alone: no observation is less likely than this, against the best.
_FLOOR = 1e-4

_INDEX = {state: i for i, state in enumerate(STATES)}


def _transitions() -> NDArray[np.float64]:
    """Return the chance of each state (column) a second after each other (row) [E]."""
    lying, sitting = _LYING, _INDEX[Posture.SITTING]
    standing, walking = _INDEX[Posture.STANDING], _INDEX[Posture.WALKING]
    running, other = _INDEX[Posture.RUNNING], _INDEX[Posture.OTHER]
    chance = np.full((len(STATES), len(STATES)), 1e-6)
    for row in lying:
        chance[row, lying] = 5e-4
        chance[row, other] = 0.01
    for row in (sitting, standing, walking, running):
        chance[row, other] = 0.03
    chance[sitting, standing] = chance[standing, sitting] = 0.01
    chance[standing, walking] = chance[walking, standing] = 0.1
    chance[walking, running] = chance[running, walking] = 0.05
    chance[walking, sitting] = chance[sitting, walking] = 5e-3
    chance[other, lying] = 0.03
    chance[other, [sitting, standing, walking]] = 0.07
    chance[other, running] = 0.03
    np.fill_diagonal(chance, 0.0)
    np.fill_diagonal(chance, 1.0 - chance.sum(axis=1))
    return chance


_TRANSITIONS: Final = _transitions()


def start() -> NDArray[np.float64]:
    """Return what is believed before anything was seen: every state alike, shape (states,)."""
    return np.full(len(STATES), 1.0 / len(STATES))


def likelihood(
    gravity: NDArray[np.float64],
    forward_known: NDArray[np.bool_],
    vedba_mg: NDArray[np.float64],
    rhythm: NDArray[np.float64],
    tilt_change_deg: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return how well each state explains each second: (seconds, states), to a factor.

    Args:
        gravity: (seconds, 3) unit vectors in the body frame.
        forward_known: (seconds,) whether x is known to be cranial; otherwise the tilt alone counts.
        vedba_mg: (seconds,) of the trunk's sensor.
        rhythm: (seconds,) height of the autocorrelation's peak.
        tilt_change_deg: (seconds,) how far gravity has turned within the last seconds.
    """
    seen = _likelihood_of_direction(gravity, forward_known) * _likelihood_of_vedba(vedba_mg)
    seen *= _likelihood_of_rhythm(rhythm, vedba_mg)
    seen *= _TILTED[np.digitize(tilt_change_deg, _TILT_DEG)]
    return np.asarray(np.maximum(seen, _FLOOR * seen.max(axis=1, keepdims=True)))


def step(belief: NDArray[np.float64], seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Advance a belief, (states,), by a second of this likelihood, (states,); return one that sums to 1."""
    joint = (belief @ _TRANSITIONS) * seen
    joint /= joint.sum()
    return joint


def label(belief: Sequence[float]) -> Posture:
    """Name the best guess; `unknown` where it is not sure enough."""
    best = max(belief)
    return STATES[belief.index(best)] if best >= SURE_ENOUGH else Posture.UNKNOWN


def lying(belief: Sequence[float]) -> float:
    """Return the probability that she lies, in whatever way."""
    return sum([belief[i] for i in _LYING])


def upright(belief: Sequence[float]) -> float:
    """Return the probability that her legs carry her."""
    return sum([belief[i] for i in _UPRIGHT])


def _likelihood_of_direction(
    gravity: NDArray[np.float64], forward_known: NDArray[np.bool_]
) -> NDArray[np.float64]:
    x, y, z = (gravity[:, axis, None] * _DIRECTION[axis] for axis in range(3))
    # Without a known forward a posture is known by its tilt from upright alone.
    tilt = np.arccos(np.clip(gravity[:, 2:3], -1, 1))
    cosine = np.where(forward_known[:, None], x + y + z, np.cos(tilt - _OWN_TILT))
    return np.asarray(_KEPT_HEIGHT * np.exp(_KEPT * (cosine - 1)))


def _likelihood_of_vedba(vedba_mg: NDArray[np.float64]) -> NDArray[np.float64]:
    distance = (np.log10(vedba_mg + 1.0)[:, None] - _VEDBA) / _VEDBA_SPREAD
    return np.asarray(np.exp(-0.5 * distance**2) / _VEDBA_SPREAD)


def _likelihood_of_rhythm(rhythm: NDArray[np.float64], vedba_mg: NDArray[np.float64]) -> NDArray[np.float64]:
    regular = (rhythm > REGULAR) & (vedba_mg > WALKING_MG)
    return np.where(regular[:, None], _RHYTHM, 1.0 - _RHYTHM)

"""A session by itself: one sensor's unbroken seconds, read live or as a whole.

The same numbers as in a home: the functions are those that `tick.py` calls.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise import belief, context
from landseal_server.recognise.features import Features, features
from landseal_server.recognise.follow import Followed, follow
from landseal_server.recognise.hypotheses import Hypotheses, in_body
from landseal_server.recognise.model import Model
from landseal_server.recognise.movement import movement
from landseal_server.recognise.poses import Vigour, log_likelihood
from landseal_server.recognise.stream import windows_of

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Looked:
    """What every second shows by itself."""

    found: Features
    moved: Array
    """(seconds, columns) as `movement` gives it."""
    gravity: Array
    """(seconds, ways, 3) in the body frame."""
    ways: Hypotheses

    def log_vedba(self) -> Array:
        """Return the logarithm of VeDBA that postures are judged by, (seconds,)."""
        return np.asarray(self.moved[:, 0])


def look(grid: NDArray[np.float32], ways: Hypotheses, step_band_hz: tuple[float, float]) -> Looked:
    """Compute what every second shows.

    Args:
        grid: (seconds, GRID_HZ, 3) specific force in g.
        ways: how the sensor may sit.
        step_band_hz: lowest and highest step frequency.
    """
    windows = windows_of(grid)
    found = features(windows, np.tile(step_band_hz, (len(grid), 1)))
    return Looked(found, movement(windows, found.rhythm), in_body(found.gravity, ways.rotation), ways)


def live_columns(seen: Looked, vigour: Vigour) -> Array:
    """Return each second with what came before it, (seconds, COLUMNS): nothing of a later one."""
    likely = log_likelihood(seen.gravity, seen.log_vedba(), vigour)
    evidence = seen.ways.trust * belief.weight_of_evidence(seen.log_vedba())
    state = Followed.at_first(seen.ways)
    rows = []
    for second in range(len(likely)):
        at = slice(second, second + 1)
        state = follow(state, likely[at], evidence[at], seen.gravity[at], seen.moved[at], np.array([False]))
        rows.append(state.columns)
    return np.concatenate(rows)


def whole_columns(seen: Looked, vigour: Vigour) -> Array:
    """Return each second with what lies around it, (seconds, COLUMNS)."""
    likely = log_likelihood(seen.gravity, seen.log_vedba(), vigour)
    evidence = seen.ways.trust * belief.weight_of_evidence(seen.log_vedba())
    weight, chance = belief.seen_whole(seen.ways.log_prior, likely, evidence)
    weights = np.broadcast_to(weight, seen.gravity.shape[:2])
    return context.surrounded(context.own(weights, chance, seen.gravity, seen.moved))


def live(seen: Looked, model: Model) -> Array:
    """Return the probability of each posture in each second, (seconds, classes), as it is told live."""
    return model.live.chance(live_columns(seen, model.vigour))


def whole(seen: Looked, model: Model) -> Array:
    """Return the probability of each posture in each second, (seconds, classes), told afterwards."""
    return model.whole.chance(whole_columns(seen, model.vigour))

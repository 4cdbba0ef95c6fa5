"""A session by itself: one sensor's unbroken seconds, read live or as a whole.

The same numbers as in a home: the functions are those that `tick.py` calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise import belief, context
from landseal_server.recognise.features import Features, features
from landseal_server.recognise.follow import PostureMemory
from landseal_server.recognise.hypotheses import Hypotheses, in_body
from landseal_server.recognise.judged import Seconds, columns_of
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


def live_columns(sessions: Sequence[Looked], vigour: Vigour) -> list[Array]:
    """Return each session's seconds with what came before them, (seconds, COLUMNS) each: nothing later."""
    return columns_of([_unbroken(seen) for seen in sessions], vigour)


def _unbroken(seen: Looked) -> Seconds:
    broken = np.zeros(len(seen.moved), dtype=np.bool_)
    return Seconds(PostureMemory(), seen.ways, seen.found.gravity, seen.moved, broken)


def whole_columns(seen: Looked, vigour: Vigour) -> Array:
    """Return each second with what lies around it, (seconds, COLUMNS)."""
    likely = log_likelihood(seen.gravity, seen.log_vedba(), vigour)
    evidence = seen.ways.trust * belief.weight_of_evidence(seen.log_vedba())
    weight, chance = belief.seen_whole(seen.ways.log_prior, likely, evidence)
    weights = np.broadcast_to(weight, seen.gravity.shape[:2])
    return context.surrounded(context.own(weights, chance, seen.gravity, seen.moved))


def live(seen: Looked, model: Model) -> Array:
    """Return the probability of each posture in each second, (seconds, classes), as it is told live."""
    (columns,) = live_columns([seen], model.vigour)
    return model.live.chance(columns)


def whole(seen: Looked, model: Model) -> Array:
    """Return the probability of each posture in each second, (seconds, classes), told afterwards."""
    return model.whole.chance(whole_columns(seen, model.vigour))

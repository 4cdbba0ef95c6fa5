"""A session by itself: one sensor's seconds, read live or as a whole.

Live, the same numbers as in a home: postures are judged by the functions that `tick.py` calls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from landseal.units import NS_PER_S
from landseal_server.episodes.machine import is_broken
from landseal_server.recognise import belief, context, hypotheses
from landseal_server.recognise.features import Features, features
from landseal_server.recognise.follow import PostureMemory
from landseal_server.recognise.hypotheses import Hypotheses, in_body
from landseal_server.recognise.judged import Seconds, columns_of, judge
from landseal_server.recognise.model import PostureModel
from landseal_server.recognise.movement import movement
from landseal_server.recognise.poses import Vigour, log_likelihood
from landseal_server.recognise.stream import windows_of

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """What every second shows by itself."""

    found: Features
    moved: Array
    """(seconds, columns) as `movement` gives it."""
    gravity: Array
    """(seconds, ways, 3) in the body frame."""
    ways: Hypotheses
    windows: NDArray[np.float32]
    """(seconds, WINDOW, 3) what it was computed from."""
    broken: NDArray[np.bool_]
    """(seconds,) whether time has leapt before it."""

    def log_vedba(self) -> Array:
        """Return the logarithm of VeDBA that postures are judged by, (seconds,)."""
        return np.asarray(self.moved[:, 0])


def look(
    grid: NDArray[np.float32],
    ways: Hypotheses,
    step_band_hz: tuple[float, float],
    gaps_s: Mapping[int, int] = MappingProxyType({}),
) -> Seen:
    """Compute what every second shows.

    Args:
        grid: (seconds, GRID_HZ, 3) specific force in g.
        ways: how the sensor may sit.
        step_band_hz: lowest and highest step frequency.
        gaps_s: how many seconds are missing before some of these.
    """
    starts = [0, *sorted(gaps_s), len(grid)]
    windows = np.concatenate([windows_of(grid[first:end]) for first, end in pairwise(starts)])
    broken = np.array([is_broken((gaps_s.get(row, 0) + 1) * NS_PER_S) for row in range(len(grid))], np.bool_)
    found = features(windows, np.tile(step_band_hz, (len(grid), 1)))
    gravity = in_body(found.gravity, ways.rotation)
    return Seen(found, movement(windows, found.rhythm), gravity, ways, windows, broken)


def live_columns(sessions: Sequence[Seen], vigour: Vigour) -> list[Array]:
    """Return each session's seconds with what came before them, (seconds, COLUMNS) each: nothing later."""
    return columns_of([_seconds_of(seen) for seen in sessions], vigour)


def _seconds_of(seen: Seen) -> Seconds:
    return Seconds(PostureMemory(), seen.ways, seen.found.gravity, seen.moved, seen.broken)


def whole_columns(seen: Seen, vigour: Vigour) -> Array:
    """Return each second with what lies around it, (seconds, COLUMNS)."""
    return _whole(seen, vigour)[0]


def _whole(seen: Seen, vigour: Vigour) -> tuple[Array, Array]:
    """Return the columns of each second, and where gravity points in the body frame."""
    likely = log_likelihood(seen.gravity, seen.log_vedba(), vigour)
    evidence = seen.ways.trust * belief.weight_of_evidence(seen.log_vedba())
    weight, chance = belief.seen_whole(seen.ways.log_prior, likely, evidence)
    weights = np.broadcast_to(weight, seen.gravity.shape[:2])
    columns = context.surrounded(context.own(weights, chance, seen.gravity, seen.moved))
    return columns, hypotheses.expected(weights, seen.gravity, seen.ways.heading)


@dataclass(frozen=True)
class Said:
    """What is said of every second."""

    chance: Array
    """(seconds, classes)."""
    gravity: Array
    """(seconds, 3) where it is expected to point in the body frame; not of length 1."""


def live(seen: Seen, model: PostureModel) -> Said:
    """Say of each second what would be told live."""
    (judged,) = judge([_seconds_of(seen)], model)
    return Said(np.array(judged.chance), judged.gravity)


def whole(seen: Seen, model: PostureModel) -> Said:
    """Say of each second what is known when the session is over."""
    columns, gravity = _whole(seen, model.vigour)
    return Said(model.whole.chance(columns), gravity)

"""Setting off: from rest that has lasted into movement that lasts.

A set-off is defined by how long she rested before and how long she moves after, so the filter carries both:
its states are rest by its age, movement after a short rest, and movement after a long one by its age. What
is seen of half a second says how likely it is movement; the ages say whether that matters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from operator import mul
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.onset_signals import HALVES, OBSERVATIONS, STILL_MG

LONG_REST: Final = 10 * HALVES
"""Half seconds of rest that a set-off needs before it, by its definition."""

AGES: Final = 20
"""Half seconds of movement told apart; older movement ends as old movement does."""

_DECIDED: Final = slice(1, 5)
"""[E] Ages (from 1 s on) of movement at which a set-off is said: later is surer, and later."""

_APART: Final = 8 * HALVES
"""[E] Half seconds between two set-offs: there is a long rest between them, less what may be misread."""

_LONG_SINCE = _APART + AGES  # as good as never
_LAGS = 3
_USUAL = 60 * HALVES  # [E] her usual strength is that of the last minute
_QUANTILES = ((0.2, 0.1), (0.5, 0.05))  # [E] quantile and how far a half second moves it; found in a minute
_OWN = 5 * 60 * HALVES  # [E] what is usual for her evidence is that of her last five waking minutes
_OWN_AT_FIRST = 60 * HALVES  # [E] ... and before them other dogs', as if a minute of it had been seen
_OWN_SHARE = 0.6  # [E] some of the difference is that she does move more, or less
_MOST_OWN = 1.5  # [E] nor may a long rest or a long walk make her another dog
_MOST_EVIDENCE = 12.0  # a logarithm of odds: nothing is surer
_STILL = log(2 * STILL_MG)  # strength of a dog that is still, as it is observed
_SETTLED = 0.99  # [E] a dog asleep gets there within half a minute

ROW: Final = len(OBSERVATIONS) * (1 + _LAGS) + 1 + len(_QUANTILES) + 2
"""Numbers that evidence is computed from: observations now and before, what is usual, rhythm and tilt."""

_REST = slice(0, LONG_REST)
_AFTER_SHORT = slice(LONG_REST, LONG_REST + AGES)
_AFTER_LONG = slice(LONG_REST + AGES, LONG_REST + 2 * AGES)


@dataclass(frozen=True)
class SetoffModel:
    """Logistic evidence for movement, and how long rest and movement last."""

    weights: tuple[float, ...]
    """(ROW,)."""
    bias: float
    """Evidence is the logarithm of the likelihood ratio: the prior odds are already taken off."""
    usual_evidence: float
    """Its mean over the dogs that were recorded."""
    trust: float
    """Share of the evidence that counts: half seconds in a row are no independent witnesses."""
    rest_ends: tuple[float, ...]
    """(LONG_REST,) chance per half second that rest of each age ends."""
    movement_ends: tuple[float, ...]
    """(AGES,) chance per half second that movement of each age ends."""
    threshold: float

    @cached_property
    def transitions(self) -> NDArray[np.float64]:
        """Chance of each state (column) half a second after each other (row)."""
        chance = np.zeros((LONG_REST + 2 * AGES,) * 2)
        for age, end in enumerate(self.rest_ends):
            chance[age, min(age + 1, LONG_REST - 1)] = 1 - end
            begun = _AFTER_LONG if age == LONG_REST - 1 else _AFTER_SHORT
            chance[age, begun.start] = end
        for first in (_AFTER_SHORT.start, _AFTER_LONG.start):
            for age, end in enumerate(self.movement_ends):
                chance[first + age, first + min(age + 1, AGES - 1)] += 1 - end
                chance[first + age, 0] += end
        return chance


@dataclass(frozen=True)
class Setoff:
    """A set-off decided at the end of half a second."""

    ago_s: float
    """How long before the end of the second it began."""
    confidence: float


class SetoffMemory(msgspec.Struct, kw_only=True):
    """What is remembered from half second to half second; begin anew after a gap."""

    belief: list[float] = []
    before: list[list[float]] = []
    """Observations of the last half seconds, the newest first."""
    seen: int = 0
    """Half seconds, up to `_USUAL`."""
    usual: float = 0.0
    quantiles: list[float] = []
    own_seen: int = _OWN_AT_FIRST
    """Half seconds of evidence, up to `_OWN`."""
    own_evidence: float = 0.0
    """Mean of what was seen, less what is usual."""
    since: int = _LONG_SINCE
    """Half seconds since the last set-off began."""


def setoffs(
    halves: Sequence[Sequence[float]],
    rhythm: float,
    tilt_change_deg: float,
    memory: SetoffMemory,
    model: SetoffModel,
) -> list[Setoff]:
    """Read the halves of a second; return the set-off decided within it, if any."""
    found: list[Setoff] = []
    for half, observed in enumerate(halves):
        age, confidence = half_read(observed, rhythm, tilt_change_deg, memory, model)
        if said(age, confidence, memory, model.threshold):
            later = HALVES - 1 - half
            found.append(Setoff((age + later) / HALVES, confidence))
    return found


def half_read(
    observed: Sequence[float],
    rhythm: float,
    tilt_change_deg: float,
    memory: SetoffMemory,
    model: SetoffModel,
) -> tuple[int, float]:
    """Read half a second; return the age in half seconds of what may be a set-off, and its probability."""
    settled = bool(memory.belief) and memory.belief[LONG_REST - 1] > _SETTLED
    row = evidence_row(observed, rhythm, tilt_change_deg, memory)
    if settled and observed[0] < _STILL:
        return 0, 0.0  # a dog asleep stays where she is: nothing to compute, most of the day
    evidence = model.bias + sum(map(mul, model.weights, row))
    _advance(evidence - _of_her_own(evidence - model.usual_evidence, memory), memory, model)
    ages = memory.belief[_AFTER_LONG][_DECIDED]
    return _DECIDED.start + 1 + ages.index(max(ages)), sum(ages)


def said(age: int, confidence: float, memory: SetoffMemory, threshold: float) -> bool:
    """Tell whether this half second says that she has set off; it is said once."""
    memory.since = min(memory.since + 1, _LONG_SINCE)
    if confidence < threshold or memory.since - age < _APART:
        return False
    memory.since = age
    return True


def evidence_row(
    observed: Sequence[float], rhythm: float, tilt_change_deg: float, memory: SetoffMemory
) -> list[float]:
    """Remember half a second; return the (ROW,) numbers that its evidence is computed from."""
    if not memory.before:
        memory.before = [list(observed)] * _LAGS
        memory.quantiles = [observed[0]] * len(_QUANTILES)
    memory.seen = min(memory.seen + 1, _USUAL)
    memory.usual += (observed[0] - memory.usual) / memory.seen
    for i, (quantile, rate) in enumerate(_QUANTILES):
        memory.quantiles[i] += rate * (quantile - (observed[0] < memory.quantiles[i]))
    row = [*observed]
    for past in memory.before:
        row += past
    memory.before = [list(observed), *memory.before[:-1]]
    return [*row, memory.usual, *memory.quantiles, rhythm, log(tilt_change_deg + 1.0)]


def _of_her_own(unusual: float, memory: SetoffMemory) -> float:
    """Learn how lively this dog, and this harness, is; return what of the evidence is only that.

    One dog stands as strongly as another walks: without this, most that such a dog does is missed.
    """
    memory.own_seen = min(memory.own_seen + 1, _OWN)
    memory.own_evidence += (unusual - memory.own_evidence) / memory.own_seen
    return max(-_MOST_OWN, min(_MOST_OWN, _OWN_SHARE * memory.own_evidence))


def _advance(evidence: float, memory: SetoffMemory, model: SetoffModel) -> None:
    ratio = exp(max(-_MOST_EVIDENCE, min(_MOST_EVIDENCE, model.trust * evidence)))
    belief = (np.array(memory.belief) if memory.belief else _start()) @ model.transitions
    belief[LONG_REST:] *= ratio
    belief /= belief.sum()
    memory.belief = belief.tolist()


def _start() -> NDArray[np.float64]:
    """Return what is believed before anything was seen: rest of any age, or movement, about alike [E]."""
    belief = np.zeros(LONG_REST + 2 * AGES)
    belief[_REST] = 0.35 / (LONG_REST - 1)
    belief[LONG_REST - 1] = 0.35
    belief[_AFTER_SHORT.stop - 1] = 0.3
    return belief

"""Which told event is which true one: one to one, the nearest first.

A told event may be a true one's when its onset lies from `BEFORE_S` before the true chain's onset to
`AFTER_S` after the true event was met. Of all pairs that may be, the one whose onsets are nearest is taken
first; whatever is left over is a false alarm, or a miss.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from landseal_sim.accuracy.lived import ToldEvent
from landseal_sim.truth.events import UP_S
from landseal_sim.truth.words import TrueEvent

BEFORE_S: Final = 5.0
"""[E] Told before the true chain's onset by no more than this; onsets this near are one event (ledger)."""

AFTER_S: Final = 5.0
"""[E] Told with an onset no later than this after the definition was truly met."""


@dataclass(frozen=True)
class Matched:
    """True and told events of one kind and one life, side by side."""

    pairs: tuple[tuple[TrueEvent, ToldEvent], ...]
    missed: tuple[TrueEvent, ...]
    false: tuple[ToldEvent, ...]


def match(true: Sequence[TrueEvent], told: Sequence[ToldEvent]) -> Matched:
    """Match the events of one kind and one life."""
    distances = sorted(
        (abs(b.onset_s - a.onset_s), i, j)
        for i, a in enumerate(true)
        for j, b in enumerate(told)
        if _chain_onset_s(a) - BEFORE_S <= b.onset_s <= a.met_s + AFTER_S
    )
    of_true: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in distances:
        if i not in of_true and j not in taken:
            of_true[i] = j
            taken.add(j)
    return Matched(
        pairs=tuple((true[i], told[j]) for i, j in sorted(of_true.items())),
        missed=tuple(a for i, a in enumerate(true) if i not in of_true),
        false=tuple(b for j, b in enumerate(told) if j not in taken),
    )


def _chain_onset_s(event: TrueEvent) -> float:
    """Return when the first attempt of the event's chain began: told a little early, it is still the same."""
    if event.time_to_rise_s is None:
        return event.onset_s
    return min(event.onset_s, event.met_s - UP_S - event.time_to_rise_s)

"""Walks: steps in a row, by the definition of docs/words.md."""

from collections.abc import Iterator
from typing import Final

from landseal.units import NS_PER_S, seconds
from landseal.words import Confidence, EventKind, Posture
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Bout, Draft, Episodes
from landseal_server.recognise.cadence import is_walking

WALK_STEPS: Final = 3
"""[E] Fewer are no walk."""

WALK_S: Final = 2
"""A rhythm shows over several seconds; the first alone may be the tail of a shake."""

GAP_S: Final = 1.5
"""[E] A longer pause ends the bout."""

_ON_THE_MOVE = frozenset({Posture.WALKING, Posture.RUNNING})


def steps_in(reading: Reading) -> float:
    """Return the steps of one second: its cadence where it is regular and she is taken to walk, else 0.

    Struggling for a footing has a rhythm of its own now and then; the posture tells it from a walk.
    """
    trunk = reading.trunk
    walking = reading.posture in _ON_THE_MOVE and is_walking(
        trunk.rhythm, trunk.vedba_mg, trunk.tilt_change_deg
    )
    return trunk.cadence_hz if walking else 0.0


def advance(state: Episodes, reading: Reading) -> Iterator[Draft]:
    """Take in one second; yield a walk when it has become one, and again when it is over."""
    steps = steps_in(reading)
    bout = state.bout
    if bout is not None and not steps and reading.t_ns - bout.last_ns > GAP_S * NS_PER_S:
        state.bout = None
        if bout.met_ns is not None:
            yield _walk(bout, bout.met_ns, over=True)
        return
    if not steps:
        return
    if bout is None:
        bout = state.bout = Bout(onset_ns=reading.t_ns, last_ns=reading.t_ns)
    bout.steps += steps
    bout.last_ns = reading.t_ns
    end_ns = reading.t_ns + NS_PER_S
    if bout.met_ns is None and bout.steps >= WALK_STEPS and end_ns - bout.onset_ns >= WALK_S * NS_PER_S:
        bout.met_ns = end_ns
        yield _walk(bout, end_ns, over=False)


def _walk(bout: Bout, met_ns: int, *, over: bool) -> Draft:
    """Return the walk; steps are rounded, for half a step was not taken."""
    return Draft(
        kind=EventKind.WALK,
        confidence=Confidence.CONFIRMED,
        onset_ns=bout.onset_ns,
        met_ns=met_ns,
        duration_s=seconds(bout.last_ns + NS_PER_S - bout.onset_ns) if over else None,
        steps=round(bout.steps),
    )

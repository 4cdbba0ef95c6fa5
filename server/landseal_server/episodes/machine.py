"""One pet's second through every family of events, in a fixed order."""

from collections.abc import Iterator
from typing import Final

from landseal.units import NS_PER_S
from landseal_server.episodes import bout, fall, rise, turn
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Draft, Episodes

FORGET_AFTER_S: Final = 10
"""[E] A longer gap in the data may hide anything: nothing that was going on before it is carried over."""


def advance(state: Episodes, reading: Reading) -> Iterator[Draft]:
    """Take in one second; yield what happened. Steps come first: a rise counts them as a cue."""
    yield from bout.advance(state, reading)
    yield from rise.advance(state, reading)
    yield from turn.advance(state, reading)
    yield from fall.advance(state, reading)


def is_broken(step_ns: int) -> bool:
    """Tell whether time has leapt from one reading to the next: over a long gap, or back."""
    return step_ns < 0 or step_ns > (FORGET_AFTER_S + 1) * NS_PER_S

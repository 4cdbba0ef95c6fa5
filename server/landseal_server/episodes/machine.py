"""One pet's second through every family of events, in a fixed order."""

from collections.abc import Iterator
from typing import Final

from landseal.units import NS_PER_S
from landseal_server.episodes import bout, rise
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Draft, Episodes

FORGET_AFTER_S: Final = 10
"""[E] A longer gap in the data may hide anything: nothing that was going on before it is carried over."""


def advance(state: Episodes, reading: Reading) -> Iterator[Draft]:
    """Take in one second; yield what happened. Steps come first: a rise counts them as a cue."""
    yield from bout.advance(state, reading)
    yield from rise.advance(state, reading)


def after_gap(state: Episodes, gap_ns: int) -> Episodes:
    """Return the state to go on with after seconds without data."""
    return Episodes() if gap_ns > FORGET_AFTER_S * NS_PER_S else state

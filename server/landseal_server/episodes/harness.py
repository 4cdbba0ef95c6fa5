"""The harness put on and taken off: told once wear has changed for good."""

from typing import Final

from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind, Wear
from landseal_server.episodes.state import Draft
from landseal_server.recognise.wear import WearMemory

FOR_GOOD_S: Final = 300
"""[E] Told alike for so long, wear has changed for good."""

_KINDS: Final = {Wear.WORN: EventKind.HARNESS_ON, Wear.NOT_WORN: EventKind.HARNESS_OFF}


def change(memory: WearMemory, t_ns: int) -> Draft | None:
    """Return what has become of the harness as of this second: once, and only where it was seen to change."""
    kind = _KINDS.get(memory.told)
    if kind is None or memory.told is memory.settled:
        return None
    if t_ns + NS_PER_S - memory.told_since_ns < FOR_GOOD_S * NS_PER_S:
        return None
    before, memory.settled = memory.settled, memory.told
    if before is Wear.UNKNOWN:
        return None
    return Draft(
        kind=kind, confidence=Confidence.CONFIRMED, onset_ns=memory.turned_ns, met_ns=t_ns + NS_PER_S
    )

"""A turn: the side that is down changes, while she lies; by herself or by somebody, but not in a rise."""

from collections.abc import Iterator
from typing import Final

from landseal.units import NS_PER_S, seconds
from landseal.words import LYING, Confidence, EventKind
from landseal_server.episodes.effort import ATTEMPT_BURST_S, OFF_REST_S, UP_S
from landseal_server.episodes.raised import ROLLED_DEG, front_rose, rolled_deg
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Draft, Episodes, Side
from landseal_server.episodes.sway import lies

SETTLED_S: Final = 3
"""[E] So long on another side she lies on it."""


def advance(state: Episodes, reading: Reading) -> Iterator[Draft]:
    """Take in one second; yield a turn when she has settled on another side."""
    if state.upright_s >= UP_S:
        state.side = state.new_side = None
    settled = lies(state, reading) and reading.trunk.burst_s < ATTEMPT_BURST_S
    if reading.posture not in LYING or not reading.forward_known or not settled:
        state.new_side = None
        return
    now = Side(posture=reading.posture, roll_deg=reading.roll_deg, last_ns=reading.t_ns)
    if state.side is not None and state.side.posture is now.posture:
        state.side, state.new_side = now, None
    elif state.new_side is None or state.new_side.posture is not now.posture:
        state.new_side, state.new_side_s = now, 1
    else:
        state.new_side_s += 1
    if state.new_side is not None and state.new_side_s >= SETTLED_S:
        before, state.side, state.new_side = state.side, now, None
        if before is not None and _turned(state, before, now):
            yield _turn(before.last_ns + NS_PER_S, now.last_ns + NS_PER_S)


def _turned(state: Episodes, before: Side, now: Side) -> bool:
    """Tell whether one side has followed the other by a turn, and not by a rise that failed."""
    between_s = seconds(now.last_ns - before.last_ns) - SETTLED_S
    rose = state.attempt is not None and front_rose(state.attempt)
    return between_s <= OFF_REST_S and rolled_deg(before.roll_deg, now.roll_deg) >= ROLLED_DEG and not rose


def _turn(onset_ns: int, met_ns: int) -> Draft:
    return Draft(
        kind=EventKind.TURN,
        confidence=Confidence.CONFIRMED,
        onset_ns=onset_ns,
        met_ns=met_ns,
        duration_s=seconds(met_ns - onset_ns) - SETTLED_S,
    )

"""What becomes of an attempt: her feet, the floor, or the dog-sit between them (docs/words.md)."""

from collections.abc import Iterator
from typing import Final

from landseal.units import NS_PER_S, seconds
from landseal.words import Confidence, EventKind
from landseal_server.episodes import effort, stand, thigh
from landseal_server.episodes.effort import DOWN_S, UP_S
from landseal_server.episodes.raised import front_rose, lifted_whole
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Attempt, Chain, Draft, Episodes
from landseal_server.episodes.sway import is_settled, lies, nose_deg
from landseal_server.episodes.view import look

ATTEMPTS_ARE_ONE_S: Final = 10  # [E] attempts closer than this are one
CHAIN_S: Final = 60  # [E] attempts closer than this are a struggle for the same rise
DOWN_WITHIN_S: Final = 5  # [E] back at rest so soon, an attempt has failed
STALL_S: Final = 3
"""[E] The front held up for so long, and then down again, is a dog-sit stall."""

_STALL_READINGS = STALL_S + 1  # the second in which it comes up may count as up, and is not wholly


def advance(state: Episodes, reading: Reading) -> Iterator[Draft]:
    """Take in one second; yield what it makes of the rise she tries, makes or ends."""
    lying = lies(state, reading)
    effort.follow(state, reading, lying=lying)
    resting = effort.rests_quietly(state, reading)
    look(state, reading, resting=resting)
    thigh.feel(state, reading, resting=resting)
    if state.lying_s >= DOWN_S:
        state.carried = False
    if state.stand is not None:
        yield from stand.follow(state, state.stand, reading, lying=lying)
        return
    effort.follow_attempt(state, reading)
    if state.attempt is not None:
        yield from _decide(state, state.attempt, reading, lying=lying)


def _decide(state: Episodes, attempt: Attempt, reading: Reading, *, lying: bool) -> Iterator[Draft]:
    """See whether the attempt has led to her feet, or back to the floor."""
    end_ns = reading.t_ns + NS_PER_S
    if reading.t_ns <= attempt.active_ns or not lying:
        attempt.down_ns = None
    elif attempt.down_ns is None:
        attempt.down_ns = reading.t_ns
    if state.upright_since_ns is not None and state.upright_s >= UP_S and is_settled(reading):
        yield from _stood(state, attempt, state.upright_since_ns, reading)
    elif attempt.down_ns is not None and end_ns - attempt.active_ns > ATTEMPTS_ARE_ONE_S * NS_PER_S:
        if state.lying_s >= DOWN_S:
            yield from _down_again(state, attempt, attempt.down_ns, reading)
    elif not lying and not attempt.sitting_s and end_ns - attempt.active_ns > CHAIN_S * NS_PER_S:
        # Nobody can tell what she does: neither a rise nor a failure, and no rest any more.
        state.attempt, state.rest = None, None


def _stood(state: Episodes, attempt: Attempt, upright_ns: int, reading: Reading) -> Iterator[Draft]:
    chain = _chain_with(state, attempt)
    state.carried = lifted_whole(attempt, state.swayed)
    yield from stand.begin(state, attempt, chain, upright_ns, reading)
    state.attempt, state.rest, state.chain = None, None, None


def _down_again(state: Episodes, attempt: Attempt, down_ns: int, reading: Reading) -> Iterator[Draft]:
    """Tell what the attempt was, now that she lies again: a failure, a stall, or only a turn."""
    state.attempt = None
    stalled = attempt.sat_s >= _STALL_READINGS
    soon = down_ns - attempt.active_ns - NS_PER_S <= DOWN_WITHIN_S * NS_PER_S
    if not front_rose(attempt, nose_deg(reading)) or not (stalled or soon):
        return
    state.chain = _chain_with(state, attempt)
    yield Draft(
        kind=EventKind.DOG_SIT_STALL if stalled else EventKind.RISE_FAILED,
        confidence=Confidence.CONFIRMED,
        onset_ns=attempt.onset_ns,
        met_ns=reading.t_ns + NS_PER_S,
        duration_s=seconds((down_ns if stalled else attempt.active_ns + NS_PER_S) - attempt.onset_ns),
        attempts=state.chain.attempts,
        rest_s=state.chain.rest_s,
    )


def _chain_with(state: Episodes, attempt: Attempt) -> Chain:
    """Count an attempt in its chain; a new chain begins after a minute of peace."""
    chain = state.chain
    if chain is None or attempt.onset_ns - chain.last_end_ns >= CHAIN_S * NS_PER_S:
        since_ns = attempt.onset_ns if state.rest is None else state.rest.since_ns
        chain = Chain(
            first_onset_ns=attempt.onset_ns,
            last_end_ns=attempt.onset_ns,
            rest_s=seconds(attempt.onset_ns - since_ns),
        )
    chain.attempts += 1
    chain.last_end_ns = attempt.active_ns + NS_PER_S
    return chain

"""Rest, attempt, rise: from the land seal to her feet, by the definitions of docs/words.md."""

from collections.abc import Iterator
from typing import Final

from landseal.messages import Cue
from landseal.units import NS_PER_S, seconds
from landseal.words import Confidence, EventKind
from landseal_server.episodes.cues import (
    CAMERA_UP,
    PELVIS_UP,
    REGULAR_STEPS,
    TRUNK_STEPS,
    TRUNK_TRANSITION,
    judge,
)
from landseal_server.episodes.reading import Movement, Reading
from landseal_server.episodes.state import Attempt, Chain, Draft, Episodes, Rest, Stand
from landseal_server.episodes.view import look, seen_up

REST_S: Final = 60  # [E] lying for so long is a rest
ATTEMPT_BURST_S: Final = 0.5  # [E] of VeDBA above 60 mg
ATTEMPT_TILT_DEG: Final = 10.0  # [E] of the trunk
ATTEMPTS_ARE_ONE_S: Final = 10  # [E] attempts closer than this are one
CHAIN_S: Final = 60  # [E] attempts closer than this are a struggle for the same rise
UP_S: Final = 5  # [E] so long on her feet is a rise
UPGRADE_S: Final = 60  # [E] a cue may come so late and still confirm
COHERENCE: Final = 0.4  # [E] correlation of trunk's and pelvis' sway that shows one body on four feet
COHERENT_S: Final = 2  # [E] in so many seconds of the stand
DOWN_WITHIN_S: Final = 5  # [E] back at rest so soon, an attempt has failed
SWAY_OVER_FLOOR: Final = 1.5  # [E] times the VeDBA that this dog has while she lies still
HIND_FIRST_S: Final = 0.3  # [E] the front's effort may be noticed so much later than the hind's
_FLOOR_SETTLING = 0.1  # how fast the lying floor follows, per second
_DOWN_S: Final = 3  # [E] lying again for so long ends a stand
_LIKELY: Final = 0.5


def advance(state: Episodes, reading: Reading) -> Iterator[Draft]:
    """Take in one second; yield what it makes of the rise she tries, makes or ends."""
    lying = reading.p_lying >= _LIKELY
    upright = reading.p_upright >= _LIKELY
    struggling = _is_attempt(reading.trunk)
    _follow_effort(state, reading)
    _follow_rest(state, reading, lying=lying)
    look(state, reading, resting=_rests_quietly(state, reading, struggling=struggling))
    _follow_upright(state, reading, upright=upright)
    if state.stand is not None:
        yield from _follow_stand(state, state.stand, reading, lying=lying)
        return
    _follow_attempt(state, reading, struggling=struggling)
    if state.attempt is not None:
        yield from _decide(state, state.attempt, reading, lying=lying)


def _is_attempt(trunk: Movement) -> bool:
    return trunk.burst_s >= ATTEMPT_BURST_S and trunk.tilt_change_deg >= ATTEMPT_TILT_DEG


def _follow_effort(state: Episodes, reading: Reading) -> None:
    """Note when an effort began: a struggle may last a second before the trunk has turned enough for it."""
    state.effort_since_ns = _effort_since(state.effort_since_ns, reading.trunk, reading.t_ns)
    state.pelvis_effort_since_ns = _effort_since(state.pelvis_effort_since_ns, reading.pelvis, reading.t_ns)


def _effort_since(since_ns: int | None, movement: Movement | None, t_ns: int) -> int | None:
    if movement is None or movement.burst_s == 0:
        return None
    return since_ns if since_ns is not None else t_ns + int(movement.first_burst_s * NS_PER_S)


def _follow_rest(state: Episodes, reading: Reading, *, lying: bool) -> None:
    """Begin, settle or end the rest; an attempt does not end it, being off it for long enough does."""
    state.lying_s = state.lying_s + 1 if lying else 0
    state.off_rest_s = 0 if lying else state.off_rest_s + 1
    if state.rest is None:
        if lying:  # wherever she lies now, the cameras begin to learn how that looks
            state.rest, state.views = Rest(since_ns=reading.t_ns), {}
        return
    state.rest.settled |= lying and reading.t_ns - state.rest.since_ns >= (REST_S - 1) * NS_PER_S
    if lying and reading.trunk.burst_s == 0:
        before_mg = reading.trunk.vedba_mg if state.rest.floor_mg is None else state.rest.floor_mg
        state.rest.floor_mg = before_mg + _FLOOR_SETTLING * (reading.trunk.vedba_mg - before_mg)
    undecided = state.attempt is not None and state.rest.settled
    if state.off_rest_s >= UP_S and not undecided:
        state.rest = None


def _rests_quietly(state: Episodes, reading: Reading, *, struggling: bool) -> bool:
    settled = state.rest is not None and state.rest.settled and state.lying_s >= _DOWN_S
    return settled and state.attempt is None and not struggling and reading.trunk.burst_s == 0


def _follow_upright(state: Episodes, reading: Reading, *, upright: bool) -> None:
    if not upright:
        state.upright_since_ns, state.coherent_s, state.upright_mg = None, 0, 0.0
        return
    state.upright_mg += reading.trunk.vedba_mg
    if state.upright_since_ns is None:
        state.upright_since_ns = reading.t_ns
    state.coherent_s += reading.coherence is not None and reading.coherence >= COHERENCE


def _follow_attempt(state: Episodes, reading: Reading, *, struggling: bool) -> None:
    """Begin an attempt from a settled rest, or prolong the one that is going on."""
    if state.attempt is None:
        if not struggling or state.rest is None or not state.rest.settled:
            return
        onset_ns = reading.t_ns if state.effort_since_ns is None else state.effort_since_ns
        state.attempt = Attempt(onset_ns=onset_ns, active_ns=reading.t_ns)
        _count(state, onset_ns, state.rest)
    elif struggling:
        state.attempt.active_ns = reading.t_ns
    if state.attempt.pelvis_onset_ns is None and reading.pelvis is not None and _is_attempt(reading.pelvis):
        state.attempt.pelvis_onset_ns = state.pelvis_effort_since_ns


def _count(state: Episodes, onset_ns: int, rest: Rest) -> None:
    """Count the attempt in its chain; a new chain begins after a minute of peace."""
    chain = state.chain
    if chain is None or onset_ns - chain.last_end_ns >= CHAIN_S * NS_PER_S:
        rest_s = seconds(onset_ns - rest.since_ns)
        chain = Chain(first_onset_ns=onset_ns, last_end_ns=onset_ns, rest_s=rest_s)
        state.chain = chain
    chain.attempts += 1


def _decide(state: Episodes, attempt: Attempt, reading: Reading, *, lying: bool) -> Iterator[Draft]:
    """See whether the attempt has led to her feet, or back to the floor."""
    end_ns = reading.t_ns + NS_PER_S
    if reading.t_ns <= attempt.active_ns or not lying:
        attempt.down_ns = None
    elif attempt.down_ns is None:
        attempt.down_ns = reading.t_ns
    if state.chain is not None:
        state.chain.last_end_ns = attempt.active_ns + NS_PER_S
    up_since_ns = state.upright_since_ns
    if up_since_ns is not None and end_ns - up_since_ns >= UP_S * NS_PER_S:
        yield from _stand_up(state, attempt, up_since_ns, reading)
    elif attempt.down_ns is not None and end_ns - attempt.active_ns > ATTEMPTS_ARE_ONE_S * NS_PER_S:
        state.attempt = None
        if attempt.down_ns - attempt.active_ns - NS_PER_S <= DOWN_WITHIN_S * NS_PER_S:
            yield _failed(state, attempt, end_ns)
    elif not lying and end_ns - attempt.active_ns > CHAIN_S * NS_PER_S:
        # She sits, or nobody can tell: neither a rise nor a failure, and no rest any more.
        state.attempt, state.rest = None, None


def _failed(state: Episodes, attempt: Attempt, met_ns: int) -> Draft:
    return Draft(
        kind=EventKind.RISE_FAILED,
        confidence=Confidence.CONFIRMED,
        onset_ns=attempt.onset_ns,
        met_ns=met_ns,
        duration_s=seconds(attempt.active_ns + NS_PER_S - attempt.onset_ns),
        attempts=state.chain.attempts if state.chain else 1,
        rest_s=state.chain.rest_s if state.chain else None,
    )


def _stand_up(state: Episodes, attempt: Attempt, upright_ns: int, reading: Reading) -> Iterator[Draft]:
    met_ns = reading.t_ns + NS_PER_S
    chain = state.chain or Chain(first_onset_ns=attempt.onset_ns, last_end_ns=met_ns, rest_s=0.0, attempts=1)
    floor_mg = state.rest.floor_mg if state.rest is not None else None
    stand = Stand(
        onset_ns=attempt.onset_ns,
        upright_ns=upright_ns,
        attempts=chain.attempts,
        time_to_rise_s=max(0.0, seconds(upright_ns - chain.first_onset_ns)),
        rest_s=chain.rest_s,
        confidence=Confidence.WITHDRAWN,
        met_ns=met_ns,
        coherent_s=state.coherent_s,
        sways=floor_mg is None or state.upright_mg / UP_S >= SWAY_OVER_FLOOR * floor_mg,
        pelvis_followed=_pelvis_followed(attempt, reading),
    )
    state.stand, state.attempt, state.rest, state.chain = stand, None, None, None
    yield from _weigh(state, stand, met_ns)


def _pelvis_followed(attempt: Attempt, reading: Reading) -> bool:
    """Tell whether the hind made its own effort, not before the front (as in a sling), and settled."""
    if attempt.pelvis_onset_ns is None or reading.pelvis is None:
        return False
    in_order = attempt.pelvis_onset_ns >= attempt.onset_ns - HIND_FIRST_S * NS_PER_S
    return in_order and reading.pelvis.tilt_change_deg < ATTEMPT_TILT_DEG


def _follow_stand(state: Episodes, stand: Stand, reading: Reading, *, lying: bool) -> Iterator[Draft]:
    """Look for late cues, count her steps, and see her lie down again."""
    end_ns = reading.t_ns + NS_PER_S
    stand.lying_s = stand.lying_s + 1 if lying else 0
    if stand.lying_s >= _DOWN_S:
        state.stand = None
        down_ns = end_ns - _DOWN_S * NS_PER_S
        yield _stood(stand, duration_s=seconds(down_ns - stand.upright_ns))
        return
    stand.coherent_s = max(stand.coherent_s, state.coherent_s)
    if state.bout is not None and state.bout.onset_ns >= stand.onset_ns:
        stand.regular_steps = max(stand.regular_steps, state.bout.regular_steps)
    if stand.confidence is not Confidence.CONFIRMED and end_ns - stand.upright_ns <= UPGRADE_S * NS_PER_S:
        yield from _weigh(state, stand, end_ns)


def _weigh(state: Episodes, stand: Stand, met_ns: int) -> Iterator[Draft]:
    """Judge the stand by the cues so far; yield it when that raises its confidence."""
    cues = _cues(state, stand)
    verdict = judge(cues)
    if verdict is None or verdict == stand.confidence:
        return
    stand.confidence, stand.cues, stand.met_ns = verdict, cues, met_ns
    yield _stood(stand, duration_s=None)


def _cues(state: Episodes, stand: Stand) -> list[Cue]:
    present = {
        TRUNK_TRANSITION: stand.sways,
        TRUNK_STEPS: stand.regular_steps >= REGULAR_STEPS,
        PELVIS_UP: stand.pelvis_followed and stand.coherent_s >= COHERENT_S,
        CAMERA_UP: seen_up(state),
    }
    return [cue for cue, holds in present.items() if holds]


def _stood(stand: Stand, *, duration_s: float | None) -> Draft:
    return Draft(
        kind=EventKind.STOOD_UP,
        confidence=stand.confidence,
        onset_ns=stand.onset_ns,
        met_ns=stand.met_ns,
        duration_s=duration_s,
        attempts=stand.attempts,
        time_to_rise_s=stand.time_to_rise_s,
        rest_s=stand.rest_s,
        steps=int(stand.regular_steps) or None,
        cues=stand.cues,
    )

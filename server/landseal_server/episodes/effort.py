"""The effort: rest, and the attempts that begin from it, by the definitions of docs/words.md."""

from typing import Final

from landseal.units import NS_PER_S
from landseal_server.episodes.raised import ATTEMPT_TILT_DEG, FRONT_UP_DEG, compare, measure
from landseal_server.episodes.reading import Movement, Reading
from landseal_server.episodes.state import Attempt, Episodes, Rest
from landseal_server.episodes.sway import LIKELY, is_upright, middle_deg, nose_deg, pelvis_sits
from landseal_server.recognise.cadence import REGULAR

REST_S: Final = 60  # [E] lying for so long is a rest
OFF_REST_S: Final = 15  # [E] rolling over takes less, and ends no rest
UNMOVED_S: Final = 300  # [E] so long a panting dog may look as if she stood, though nothing has moved her
UP_S: Final = 5  # [E] so long on her feet is a rise
ATTEMPT_BURST_S: Final = 0.5  # [E] of VeDBA above 60 mg
STALL_PITCH_DEG: Final = 20.0  # [E] the dog-sit: docs/words.md
DOWN_S: Final = 3  # [E] lying again for so long is lying
_DOUBTFUL_S: Final = 2  # [E] one second that looks like something else ends no stand
_SETTLING = 0.1  # how fast what she lies like is followed, per second
_RISING = 0.01  # [E] how fast the lying floor rises


def follow(state: Episodes, reading: Reading, *, lying: bool) -> None:
    """Take in one second of rest, effort and being upright."""
    _follow_bursts(state, reading)
    _follow_upright(state, reading, lying=lying)
    _follow_rest(state, reading, lying=lying)


def is_attempt(movement: Movement) -> bool:
    """Tell whether a second has the strength and the excursion of an attempt."""
    return movement.burst_s >= ATTEMPT_BURST_S and movement.tilt_change_deg >= ATTEMPT_TILT_DEG


def rests_quietly(state: Episodes, reading: Reading) -> bool:
    """Tell whether she lies as she does at rest: what cameras and thighs show now is how that looks."""
    settled = state.rest is not None and state.rest.settled and state.lying_s >= DOWN_S
    return settled and state.attempt is None and reading.trunk.burst_s == 0


def follow_attempt(state: Episodes, reading: Reading) -> None:
    """Begin an attempt from a settled rest, or follow the one that is going on."""
    struggling = is_attempt(reading.trunk)
    if state.attempt is None:
        if not struggling or state.rest is None or not state.rest.settled:
            return
        onset_ns = reading.t_ns if state.effort_since_ns is None else state.effort_since_ns
        state.attempt = Attempt(
            onset_ns=onset_ns, active_ns=reading.t_ns, forward_known=reading.forward_known
        )
    elif struggling:
        state.attempt.active_ns = reading.t_ns
    if state.rest is not None:
        measure(state.attempt, state.rest, reading)
        _follow_sitting(state, state.attempt, state.rest, reading)
    if state.upright_since_ns is None and reading.trunk.burst_s >= ATTEMPT_BURST_S:
        compare(state.attempt, reading)
    if state.attempt.pelvis_onset_ns is None and reading.pelvis is not None and is_attempt(reading.pelvis):
        state.attempt.pelvis_onset_ns = state.pelvis_effort_since_ns


def _follow_sitting(state: Episodes, attempt: Attempt, rest: Rest, reading: Reading) -> None:
    """Note how long the front is held up."""
    front_up = reading.p_lying < LIKELY and nose_deg(reading) > _stall_pitch_deg(rest)
    up = front_up or pelvis_sits(state, reading)
    attempt.sitting_s = attempt.sitting_s + 1 if reading.forward_known and up else 0
    attempt.sat_s = max(attempt.sat_s, attempt.sitting_s)


def _stall_pitch_deg(rest: Rest) -> float:
    """Return the pitch from which the front is held up; a harness that slipped is pitched at rest too."""
    return max(STALL_PITCH_DEG, FRONT_UP_DEG + (rest.pitch_deg or 0.0))


def _follow_bursts(state: Episodes, reading: Reading) -> None:
    """Note when an effort began: a struggle may last a second before the trunk has turned enough for it."""
    state.effort_since_ns = _since(state.effort_since_ns, reading.trunk, reading.t_ns)
    state.pelvis_effort_since_ns = _since(state.pelvis_effort_since_ns, reading.pelvis, reading.t_ns)


def _since(since_ns: int | None, movement: Movement | None, t_ns: int) -> int | None:
    if movement is None or movement.burst_s == 0:
        return None
    return since_ns if since_ns is not None else t_ns + int(movement.first_burst_s * NS_PER_S)


def _follow_rest(state: Episodes, reading: Reading, *, lying: bool) -> None:
    """Begin, settle or end the rest; neither an attempt nor rolling over ends it, being upright does."""
    state.lying_s = state.lying_s + 1 if lying else 0
    state.off_rest_s = 0 if lying else state.off_rest_s + 1
    if state.rest is None:
        if lying:  # wherever she lies now, the cameras begin to learn how that looks
            state.rest, state.views, state.femora = Rest(since_ns=reading.t_ns), {}, {}
        return
    state.rest.settled |= lying and reading.t_ns - state.rest.since_ns >= (REST_S - 1) * NS_PER_S
    if lying and reading.trunk.burst_s == 0:
        state.rest.floor_mg = _stillest(state.rest.floor_mg, reading.trunk.vedba_mg)
        state.rest.pitch_deg = _settled(state.rest.pitch_deg, nose_deg(reading))
        if reading.pelvis is not None:
            state.rest.pelvis_pitch_deg = _settled(state.rest.pelvis_pitch_deg, middle_deg(reading.pelvis))
        state.rest.roll_deg = reading.roll_deg
    moved = not lying and (state.moved or is_attempt(reading.trunk))
    if moved and not state.moved:
        _begin_anew(state)  # she may have looked upright before: what counts comes after
        state.off_rest_s = 1
    state.moved = moved
    if not (state.attempt is not None and state.rest.settled) and _is_over(state):
        state.rest = None


def _is_over(state: Episodes) -> bool:
    """Tell whether the rest is over: not as long as nothing has moved her, whatever she looks like."""
    walks = state.bout is not None and state.bout.met_ns is not None
    if not state.moved and not walks:
        return state.off_rest_s > UNMOVED_S
    return state.upright_s >= UP_S or state.off_rest_s > OFF_REST_S


def _settled(before: float | None, now: float) -> float:
    return now if before is None else before + _SETTLING * (now - before)


def _stillest(before: float | None, now: float) -> float:
    """Follow stillness: a fidget is none."""
    return now if before is None else before + (_SETTLING if now < before else _RISING) * (now - before)


def _follow_upright(state: Episodes, reading: Reading, *, lying: bool) -> None:
    """Follow how long she has been off every lying class and, but for a doubtful second, upright."""
    upright = is_upright(state, reading)
    state.doubtful_s = 0 if upright else state.doubtful_s + 1
    if lying or state.doubtful_s >= _DOUBTFUL_S or (state.upright_since_ns is None and not upright):
        _begin_anew(state)
        return
    if state.attempt is not None and is_attempt(reading.trunk) and reading.trunk.rhythm <= REGULAR:
        return  # she struggles still: neither up nor down
    state.upright_mg += reading.trunk.vedba_mg
    state.upright_s += 1
    if state.upright_since_ns is None:
        state.upright_since_ns = reading.t_ns
    if reading.coherence is not None:
        state.coherent_s += reading.coherence >= COHERENCE
        state.swayed = min(reading.coherence, 1.0 if state.swayed is None else state.swayed)


def _begin_anew(state: Episodes) -> None:
    state.upright_since_ns, state.upright_mg, state.upright_s = None, 0.0, 0
    state.coherent_s, state.swayed = 0, None


COHERENCE: Final = 0.4
"""[E] Correlation of trunk's and pelvis' sway that shows one body on four feet."""

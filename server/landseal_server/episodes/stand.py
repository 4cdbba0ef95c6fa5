"""A stand: weighed by the cue table when she is up, upgraded by late cues, ended when she lies again."""

from collections.abc import Iterator
from typing import Final

from landseal.messages import Cue
from landseal.units import NS_PER_S, seconds
from landseal.words import Confidence, EventKind
from landseal_server.episodes.cues import (
    CAMERA_UP,
    PELVIS_UP,
    REGULAR_STEPS,
    THIGH_UP,
    TRUNK_STEPS,
    TRUNK_TRANSITION,
    judge,
)
from landseal_server.episodes.effort import DOWN_S
from landseal_server.episodes.raised import ATTEMPT_TILT_DEG
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Attempt, Chain, Draft, Episodes, Stand
from landseal_server.episodes.thigh import sling_moves, straightened
from landseal_server.episodes.view import seen_up

UPGRADE_S: Final = 60  # [E] a cue may come so late and still confirm
COHERENT_S: Final = 2  # [E] coherent in so many seconds of the stand
SWAY_OVER_FLOOR: Final = 1.5  # [E] times the VeDBA that this dog has while she lies still
HIND_FIRST_S: Final = 0.3  # [E] the front's effort may be noticed so much later than the hind's


def begin(
    state: Episodes, attempt: Attempt, chain: Chain, upright_ns: int, reading: Reading
) -> Iterator[Draft]:
    """Begin a stand, and weigh it."""
    met_ns = reading.t_ns + NS_PER_S
    floor_mg = state.rest.floor_mg if state.rest is not None else None
    stand = Stand(
        onset_ns=attempt.onset_ns,
        upright_ns=upright_ns,
        attempts=chain.attempts,
        time_to_rise_s=max(0.0, seconds(upright_ns - chain.first_onset_ns)),
        rest_s=chain.rest_s,
        confidence=Confidence.WITHDRAWN,
        met_ns=met_ns,
        own=not state.carried,
        floor_mg=floor_mg,
        sways=floor_mg is None or state.upright_mg / state.upright_s >= SWAY_OVER_FLOOR * floor_mg,
        pelvis_followed=not state.carried and _pelvis_followed(attempt),
    )
    state.stand = stand
    _take_in(state, stand, reading)
    yield from _weigh(state, stand, met_ns)


def follow(state: Episodes, stand: Stand, reading: Reading, *, lying: bool) -> Iterator[Draft]:
    """Look for late cues, count her steps, and see her lie down again."""
    end_ns = reading.t_ns + NS_PER_S
    stand.lying_s = stand.lying_s + 1 if lying else 0
    if stand.lying_s >= DOWN_S:
        state.stand = None
        if stand.confidence is not Confidence.WITHDRAWN:
            yield _stood(stand, duration_s=seconds(end_ns - DOWN_S * NS_PER_S - stand.upright_ns))
        return
    _take_in(state, stand, reading)
    if stand.confidence is not Confidence.CONFIRMED and end_ns - stand.upright_ns <= UPGRADE_S * NS_PER_S:
        yield from _weigh(state, stand, end_ns)


def _take_in(state: Episodes, stand: Stand, reading: Reading) -> None:
    """Note what a second adds to the evidence."""
    stand.coherent_s = max(stand.coherent_s, state.coherent_s)
    settled = reading.pelvis is not None and reading.pelvis.tilt_change_deg < ATTEMPT_TILT_DEG
    stand.pelvis_settled |= settled
    stand.sling_moved |= sling_moves(state, stand.onset_ns)
    if state.bout is not None and state.bout.onset_ns >= stand.onset_ns:
        stand.regular_steps = max(stand.regular_steps, state.bout.regular_steps)


def _pelvis_followed(attempt: Attempt) -> bool:
    """Tell whether the hind made its own effort, after the front: in a sling the rear rises first."""
    if attempt.pelvis_onset_ns is None:
        return False
    if attempt.forward_known:
        return not attempt.rear_first
    return attempt.pelvis_onset_ns >= attempt.onset_ns - HIND_FIRST_S * NS_PER_S


def _weigh(state: Episodes, stand: Stand, met_ns: int) -> Iterator[Draft]:
    """Judge the stand by the cues so far; yield it when that raises its confidence.

    Where this dog needs more than the table asks for, it is told as well that the table's sum is reached.
    """
    cues = _cues(state, stand)
    verdict = judge(cues, state.confirmed_sum)
    agree = judge(cues) is Confidence.CONFIRMED and judge(stand.cues) is not Confidence.CONFIRMED
    if verdict is None or (verdict == stand.confidence and not agree):
        return
    stand.confidence, stand.cues, stand.met_ns = verdict, cues, met_ns
    yield _stood(stand, duration_s=None)


def _cues(state: Episodes, stand: Stand) -> list[Cue]:
    present = {
        TRUNK_TRANSITION: stand.own and stand.sways,
        TRUNK_STEPS: stand.own and stand.regular_steps >= REGULAR_STEPS,
        PELVIS_UP: stand.pelvis_followed and stand.pelvis_settled and stand.coherent_s >= COHERENT_S,
        THIGH_UP: stand.own and straightened(state) and not stand.sling_moved,
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

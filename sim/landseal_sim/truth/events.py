"""From spans to events, by the definitions of docs/words.md: what a perfect detector would have told.

An attempt counts from a rest alone (lying for a minute and more); attempts less than 10 s apart are one; a
chain is a struggle with pauses below a minute. What a person did for her is marked as assisted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from landseal.words import LYING, UPRIGHT, Assistance, EventKind, Posture, Wear
from landseal_sim.truth.words import Doing, Span, Track, TrueEvent

REST_S: Final = 60.0
UP_S: Final = 5.0
ONE_ATTEMPT_S: Final = 10.0
CHAIN_S: Final = 60.0
WALK_STEPS: Final = 3
GAP_S: Final = 1.5
_OFF_REST_S: Final = 15.0
"""Between two postures lying: rolling over, by herself or with help, takes less and ends no rest."""

_ENDINGS: Final = {
    "up": EventKind.STOOD_UP,
    "lifted": EventKind.STOOD_UP,
    "failed": EventKind.RISE_FAILED,
    "stalled": EventKind.DOG_SIT_STALL,
}
_DOINGS: Final = {
    Doing.TURN: EventKind.TURN,
    Doing.TURNED: EventKind.TURN,
    Doing.FALL: EventKind.FALL,
    Doing.JUMP: EventKind.JUMP,
    Doing.DREAM: EventKind.LIMB_MOVEMENT_AT_REST,
    Doing.REFLEX_KICK: EventKind.LIMB_MOVEMENT_AT_REST,
}


@dataclass(frozen=True)
class _Attempt:
    """One attempt, or several that count as one."""

    from_s: float
    to_s: float
    value: str
    lying_since_s: float


def events_of(spans: Sequence[Span], steps_s: Sequence[float]) -> list[TrueEvent]:
    """Return all events of a life, by onset.

    Args:
        spans: of all tracks, in any order.
        steps_s: when each step that bore weight was taken, rising.
    """
    by_track: dict[Track, list[Span]] = {track: [] for track in Track}
    for span in sorted(spans, key=lambda span: span.from_s):
        by_track[span.track].append(span)
    helped = by_track[Track.ASSISTANCE]
    found = [
        *_rises(by_track[Track.POSTURE], by_track[Track.ATTEMPT], helped),
        *_walks(by_track[Track.BOUT], steps_s, helped),
        *_doings(by_track[Track.DOING], helped),
        *_harness(by_track[Track.WEAR]),
    ]
    return sorted(found, key=lambda event: event.onset_s)


def _rises(postures: list[Span], attempts: list[Span], helped: list[Span]) -> Iterator[TrueEvent]:
    chain: list[_Attempt] = []
    for attempt in _as_one(_from_rest(postures, attempts)):
        if not chain or attempt.from_s - chain[-1].to_s >= CHAIN_S:
            chain = []
        chain.append(attempt)
        yield _rise(chain, postures, helped)
        if attempt.value in ("up", "lifted"):
            chain = []


def _rise(chain: list[_Attempt], postures: list[Span], helped: list[Span]) -> TrueEvent:
    attempt, kind = chain[-1], _ENDINGS[chain[-1].value]
    stood = kind is EventKind.STOOD_UP
    return TrueEvent(
        kind=kind,
        onset_s=attempt.from_s,
        met_s=attempt.to_s + (UP_S if stood else ONE_ATTEMPT_S),
        end_s=_down_s(postures, attempt.to_s) if stood else attempt.to_s,
        attempts=len(chain),
        time_to_rise_s=attempt.to_s - chain[0].from_s if stood else None,
        rest_s=chain[0].from_s - attempt.lying_since_s,
        assistance=_assistance(helped, attempt.from_s, attempt.to_s),
    )


def _from_rest(postures: list[Span], attempts: list[Span]) -> Iterator[_Attempt]:
    """Yield the attempts that begin from a rest: neither an attempt nor rolling over ends one."""
    tries = iter(attempts)
    attempt = next(tries, None)
    since_s, lay_until_s = None, float("-inf")
    for span in postures:
        while attempt is not None and attempt.from_s <= span.from_s and attempt.from_s >= lay_until_s - 1.0:
            if since_s is not None and attempt.from_s - since_s >= REST_S:
                yield _Attempt(attempt.from_s, attempt.to_s, attempt.value, since_s)
            lay_until_s = max(lay_until_s, attempt.to_s)
            attempt = next(tries, None)
        while attempt is not None and attempt.from_s < span.from_s:
            attempt = next(tries, None)
        if Posture(span.value) in LYING:
            if since_s is None or span.from_s - lay_until_s > _OFF_REST_S:
                since_s = span.from_s
            lay_until_s = span.to_s
        elif Posture(span.value) in UPRIGHT:
            since_s = None


def _as_one(attempts: Iterable[_Attempt]) -> Iterator[_Attempt]:
    """Join attempts that are less than 10 s apart; how the last of them ended is how the one did."""
    before: _Attempt | None = None
    for attempt in attempts:
        if before is not None and attempt.from_s - before.to_s < ONE_ATTEMPT_S and before.value != "up":
            before = _Attempt(before.from_s, attempt.to_s, attempt.value, before.lying_since_s)
            continue
        if before is not None:
            yield before
        before = attempt
    if before is not None:
        yield before


def _down_s(postures: list[Span], after_s: float) -> float:
    """Return when she lies again."""
    lying = (span.from_s for span in postures if span.from_s >= after_s and Posture(span.value) in LYING)
    return next(lying, postures[-1].to_s if postures else after_s)


def _walks(bouts: list[Span], steps_s: Sequence[float], helped: list[Span]) -> Iterator[TrueEvent]:
    """Yield the walks; what she does next begins no other one while the steps go on."""
    taken = [at_s for at_s in steps_s if any(bout.from_s <= at_s <= bout.to_s for bout in bouts)]
    for steps in _in_a_row(taken):
        if len(steps) >= WALK_STEPS:
            yield TrueEvent(
                kind=EventKind.WALK,
                onset_s=steps[0],
                met_s=steps[WALK_STEPS - 1],
                end_s=steps[-1],
                steps=len(steps),
                assistance=_assistance(helped, steps[0], steps[-1]),
            )


def _in_a_row(steps_s: list[float]) -> Iterator[list[float]]:
    """Yield the steps between pauses that end a bout."""
    row: list[float] = []
    for at_s in steps_s:
        if row and at_s - row[-1] > GAP_S:
            yield row
            row = []
        row.append(at_s)
    yield row


def _doings(doings: list[Span], helped: list[Span]) -> Iterator[TrueEvent]:
    for doing in doings:
        kind = _DOINGS.get(Doing(doing.value))
        if kind is not None:
            assistance = _assistance(helped, doing.from_s, doing.to_s)
            yield TrueEvent(
                kind=kind, onset_s=doing.from_s, met_s=doing.to_s, end_s=doing.to_s, assistance=assistance
            )


def _harness(wear: list[Span]) -> Iterator[TrueEvent]:
    for before, after in pairwise(wear):
        kind = EventKind.HARNESS_ON if after.value == Wear.WORN else EventKind.HARNESS_OFF
        if before.value != after.value:
            yield TrueEvent(kind=kind, onset_s=after.from_s, met_s=after.from_s, end_s=after.from_s)


def _assistance(helped: list[Span], from_s: float, to_s: float) -> Assistance:
    touched = any(span.from_s <= to_s and span.to_s >= from_s for span in helped)
    return Assistance.ASSISTED if touched else Assistance.UNASSISTED

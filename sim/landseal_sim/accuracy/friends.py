"""The false friends: what was wrongly told while something happened that is easily mistaken for it.

Wrongly told is what no true event matches. It is laid to the nearest doing that its onset lies in, give or
take `NEAR_S`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from landseal.words import Confidence, EventKind
from landseal_sim.accuracy.events import matched
from landseal_sim.accuracy.figures import FalseFriend
from landseal_sim.accuracy.lived import Lived, ToldEvent
from landseal_sim.truth.words import Doing, Span, Track

NEAR_S: Final = 2.0
"""[E] An onset is told to a second or two."""

_KINDS: Final = {
    EventKind.STOOD_UP: "stood_up",
    EventKind.RISE_FAILED: "rise_failed",
    EventKind.DOG_SIT_STALL: "dog_sit_stall",
    EventKind.WALK: "walk",
    EventKind.FALL: "fall",
    EventKind.TURN: "turn",
}


def false_friends(lives: Sequence[Lived]) -> list[FalseFriend]:
    """Return one row for each `Doing`."""
    happened: Counter[str] = Counter()
    told: Counter[tuple[str, str]] = Counter()
    for life in lives:
        doings = [span for span in life.spans if span.track is Track.DOING]
        happened.update(span.value for span in doings)
        for column, event in _wrongly_told(life):
            doing = _nearest(doings, event.onset_s)
            if doing is not None:
                told[doing, column] += 1
    columns = [*_KINDS.values(), "stood_up_possible"]
    return [
        FalseFriend(
            doing=doing, happened=happened[doing], **{column: told[doing, column] for column in columns}
        )
        for doing in Doing
    ]


def _wrongly_told(life: Lived) -> Iterator[tuple[str, ToldEvent]]:
    """Yield each false event with its column."""
    for kind, column in _KINDS.items():
        for event in matched(life, kind, Confidence.CONFIRMED).false:
            yield column, event
    either = matched(life, EventKind.STOOD_UP, Confidence.CONFIRMED, Confidence.POSSIBLE)
    for event in either.false:
        if event.confidence is Confidence.POSSIBLE:
            yield "stood_up_possible", event


def _nearest(doings: Sequence[Span], at_s: float) -> str | None:
    """Return the doing that a moment lies in, or nearly; None where there is none."""
    distances = [(max(span.from_s - at_s, at_s - span.to_s, 0.0), span.value) for span in doings]
    distance_s, value = min(distances, default=(float("inf"), ""))
    return value if distance_s <= NEAR_S else None

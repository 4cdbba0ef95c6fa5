"""Answers: what a person's tap makes of an event. Pure; the ledger knows which taps speak of which event."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from landseal.messages import Event, Tap
from landseal.words import Assistance, Confidence, EventKind, TapKind
from landseal_server.episodes.assistance import JUDGED
from landseal_server.episodes.cues import TAP_UP

HELP: Final = {TapKind.ALONE: Assistance.UNASSISTED, TapKind.HELPED: Assistance.ASSISTED}
"""Taps that say that it happened, and who did it."""

ANSWERS: Final = frozenset({*HELP, TapKind.FALSE_ALARM})

ANSWERABLE: Final = JUDGED | {EventKind.FALL, EventKind.TURN}
"""Kinds that a tap can answer by naming the event; one that names a moment alone means those of `JUDGED`."""


@dataclass(frozen=True)
class Labelled:
    """An event, what the sensors alone said of it, and whether a person says that it was so."""

    event: Event
    told: Confidence
    answered: bool
    """Whether anybody has answered it."""

    @property
    def true(self) -> bool:
        """Whether the answer is that it was so."""
        return self.answered and self.event.confidence is not Confidence.WITHDRAWN

    @property
    def false(self) -> bool:
        """Whether the answer is that it was not."""
        return self.answered and self.event.confidence is Confidence.WITHDRAWN


def last_word(taps: Iterable[Tap]) -> Tap | None:
    """Return the answer that counts, of several persons or of one who has changed her mind: the last."""
    said = (tap for tap in taps if tap.kind in ANSWERS)
    return max(said, key=lambda tap: (tap.made, tap.id), default=None)


def as_tapped(event: Event, tap: Tap | None) -> Event:
    """Return an event as a person's answer leaves it.

    Args:
        event: as the sensors alone tell it.
        tap: the answer that counts.
    """
    if tap is None:
        return event
    if tap.kind is TapKind.FALSE_ALARM:
        return replace(event, confidence=Confidence.WITHDRAWN)
    if event.kind in JUDGED:
        event = replace(event, assistance=HELP[tap.kind])
    if event.kind is EventKind.STOOD_UP and event.confidence is not Confidence.CONFIRMED:
        return replace(event, confidence=Confidence.CONFIRMED, cues=[*event.cues, TAP_UP])
    return event


def as_sensed(event: Event, told: Confidence) -> Event:
    """Return an event as it was before anybody answered, but for what was believed of help."""
    return replace(event, confidence=told, cues=[cue for cue in event.cues if cue != TAP_UP])

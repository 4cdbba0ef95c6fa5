"""Which event is worth a push. Pure: the event, and what is already known of the day."""

from dataclasses import dataclass
from typing import Final

from landseal.messages import Event
from landseal.words import Confidence, EventKind
from landseal_server.episodes.cues import judge

PUSHED: Final = frozenset({EventKind.STOOD_UP, EventKind.WALK})
"""Kinds that are ever pushed; all others are kept in the feed."""


@dataclass(frozen=True)
class Circumstances:
    """What a decision depends on, besides the event."""

    devices_on_her: int
    """How many devices could have seen it at that moment."""
    walk_told_today: bool


@dataclass(frozen=True)
class Decision:
    """Whether to push, and the rule that says so."""

    push: bool
    why: str


def decide(event: Event, circumstances: Circumstances) -> Decision:
    """Decide about one revision of an event; the outbox sees to it that no one is told twice."""
    match event.kind, event.confidence:
        case EventKind.STOOD_UP, Confidence.CONFIRMED:
            return Decision(push=True, why="she stood up, and it is confirmed")
        case EventKind.STOOD_UP, Confidence.POSSIBLE:
            return _of_a_possible_stand(event, circumstances)
        case EventKind.WALK, Confidence.CONFIRMED:
            if circumstances.walk_told_today:
                return Decision(push=False, why="a walk was told today already")
            return Decision(push=True, why="the first walk of the day")
        case _:
            return Decision(push=False, why="kept in the feed")


def _of_a_possible_stand(event: Event, circumstances: Circumstances) -> Decision:
    if circumstances.devices_on_her == 1:
        return Decision(push=True, why="she may have stood up, and one device alone could see her")
    if judge(event.cues) is Confidence.CONFIRMED:
        return Decision(push=True, why="two devices agree, and only this dog's own answers doubt it")
    return Decision(push=False, why="only possible, and another device could have confirmed it")

"""What is said of an event: one catalogue for push, page and console."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from landseal.messages import Event
from landseal.words import Assistance, Confidence, EventKind, Posture


@dataclass(frozen=True)
class Words:
    """A headline, and a line or two of detail."""

    title: str
    body: str


POSTURES = {
    Posture.LYING_STERNAL: "lying on her chest",
    Posture.LYING_LEFT: "lying on her left side",
    Posture.LYING_RIGHT: "lying on her right side",
    Posture.LYING_BACK: "lying on her back",
    Posture.SITTING: "sitting",
    Posture.STANDING: "standing",
    Posture.WALKING: "walking",
    Posture.RUNNING: "running",
    Posture.OTHER: "moving",
    Posture.UNKNOWN: "not clear yet",
}

_HEADLINES = {
    EventKind.RISE_FAILED: "tried to get up",
    EventKind.WALK: "walked",
    EventKind.HARNESS_OFF: "has her harness off",
    EventKind.HARNESS_ON: "has her harness on",
}


def words_for(event: Event, name: str, zone: ZoneInfo) -> Words:
    """Say what happened, when, and how sure it is, in the home's own time."""
    return Words(title=_title(event, name), body=" ".join(_details(event, zone)))


def _title(event: Event, name: str) -> str:
    if event.confidence is Confidence.WITHDRAWN:
        return f"{name}: a false alarm"
    if event.kind is not EventKind.STOOD_UP:
        return f"{name} {_HEADLINES.get(event.kind, event.kind.replace('_', ' '))}"
    if event.confidence is Confidence.POSSIBLE:
        return f"{name} may have stood up"
    match event.assistance:
        case Assistance.UNASSISTED:
            return f"{name} stood up on her own"
        case Assistance.ASSISTED:
            return f"{name} stood up, with help"
        case Assistance.UNKNOWN:
            return f"{name} stood up. Was someone helping?"


def _details(event: Event, zone: ZoneInfo) -> list[str]:
    lines = [f"At {event.onset.astimezone(zone):%H:%M:%S}."]
    if event.kind is EventKind.STOOD_UP:
        lines += _of_a_stand(event)
    elif event.kind is EventKind.RISE_FAILED and event.attempts is not None:
        lines.append(f"Attempt {event.attempts}, back down again.")
    elif event.kind is EventKind.WALK and event.steps is not None:
        lines += _of_a_walk(event)
    return lines


def _of_a_walk(event: Event) -> list[str]:
    so_far = " so far" if event.duration_s is None else ""
    if event.steps_uncertain:
        return [f"About {event.steps} steps{so_far}; step count uncertain."]
    return [f"{event.steps} steps{so_far}."]


def _of_a_stand(event: Event) -> list[str]:
    lines = []
    if event.rest_s is not None:
        lines.append(f"She had rested {span(event.rest_s)}.")
    if event.attempts is not None and event.time_to_rise_s is not None:
        tries = "at the first try" if event.attempts == 1 else f"at try {event.attempts}"
        lines.append(f"Up {tries}, in {span(event.time_to_rise_s)}.")
    if event.cues:
        seen_by = sorted({str(cue.device) for cue in event.cues})
        lines.append(f"Seen by: {', '.join(seen_by)}.")
    return lines


def span(seconds: float) -> str:
    """Say a length of time as a person would."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    if minutes:
        return f"{minutes} min" if not rest else f"{minutes} min {rest} s"
    return f"{rest} s"

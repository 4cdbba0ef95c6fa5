"""The truth of a stretch of life, gathered act by act, and written beside it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from landseal.errors import LandsealError
from landseal.words import Wear
from landseal_sim.acts.script import Act
from landseal_sim.life.calendar import Calendar
from landseal_sim.truth.events import events_of
from landseal_sim.truth.words import Span, Track, TrueEvent

_TOUCHES_S: Final = 1e-6


@dataclass
class Book:
    """Gathers spans and steps."""

    spans: list[Span] = field(default_factory=list)
    """By their beginning, within each track."""
    steps_s: list[float] = field(default_factory=list)
    _latest: dict[Track, int] = field(default_factory=dict)

    def enter(self, act: Act) -> None:
        """Take in the next act."""
        wear = Wear.WORN if act.harness_on else Wear.NOT_WORN
        for span in act.told.spans:
            self._add(span)
        self._add(Span(track=Track.WEAR, value=wear, from_s=act.start_s, to_s=act.end_s))
        self.steps_s += act.told.steps_s

    def end(self, at_s: float) -> None:
        """Cut everything off at a moment: nothing is known of what comes later."""
        cut = (msgspec.structs.replace(span, to_s=min(span.to_s, at_s)) for span in self.spans)
        self.spans = [span for span in cut if span.from_s < span.to_s]
        self.steps_s = [step_s for step_s in self.steps_s if step_s < at_s]

    def events(self) -> list[TrueEvent]:
        """Return what a perfect detector would tell."""
        return events_of(self.spans, self.steps_s)

    def _add(self, span: Span) -> None:
        """Add a span; what goes on as it was is one span, however many acts it was made of."""
        at = self._latest.get(span.track)
        before = None if at is None else self.spans[at]
        if at is not None and before is not None and _goes_on(before, span):
            self.spans[at] = msgspec.structs.replace(before, to_s=span.to_s)
        else:
            self._latest[span.track] = len(self.spans)
            self.spans.append(span)


def _goes_on(before: Span, after: Span) -> bool:
    """Tell whether two spans are one: doings and attempts are told one by one, whatever they touch."""
    lasting = before.track in (Track.POSTURE, Track.LAND_SEAL, Track.WEAR)
    return lasting and before.value == after.value and abs(after.from_s - before.to_s) < _TOUCHES_S


def write_truth(path: Path, book: Book, calendar: Calendar) -> None:
    """Write a truth file: one JSON object a line, `span`, `event` or `step`, with times in UTC.

    Raises:
        LandsealError: the file cannot be written.
    """
    encoder = msgspec.json.Encoder()
    try:
        with path.open("wb") as file:
            for line in _lines(book, calendar):
                file.write(encoder.encode(line) + b"\n")
    except OSError as error:
        raise LandsealError(f"cannot be written ({error.strerror})", where=str(path)) from None


def _lines(book: Book, calendar: Calendar) -> Iterator[dict[str, object]]:
    for span in sorted(book.spans, key=lambda span: span.from_s):
        yield {
            "type": "span",
            "track": span.track,
            "value": span.value,
            "from": calendar.utc(span.from_s),
            "to": calendar.utc(span.to_s),
        }
    for event in book.events():
        fields = msgspec.structs.asdict(event)
        times = {name: calendar.utc(fields.pop(f"{name}_s")) for name in ("onset", "met", "end")}
        yield {"type": "event"} | times | fields
    for at_s in book.steps_s:
        yield {"type": "step", "at": calendar.utc(at_s)}

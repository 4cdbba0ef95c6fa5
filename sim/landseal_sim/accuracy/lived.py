"""One simulated life: what truly happened, and what edge and server told of it, on one scale of time.

All times are seconds since the life began.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from landseal.clock import utc_ns
from landseal.messages import Event
from landseal.units import NS_PER_S
from landseal.words import Assistance, Confidence, EventKind, Posture, Wear
from landseal_server.store.open import Opened
from landseal_server.store.protocol import Batch
from landseal_server.store.rows import MinuteRow, SecondRow
from landseal_sim.life.calendar import Calendar
from landseal_sim.record.edges import Asked
from landseal_sim.record.feed import feed
from landseal_sim.record.order import truth_of
from landseal_sim.truth.words import Span, TrueEvent


@dataclass(frozen=True)
class ToldEvent:
    """An event in the last revision that was told of it."""

    kind: EventKind
    confidence: Confidence
    onset_s: float
    met_s: float
    assistance: Assistance = Assistance.UNKNOWN


@dataclass(frozen=True)
class ToldSeconds:
    """The seconds that were told of, in order; each array (seconds,)."""

    second: NDArray[np.int64]
    """Counted from the beginning of the life."""
    posture: Sequence[Posture]
    wear: Sequence[Wear]
    steps: NDArray[np.float64]


@dataclass(frozen=True)
class Lived:
    """A life, its truth, and what was told of it."""

    dog: str
    seed: int
    until_s: float
    spans: Sequence[Span]
    true_events: Sequence[TrueEvent]
    """Those that were met before the life's end."""
    told_events: Sequence[ToldEvent]
    told_seconds: ToldSeconds


def live(dog: str, asked: Asked, on_progress: Callable[[float], None]) -> Lived:
    """Let a life be lived, and be read by edge and server as `landseal simulate --store` reads it.

    Raises:
        LandsealError: there is no room for the ledger.
    """
    gathered = Gathered()
    with TemporaryDirectory(prefix="landseal-evaluate-") as folder:
        fed = feed(asked, Opened(gathered, Path(folder) / "ledger.db"), on_progress)
    return lived_of(dog, asked, list(fed.events.values()), gathered.rows)


def lived_of(dog: str, asked: Asked, events: Sequence[Event], rows: Sequence[SecondRow]) -> Lived:
    """Return a life with what was told of it beside the truth."""
    book = truth_of(asked.life(), asked.until_s)
    told = [_told(event, asked.calendar) for event in events]
    return Lived(
        dog=dog,
        seed=asked.seed,
        until_s=asked.until_s,
        spans=book.spans,
        true_events=[event for event in book.events() if event.met_s < asked.until_s],
        told_events=sorted(told, key=lambda event: event.onset_s),
        told_seconds=_seconds(rows, asked.calendar),
    )


@dataclass
class Gathered:
    """A store that keeps the seconds in memory, and nothing else."""

    rows: list[SecondRow] = field(default_factory=list)

    def write(self, batch: Batch) -> None:
        """Keep the seconds of a batch."""
        self.rows += batch.seconds

    def seconds(self, pet: str, from_ns: int, to_ns: int) -> Sequence[SecondRow]:
        """Return the seconds that begin in [from, to), in order."""
        return [row for row in self.rows if row.pet == pet and from_ns <= row.t_ns < to_ns]

    def minutes(self, pet: str, from_ns: int, to_ns: int) -> Sequence[MinuteRow]:
        """Return none: they are not kept."""
        del pet, from_ns, to_ns
        return []

    def events(self, pet: str, from_ns: int, to_ns: int) -> Sequence[Event]:
        """Return none: the ledger has them."""
        del pet, from_ns, to_ns
        return []

    def close(self) -> None:
        """Let go of nothing."""


def _told(event: Event, calendar: Calendar) -> ToldEvent:
    return ToldEvent(
        kind=event.kind,
        confidence=event.confidence,
        onset_s=_since_s(utc_ns(event.onset), calendar),
        met_s=_since_s(utc_ns(event.met), calendar),
        assistance=event.assistance,
    )


def _seconds(rows: Sequence[SecondRow], calendar: Calendar) -> ToldSeconds:
    """Return the rows in order of time; of a second that was read twice, the last word."""
    last = {row.t_ns: row for row in rows}
    ordered = [last[t_ns] for t_ns in sorted(last)]
    return ToldSeconds(
        second=np.array([round(_since_s(row.t_ns, calendar)) for row in ordered], dtype=np.int64),
        posture=[row.posture for row in ordered],
        wear=[row.wear for row in ordered],
        steps=np.array([row.steps for row in ordered], dtype=np.float64),
    )


def _since_s(ns: int, calendar: Calendar) -> float:
    return (ns - calendar.start_ns) / NS_PER_S

"""The ledger: events, taps, letters, positions and memories. Always SQLite, always one transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from landseal.clock import utc, utc_ns
from landseal.messages import Event, PetState, Tap
from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind, family
from landseal_server.episodes.assistance import JUDGED
from landseal_server.episodes.state import Draft
from landseal_server.intake.positions import Position, StreamKey
from landseal_server.labels.answers import ANSWERABLE, ANSWERS, Labelled, as_sensed, as_tapped, last_word
from landseal_server.memory import PetMemory
from landseal_server.sqlite import connect, explained

SAME_ONSET_S: Final = 5
"""Two onsets of one family this close are one event, read twice."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS event (
    id TEXT PRIMARY KEY, pet TEXT NOT NULL, kind TEXT NOT NULL, onset INTEGER NOT NULL,
    end INTEGER NOT NULL, object TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_by_onset ON event (pet, onset);
CREATE TABLE IF NOT EXISTS outbox (
    event TEXT NOT NULL REFERENCES event (id), recipient TEXT NOT NULL, due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, delivered REAL, given_up REAL, picture_until REAL NOT NULL,
    PRIMARY KEY (event, recipient)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS position (
    edge TEXT NOT NULL, stream TEXT NOT NULL, boot TEXT NOT NULL, object BLOB NOT NULL,
    PRIMARY KEY (edge, stream, boot)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memory (pet TEXT PRIMARY KEY, object BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (pet TEXT PRIMARY KEY, object TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tap (
    id TEXT PRIMARY KEY, pet TEXT NOT NULL, t INTEGER NOT NULL, kind TEXT NOT NULL, object TEXT NOT NULL)
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tap_by_time ON tap (pet, t);
CREATE INDEX IF NOT EXISTS tap_by_event ON tap (json_extract(object, '$.event'));
CREATE TABLE IF NOT EXISTS answered (event TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Recorded:
    """An event as it was recorded now, and as it was before."""

    event: Event
    before: Event | None
    answered: bool = False
    """Whether a person has said what it was."""

    @property
    def changed(self) -> bool:
        """Whether there is anything new to tell, store or show."""
        return self.event != self.before


class Ledger:
    """One connection to the ledger; each thread opens its own.

    Raises:
        LandsealError: the file cannot be opened or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.db = connect(path, _SCHEMA)
        """For the rooms beside this one (the outbox) that share the ledger's transactions."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all or nothing of what is inside."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
            yield
            self.db.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise explained(error, self._path) from error
        except BaseException:
            self._roll_back()
            raise

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    # --- events

    def record(self, pet: str, draft: Draft) -> Recorded:
        """Give a draft its id, or make it the next revision of the event it is another reading of."""
        before = self._same(pet, draft)
        if before is None:
            event = _event(f"{utc(draft.onset_ns):%Y%m%dt%H%M%S}-{pet}-{draft.kind}", 1, pet, draft, None)
        else:
            event = _event(before.id, before.revision + 1, pet, draft, before)
        event, answered = self._answer(event)
        if before is not None and msgspec.structs.replace(event, revision=before.revision) == before:
            return Recorded(before, before, answered)
        self._write(event, draft)
        return Recorded(event, before, answered)

    def with_picture(self, event_id: str) -> Recorded | None:
        """Note that an event has a picture; None where there is no such event."""
        before = self.event(event_id)
        if before is None or before.picture:
            return None if before is None else Recorded(before, before)
        event = msgspec.structs.replace(before, picture=True, revision=before.revision + 1)
        self.db.execute("UPDATE event SET object = ? WHERE id = ?", (_json(event), event_id))
        return Recorded(event, before)

    def answered(self, tap: Tap) -> list[Recorded]:
        """Relabel what a kept tap answers: whether it happened, and who helped."""
        return [self._relabel(event) for event in self._meant(tap)] if tap.kind in ANSWERS else []

    def labelled(self, pet: str, *, from_ns: int = 0) -> list[Labelled]:
        """Return a pet's events from a moment on, in order, with what people have answered."""
        rows = self.db.execute(
            "SELECT object, told FROM event LEFT JOIN answered ON answered.event = event.id"
            " WHERE pet = ? AND onset >= ? ORDER BY onset, id",
            (pet, from_ns),
        )
        return [_labelled(*row) for row in rows]

    def answers(self, pet: str) -> list[Labelled]:
        """Return the events of a pet that a person has answered, in order: however old, there are few."""
        rows = self.db.execute(
            "SELECT object, told FROM answered JOIN event ON event.id = answered.event"
            " WHERE pet = ? ORDER BY onset, id",
            (pet,),
        )
        return [_labelled(*row) for row in rows]

    def event(self, event_id: str) -> Event | None:
        """Return an event in its newest revision."""
        row = self.db.execute("SELECT object FROM event WHERE id = ?", (event_id,)).fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=Event)

    def events(self, pet: str, *, limit: int, before_ns: int | None = None) -> list[Event]:
        """Return a pet's newest events, the newest first."""
        rows = self.db.execute(
            "SELECT object FROM event WHERE pet = ? AND onset < ? ORDER BY onset DESC LIMIT ?",
            (pet, before_ns if before_ns is not None else 2**62, limit),
        )
        return [msgspec.json.decode(row[0], type=Event) for row in rows]

    def told_since(self, pet: str, kind: EventKind, since_ns: int) -> bool:
        """Tell whether an event of this kind since then was given to the outbox."""
        row = self.db.execute(
            "SELECT 1 FROM outbox JOIN event ON event.id = outbox.event"
            " WHERE pet = ? AND kind = ? AND onset >= ? LIMIT 1",
            (pet, kind, since_ns),
        ).fetchone()
        return row is not None

    def _same(self, pet: str, draft: Draft) -> Event | None:
        """Find the event of the same family that overlaps the draft or began within +-5 s of it."""
        kinds = [str(kind) for kind in family(draft.kind)]
        near = SAME_ONSET_S * NS_PER_S
        marks = ", ".join("?" * len(kinds))
        row = self.db.execute(
            f"SELECT object FROM event WHERE pet = ? AND kind IN ({marks})"  # noqa: S608 -- marks are "?"
            " AND (ABS(onset - ?) <= ? OR (onset <= ? AND end >= ?)) ORDER BY ABS(onset - ?) LIMIT 1",
            (pet, *kinds, draft.onset_ns, near, _end_ns(draft), draft.onset_ns, draft.onset_ns),
        ).fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=Event)

    def _write(self, event: Event, draft: Draft) -> None:
        self.db.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " kind = excluded.kind, onset = excluded.onset, end = excluded.end, object = excluded.object",
            (event.id, event.pet, event.kind, utc_ns(event.onset), _end_ns(draft), _json(event)),
        )

    # --- taps

    def record_tap(self, tap: Tap) -> bool:
        """Keep what a person has said; False when a tap of this id is kept already: the first one counts."""
        row = (tap.id, tap.pet, utc_ns(tap.t), tap.kind, msgspec.json.encode(tap).decode())
        return self.db.execute("INSERT OR IGNORE INTO tap VALUES (?, ?, ?, ?, ?)", row).rowcount == 1

    def taps(self, pet: str, *, from_ns: int = 0, to_ns: int = 2**62) -> list[Tap]:
        """Return what people have said of the moments in [from, to), in order of those moments."""
        rows = self.db.execute(
            "SELECT object FROM tap WHERE pet = ? AND t >= ? AND t < ? ORDER BY t, id", (pet, from_ns, to_ns)
        )
        return [msgspec.json.decode(row[0], type=Tap) for row in rows]

    def _taps_on(self, event: Event) -> list[Tap]:
        """Return the taps that name an event, or a moment of it."""
        if event.kind not in ANSWERABLE:
            return []
        until_ns = event_end_ns(event) if event.kind in JUDGED else -1
        rows = self.db.execute(
            "SELECT object FROM tap WHERE json_extract(object, '$.event') = ? AND pet = ?"
            " UNION SELECT object FROM tap"
            " WHERE pet = ? AND t >= ? AND t <= ? AND json_extract(object, '$.event') IS NULL",
            (event.id, event.pet, event.pet, utc_ns(event.onset), until_ns),
        )
        return [msgspec.json.decode(row[0], type=Tap) for row in rows]

    def _answer(self, event: Event) -> tuple[Event, bool]:
        """Return an event of the sensors as a person's last word leaves it, and whether there is one."""
        tap = last_word(self._taps_on(event))
        if tap is None:
            self.db.execute("DELETE FROM answered WHERE event = ?", (event.id,))
            return event, False
        self.db.execute("INSERT OR REPLACE INTO answered VALUES (?, ?)", (event.id, event.confidence))
        return as_tapped(event, tap), True

    def _relabel(self, before: Event) -> Recorded:
        row = self.db.execute("SELECT told FROM answered WHERE event = ?", (before.id,)).fetchone()
        told = before.confidence if row is None else Confidence(row[0])
        event, answered = self._answer(as_sensed(before, told))
        if event != before:
            event = msgspec.structs.replace(event, revision=before.revision + 1)
            self.db.execute("UPDATE event SET object = ? WHERE id = ?", (_json(event), event.id))
        return Recorded(event, before, answered)

    def _meant(self, tap: Tap) -> list[Event]:
        """Return the event that a tap names, or else those whose time its moment lies in."""
        if tap.event is not None:
            named = self.event(tap.event)
            meant = named is not None and named.pet == tap.pet and named.kind in ANSWERABLE
            return [named] if named is not None and meant else []
        moment_ns = utc_ns(tap.t)
        rows = self.db.execute(
            "SELECT object FROM event WHERE pet = ? AND onset <= ? AND end >= ?",
            (tap.pet, moment_ns, moment_ns),
        )
        events = [msgspec.json.decode(row[0], type=Event) for row in rows.fetchall()]
        return [event for event in events if event.kind in JUDGED]

    # --- positions, memories, states

    def positions(self) -> dict[StreamKey, Position]:
        """Return how far every stream is stored."""
        rows = self.db.execute("SELECT edge, stream, boot, object FROM position")
        return {
            StreamKey(edge, stream, boot): msgspec.msgpack.decode(blob, type=Position)
            for edge, stream, boot, blob in rows
        }

    def save_position(self, key: StreamKey, position: Position) -> None:
        """Keep how far a stream is stored."""
        self.db.execute(
            "INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?)",
            (key.edge, key.stream, key.boot, msgspec.msgpack.encode(position)),
        )

    def memories(self) -> dict[str, PetMemory]:
        """Return what is remembered of every pet."""
        rows = self.db.execute("SELECT pet, object FROM memory")
        return {pet: msgspec.msgpack.decode(blob, type=PetMemory) for pet, blob in rows}

    def save_memory(self, pet: str, memory: PetMemory) -> None:
        """Keep what is remembered of a pet."""
        self.db.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (pet, msgspec.msgpack.encode(memory)))

    def state(self, pet: str) -> PetState | None:
        """Return what a pet did last; None before its first second."""
        row = self.db.execute("SELECT object FROM state WHERE pet = ?", (pet,)).fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=PetState)

    def save_state(self, state: PetState) -> None:
        """Keep what a pet does now."""
        self.db.execute(
            "INSERT OR REPLACE INTO state VALUES (?, ?)", (state.pet, msgspec.json.encode(state).decode())
        )

    def _roll_back(self) -> None:
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")


def _end_ns(draft: Draft) -> int:
    if draft.duration_s is None:
        return max(draft.met_ns, draft.onset_ns)
    return draft.onset_ns + int(draft.duration_s * NS_PER_S)


def event_end_ns(event: Event) -> int:
    """Return the end of an event, as `_end_ns` does of its draft."""
    if event.duration_s is None:
        return max(utc_ns(event.met), utc_ns(event.onset))
    return utc_ns(event.onset) + int(event.duration_s * NS_PER_S)


def _event(event_id: str, revision: int, pet: str, draft: Draft, before: Event | None) -> Event:
    return Event(
        id=event_id,
        revision=revision,
        pet=pet,
        kind=draft.kind,
        confidence=draft.confidence,
        onset=utc(draft.onset_ns),
        met=utc(draft.met_ns),
        duration_s=draft.duration_s,
        attempts=draft.attempts,
        time_to_rise_s=draft.time_to_rise_s,
        rest_s=draft.rest_s,
        steps=draft.steps,
        steps_uncertain=draft.steps_uncertain,
        longest_run=draft.longest_run,
        hind_fore_ratio=draft.hind_fore_ratio,
        assistance=draft.assistance,
        cues=draft.cues,
        picture=before is not None and before.picture,
    )


def _labelled(encoded: str, told: str | None) -> Labelled:
    event = msgspec.json.decode(encoded, type=Event)
    return Labelled(event, event.confidence if told is None else Confidence(told), told is not None)


def _json(event: Event) -> str:
    return msgspec.json.encode(event).decode()

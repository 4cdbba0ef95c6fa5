"""The embedded store: SQLite, one file, nothing to install."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from landseal.clock import utc_ns
from landseal.messages import Event
from landseal.words import Posture, Wear
from landseal_server.sqlite import connect, explained
from landseal_server.store.protocol import Batch
from landseal_server.store.rows import CameraRow, MinuteRow, SecondRow

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS second (
    pet TEXT NOT NULL, t INTEGER NOT NULL, posture TEXT NOT NULL, confidence REAL NOT NULL,
    vedba_mg REAL NOT NULL, enmo_mg REAL NOT NULL, pitch_deg REAL NOT NULL, roll_deg REAL NOT NULL,
    steps REAL NOT NULL, cadence_hz REAL NOT NULL, wear TEXT NOT NULL, land_seal INTEGER,
    PRIMARY KEY (pet, t)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS minute (
    pet TEXT NOT NULL, t INTEGER NOT NULL, posture_s TEXT NOT NULL, wear_s TEXT NOT NULL,
    vedba_mg_mean REAL NOT NULL, vedba_mg_p95 REAL NOT NULL, steps REAL NOT NULL,
    rises INTEGER NOT NULL, failed_rises INTEGER NOT NULL,
    PRIMARY KEY (pet, t)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS camera (
    camera TEXT NOT NULL, t INTEGER NOT NULL, moved REAL NOT NULL, box TEXT,
    PRIMARY KEY (camera, t)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (
    pet TEXT NOT NULL, t INTEGER NOT NULL, id TEXT NOT NULL, object TEXT NOT NULL,
    PRIMARY KEY (pet, t, id)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS event_id ON event (id);
"""


class SqliteStore:
    """Time series in one SQLite file.

    Raises:
        LandsealError: the file cannot be opened or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = connect(path, _SCHEMA)

    def write(self, batch: Batch) -> None:
        """Keep a batch in one transaction."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._write_all(batch)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise explained(error, self._path) from error

    def seconds(self, pet: str, from_ns: int, to_ns: int) -> Sequence[SecondRow]:
        """Return the seconds that begin in [from, to)."""
        found = self._db.execute(
            "SELECT pet, t, posture, confidence, vedba_mg, enmo_mg, pitch_deg, roll_deg, steps, cadence_hz,"
            " wear, land_seal FROM second WHERE pet = ? AND t >= ? AND t < ? ORDER BY t",
            (pet, from_ns, to_ns),
        )
        return [_second(row) for row in found]

    def minutes(self, pet: str, from_ns: int, to_ns: int) -> Sequence[MinuteRow]:
        """Return the minutes that begin in [from, to)."""
        found = self._db.execute(
            "SELECT pet, t, posture_s, wear_s, vedba_mg_mean, vedba_mg_p95, steps, rises, failed_rises"
            " FROM minute WHERE pet = ? AND t >= ? AND t < ? ORDER BY t",
            (pet, from_ns, to_ns),
        )
        return [_minute(row) for row in found]

    def events(self, pet: str, from_ns: int, to_ns: int) -> Sequence[Event]:
        """Return the events whose onset, as first told, lies in [from, to)."""
        found = self._db.execute(
            "SELECT object FROM event WHERE pet = ? AND t >= ? AND t < ? ORDER BY t", (pet, from_ns, to_ns)
        )
        return [msgspec.json.decode(row[0], type=Event) for row in found]

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _write_all(self, batch: Batch) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO second VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [msgspec.structs.astuple(row) for row in batch.seconds],
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO minute VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            map(_minute_values, batch.minutes),
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO camera VALUES (?, ?, ?, ?)", map(_camera_values, batch.camera)
        )
        # The point in time of an event never moves: a later revision keeps the first one's.
        self._db.executemany(
            "INSERT INTO event VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET object = excluded.object",
            [(e.pet, utc_ns(e.onset), e.id, msgspec.json.encode(e).decode()) for e in batch.events],
        )


def _minute_values(row: MinuteRow) -> tuple[object, ...]:
    return (
        row.pet,
        row.t_ns,
        msgspec.json.encode(row.posture_s).decode(),
        msgspec.json.encode(row.wear_s).decode(),
        row.vedba_mg_mean,
        row.vedba_mg_p95,
        row.steps,
        row.rises,
        row.failed_rises,
    )


def _camera_values(row: CameraRow) -> tuple[object, ...]:
    box = None if row.box is None else msgspec.json.encode(row.box).decode()
    return row.camera, row.t_ns, row.moved, box


def _second(row: tuple[object, ...]) -> SecondRow:
    names = SecondRow.__struct_fields__
    return msgspec.convert(dict(zip(names, row, strict=True)), SecondRow, strict=False)


def _minute(row: tuple[object, ...]) -> MinuteRow:
    table = dict(zip(MinuteRow.__struct_fields__, row, strict=True))
    table["posture_s"] = msgspec.json.decode(str(row[2]), type=dict[Posture, int])
    table["wear_s"] = msgspec.json.decode(str(row[3]), type=dict[Wear, int])
    return msgspec.convert(table, MinuteRow)

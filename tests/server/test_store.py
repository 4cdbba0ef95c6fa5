from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from support.blocks import T0_NS

from landseal.clock import utc
from landseal.errors import LandsealError
from landseal.messages import Event
from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind, Posture, Wear
from landseal_server.store.protocol import Batch, Store
from landseal_server.store.rows import (
    CameraRow,
    MinuteTally,
    SecondRow,
    bins_of_minutes,
    bins_of_seconds,
    whole_minute,
)
from landseal_server.store.sqlite import SqliteStore

MINUTE_NS = whole_minute(T0_NS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = SqliteStore(tmp_path / "s.db")
    yield made
    made.close()


def second(
    n: int, posture: Posture = Posture.LYING_STERNAL, pet: str = "buttons", vedba_mg: float = 5.0
) -> SecondRow:
    return SecondRow(
        pet=pet,
        t_ns=MINUTE_NS + n * NS_PER_S,
        posture=posture,
        confidence=0.9,
        vedba_mg=vedba_mg,
        enmo_mg=1.0,
        pitch_deg=2.0,
        roll_deg=3.0,
        steps=0.5,
        cadence_hz=0.0,
        wear=Wear.WORN,
    )


def event(revision: int = 1, shift_s: float = 0.0) -> Event:
    onset = utc(T0_NS) + timedelta(seconds=shift_s)
    return Event(
        id="20261121t000000-buttons-stood_up",
        revision=revision,
        pet="buttons",
        kind=EventKind.STOOD_UP,
        confidence=Confidence.CONFIRMED,
        onset=onset,
        met=onset,
    )


def test_what_was_written_is_read_in_order_and_from_the_half_open_span(store: Store) -> None:
    store.write(Batch(seconds=[second(n) for n in (3, 1, 2, 0)]))
    found = store.seconds("buttons", MINUTE_NS + NS_PER_S, MINUTE_NS + 3 * NS_PER_S)
    assert list(found) == [second(1), second(2)]


def test_writing_the_same_second_again_replaces_it(store: Store) -> None:
    store.write(Batch(seconds=[second(0)]))
    store.write(Batch(seconds=[second(0, Posture.STANDING)]))
    assert list(store.seconds("buttons", MINUTE_NS, MINUTE_NS + NS_PER_S)) == [second(0, Posture.STANDING)]


def test_pets_are_kept_apart(store: Store) -> None:
    store.write(Batch(seconds=[second(0), second(0, pet="rex")]))
    assert list(store.seconds("rex", MINUTE_NS, MINUTE_NS + NS_PER_S)) == [second(0, pet="rex")]


def test_minutes_and_cameras_are_kept_too(store: Store) -> None:
    tally = MinuteTally(t_ns=MINUTE_NS)
    for n in range(60):
        tally.count(second(n, vedba_mg=float(n)))
    tally.count_event(EventKind.STOOD_UP)
    row = tally.row("buttons")
    store.write(
        Batch(minutes=[row], camera=[CameraRow(camera="cam", t_ns=MINUTE_NS, moved=0.1, box=(0, 0, 1, 1))])
    )
    assert list(store.minutes("buttons", MINUTE_NS, MINUTE_NS + 1)) == [row]
    assert row.posture_s == {Posture.LYING_STERNAL: 60}
    assert (row.vedba_mg_mean, row.steps, row.rises) == (29.5, 30, 1)
    assert row.vedba_mg_p95 == pytest.approx(56.05)


def test_a_revision_replaces_the_event_and_never_moves_its_point_in_time(store: Store) -> None:
    store.write(Batch(events=[event()]))
    store.write(Batch(events=[event(revision=2, shift_s=-3)]))
    assert list(store.events("buttons", T0_NS, T0_NS + NS_PER_S)) == [event(revision=2, shift_s=-3)]


def test_a_batch_is_kept_whole_or_not_at_all(store: Store) -> None:
    broken = msgspec.structs.replace(second(1), posture=None)
    with pytest.raises(LandsealError, match=r"s\.db"):
        store.write(Batch(seconds=[second(0), broken]))
    assert list(store.seconds("buttons", MINUTE_NS, MINUTE_NS + 60 * NS_PER_S)) == []


def test_a_disk_that_is_full_is_said_with_a_remedy(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s.db")
    store._db.execute("PRAGMA max_page_count = 20")  # noqa: SLF001 -- SQLite's own way to be full
    with pytest.raises(LandsealError, match=r"the disk is full\. Free some space"):
        store.write(Batch(seconds=[second(n) for n in range(5000)]))
    store.close()


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    path.write_text("this is no database, but long enough to be taken for one" * 20, encoding="utf-8")
    with pytest.raises(LandsealError, match="no intact database"):
        SqliteStore(path)


def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s.db")
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)  # noqa: SLF001 -- FULL
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)  # noqa: SLF001
    store.close()


def test_bins_count_the_seconds_of_each_posture_and_leave_out_what_is_not_known() -> None:
    rows = [second(n, Posture.STANDING if n % 2 else Posture.SITTING) for n in range(10)] + [second(40)]
    bins = bins_of_seconds(rows, MINUTE_NS, 10 * NS_PER_S)
    assert [(b.t_ns - MINUTE_NS) // NS_PER_S for b in bins] == [0, 40]
    assert bins[0].posture_s == {Posture.SITTING: 5, Posture.STANDING: 5}
    assert bins[0].steps == 5.0


def test_bins_of_minutes_agree_with_bins_of_their_seconds() -> None:
    rows, minutes = [], []
    for minute in range(3):
        tally = MinuteTally(t_ns=MINUTE_NS + minute * 60 * NS_PER_S)
        for n in range(60 - 10 * minute):
            row = second(60 * minute + n, vedba_mg=n + minute)
            rows.append(row)
            tally.count(row)
        minutes.append(tally.row("buttons"))
    (coarse,) = bins_of_minutes(minutes, MINUTE_NS, 300 * NS_PER_S)
    (fine,) = bins_of_seconds(rows, MINUTE_NS, 300 * NS_PER_S)
    assert coarse.posture_s == fine.posture_s
    assert coarse.vedba_mg_mean == pytest.approx(fine.vedba_mg_mean)
    assert coarse.steps == pytest.approx(fine.steps)

"""The pipeline's promise: nothing is called stored that is not on the disk."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.blocks import BOOT, T0_NS, accel_block
from support.configs import server_config
from support.wait import until

from landseal.clock import ScaledClock, utc
from landseal.codec import encode_block
from landseal.messages import Event, PetState, PictureRequest, Stored, Tap
from landseal.topics import Channel, StreamTopic
from landseal.units import NS_PER_S
from landseal.words import TapKind, Wear
from landseal_server.home import Home
from landseal_server.intake.decode import Received
from landseal_server.intake.positions import StreamKey
from landseal_server.ledger import Ledger
from landseal_server.pipeline import Pipeline
from landseal_server.store.sqlite import SqliteStore


class Listener:
    """Hears what the pipeline tells, and checks each `stored` against the ledger at that very moment."""

    def __init__(self, ledger_path: Path) -> None:
        self._ledger_path = ledger_path
        self.through: int = -1
        self.early: list[Stored] = []

    def stored(self, _edge: str, word: Stored) -> None:
        positions = Ledger(self._ledger_path).positions()
        for stream in word.streams:
            kept = positions.get(StreamKey("pi", stream.stream, stream.boot))
            if stream.highest >= 0 and (kept is None or kept.highest < stream.highest):
                self.early.append(word)
            self.through = max(self.through, stream.through)

    def state(self, state: PetState) -> None: ...

    def event(self, event: Event) -> None: ...

    def ask(self, edge: str, request: PictureRequest) -> None: ...


class Running:
    """A pipeline over a folder."""

    def __init__(self, folder: Path) -> None:
        self.ledger_path = folder / "l.db"
        self.store = SqliteStore(folder / "s.db")
        self.listener = Listener(self.ledger_path)
        self.failed: list[bool] = []
        self.pipeline = Pipeline(
            home=Home(server_config(folder)),
            ledger_path=self.ledger_path,
            raw_folder=folder / "raw",
            quarantine=folder / "quarantine.raw",
            store=self.store,
            clock=ScaledClock(T0_NS + 1000 * NS_PER_S),
            announcer=self.listener,
            on_news=lambda: None,
            on_failure=lambda: self.failed.append(True),
        )

    def send(self, *seqs: int) -> None:
        for seq in seqs:
            for stream in ("trunk", "pelvis"):
                topic = StreamTopic("pi", Channel.ACCEL, stream)
                self.pipeline.put(Received(topic, encode_block(accel_block(seq)), 0.0))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path)
    made.pipeline.start()
    yield made
    made.pipeline.stop()
    made.store.close()


def test_a_picture_that_arrives_in_between_makes_nothing_look_stored(running: Running) -> None:
    for seq in range(40):
        running.send(seq)
        running.pipeline.picture_arrived("20260101t000000-nobody-walk")
    until(lambda: running.listener.through >= 39, "all is stored")
    assert running.listener.early == []


def test_what_is_stored_is_in_store_and_ledger(running: Running) -> None:
    running.send(*range(20))
    until(lambda: running.listener.through >= 19, "all is stored")
    assert len(running.store.seconds("buttons", T0_NS, T0_NS + 20 * NS_PER_S)) == 20
    assert Ledger(running.ledger_path).positions()[StreamKey("pi", "trunk", BOOT)].through == 19


def test_a_tap_is_kept_though_the_store_refuses_it_at_first(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("landseal_server.pipeline.RETRY_S", 0.01)
    made = utc(T0_NS)
    tap = Tap(id="tap-1", pet="buttons", t=made, kind=TapKind.HARNESS_OFF, made=made)
    with monkeypatch.context() as broken:

        def refuse(_batch: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        broken.setattr(running.store, "write", refuse)
        running.pipeline.tap(tap)
        until(lambda: running.pipeline.problem, "the problem is seen")
    until(lambda: Ledger(running.ledger_path).taps("buttons") == [tap], "the tap is kept")
    running.send(0)
    until(lambda: running.listener.through >= 0, "a second is read")
    assert Ledger(running.ledger_path).memories()["buttons"].wear.told is Wear.NOT_WORN


def test_a_store_that_fails_for_a_while_loses_and_confirms_nothing(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("landseal_server.pipeline.RETRY_S", 0.01)
    with monkeypatch.context() as broken:

        def refuse(_batch: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        broken.setattr(running.store, "write", refuse)
        running.send(*range(10))
        until(lambda: running.pipeline.problem, "the problem is seen")
        assert "the disk is full" in str(running.pipeline.problem)
        assert running.listener.through == -1
    running.send(*range(10))
    until(lambda: running.listener.through >= 9, "what came again is stored")
    until(lambda: running.pipeline.problem is None, "all is well again")
    assert len(running.store.seconds("buttons", T0_NS, T0_NS + 10 * NS_PER_S)) == 10


def test_a_defect_does_not_leave_a_server_that_looks_healthy(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("landseal_server.mind.Mind.think", defect)
    running.send(0)
    until(lambda: running.failed, "the defect is reported")
    assert isinstance(running.pipeline.failure, ZeroDivisionError)

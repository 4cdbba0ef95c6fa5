"""`landseal simulate`, as a user runs it."""

import json
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from support.dogs import BERLIN
from support.failing import breaks, refuses
from support.programs import LANDSEAL

from landseal.clock import utc_ns
from landseal.errors import LandsealError
from landseal.messages import Event
from landseal.recording import read_recording
from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind, TapKind
from landseal_edge.replay.formats import read_recordings
from landseal_server.ledger import Ledger
from landseal_server.store.open import open_store
from landseal_sim.household import PET
from landseal_sim.life.calendar import begins
from landseal_sim.record.beside import beside
from landseal_sim.record.edges import Asked
from landseal_sim.record.feed import Fed, feed
from landseal_sim.record.order import truth_of
from landseal_sim.record.sensors import sensor_messages
from landseal_sim.world.load import load_dog, load_world

START = "2026-03-02T08:00"
HOURS = 3


def simulate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [LANDSEAL, "simulate", "--start", START, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the files of three hours, with a film."""
    out = tmp_path_factory.mktemp("life") / "out"
    ran = simulate("--days", str(HOURS / 24), "--out", out, "--video", "0.2")
    assert ran.returncode == 0, ran.stderr
    assert "3 min" not in ran.stdout, "what is said goes to standard error"
    return out


def lines(path: Path) -> Iterator[dict[str, str]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def test_sensors_truth_picture_and_film_are_written(written: Path) -> None:
    names = {str(path.relative_to(written)) for path in written.rglob("*") if path.is_file()}
    assert names == {
        "life.json",
        "truth.jsonl",
        "actogram.png",
        "film.mp4",
        "sensors/trunk/2026-03-02.npz",
        "sensors/pelvis/2026-03-02.npz",
    }
    assert (written / "actogram.png").read_bytes().startswith(b"\x89PNG")
    with av.open(str(written / "film.mp4")) as film:
        assert len(list(film.decode(video=0))) == 120


def test_a_sensor_file_holds_the_hours_that_were_lived_at_its_rate(written: Path) -> None:
    recording = read_recording(written / "sensors" / "trunk" / "2026-03-02.npz")
    assert len(recording.xyz) == pytest.approx(HOURS * 3600 * 50, rel=0.15)
    at_ns = recording.at_ns()
    assert at_ns[0] == pytest.approx(begins(START, BERLIN).start_ns, abs=0.1 * NS_PER_S, rel=0)
    assert np.all(np.diff(at_ns) > 0)
    norm = np.linalg.norm(recording.accel_g(), axis=1)
    assert float(np.median(norm)) == pytest.approx(1, abs=0.06)


def test_a_sensor_file_can_be_replayed_with_its_gaps(written: Path) -> None:
    path = written / "sensors" / "trunk" / "2026-03-02.npz"
    (replayed,) = read_recordings(path)
    at_ns = read_recording(path).at_ns()
    assert replayed.duration_s == pytest.approx((at_ns[-1] - at_ns[0]) / NS_PER_S, abs=0.1)
    assert len(replayed.times_s()) == len(replayed.accel_g)


def test_the_truth_has_spans_events_and_steps_in_utc(written: Path) -> None:
    truth = list(lines(written / "truth.jsonl"))
    kinds = Counter(line["type"] for line in truth)
    assert kinds["span"] > 20
    assert kinds["event"] > 2
    assert kinds["step"] > 20
    assert {line["track"] for line in truth if line["type"] == "span"} >= {"posture", "wear", "attempt"}
    first = next(line for line in truth if line["type"] == "span")
    assert first["from"].startswith("2026-03-02T07:00"), "eight o'clock in Berlin"


def test_the_same_command_writes_the_same_bytes(written: Path, tmp_path: Path) -> None:
    ran = simulate("--days", str(HOURS / 24), "--out", tmp_path / "again")
    assert ran.returncode == 0, ran.stderr
    for name in ("truth.jsonl", "life.json", "sensors/trunk/2026-03-02.npz"):
        assert (tmp_path / "again" / name).read_bytes() == (written / name).read_bytes(), name


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "expected --out, --store or both"),
        (["--video", "3", "--store", "sqlite:///x.db"], "--video: expected --out beside it"),
        (["--dog", "cat", "--out", "x"], 'no such dog: "cat"'),
        (["--world", "mars", "--out", "x"], 'no such world: "mars"'),
        (["--zone", "Mars/Olympus", "--out", "x"], "--zone: expected a time zone"),
        (["--store", "postgres://x"], "expected a URL that begins with sqlite:///"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: list[str], words: str) -> None:
    ran = simulate(*arguments)
    assert ran.returncode == 1
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_wrong_start_names_itself() -> None:
    with pytest.raises(LandsealError, match="--start: expected a date"):
        begins("yesterday", BERLIN)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("x", encoding="utf-8")
    ran = simulate("--days", "0.02", "--out", tmp_path)
    assert ran.returncode == 1
    assert 'the folder is not empty (it has "precious.txt")' in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


def asked(hours: float = HOURS) -> Asked:
    calendar = begins(START, BERLIN)
    return Asked(load_dog("paretic-small"), load_world("home"), calendar, 1, hours * 3600)


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fed, Path]:
    """Return three hours that were read into a store, and its file."""
    path = tmp_path_factory.mktemp("store") / "life.db"
    told: list[float] = []
    opened = open_store(f"sqlite:///{path}")
    result = feed(asked(), opened, told.append)
    opened.store.close()
    assert told == sorted(told)
    assert told[-1] == HOURS * 3600, "the bar reaches its end"
    return result, path


def test_a_life_that_is_read_loses_nothing_and_refuses_nothing(fed: tuple[Fed, Path]) -> None:
    counts = fed[0].counts
    assert counts.blocks > 2.5 * HOURS * 3600, "trunk, pelvis and camera"
    assert (counts.duplicates, counts.refused, counts.lost, counts.skewed, counts.late) == (0, 0, 0, 0, 0)


def test_what_was_read_is_in_the_store_second_by_second(fed: tuple[Fed, Path]) -> None:
    with sqlite3.connect(fed[1]) as db:
        (seconds,) = db.execute("SELECT count(*) FROM second").fetchone()
        (cameras,) = db.execute("SELECT count(*) FROM camera").fetchone()
        (minutes,) = db.execute("SELECT count(*) FROM minute").fetchone()
    assert seconds == pytest.approx(HOURS * 3600, rel=0.03)
    assert cameras == pytest.approx(HOURS * 3600, rel=0.02)
    assert minutes == pytest.approx(HOURS * 60, abs=8)


def test_her_rises_are_seen_where_they_happened(fed: tuple[Fed, Path]) -> None:
    happened = [
        utc_ns(asked().calendar.utc(event.onset_s))
        for event in truth_of(asked().life(), asked().until_s).events()
        if event.kind is EventKind.STOOD_UP and event.met_s < HOURS * 3600 - 60
    ]
    told = [utc_ns(event.onset) for event in stands(fed[0])]
    found = sum(any(abs(told_ns - ns) < 8 * NS_PER_S for told_ns in told) for ns in happened)
    assert len(happened) >= 3
    assert found >= 0.6 * len(happened), "how good that is, docs/accuracy.md will say"


def stands(fed: Fed) -> list[Event]:
    return [
        event
        for event in fed.events.values()
        if event.kind is EventKind.STOOD_UP and event.confidence is Confidence.CONFIRMED
    ]


def test_the_ledger_has_the_events_and_a_second_life_is_refused(fed: tuple[Fed, Path]) -> None:
    opened = open_store(f"sqlite:///{fed[1]}")
    ledger = Ledger(opened.ledger)
    assert {event.id for event in ledger.events(PET, limit=1000)} == set(fed[0].events)
    ledger.close()
    with pytest.raises(LandsealError, match="a life has been read into it already"):
        feed(asked(), opened, lambda _: None)
    opened.store.close()


def test_the_command_reads_into_a_store_with_the_owners_tap_and_says_what_was_told(tmp_path: Path) -> None:
    store = tmp_path / "life.db"
    ran = simulate("--days", "0.15", "--store", f"sqlite:///{store}")
    assert ran.returncode == 0, ran.stderr
    assert "a first look, not an evaluation" in ran.stderr
    ledger = Ledger(tmp_path / "life.ledger.db")
    taps = ledger.taps(PET)
    ledger.close()
    assert [tap.kind for tap in taps] == [TapKind.LAND_SEAL]


def test_an_error_in_the_process_beside_is_an_error_here() -> None:
    with beside(refuses, "no room") as items, pytest.raises(LandsealError, match="no room"):
        list(items)
    with beside(breaks, "a defect") as items, pytest.raises(RuntimeError, match="a defect"):
        list(items)


def test_stretches_come_in_order_of_time_and_hold_every_sensor() -> None:
    stretches = list(sensor_messages(asked(0.5)))
    assert len(stretches) == 3
    for messages in stretches:
        assert {message.stream.stream for message in messages} == {"trunk", "pelvis"}
    starts = [min(message.arrived_s for message in messages) for messages in stretches]
    assert starts == sorted(starts)

"""Kill -9 in the middle: of the server in a rest, and of the broker. Real processes, a real Mosquitto."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from support.dogs import book_of, story_of
from support.homes import HomeOfProcesses, write_recording
from support.programs import Program, running
from support.wait import until

from landseal.words import Confidence, EventKind
from landseal_server.ledger import Ledger

TRUTH = book_of(story_of(), 400).events()
STOOD, WALKED = (next(e for e in TRUTH if e.kind is kind) for kind in (EventKind.STOOD_UP, EventKind.WALK))
SECONDS = int(WALKED.end_s) + 7
"""Of her life: a rest, two tries that fail, a rise, a walk."""

SPEED = 12.0
MIDDLE_OF_THE_REST_S = 40


@pytest.fixture
def home(tmp_path: Path) -> Iterator[HomeOfProcesses]:
    made = HomeOfProcesses(tmp_path)
    with made.phone, running(made.broker):
        try:
            made.start_server()
            yield made
        finally:
            made.server.kill()


def lived_s(home: HomeOfProcesses) -> float:
    """Return how many seconds of her life are in the server's raw files."""
    return max(home.raw_blocks(), default=0)


def assert_everything_is_there_once(
    home: HomeOfProcesses, samples: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> None:
    blocks = home.raw_blocks()
    assert sorted(blocks) == list(range(len(blocks))), "no block is missing"
    stored = np.concatenate([blocks[seq].accel_g() for seq in sorted(blocks)])
    assert stored.shape == samples.shape, "every sample is there, and none twice"
    assert np.abs(stored - samples).max() < 0.001
    events = home.events()
    stands = [event for event in events if event.kind is EventKind.STOOD_UP]
    assert [event.confidence for event in stands] == [Confidence.CONFIRMED]
    assert [event.kind for event in events].count(EventKind.RISE_FAILED) == 2
    walks = [event for event in events if event.kind is EventKind.WALK]
    # Whole seconds at both ends.
    assert [walk.duration_s for walk in walks] == [pytest.approx(WALKED.end_s - WALKED.onset_s, abs=2)]
    between = timedelta(seconds=WALKED.onset_s - STOOD.onset_s)
    assert walks[0].onset - stands[0].onset == pytest.approx(between, abs=timedelta(seconds=3))


def assert_told_once(home: HomeOfProcesses) -> None:
    until(lambda: len(home.pushes) >= 2, "the stand and the walk are told")
    home.server.stop()  # after this, nothing more can come
    titles = sorted(push.title for push in home.pushes)
    assert titles == ["Buttons may have stood up", "Buttons walked"]


def finished(replay: Program) -> bool:
    return replay.process is not None and replay.process.poll() is not None


def play_and_disturb(home: HomeOfProcesses, victim: Program) -> None:
    """Play her life; kill a program with -9 in the middle of her rest, and start it again."""
    with home.replay_of(home.folder / "life.csv", SPEED) as replay:
        until(lambda: lived_s(home) >= MIDDLE_OF_THE_REST_S, "she has rested for a while")
        assert lived_s(home) < 80, "the kill comes before the first try"
        victim.kill()
        victim.start()
        until(lambda: finished(replay), f"all is stored; the edge said: {replay.said()}", timeout_s=90)
        assert replay.process is not None
        assert replay.process.returncode == 0, replay.said()


def test_a_server_that_is_killed_in_the_middle_of_a_rest_flags_the_rise_once(home: HomeOfProcesses) -> None:
    samples = write_recording(home.folder / "life.csv", SECONDS)
    play_and_disturb(home, home.server)
    until(lambda: home.get("/healthz"), "the server is back")
    assert_everything_is_there_once(home, samples)
    assert_told_once(home)


def test_a_broker_that_is_killed_loses_nothing(home: HomeOfProcesses) -> None:
    samples = write_recording(home.folder / "life.csv", SECONDS)
    play_and_disturb(home, home.broker)
    assert_everything_is_there_once(home, samples)
    assert_told_once(home)


def test_after_a_server_was_killed_the_ledger_still_knows_how_long_she_has_rested(
    home: HomeOfProcesses,
) -> None:
    write_recording(home.folder / "life.csv", SECONDS)
    with home.replay_of(home.folder / "life.csv", SPEED):
        until(lambda: lived_s(home) >= MIDDLE_OF_THE_REST_S, "she has rested for a while")
        home.server.kill()
    memory = Ledger(home.folder / "data" / "landseal.ledger.db").memories()["buttons"]
    assert memory.episodes.rest is not None

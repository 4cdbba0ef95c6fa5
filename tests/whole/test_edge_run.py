"""`landseal edge run` from a configuration: a recording and a video stand in for harness and pet-cam."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.data import recorded
from support.dogs import book_of, story_of
from support.homes import TOKEN, HomeOfProcesses, write_recording
from support.programs import LANDSEAL, Program, running
from support.wait import until

from landseal.codec import decode_message
from landseal.messages import EdgeStatus, PetState
from landseal.topics import Topics
from landseal.words import EventKind

TOPICS = Topics("home")

MARGIN_S = 4


@pytest.fixture
def home(tmp_path: Path) -> Iterator[HomeOfProcesses]:
    """Return a home that runs, and in it the configuration of an edge that is not started yet."""
    made = HomeOfProcesses(tmp_path, edge="pi", camera="cam")
    walk = next(event for event in book_of(story_of(), 400).events() if event.kind is EventKind.WALK)
    from_s, to_s = int(walk.onset_s) - MARGIN_S, int(walk.end_s) + MARGIN_S
    write_recording(tmp_path / "walk.csv", to_s, from_s=from_s)
    video = recorded("video/puppy-indoors-fixed-camera.mp4")
    (tmp_path / "edge.toml").write_text(
        f"""
        edge = "pi"
        [mqtt]
        port = {made.broker.port}
        [upload]
        url = "http://127.0.0.1:{made.web_port}"
        token = "{TOKEN}"
        [sensors.trunk]
        source = "replay"
        file = "walk.csv"
        rate_hz = 50
        [cameras.cam]
        source = "file"
        file = "{video}"
        """,
        encoding="utf-8",
    )
    with made.phone, running(made.broker), running(made.server):
        until(lambda: made.get("/healthz"), "the server is healthy")
        yield made


@pytest.fixture
def edge(home: HomeOfProcesses) -> Program:
    config = home.folder / "edge.toml"
    return Program([LANDSEAL, "edge", "run", "--config", config], home.folder / "edge.log")


def test_an_edge_from_a_file_sends_her_walk_and_the_picture_of_it(
    home: HomeOfProcesses, edge: Program
) -> None:
    with running(edge):
        until(lambda: home.pushes, f"the walk is told; the edge said: {edge.said()}")
        until(lambda: home.get("/healthz")["edges"] == {"pi": True}, "the edge is known to be online")
        (push,) = home.pushes
        assert push.title == "Buttons walked"
        assert [picture[:3] for picture in push.pictures] == [b"\xff\xd8\xff"]
        assert edge.stop() == 0
        until(lambda: home.get("/healthz")["edges"] == {"pi": False}, "it has said goodbye")
    rows = sqlite3.connect(home.folder / "data" / "landseal.db").execute("SELECT COUNT(*) FROM camera")
    assert rows.fetchone()[0] > 5


def test_who_comes_late_hears_what_she_does_and_that_a_killed_edge_is_gone(
    home: HomeOfProcesses, edge: Program
) -> None:
    with running(edge):
        until(lambda: home.get("/api/v1/pets/buttons/now")["state"], "her state is known")
        until(lambda: home.get("/healthz")["edges"] == {"pi": True}, "the edge is known to be online")
        edge.kill()
    until(lambda: home.get("/healthz")["edges"] == {"pi": False}, "its last will says that it is gone")
    kept = home.retained(TOPICS.state("buttons"), TOPICS.status("pi"))
    assert decode_message(kept[TOPICS.state("buttons")], PetState).pet == "buttons"
    assert not decode_message(kept[TOPICS.status("pi")], EdgeStatus).online

"""`landseal edge run` from a configuration: a recording and a video stand in for harness and pet-cam."""

import sqlite3
from pathlib import Path

from support.data import recorded
from support.homes import TOKEN, HomeOfProcesses, write_recording
from support.programs import LANDSEAL, Program, running
from support.wait import until

WALK_FROM_S, WALK_TO_S = 126, 143


def test_an_edge_from_a_file_sends_her_walk_and_the_picture_of_it(tmp_path: Path) -> None:
    home = HomeOfProcesses(tmp_path, edge="pi", camera="cam")
    recording = tmp_path / "walk.csv"
    write_recording(recording, WALK_TO_S, from_s=WALK_FROM_S)
    video = recorded("video/puppy-indoors-fixed-camera.mp4")
    (tmp_path / "edge.toml").write_text(
        f"""
        edge = "pi"
        [mqtt]
        port = {home.broker.port}
        [upload]
        url = "http://127.0.0.1:{home.web_port}"
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
    edge = Program([LANDSEAL, "edge", "run", "--config", tmp_path / "edge.toml"], tmp_path / "edge.log")
    with home.phone, running(home.broker), running(home.server):
        until(lambda: home.get("/healthz"), "the server is healthy")
        with running(edge):
            until(lambda: home.pushes, f"the walk is told; the edge said: {edge.said()}")
            until(lambda: home.get("/healthz")["edges"] == {"pi": True}, "the edge is known to be online")
            (push,) = home.pushes
            assert push.title == "Buttons walked"
            assert [picture[:3] for picture in push.pictures] == [b"\xff\xd8\xff"]
            assert edge.stop() == 0
            until(lambda: home.get("/healthz")["edges"] == {"pi": False}, "it has said goodbye")
    seconds = sqlite3.connect(tmp_path / "data" / "landseal.db").execute("SELECT COUNT(*) FROM camera")
    assert seconds.fetchone()[0] > 5

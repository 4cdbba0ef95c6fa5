"""`landseal demo`, as a user runs it."""

import json
import signal
import subprocess
from pathlib import Path

import pytest
from support.data import recorded
from support.dogs import book_of, story_of
from support.homes import write_recording
from support.programs import LANDSEAL, Program, free_port, listens, running
from support.wait import until

from landseal.words import EventKind


def demo(*arguments: str | Path, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
    command = [LANDSEAL, "demo", "--port", str(free_port()), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout_s)


def test_the_land_seal_stands_up_and_the_push_brings_the_picture() -> None:
    ran = demo("--minutes-per-second", "0.2", "--until", "stood_up", "--timeout", "60")
    assert ran.returncode == 0, ran.stderr
    (line,) = ran.stdout.splitlines()
    verdict = json.loads(line)
    event = verdict["event"]
    assert (event["kind"], event["confidence"], event["assistance"]) == ("stood_up", "confirmed", "unknown")
    assert event["attempts"] == 3, "she failed twice before"
    assert {cue["device"] for cue in event["cues"]} == {"trunk", "pelvis", "camera"}
    assert verdict["picture"]
    assert verdict["met_to_push_s"] < 3


def test_every_thing_that_happens_has_a_line() -> None:
    ran = demo("--minutes-per-second", "0.5", "--until", "stood_up", "--timeout", "60")
    for words in (
        "tries to get up, and sinks back",
        "rise_failed",
        "gets up, and stands",
        "stood_up",
        "push: Buttons stood up",
    ):
        assert words in ran.stderr


def test_what_was_not_seen_is_exit_code_one_with_what_was_seen_instead() -> None:
    ran = demo("--minutes-per-second", "0.2", "--until", "walk", "--timeout", "5")
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "no confirmed walk was stored, served and pushed; seen instead: " in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("recording", "options"),
    [("dogaccel/recordings.csv.gz", ["--rate-hz", "15"]), ("witmotion/walking.csv.gz", ["--role", "collar"])],
)
def test_a_real_dog_walks(recording: str, options: list[str]) -> None:
    ran = demo("--recording", recorded(recording), *options, "--minutes-per-second", "0.2", "--until", "walk")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["event"]["kind"] == "walk"


def test_a_recording_that_ends_without_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "still.csv"
    rows = "".join(f"s,d,{i},0,0,9.81,1\n" for i in range(300))
    path.write_text(f"session,block,i,ax,ay,az,label\n{rows}", encoding="utf-8")
    ran = demo("--recording", path, "--minutes-per-second", "0.5", "--until", "walk")
    assert ran.returncode == 1
    assert "seen instead: no event; 0 pushes" in ran.stderr


def test_a_kind_that_is_never_pushed_is_not_waited_for() -> None:
    ran = demo("--until", "jump")
    assert ran.returncode == 1
    assert "Wait for one of: stood_up, walk." in ran.stderr


def test_a_stand_that_one_sensor_alone_could_see_counts_once_her_steps_confirm_it(tmp_path: Path) -> None:
    walk = next(event for event in book_of(story_of(), 400).events() if event.kind is EventKind.WALK)
    write_recording(tmp_path / "life.csv", int(walk.end_s) + 5)
    options = ["--rate-hz", "50", "--minutes-per-second", "0.2", "--until", "stood_up"]
    ran = demo("--recording", tmp_path / "life.csv", *options)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["event"]["confidence"] == "confirmed"


def test_a_demo_can_go_on_in_the_folder_of_one_that_ran_faster_than_life(tmp_path: Path) -> None:
    for _ in range(2):
        ran = demo(
            "--data", tmp_path, "--minutes-per-second", "0.5", "--until", "stood_up", "--timeout", "60"
        )
        assert ran.returncode == 0, ran.stderr


def test_ctrl_c_stops_it_cleanly(tmp_path: Path) -> None:
    port = free_port()
    with running(Program([LANDSEAL, "demo", "--port", str(port)], tmp_path / "demo.log")) as program:
        until(lambda: listens(port), program.said())
        assert program.process is not None
        program.process.send_signal(signal.SIGINT)
        assert program.process.wait(timeout=20) == 0
        assert "Traceback" not in program.said()
        assert not listens(port)

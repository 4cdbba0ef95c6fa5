"""Recordings of real dogs: read, predicted without a look at their labels, and scored by their own rules."""

import csv
import gzip
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from support.data import recorded
from support.programs import LANDSEAL

from landseal.errors import LandsealError
from landseal.recording import AccelRecording, write_recording
from landseal_server.recognise.hypotheses import any_way
from landseal_server.recognise.session import look
from landseal_sim.accuracy import held_out
from landseal_sim.accuracy.calibrated import calibrations
from landseal_sim.accuracy.held_out import Held
from landseal_sim.accuracy.learning import simulated_lesson
from landseal_sim.accuracy.mode import LeaveOut
from landseal_sim.accuracy.page import page
from landseal_sim.accuracy.recorded import UNSAID, Session, labelled, sessions
from landseal_sim.accuracy.schooled import lessons
from landseal_sim.accuracy.scored import Told, onset_score, posture_score

REAL = Path("dogaccel") / "recordings.csv.gz"
G_M_S2 = 9.80665
Parts = Sequence[tuple[str, float]]
"""Labels, and for how many seconds."""

DATES = ("25-01", "26-01", "27-01")
STEADY: Parts = [("4", 30), ("3", 20), ("2", 20), ("4", 10)]


def write(path: Path, named: dict[str, Parts], rate_hz: float = 10.0, *, labels: bool = True) -> Path:
    """Write recordings of the dogaccel kind: she walks, stands, sits with her nose up, lies on a side."""
    rng = np.random.default_rng(3)
    up = {"1": (0, -1, 0.1), "2": (0.64, 0, 0.77), "3": (0, 0, 1), "4": (0, 0, 1), "5": (0, 0, 1)}
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["session", "block", "i", "ax", "ay", "az", *(["label"] if labels else [])])
        for session, parts in named.items():
            for label, seconds in parts:
                for i in range(round(seconds * rate_hz)):
                    heave = 0.3 * np.sin(2 * np.pi * 2.2 * i / rate_hz) if label == "4" else 0.0
                    sway = 0.2 if label == "4" else 0.03
                    ax, ay, az = G_M_S2 * (
                        np.add(up[label], rng.normal(0, sway, 3)) + np.array([0, 0, heave])
                    )
                    row = [session, session[:5], i, f"{ax:.2f}", f"{ay:.2f}", f"{az:.2f}"]
                    rows.writerow(row + [label] * labels)
    return path


def predict(file: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [LANDSEAL, "predict", file, "--rate-hz", "10", "--out", out, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_second_is_named_by_three_quarters_of_its_samples_and_a_begun_one_by_none(tmp_path: Path) -> None:
    parts = [("4", 1.2), ("3", 1.8), ("5", 1), ("2", 1.5)]
    (one,) = labelled(write(tmp_path / "r.csv", {"01-01 a": parts}), 10.0)
    assert one.seconds().tolist() == [3, 2, 2, UNSAID, 1, UNSAID]
    (mixed,) = labelled(write(tmp_path / "m.csv", {"01-01 a": [("4", 0.7), ("3", 0.3)]}), 10.0)
    assert mixed.seconds().tolist() == [UNSAID]


def test_a_prediction_has_every_second_from_the_sessions_start_with_probabilities_of_one_sum(
    tmp_path: Path,
) -> None:
    file = write(tmp_path / "r.csv", {"01-01 a": STEADY, "02-01 b": [("4", 5.5)]})
    done = predict(file, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    told = rows(tmp_path / "out" / "seconds.csv")
    assert [row["t_s"] for row in told if row["session"] == "01-01 a"] == [str(t) for t in range(80)]
    assert len([row for row in told if row["session"] == "02-01 b"]) == 6
    for row in told:
        chances = [float(row[f"p_{name}"]) for name in ("lying", "sitting", "standing", "moving")]
        assert sum(chances) == pytest.approx(1, abs=2e-4)
    assert told[65]["posture"] == "sitting"
    assert "2 sessions, 86 seconds" in done.stderr


def test_a_prediction_does_not_look_at_labels(tmp_path: Path) -> None:
    with_labels = write(tmp_path / "with.csv", {"01-01 a": STEADY})
    without = write(tmp_path / "without.csv", {"01-01 a": STEADY}, labels=False)
    for file in (with_labels, without):
        assert predict(file, tmp_path / file.stem).returncode == 0
    for name in ("seconds.csv", "events.csv"):
        assert (tmp_path / "with" / name).read_bytes() == (tmp_path / "without" / name).read_bytes()


def test_what_is_told_live_is_the_same_whatever_comes_after_and_not_when_the_whole_is_known(
    tmp_path: Path,
) -> None:
    whole = write(tmp_path / "r.csv", {"01-01 a": STEADY})
    lines = whole.read_text().splitlines(keepends=True)
    begun = tmp_path / "begun.csv"
    begun.write_text("".join(lines[: 1 + 450]))
    told = {}
    for file in (whole, begun):
        for mode in ("live", "whole"):
            assert predict(file, tmp_path / f"{file.stem}-{mode}", "--mode", mode).returncode == 0
            told[file.stem, mode] = rows(tmp_path / f"{file.stem}-{mode}" / "seconds.csv")[:45]
    assert told["begun", "live"] == told["r", "live"]
    assert told["begun", "whole"] != told["r", "whole"]


def test_a_gap_in_a_recording_of_our_own_is_unknown_and_not_left_out(tmp_path: Path) -> None:
    xyz = np.tile(np.array([[0, 0, 1000]], np.int16), (2000, 1))
    packets = np.concatenate([np.arange(20), np.arange(30, 50)])
    write_recording(
        tmp_path / "trunk.npz",
        AccelRecording(
            rate_hz=50.0,
            g_per_lsb=0.001,
            packet_ns=(packets * 1_000_000_000).astype(np.int64),
            packet_samples=np.full(40, 50, np.uint16),
            xyz=xyz,
            battery_pct=np.full(40, 90, np.uint8),
            rssi_dbm=np.full(40, -60, np.int8),
            temperature_c=np.full(40, 25, np.float32),
        ),
    )
    assert predict(tmp_path / "trunk.npz", tmp_path / "out").returncode == 0
    told = rows(tmp_path / "out" / "seconds.csv")
    assert [row["t_s"] for row in told] == [str(t) for t in range(50)]
    assert {row["posture"] for row in told[20:30]} == {"unknown"}
    assert {row["p_lying"] for row in told[20:30]} == {"0.2500"}


def test_a_session_in_several_pieces_is_refused_by_name(tmp_path: Path) -> None:
    file = write(tmp_path / "r.csv", {"01-01 a": [("4", 5)], "01-01 b": [("4", 5)]})
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([*lines, *lines[1:20]]))
    done = predict(file, tmp_path / "out")
    assert done.returncode == 1
    assert "session 01-01 a is in it in several pieces" in done.stderr


def test_a_gap_keeps_its_place_and_its_length() -> None:
    one = Session("a", 50.0, np.zeros((100, 50, 3), np.float32))
    one.grid[40:55] = np.nan
    assert one.gaps_s() == {40: 15}
    assert one.heard().tolist() == [*range(40), *range(55, 100)]
    seen = look(one.grid[one.heard()], any_way(), (1.5, 6.0), one.gaps_s())
    assert np.flatnonzero(seen.broken).tolist() == [40]


def test_a_class_that_no_dog_shows_is_named(tmp_path: Path) -> None:
    file = write(tmp_path / "r.csv", {"01-01 a": [("4", 20), ("3", 20)], "02-01 b": [("4", 20), ("3", 20)]})
    with pytest.raises(LandsealError, match="is a dog sitting"):
        held_out.evaluate(file, 10.0, LeaveOut.DATE, [], lambda _: None)


def test_a_prediction_is_never_written_over(tmp_path: Path) -> None:
    file = write(tmp_path / "r.csv", {"01-01 a": [("4", 5)]})
    assert predict(file, tmp_path / "out").returncode == 0
    again = predict(file, tmp_path / "out")
    assert again.returncode == 1
    assert "holds seconds.csv already" in again.stderr


def test_a_recording_without_labels_cannot_be_evaluated_and_the_error_says_what_can(tmp_path: Path) -> None:
    file = write(tmp_path / "r.csv", {"01-01 a": [("4", 5)]}, labels=False)
    with pytest.raises(LandsealError, match=r"labels.*landseal predict"):
        labelled(file, 10.0)


def test_one_date_alone_cannot_be_left_out(tmp_path: Path) -> None:
    file = write(tmp_path / "r.csv", {"01-01 a": STEADY})
    with pytest.raises(LandsealError, match="one date only"):
        held_out.evaluate(file, 10.0, LeaveOut.DATE, [], lambda _: None)


def told_chance(*best: int) -> NDArray[np.float64]:
    """Return probabilities; the likeliest has .7 of them, and -1 means that none is."""
    return np.array([[0.25] * 4 if one < 0 else [0.7 if c == one else 0.1 for c in range(4)] for one in best])


def test_unknown_is_wrong_and_seconds_without_a_label_do_not_count() -> None:
    label = np.array([0, 1, 2, 3, UNSAID], np.int8)
    score = posture_score([(label, told_chance(0, 1, 3, -1, 2))])
    assert (score.seconds, score.accuracy, score.unknown) == (4, 0.5, 0.25)
    assert score.f1 == {"lying": 1.0, "sitting": 1.0, "standing": 0.0, "moving": 0.0}
    assert score.accuracy_interval == (0.5, 0.5), "one session is always drawn"


def test_the_curve_says_how_often_a_probability_was_right() -> None:
    label = np.array([0, 1], np.int8)
    (point,) = posture_score([(label, told_chance(0, 0))]).curve
    assert point.said == pytest.approx(0.7)
    assert (point.right, point.seconds) == (0.5, 2)


def test_one_onset_told_matches_one_that_is_true_and_latency_is_to_its_decision() -> None:
    session = Told(true_s=[10.0, 40.0], onset_s=[9.0, 11.0, 90.0], decided_s=[12.5, 13.0, 92.0], hours=0.5)
    score = onset_score([session, Told([], [], [], 0.5)])
    assert (score.right, score.false, score.missed) == (1, 2, 1)
    assert (score.false_per_hour, score.median_latency_s) == (2.0, 2.5)
    assert score.f1 == pytest.approx(0.4)


def test_a_block_is_calibrated_by_its_first_session_in_which_she_sat(tmp_path: Path) -> None:
    named = {"01-01 a": [("4", 20)], "01-01 b": STEADY, "01-01 c": STEADY}
    found = labelled(write(tmp_path / "r.csv", named), 10.0)
    ((by, mount),) = calibrations(found).values()
    assert by == "01-01 b"
    assert mount == pytest.approx(np.eye(3), abs=0.05)


@pytest.fixture(scope="module")
def three_dates(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """Learn from two dates each, and score on the third: two hours of real dogs."""
    few = tmp_path_factory.mktemp("few") / "few.csv"
    with gzip.open(recorded(str(REAL)), "rt", newline="") as text, few.open("w") as out:
        out.writelines(line for n, line in enumerate(text) if n == 0 or line.startswith(DATES))
    taught = [simulated_lesson(one) for one in lessons(5000, 0.1)]
    return held_out.evaluate(few, None, LeaveOut.DATE, taught, lambda _: None)


def test_a_date_that_was_left_out_is_read_better_than_plain_methods_can(three_dates: Held) -> None:
    assert three_dates.groups == list(DATES)
    assert three_dates.whole.accuracy > 0.85
    assert three_dates.live.accuracy > 0.80
    assert three_dates.simulation_alone.macro_f1 > 0.4, "taught by six minutes of each dog"
    assert three_dates.lying_to_up.right + three_dates.lying_to_up.missed == 4


def test_the_page_is_made_of_what_the_evaluation_says(three_dates: Held, tmp_path: Path) -> None:
    (tmp_path / "recorded-1.json").write_bytes(msgspec.json.encode(three_dates))
    text = page(tmp_path, date(2026, 11, 21))
    assert f"**{three_dates.live.macro_f1:.3f}**" in text
    assert ", ".join(DATES) in text
    assert "## What is not known" in text


def test_the_shipped_weights_read_a_real_recording_in_either_mode_at_its_assumed_rate(tmp_path: Path) -> None:
    for mode in ("live", "whole"):
        named = ["--rate-hz", "15", "--mode", mode, "--out", str(tmp_path / mode)]
        subprocess.run([LANDSEAL, "predict", recorded(str(REAL)), *named], check=True, capture_output=True)
    truth = {one.session.name: one.seconds() for one in labelled(recorded(str(REAL)), 15.0)}
    for mode in ("live", "whole"):
        right = counted = 0
        for row in rows(tmp_path / mode / "seconds.csv"):
            known = truth[row["session"]]
            label = known[int(row["t_s"])] if int(row["t_s"]) < len(known) else UNSAID  # hardly begun
            chances = [float(row[f"p_{name}"]) for name in ("lying", "sitting", "standing", "moving")]
            counted += label != UNSAID
            right += label != UNSAID and int(np.argmax(chances)) == label
        assert right / counted > 0.85
    assert len(sessions(recorded(str(REAL)), 15.0)) == 37

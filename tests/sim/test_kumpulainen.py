"""`landseal evaluate DogMoveData.csv --protocol kumpulainen`, on files made in its columns."""

import gzip
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from support.dogmove import HEADER, Said, simulated, still, written
from support.programs import LANDSEAL

from landseal.errors import LandsealError
from landseal.words import Role
from landseal_server.recognise.cadence import step_band_hz
from landseal_server.recognise.features import features
from landseal_server.recognise.movement import movement
from landseal_server.recognise.stream import windows_of
from landseal_sim.accuracy.kumpulainen import reading
from landseal_sim.accuracy.kumpulainen.columns import COLUMNS, WEIGHT_KG, columns
from landseal_sim.accuracy.kumpulainen.evaluation import Counted, Kumpulainen, evaluate
from landseal_sim.accuracy.kumpulainen.protocol import CLASSES, Kind, windows
from landseal_sim.accuracy.kumpulainen.reading import Bits, Part, parts
from landseal_sim.accuracy.kumpulainen.scoring import scores, table_of

LYING, SITTING, SNIFFING, STANDING, WALKING = (
    CLASSES.index(name) for name in ("Lying chest", "Sitting", "Sniffing", "Standing", "Walking")
)


def bits(*spans: tuple[int, Sequence[int]]) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """So many samples of each set of classes."""
    return np.concatenate(
        [np.full(count, sum(1 << one for one in classes), dtype=np.uint8) for count, classes in spans]
    )


def all_parts(path: Path, role: Role = Role.TRUNK) -> list[Part]:
    return list(parts(path, role, Bits(), lambda _: None))


def run(path: Path, role: Role = Role.TRUNK) -> Kumpulainen:
    return evaluate(path, role, lambda *_: None)


def of_three_dogs(path: Path, first: Said) -> Path:
    """Nobody moves; the first dog is annotated otherwise than the two others."""
    others = [line for dog in (2, 3) for line in still([(20, ("Standing",))], dog)]
    return written(path, [*still([(10, first)], 1), *others])


@pytest.mark.parametrize(("samples", "kind"), [(200, "SCORED"), (150, "SCORED"), (149, "MIXED")])
def test_a_window_counts_when_three_quarters_of_it_are_of_one_class(samples: int, kind: str) -> None:
    found = windows(bits((samples, [SITTING]), (200 - samples, [])), np.ones(200, dtype=np.bool_))
    assert found.kind.tolist() == [Kind[kind]]
    assert found.label.tolist() == [SITTING if kind == "SCORED" else -1]


def test_windows_last_two_seconds_and_overlap_by_half() -> None:
    said = bits((200, [STANDING]), (310, [WALKING]))
    found = windows(said, np.ones(len(said), dtype=np.bool_))
    assert found.label.tolist() == [STANDING, -1, WALKING, WALKING]
    assert len(windows(said[:199], np.ones(199, dtype=np.bool_)).kind) == 0


def test_a_window_of_two_classes_at_once_of_none_or_without_data_is_not_scored() -> None:
    said = bits((400, [STANDING, SNIFFING]), (400, []), (400, [LYING]))
    heard = np.arange(len(said)) != 1150
    kinds = windows(said, heard).kind.tolist()
    assert kinds[:3] == [Kind.TWO_AT_ONCE] * 3
    assert kinds[4:7] == [Kind.ELSE] * 3
    assert kinds[8:] == [Kind.SCORED, Kind.SCORED, Kind.NO_DATA]


def test_a_window_that_is_mostly_sniffing_is_sniffing_though_she_stands_a_while() -> None:
    found = windows(bits((149, [STANDING, SNIFFING]), (51, [SNIFFING])), np.ones(200, dtype=np.bool_))
    assert found.label.tolist() == [SNIFFING]


@pytest.mark.parametrize(
    "said", [("Lying chest",), ("Panting", "Lying chest"), ("Eating", "Panting", "Lying chest")]
)
def test_a_posture_counts_in_whichever_of_the_three_columns_it_stands(tmp_path: Path, said: Said) -> None:
    (part,) = all_parts(written(tmp_path / "d.csv", still([(2, said)])))
    assert part.said.tolist() == [1 << LYING] * 200


def test_lying_on_chest_is_how_the_paper_says_it_and_not_the_file(tmp_path: Path) -> None:
    path = written(tmp_path / "d.csv", still([(4, ("Lying on chest",))]))
    with pytest.raises(LandsealError, match=r"no window of 2 s has a label.*It has: Lying on chest"):
        run(path)


def test_the_harness_is_the_trunk_and_the_neck_the_collar(tmp_path: Path) -> None:
    line = "16,1,0,0.1,0.2,0.9,0.5,0.6,0.7,0,0,0,0,0,0,x,Sitting,<undefined>,<undefined>,x"
    path = written(tmp_path / "d.csv", [line])
    assert all_parts(path)[0].accel_g[0] == pytest.approx([0.1, 0.2, 0.9])
    assert all_parts(path, Role.COLLAR)[0].accel_g[0] == pytest.approx([0.5, 0.6, 0.7])


def test_no_window_joins_two_tests_two_dogs_or_what_a_leap_in_time_parts(tmp_path: Path) -> None:
    leaping = still([(6, ("Sitting",))], dog=2)
    lines = [
        *still([(2, ("Sitting",))], dog=1, test=1),
        *still([(3, ("Sitting",))], dog=1, test=2),
        *leaping[:200],
        *leaping[300:],
    ]
    found = all_parts(written(tmp_path / "d.csv", lines))
    assert [(part.dog, len(part.said)) for part in found] == [("1", 200), ("1", 300), ("2", 200), ("2", 300)]


def test_the_file_is_read_the_same_in_whatever_chunks_and_compressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "d.csv", [*still([(3, ("Sitting",))], 1), *still([(2, ("Walking",))], 2)])
    whole = all_parts(path)
    monkeypatch.setattr(reading, "_ROWS", 7)
    packed = tmp_path / "d.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    for again in (all_parts(path), all_parts(packed)):
        assert [part.dog for part in again] == ["1", "2"]
        for one, other in zip(whole, again, strict=True):
            assert np.array_equal(one.said, other.said)
            assert np.array_equal(one.accel_g, other.accel_g)


@pytest.mark.parametrize("cell", ["", "NaN"])
def test_a_sample_without_a_value_spoils_only_the_windows_that_it_lies_in(tmp_path: Path, cell: str) -> None:
    lines = still([(6, ("Sitting",))])
    lines[250] = lines[250].replace(",1,0,0,1,", f",{cell},0,0,1,", 1)
    (part,) = all_parts(written(tmp_path / "d.csv", lines))
    bad = windows(part.said, part.heard()).kind == Kind.NO_DATA
    assert bad.tolist() == [False, True, True, False, False]


@pytest.mark.parametrize("column", ["DogID", "t_sec", "ABack_y", "Behavior_3"])
def test_a_missing_column_is_named_with_the_place_the_file_is_from(tmp_path: Path, column: str) -> None:
    path = written(tmp_path / "d.csv", [], HEADER.replace(column, "x"))
    with pytest.raises(LandsealError, match=f"lacks the column {column}") as caught:
        all_parts(path)
    assert "vxhx934tbn" in caught.value.remedy
    assert "CC BY 4.0" in caught.value.remedy


def test_what_is_not_the_published_file_is_said_in_plain_words(tmp_path: Path) -> None:
    lines = still([(2, ("Sitting",))])
    slow = [line for number, line in enumerate(lines) if number % 2 == 0]
    with pytest.raises(LandsealError, match="not at 100 Hz"):
        all_parts(written(tmp_path / "slow.csv", slow))
    timeless = [",".join([*cells[:2], "NaN", *cells[3:]]) for cells in (line.split(",") for line in lines)]
    with pytest.raises(LandsealError, match="not at 100 Hz"):
        all_parts(written(tmp_path / "timeless.csv", timeless))
    with pytest.raises(LandsealError, match=r"lines 2 to 201: a row cannot be read"):
        all_parts(written(tmp_path / "text.csv", [*lines[:-1], lines[-1].replace("1.99", "soon")]))
    with pytest.raises(LandsealError, match="a row cannot be read"):
        all_parts(written(tmp_path / "short.csv", [*lines, "1,1"]))
    with pytest.raises(LandsealError, match="still packed"):
        all_parts(written(tmp_path / "d.zip", lines))
    with pytest.raises(LandsealError, match=r"no such file.*Mendeley"):
        all_parts(tmp_path / "none.csv")


def test_times_that_are_rounded_are_no_leaps(tmp_path: Path) -> None:
    lines = [line.split(",") for line in still([(9, ("Sitting",))])]
    rounded = [",".join([*line[:2], f"{float(line[2]):.1f}", *line[3:]]) for line in lines]
    assert len(all_parts(written(tmp_path / "d.csv", rounded))) == 1


def test_a_window_shows_what_the_server_sees_of_a_sensor_that_has_just_begun() -> None:
    accel_g = np.random.default_rng(101).normal((0.1, 0.2, 0.9), 0.2, (3, 200, 3)).astype(np.float32)
    found = columns(accel_g)
    assert found.shape == (3, COLUMNS)
    for one, row in zip(accel_g, found, strict=True):
        seen = windows_of(one.reshape(2, 100, 3)[:, ::2])
        server = features(seen, np.tile(step_band_hz(WEIGHT_KG), (2, 1)))
        each = np.concatenate([server.gravity, movement(seen, server.rhythm)], axis=1)
        assert row[: each.shape[1]] == pytest.approx(each.mean(axis=0), rel=1e-6, abs=1e-6)


def test_gravity_is_told_in_the_axes_of_the_sensor() -> None:
    upright = np.tile(np.array([0, 0, 1], dtype=np.float32), (1, 200, 1))
    assert columns(upright)[0, :3] == pytest.approx([0, 0, 1])
    assert columns(np.roll(upright, 1, axis=2))[0, :3] == pytest.approx([1, 0, 0])


def test_accuracy_and_f1_are_those_of_the_textbook_and_a_class_without_windows_has_none() -> None:
    first = table_of(np.array([SITTING] * 4 + [LYING] * 2), np.array([SITTING] * 3 + [LYING] * 3))
    second = table_of(np.array([LYING] * 4), np.array([LYING] * 4))
    found = scores({"16": first, "18": second})
    assert found.accuracy.value == pytest.approx(0.9)
    assert found.accuracy_of_dogs == pytest.approx((5 / 6 + 1) / 2)
    assert found.f1["Sitting"] == pytest.approx(6 / 7)
    assert found.f1["Lying chest"] == pytest.approx(12 / 13)
    assert found.f1["Walking"] is None
    assert found.macro_f1.value == pytest.approx((6 / 7 + 12 / 13) / 2)
    assert found.confusion[SITTING][LYING] == 1
    assert found.accuracy.interval == pytest.approx((5 / 6, 1))
    assert scores({"16": first, "18": second}) == found


def test_the_interval_is_over_dogs_and_narrows_with_their_number() -> None:
    worse = table_of(np.array([SITTING] * 5), np.array([SITTING] * 4 + [LYING]))
    better = table_of(np.array([SITTING] * 5), np.array([SITTING] * 5))
    low, high = scores({str(dog): better if dog % 2 else worse for dog in range(20)}).accuracy.interval
    assert 0.84 < low < 0.88
    assert 0.92 < high < 0.96


def test_only_all_rows_of_all_dogs_are_the_whole_published_file() -> None:
    none = np.zeros(len(Kind), dtype=np.int64)
    dogs = set(map(str, range(45)))
    assert Counted(none, dogs, 10_611_068).whole()
    assert not Counted(none, dogs, 10_611_067).whole()
    assert not Counted(none, dogs - {"7"}, 10_611_068).whole()


def test_a_dog_is_told_by_what_the_others_taught_and_by_nothing_of_her_own(tmp_path: Path) -> None:
    found = run(of_three_dogs(tmp_path / "d.csv", ("Sitting",)))
    first = found.scores.dogs[0]
    assert (first.dog, first.windows, first.accuracy) == ("1", 9, 0.0)
    assert found.scores.confusion[SITTING][STANDING] == 9
    assert found.scores.f1["Sitting"] == 0


def test_a_dog_without_a_window_is_counted_and_not_scored(tmp_path: Path) -> None:
    found = run(of_three_dogs(tmp_path / "d.csv", ("Eating",)))
    assert (found.dogs, len(found.scores.dogs)) == (3, 2)
    assert found.other_labels == ["Eating"]
    assert "Sitting" in found.absent


def test_one_dog_alone_cannot_be_left_out(tmp_path: Path) -> None:
    with pytest.raises(LandsealError, match="only one dog"):
        run(written(tmp_path / "d.csv", still([(4, ("Sitting",))])))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dogs = [(16, 101, 12.0), (18, 102, 18.0), (19, 103, 25.0), (20, 104, 34.0)]
    lines = [line for dog, seed, weight_kg in dogs for line in simulated(dog, seed, weight_kg)]
    return written(tmp_path_factory.mktemp("dogmove") / "DogMoveData.csv", lines)


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LANDSEAL, "evaluate", *arguments], capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(("role", "published"), [("trunk", (90.5, 91.4)), ("collar", (74.9, 75.6))])
def test_the_protocol_runs_on_simulated_dogs_and_stands_beside_the_published_figures(
    made: Path, role: str, published: tuple[float, float]
) -> None:
    ran = command(made, "--protocol", "kumpulainen", "--role", role, "--json", "-")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert (found["role"], found["dogs"], found["whole"]) == (role, 4, False)
    assert found["classes"] == list(CLASSES)
    assert found["other_labels"] == ["Panting"]
    assert found["windows"]["mixed"] > 0
    assert found["windows"]["scored"] == sum(map(sum, found["scores"]["confusion"]))
    assert found["scores"]["accuracy"]["value"] > 0.75
    assert min(found["scores"]["f1"][name] for name in ("Lying chest", "Sitting", "Walking")) > 0.7
    given = found["published"]
    assert (given["accuracy_pct"], given["accuracy_with_gyroscope_pct"]) == published
    assert found["shipped"].startswith("nothing")
    assert "its figures are no comparison" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--protocol", "kumpulainen"], "expects the FILE DogMoveData.csv"),
        (["x.csv", "--protocol", "other"], 'expected kumpulainen, got "other"'),
        (["x.csv", "--protocol", "kumpulainen", "--role", "pelvis"], "expected trunk or collar"),
        (["x.csv", "--protocol", "kumpulainen"], "no such file"),
    ],
)
def test_what_the_protocol_cannot_run_on_is_said_in_one_line(arguments: list[str], words: str) -> None:
    ran = command(*arguments)
    assert ran.returncode == 1
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr

"""`landseal evaluate --simulated`: the matcher, the scores, and a small whole run."""

import json
import subprocess
from pathlib import Path

import pytest
from support.lives import POSSIBLE, life, span, told, true
from support.programs import LANDSEAL

from landseal.errors import LandsealError
from landseal.words import Assistance, EventKind, Posture, Role, Wear
from landseal_sim.accuracy import events
from landseal_sim.accuracy.figures import Counts
from landseal_sim.accuracy.friends import false_friends
from landseal_sim.accuracy.matching import match
from landseal_sim.accuracy.seconds import posture_score, wear_score
from landseal_sim.accuracy.simulated import Wanted, asked_of, dressed
from landseal_sim.accuracy.steps import steps_score
from landseal_sim.truth.words import Doing, Track
from landseal_sim.world.load import dogs, load_dog


@pytest.mark.parametrize(
    ("onset_s", "matches"), [(94.9, False), (95, True), (100, True), (113, True), (113.1, False)]
)
def test_a_told_onset_may_lie_from_five_seconds_before_to_five_after_the_true_met(
    onset_s: float, matches: bool
) -> None:
    found = match([true(100, 108)], [told(onset_s)])
    assert (len(found.pairs), len(found.missed), len(found.false)) == ((1, 0, 0) if matches else (0, 1, 1))


def test_a_stand_that_is_told_from_the_first_attempt_of_its_chain_on_is_hers() -> None:
    stood = true(100, 108, time_to_rise_s=43)  # upright at 103, and the chain began at 60
    assert len(match([stood], [told(55)]).pairs) == 1
    assert len(match([stood], [told(54)]).pairs) == 0


def test_matching_is_one_to_one_and_the_nearest_come_first() -> None:
    first, second = true(100, 108), true(104, 112)
    between, exact = told(101.9), told(100)
    found = match([first, second], [between, exact])
    assert found.pairs == ((first, exact), (second, between))
    assert match([first], [between, exact, told(97)]).false == (between, told(97))


def test_f1_precision_and_recall_are_those_of_the_textbook() -> None:
    counts = Counts(tp=6, fp=2, fn=4)
    assert (counts.precision(), counts.recall()) == (0.75, 0.6)
    assert counts.f1() == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert (Counts().precision(), Counts().recall(), Counts().f1()) == (None, None, None)


def test_only_what_is_confirmed_counts_and_possible_has_a_recall_of_its_own() -> None:
    one = life(
        happened=[true(100), true(300), true(500)],
        was_told=[told(101, 111), told(301, confidence=POSSIBLE), told(700, confidence=POSSIBLE)],
    )
    score = events.score([one], EventKind.STOOD_UP)
    assert (score.tp, score.fp, score.fn, score.possible_fp) == (1, 0, 2, 1)
    assert score.possible_recall == pytest.approx(2 / 3)
    assert score.median_latency_s == pytest.approx(3)


def test_the_interval_is_the_same_each_time_and_needs_two_lives() -> None:
    counts = [Counts(tp=9, fp=1, fn=0), Counts(tp=5, fp=0, fn=3), Counts()]
    interval = events.interval(counts)
    assert interval is not None
    assert interval == events.interval(counts)
    assert interval[0] == pytest.approx(10 / 13)
    assert interval[1] == pytest.approx(18 / 19)
    assert events.interval([counts[0], Counts()]) is None
    many = [Counts(tp=n, fp=n % 3, fn=n % 5) for n in range(30)]
    assert events.interval(many) == events.interval(many)


def test_what_is_told_as_unassisted_while_she_was_helped_counts_of_whatever_kind() -> None:
    alone, helped = Assistance.UNASSISTED, Assistance.ASSISTED
    one = life(
        happened=[true(100, kind=EventKind.WALK, assistance=helped)],
        was_told=[told(100, kind=EventKind.WALK, assistance=alone), told(101, assistance=alone)],
    )
    assert events.assisted_as_unassisted([one]) == 2


def test_a_helped_stand_that_is_told_as_unassisted_is_counted_confirmed_or_not() -> None:
    helped, alone = Assistance.ASSISTED, Assistance.UNASSISTED
    one = life(
        happened=[true(100, assistance=helped), true(300, assistance=helped), true(500), true(700)],
        was_told=[
            told(100, assistance=alone, confidence=POSSIBLE),
            told(300),
            told(500, assistance=alone),
            told(700, assistance=helped),
        ],
    )
    assert events.assisted_as_unassisted([one]) == 1


def test_days_worn_are_those_of_the_truth() -> None:
    one = life(
        spans=[span(Track.WEAR, Wear.WORN, 0, 43_200), span(Track.WEAR, Wear.NOT_WORN, 43_200, 50_000)]
    )
    assert events.worn_days([one, one]) == pytest.approx(1)


def test_posture_is_scored_over_whole_worn_seconds_of_one_posture() -> None:
    one = life(
        spans=[
            span(Track.WEAR, Wear.WORN, 0, 8),
            span(Track.WEAR, Wear.NOT_WORN, 8, 10),
            span(Track.POSTURE, Posture.LYING_LEFT, 0, 2.5),
            span(Track.POSTURE, Posture.LYING_STERNAL, 2.5, 4),
            span(Track.POSTURE, Posture.OTHER, 4, 5.2),
            span(Track.POSTURE, Posture.STANDING, 5.2, 10),
        ],
        postures=[Posture.LYING_RIGHT] * 3 + [Posture.STANDING] * 4 + [Posture.UNKNOWN] * 3,
    )
    score = posture_score([one])
    assert score.seconds == 6, "four of lying, and 6 and 7 of standing: 4 and 5 are a passage, 8 is not worn"
    assert score.f1["lying"] == pytest.approx(6 / 7)
    assert score.f1["standing"] == pytest.approx(0.5)
    assert score.f1["sitting"] is None
    assert score.macro_f1 == pytest.approx((6 / 7 + 0.5) / 2)


@pytest.mark.parametrize(("wear", "accuracy"), [(Wear.WORN, 0.75), (Wear.NOT_WORN, 0.25), (Wear.UNKNOWN, 0)])
def test_unknown_wear_is_wrong_where_there_is_data(wear: Wear, accuracy: float) -> None:
    spans = [span(Track.WEAR, Wear.WORN, 0, 3), span(Track.WEAR, Wear.NOT_WORN, 3, 4)]
    assert wear_score([life(spans=spans, postures=[Posture.STANDING] * 4, wear=wear)]).accuracy == accuracy


def test_steps_are_those_told_within_the_span_of_a_true_walk_of_ten_steps() -> None:
    one = life(
        spans=[span(Track.BOUT, "walk", 10, 20), span(Track.BOUT, "paretic", 30, 40)],
        happened=[
            true(10.4, 18.7, kind=EventKind.WALK, steps=20),
            true(31, 35, kind=EventKind.WALK, steps=10),
            true(38, 39, kind=EventKind.WALK, steps=4),
        ],
        steps=[5.0] * 10 + [2.0] * 9 + [5.0] * 11 + [3.0] * 30,
    )
    steps = steps_score([one])
    assert steps["healthy"].median_abs_pct_error == pytest.approx(10)
    assert (steps["healthy"].bouts, steps["paretic"].bouts) == (1, 1)
    assert steps["paretic"].median_abs_pct_error == pytest.approx(50)


def test_steps_in_a_sling_and_walks_with_a_hole_in_the_data_are_left_out() -> None:
    sling = life(
        spans=[span(Track.BOUT, "sling", 0, 9)],
        happened=[true(0, 8, kind=EventKind.WALK, steps=12)],
        steps=[1.0] * 10,
    )
    cut = life(
        spans=[span(Track.BOUT, "walk", 0, 9)],
        happened=[true(0, 8, kind=EventKind.WALK, steps=12)],
        steps=[1.0] * 5,
    )
    assert all(score.bouts == 0 for score in steps_score([sling, cut]).values())


def test_what_is_wrongly_told_is_laid_to_the_doing_it_was_told_in() -> None:
    one = life(
        spans=[span(Track.DOING, Doing.CARRIED, 100, 120), span(Track.DOING, Doing.TURN, 200, 204)],
        happened=[true(100)],
        was_told=[
            told(100),
            told(119),
            told(121, confidence=POSSIBLE),
            told(202, kind=EventKind.RISE_FAILED),
            told(300, kind=EventKind.FALL),
        ],
    )
    rows = {row.doing: row for row in false_friends([one])}
    assert set(rows) == set(Doing)
    carried, turn = rows[Doing.CARRIED], rows[Doing.TURN]
    assert (carried.happened, carried.stood_up, carried.stood_up_possible) == (1, 1, 1)
    assert (turn.happened, turn.rise_failed, turn.fall) == (1, 1, 0)


def test_the_seeds_go_through_the_shipped_dogs_whatever_the_range() -> None:
    def asked(first: int, last: int) -> dict[int, str]:
        wanted = Wanted("home", first, last, 1.0, None, None)
        return {life.seed: dog for dog, life in asked_of(wanted)}

    eight = asked(100, 107)
    assert sorted(eight.values()) == dogs()
    assert asked(103, 104) == {seed: eight[seed] for seed in (103, 104)}


def test_sensors_replace_what_the_dogs_file_says() -> None:
    section, camera = dressed(load_dog("thigh-small"), ("trunk", "pelvis"))
    assert (section.sensors, camera) == ([Role.TRUNK, Role.PELVIS], False)
    assert dressed(load_dog("thigh-small"), None) == (load_dog("thigh-small"), True)
    with pytest.raises(LandsealError, match='"trunk" or "collar" among them'):
        dressed(section, ("pelvis", "camera"))


def evaluate(*arguments: str) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [LANDSEAL, "evaluate", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


def test_a_small_run_gives_its_figures_as_the_last_line() -> None:
    ran = evaluate(
        *("--simulated", "--seeds", "106:107", "--days", "0.1", "--sensors", "trunk,camera"), "--json", "-"
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["dogs"] == {"paretic-small": 1, "sound-large": 1}
    assert found["days_worn"] == pytest.approx(0.2, abs=0.1)
    assert found["posture"]["seconds"] > 10_000
    assert {"f1", "precision", "recall", "median_latency_s", "possible_recall"} <= set(found["stood_up"])
    assert set(found["steps"]) == {"healthy", "paretic"}
    assert len(found["false_friends"]) == len(Doing)
    assert "false stands a day worn" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "expected one of FILE, --simulated, --pet"),
        (["x.csv"], "x.csv: no such recording"),
        (["x.csv", "--simulated"], "expected one of FILE, --simulated, --pet"),
        (["--simulated", "--seeds", "7:3"], "--seeds: expected two numbers A:B"),
        (["--simulated", "--sensors", "trunk,nose"], "--sensors: expected some of trunk, pelvis"),
        (["--simulated", "--dog", "cat"], 'no such dog: "cat"'),
    ],
)
def test_what_cannot_be_evaluated_is_said_in_one_line(arguments: list[str], words: str) -> None:
    ran = evaluate(*arguments)
    assert ran.returncode == 1
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr

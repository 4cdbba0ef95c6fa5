"""Posture: read under every mount at once, judged by what was learnt, and put into a word."""

from functools import cache

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from landseal.words import Posture
from landseal_server.recognise import model, session
from landseal_server.recognise.features import roll_deg, unit
from landseal_server.recognise.follow import Followed, PostureMemory
from landseal_server.recognise.hypotheses import Hypotheses, any_way, near
from landseal_server.recognise.mount import rotation_from_angles
from landseal_server.recognise.poses import LYING, MOVING, SITTING, STANDING
from landseal_server.recognise.posture import word
from landseal_server.recognise.resample import GRID_HZ, even_on_grid

Grid = NDArray[np.float32]

LEVEL, LEFT, RIGHT, SITS = (0.0, 0.0, 1.0), (0.0, -1.0, 0.05), (0.0, 1.0, 0.05), (0.64, 0.0, 0.77)
BAND_HZ = (1.5, 6.0)
CALIBRATED = near(np.eye(3))
SEED = 7


def still(up: tuple[float, float, float], seconds: int, sway_g: float = 0.002) -> Grid:
    """Return a dog who holds still, but for breath and sway."""
    rng = np.random.default_rng(SEED)
    noise = rng.normal(0, sway_g, (seconds * GRID_HZ, 3))
    grid: Grid = (np.array(up) / np.linalg.norm(up) + noise).astype(np.float32)
    return grid.reshape(seconds, GRID_HZ, 3)


def walking(seconds: int, heave_g: float = 0.25, jolt_g: float = 0.12) -> Grid:
    """Return a dog who walks, two steps a second and harmonics, with a level trunk."""
    at_s = np.arange(seconds * GRID_HZ) / GRID_HZ
    grid = still(LEVEL, seconds, jolt_g).reshape(-1, 3)
    grid[:, 2] += (heave_g * np.sin(2 * np.pi * 2.3 * at_s)).astype(np.float32)
    return grid.reshape(seconds, GRID_HZ, 3)


def awake(seconds: int) -> Grid:
    """Return a dog who stands and looks about."""
    at_s = np.arange(seconds * GRID_HZ) / GRID_HZ
    grid = still(LEVEL, seconds, 0.03).reshape(-1, 3)
    grid[:, 1] += (0.04 * np.sin(2 * np.pi * 0.7 * at_s)).astype(np.float32)
    return grid.reshape(seconds, GRID_HZ, 3)


def day(*parts: Grid) -> Grid:
    return np.concatenate(parts)


@cache
def learnt() -> model.PostureModel:
    return model.shipped().postures


def chance(grid: Grid, ways: Hypotheses = CALIBRATED) -> NDArray[np.float64]:
    return session.live(session.look(grid, ways, BAND_HZ), learnt()).chance


def test_a_dog_who_lies_on_her_side_lies_and_the_word_says_on_which() -> None:
    for up, wanted in ((LEFT, Posture.LYING_LEFT), (RIGHT, Posture.LYING_RIGHT)):
        seen = session.look(still(up, 60), CALIBRATED, BAND_HZ)
        said = session.live(seen, learnt())
        roll = float(roll_deg(unit(said.gravity))[-1])
        assert word(said.chance[-1].tolist(), roll, 5.0) is wanted


def test_a_trunk_with_its_nose_up_sits() -> None:
    assert chance(day(walking(20), still(SITS, 20, 0.02)))[-1].argmax() == SITTING


def test_a_rhythm_with_strength_is_moving() -> None:
    assert chance(walking(20))[-1].argmax() == MOVING


def test_a_level_trunk_after_a_walk_stands() -> None:
    assert chance(day(walking(20), awake(6)))[-1].argmax() == STANDING


def test_a_level_trunk_that_is_still_for_long_lies() -> None:
    assert chance(day(walking(10), still(LEVEL, 120)))[-1].argmax() == LYING


@pytest.mark.parametrize("turned_deg", [(0, 0, 0), (0, 0, 180), (75, 0, 0), (-130, 0, 180), (20, 8, 0)])
def test_a_dog_who_walks_and_sits_tells_how_her_sensor_sits_whatever_way_it_was_put_on(
    turned_deg: tuple[float, float, float],
) -> None:
    her_day = day(walking(60), still(SITS, 20, 0.02), walking(20), awake(10), still(SITS, 10, 0.02))
    mount = rotation_from_angles(*turned_deg)
    told = chance((her_day @ mount).astype(np.float32), any_way())
    assert told[-1].argmax() == SITTING
    assert told[-16].argmax() in (STANDING, MOVING)


def test_a_sensor_across_the_spine_is_found_out_within_an_hour_of_an_active_dog() -> None:
    round_ = day(walking(60), still(SITS, 15, 0.02))
    across = np.concatenate([round_] * 40) @ rotation_from_angles(0, 0, 90)
    told = chance(across.astype(np.float32), any_way())
    assert told[60 + 14].argmax() != SITTING, "at first it is taken to lie lengthwise"
    assert told[-1].argmax() == SITTING


def test_a_harness_that_is_turned_round_on_her_is_noticed_within_a_few_minutes_of_walking() -> None:
    askew = rotation_from_angles(90, 0, 0)
    told = chance(
        day(walking(3600), still(SITS, 10, 0.02), (walking(400) @ askew).astype(np.float32),
            (awake(10) @ askew).astype(np.float32)),
        any_way(),
    )  # fmt: skip
    assert told[-1].argmax() in (STANDING, MOVING)


def test_a_calibrated_harness_that_rolls_round_her_is_noticed_too() -> None:
    rolled = rotation_from_angles(75, 0, 0)
    told = chance(day(walking(300), (walking(300) @ rolled).astype(np.float32),
                      (still(SITS, 20, 0.02) @ rolled).astype(np.float32)))  # fmt: skip
    assert told[-1].argmax() == SITTING


def test_what_was_kept_for_other_columns_is_begun_anew() -> None:
    first = Followed.remembered(PostureMemory(), CALIBRATED)
    kept = first.memory(0)
    assert Followed.remembered(kept, CALIBRATED).sizes() == first.sizes()
    for name in ("log_weight", "posture", "total", "seconds", "lain"):
        other = msgspec.structs.replace(kept, **{name: getattr(kept, name)[:-8]})
        again = Followed.remembered(other, CALIBRATED)
        assert again.memory(0) == kept, "as before the first second"


def test_a_night_on_one_side_is_still_on_that_side_with_a_calibrated_harness() -> None:
    told = session.live(session.look(day(walking(60), still(LEFT, 6 * 3600)), CALIBRATED, BAND_HZ), learnt())
    assert word(told.chance[-1].tolist(), float(roll_deg(unit(told.gravity))[-1]), 5.0) is Posture.LYING_LEFT


def test_an_hour_of_lying_on_a_side_is_not_taken_for_a_mount() -> None:
    told = chance(day(walking(120), still(LEFT, 3600)), any_way())
    assert told[-1].argmax() == LYING


@pytest.mark.parametrize("rate_hz", [12.5, 25, 100])
def test_the_same_movement_is_judged_the_same_at_any_rate(rate_hz: float) -> None:
    fine_hz = 200
    at_s = np.arange(60 * fine_hz) / fine_hz
    z = 1 + 0.25 * np.sin(2 * np.pi * 2.3 * at_s) * (at_s > 20)
    fine = np.stack([0.1 * np.sin(2 * np.pi * 1.1 * at_s), 0.02 * np.cos(9 * at_s), z], axis=1)
    told = []
    for rate in (50.0, rate_hz):
        starts = [np.arange(s, s + 1 - 1e-9, 1 / rate) for s in range(60)]
        seconds = [np.stack([np.interp(at, at_s, axis) for axis in fine.T], axis=1) for at in starts]
        grid = np.concatenate(
            [even_on_grid(one[None].astype(np.float32), np.zeros(1), np.array([rate])) for one in seconds]
        )
        told.append(chance(grid))
    assert np.abs(told[0] - told[1]).mean() < 0.03


def test_probabilities_add_up_to_one_whatever_comes() -> None:
    rng = np.random.default_rng(SEED)
    wild = rng.normal(0, 3, (60, GRID_HZ, 3)).astype(np.float32)
    for grid in (wild, np.zeros((60, GRID_HZ, 3), np.float32)):
        for ways in (CALIBRATED, any_way()):
            told = chance(grid, ways)
            assert np.isfinite(told).all()
            assert told.sum(axis=1) == pytest.approx(1)


def test_a_dog_on_her_side_is_on_a_side_even_where_nobody_knows_which_way_her_sensor_points() -> None:
    her_day = day(walking(60), still(LEFT, 30))
    said = session.live(session.look(her_day, any_way(), BAND_HZ), learnt())
    assert abs(float(roll_deg(unit(said.gravity))[-1])) > 60


def test_nothing_that_comes_later_changes_what_was_told_live() -> None:
    her_day = day(walking(30), still(SITS, 20, 0.02), awake(20))
    whole = chance(her_day, any_way())
    assert (chance(her_day[:45], any_way()) == whole[:45]).all()


def test_a_guess_that_is_hardly_better_than_others_is_unknown() -> None:
    assert word([0.25, 0.25, 0.25, 0.25], 0.0, 10.0) is Posture.UNKNOWN
    assert word([0.1, 0.1, 0.45, 0.35], 0.0, 10.0) is Posture.STANDING


@pytest.mark.parametrize(
    ("roll_deg_", "wanted"),
    [(10.0, Posture.LYING_STERNAL), (-80.0, Posture.LYING_LEFT), (80.0, Posture.LYING_RIGHT),
     (-170.0, Posture.LYING_BACK)],
)  # fmt: skip
def test_a_lying_dog_is_named_by_the_side_that_is_down(roll_deg_: float, wanted: Posture) -> None:
    assert word([0.9, 0.0, 0.1, 0.0], roll_deg_, 5.0) is wanted


def test_strong_movement_is_running_and_weaker_walking() -> None:
    assert word([0, 0, 0.1, 0.9], 0.0, 700.0) is Posture.RUNNING
    assert word([0, 0, 0.1, 0.9], 0.0, 200.0) is Posture.WALKING


def test_weights_made_for_other_features_are_refused_by_name() -> None:
    content = model.written(model.shipped(), "a test", []).replace(b'"coefficient"', b'"coefficients"')
    with pytest.raises(ValueError, match="coefficient"):
        model.read(content)


def test_the_shipped_weights_are_small_and_say_what_made_them() -> None:
    content = model.written(model.shipped(), "landseal train", ["recordings"])
    assert len(content) < 2_000_000
    assert b"landseal train" in content
    again = model.read(content).postures
    assert (again.live.coefficient == learnt().live.coefficient).all()

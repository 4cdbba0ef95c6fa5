import numpy as np
import pytest
from numpy.typing import NDArray

from landseal_server.recognise.onsets import OnsetKind
from landseal_server.recognise.resample import GRID_HZ
from landseal_sim.accuracy.onset_choice import rise_threshold
from landseal_sim.accuracy.onset_truth import lying_to_up, matched, rest_to_moving
from landseal_sim.accuracy.onsets import Session, detect, half_labels, train

RATE_HZ = 10.0


def labelled(*runs: tuple[int, float]) -> NDArray[np.int8]:
    return np.concatenate([np.full(round(length_s * RATE_HZ), label, np.int8) for label, length_s in runs])


@pytest.mark.parametrize(
    ("runs", "onsets_s"),
    [
        ([(1, 5), (4, 1)], [5.0]),
        ([(1, 4.9), (4, 1)], []),
        ([(1, 6), (3, 0.5), (1, 6), (4, 1)], [12.5]),
        ([(1, 5), (0, 1)], [5.0]),
        ([(1, 5), (4, 0.9)], []),
    ],
)
def test_up_is_a_second_off_lying_after_five_seconds_of_it(
    runs: list[tuple[int, float]], onsets_s: list[float]
) -> None:
    assert lying_to_up(labelled(*runs), RATE_HZ) == onsets_s


@pytest.mark.parametrize(
    ("runs", "onsets_s"),
    [
        ([(3, 4), (2, 6), (4, 2)], [10.0]),
        ([(3, 9.9), (4, 2)], []),
        ([(3, 10), (4, 1.9)], []),
        ([(3, 10), (5, 1), (4, 2)], []),
        ([(3, 12), (4, 1), (3, 12), (4, 2)], [25.0]),
    ],
)
def test_setting_off_is_two_seconds_of_movement_after_ten_of_rest(
    runs: list[tuple[int, float]], onsets_s: list[float]
) -> None:
    assert rest_to_moving(labelled(*runs), RATE_HZ) == onsets_s


def test_an_onset_matches_one_truth_from_three_seconds_before_it_to_five_after() -> None:
    assert matched([10.0], [7.0]) == matched([10.0], [15.0]) == 1
    assert matched([10.0], [6.9]) == matched([10.0], [15.1]) == 0
    assert matched([10.0, 12.0], [11.0]) == 1
    assert matched([10.0, 12.0], [9.5, 14.0]) == 2


def test_a_half_second_is_moving_by_most_of_it_and_unsaid_where_a_label_is_missing() -> None:
    labels = labelled((3, 0.5), (4, 0.5), (0, 0.5), (4, 0.5))
    assert half_labels(session(labels)).tolist() == [0, 1, -1, 1]


def test_the_threshold_of_a_rise_is_the_lowest_with_few_enough_false_ones() -> None:
    candidates = [(10 * i, 10.0 * i, 0.1 * i) for i in range(1, 9)]
    threshold = rise_threshold([(candidates, [80.0])], most_false=2)
    assert 0.5 < threshold <= 0.6


def session(labels: NDArray[np.int8], group: str = "a", seed: int = 0) -> Session:
    """Make a recording in which movement shakes and rest does not, and lying is known."""
    rng = np.random.default_rng(seed)
    seconds = int(len(labels) / RATE_HZ)
    by_second = labels.reshape(seconds, -1)[:, 0]
    samples = rng.normal(0, 0.02, (seconds, GRID_HZ, 3)) + np.array([0, 0, 1])
    samples[by_second == 4] += rng.normal(0, 0.4, (int((by_second == 4).sum()), GRID_HZ, 3))
    probabilities = np.stack([by_second == label for label in (1, 2, 3, 4)], axis=1) * 0.94 + 0.015
    return Session(group, probabilities, samples.astype(np.float32), labels, RATE_HZ)


def morning(seed: int, group: str) -> Session:
    rng = np.random.default_rng(seed)
    runs = [
        (label, float(length_s))
        for _ in range(8)
        for label, length_s in ((1, rng.integers(8, 15)), (4, 5), (3, rng.integers(4, 20)), (4, 5))
    ]
    return session(labelled(*runs), group, seed)


def test_what_was_trained_on_two_groups_finds_the_onsets_of_a_third() -> None:
    model = train([morning(seed, group) for seed, group in ((1, "a"), (2, "a"), (3, "b"), (4, "b"))])
    new = morning(5, "c")
    found = detect(new.seconds, model)
    for kind, truth_s in ((OnsetKind.LYING_TO_UP, new.rises_s), (OnsetKind.REST_TO_MOVING, new.setoffs_s)):
        onset_s = [event.onset_s for event in found if event.kind is kind]
        right = matched(truth_s, onset_s)
        assert 2 * right / (len(truth_s) + len(onset_s)) > 0.9
    assert all(0 <= event.decided_s - event.onset_s <= 4 for event in found)

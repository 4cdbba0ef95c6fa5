from collections.abc import Iterator
from dataclasses import replace
from math import log

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from landseal_server.recognise.features import WINDOW, features
from landseal_server.recognise.onset_signals import HALVES, OBSERVATIONS, OnsetSignals, onset_signals
from landseal_server.recognise.onsets import (
    Onset,
    OnsetKind,
    OnsetMemory,
    OnsetModel,
    RiseModel,
    Second,
    onsets,
)
from landseal_server.recognise.resample import GRID_HZ
from landseal_server.recognise.setoff import AGES, LONG_REST, ROW, SetoffModel

Z = np.array([[0.0, 0.0, 1.0]])
STRENGTH = 0

# Lying counts, and a strong burst; strength beyond 100 mg is movement.
MODEL = OnsetModel(
    rise=RiseModel(weights=(1.0, 0, 0, 0, 6.0, 0, 0, 0), bias=-10.0, threshold=0.5),
    setoff=SetoffModel(
        weights=(4.0, *[0.0] * (ROW - 1)),
        bias=-4.0 * log(115.0),
        usual_evidence=-2.0,
        trust=0.5,
        rest_ends=(0.02,) * LONG_REST,
        movement_ends=(0.05,) * AGES,
        threshold=0.3,
    ),
)
SLEEP = Second(4, 8, 1.0, 0.99, 0, 0.01, ((log(19.0), *[0.0] * 7),) * HALVES, 0.1, 1.0)
REST = Second(40, 80, 1.0, 0.9, 0.05, 0.05, ((log(55.0), *[0.0] * 7),) * HALVES, 0.1, 1.0)
BURST = Second(450, 600, 0.3, 0.5, 0.0, 0.5, ((log(465.0), *[0.0] * 7),) * HALVES, 0.3, 9.0)


def read(seconds: list[Second], model: OnsetModel = MODEL) -> list[tuple[int, Onset]]:
    memory = OnsetMemory()
    return [(end, found) for end, second in enumerate(seconds, 1) for found in onsets(second, memory, model)]


def of(kind: OnsetKind, found: list[tuple[int, Onset]]) -> list[tuple[int, Onset]]:
    return [(end, onset) for end, onset in found if onset.kind is kind]


def window(last: NDArray[np.floating]) -> NDArray[np.float32]:
    rest = np.tile(Z, (WINDOW - len(last), 1))
    return np.concatenate([rest, last])[None].astype(np.float32)


def looked_at(windows: NDArray[np.float32]) -> OnsetSignals:
    return onset_signals(windows, features(windows, np.tile(np.array([[1.5, 6.0]]), (len(windows), 1))))


def shaken(from_s: float) -> NDArray[np.float64]:
    t_s = np.arange(GRID_HZ) / GRID_HZ
    z = 1 + np.where(t_s >= from_s, 0.6 * np.sin(2 * np.pi * 5 * t_s), 0)
    return np.stack([0 * z, 0 * z, z], axis=1)


def test_a_burst_is_timed_and_measured_within_the_second() -> None:
    signals = looked_at(window(shaken(0.5)))
    assert signals.loud_from_s[0] == pytest.approx(0.5, abs=0.06)
    assert signals.burst_mg[0] == pytest.approx(600 * 2 / np.pi, rel=0.1)
    calm, loud = signals.halves[0, :, STRENGTH]
    assert calm == pytest.approx(np.log(15), abs=0.01)
    assert loud == pytest.approx(np.log(600 * 2 / np.pi + 15), rel=0.05)


def test_a_sensor_that_does_not_move_has_no_burst() -> None:
    signals = looked_at(window(np.tile(Z, (GRID_HZ, 1))))
    assert signals.burst_mg[0] == pytest.approx(0, abs=0.01)
    assert signals.loud_from_s[0] == 1
    assert signals.halves.shape == (1, HALVES, len(OBSERVATIONS))


def test_vertical_and_level_movement_are_told_apart_by_gravity_whatever_the_mount() -> None:
    vertical, level = OBSERVATIONS.index("vertical spread"), OBSERVATIONS.index("level spread")
    upright = looked_at(window(shaken(0.0))).halves[0, 0]
    turned = looked_at(window(shaken(0.0))[..., [2, 0, 1]]).halves[0, 0]
    assert upright[vertical] > upright[level] + 1
    assert turned == pytest.approx(upright)


def test_signals_are_the_same_to_the_last_bit_however_many_seconds_are_looked_at() -> None:
    rng = np.random.default_rng(3)
    windows = (rng.normal(0, 0.3, (7, WINDOW, 3)) + Z).astype(np.float32)
    windows[3] = window(np.tile(Z, (GRID_HZ, 1)))  # one of them is still
    together = looked_at(windows)
    for i in range(7):
        alone = looked_at(windows[[i]])
        assert together.burst_mg[i] == alone.burst_mg[0]
        assert together.loud_from_s[i] == alone.loud_from_s[0]
        assert (together.halves[i] == alone.halves[0]).all()


def test_a_burst_out_of_lying_is_a_rise_decided_two_seconds_after_it_began() -> None:
    ((decided_s, rise),) = of(OnsetKind.LYING_TO_UP, read([REST] * 12 + [BURST] * 4))
    assert decided_s == 14
    assert decided_s - rise.ago_s == pytest.approx(12.3)
    assert rise.confidence > 0.5


def test_a_burst_that_began_in_the_second_before_is_dated_there() -> None:
    stirring = replace(REST, vedba_mg=150, loud_from_s=0.8)
    ((decided_s, rise),) = of(OnsetKind.LYING_TO_UP, read([REST] * 12 + [stirring] + [BURST] * 4))
    assert decided_s - rise.ago_s == pytest.approx(12.8)


def test_the_same_burst_of_a_dog_that_was_not_lying_is_no_rise() -> None:
    standing = replace(REST, lying=0.1)
    assert not of(OnsetKind.LYING_TO_UP, read([standing] * 12 + [BURST] * 4))


def test_a_burst_within_movement_is_no_candidate() -> None:
    moving = replace(BURST, lying=0.99)
    assert not of(OnsetKind.LYING_TO_UP, read([moving] * 12))


def test_one_struggle_is_one_rise() -> None:
    struggle = [BURST, BURST, REST, REST, REST, BURST, BURST]
    assert len(of(OnsetKind.LYING_TO_UP, read([REST] * 12 + struggle))) == 1


def test_movement_after_a_long_rest_is_a_set_off_dated_where_it_began() -> None:
    ((decided_s, setoff),) = of(OnsetKind.REST_TO_MOVING, read([REST] * 15 + [BURST] * 8))
    assert decided_s - setoff.ago_s == pytest.approx(15, abs=0.5)
    assert setoff.ago_s <= 3


def test_movement_after_a_short_pause_is_no_set_off() -> None:
    walk = [BURST] * 20
    assert not of(OnsetKind.REST_TO_MOVING, read([*walk, *[REST] * 4, *walk]))


def test_a_twitch_of_half_a_second_is_no_set_off() -> None:
    twitch = replace(BURST, halves=(BURST.halves[0], REST.halves[0]))
    easily = replace(MODEL, setoff=replace(MODEL.setoff, threshold=0.2))
    assert not of(OnsetKind.REST_TO_MOVING, read([REST] * 15 + [twitch] + [REST] * 8, easily))


def test_a_set_off_is_said_once_and_again_after_the_next_rest() -> None:
    walk = [BURST] * 4
    found = of(OnsetKind.REST_TO_MOVING, read([*[REST] * 15, *walk, *[REST] * 11, *walk]))
    assert [end - onset.ago_s for end, onset in found] == pytest.approx([15, 30], abs=0.5)


def test_a_dog_that_rests_as_strongly_as_others_move_is_known_after_minutes() -> None:
    lively = replace(REST, halves=((log(130.0), *[0.0] * 7),) * HALVES)
    found = of(OnsetKind.REST_TO_MOVING, read([*[lively] * 400, *[BURST] * 8]))
    assert [end - onset.ago_s for end, onset in found if end > 100] == pytest.approx([400], abs=0.5)


def test_a_dog_asleep_is_not_looked_at_and_is_seen_to_set_off_all_the_same() -> None:
    memory = OnsetMemory()
    for second in [SLEEP] * 60:
        onsets(second, memory, MODEL)
    seeing_things = replace(MODEL, setoff=replace(MODEL.setoff, bias=100.0))
    assert not [found for second in [SLEEP] * 60 for found in onsets(second, memory, seeing_things)]
    found = [onset.kind for second in [BURST] * 8 for onset in onsets(second, memory, MODEL)]
    assert sorted(found) == sorted(OnsetKind)


def household(rng: np.random.Generator) -> Iterator[Second]:
    for _ in range(200):
        kind = (SLEEP, REST, BURST)[rng.integers(3)]
        for _ in range(rng.integers(1, 20)):
            yield replace(kind, vedba_mg=kind.vedba_mg * rng.uniform(0.5, 1.5), lying=rng.uniform())


def test_a_memory_that_was_kept_and_continued_decides_the_same() -> None:
    seconds = list(household(np.random.default_rng(4)))
    memory = OnsetMemory()
    found = []
    for end, second in enumerate(seconds, 1):
        memory = msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=OnsetMemory)
        found += [(end, onset) for onset in onsets(second, memory, MODEL)]
    assert found == read(seconds)
    assert {onset.kind for _, onset in found} == set(OnsetKind)


def test_chances_of_what_follows_sum_to_one() -> None:
    assert MODEL.setoff.transitions.sum(axis=1) == pytest.approx(1)

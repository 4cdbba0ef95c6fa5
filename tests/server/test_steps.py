"""When she steps and how often, from windows of a trunk's vertical."""

import numpy as np
import pytest
from numpy.typing import NDArray

from landseal_server.recognise.cadence import REGULAR, cadence, step_band_hz
from landseal_server.recognise.features import WINDOW, WINDOW_S
from landseal_server.recognise.resample import GRID_HZ, on_grid
from landseal_server.recognise.steps import stepping

Signal = NDArray[np.float64]
T_S = np.arange(WINDOW) / GRID_HZ
RATES_HZ = (12.5, 25.0, 50.0, 100.0)


def footfalls(at_s: Signal, step_hz: float, *, limp: float = 0.0, heave_g: float = 0.2) -> Signal:
    """Return the vertical of a gait: steps with their overtone, and a stride that is uneven by `limp`."""
    step = 2 * np.pi * step_hz * at_s
    return 1 + heave_g * (np.sin(step) + 0.4 * np.sin(2 * step + 0.6) + limp * np.sin(step / 2))


def found_hz(vertical: Signal, weight_kg: float) -> float:
    return float(cadence(vertical[None], GRID_HZ, np.array([step_band_hz(weight_kg)]))[1][0])


def stepped(vertical: Signal, step_hz: float = 3.0) -> tuple[float, float, float]:
    """Return how much of the last second is stepped through, from when, and until when."""
    found = stepping(vertical[None], GRID_HZ, np.array([step_hz]))
    return float(found.share[0]), float(found.from_s[0]), float(found.until_s[0])


@pytest.mark.parametrize(
    ("weight_kg", "step_hz"), [(3, 3.9), (3, 5.9), (9, 3.3), (9, 5.0), (20, 2.9), (40, 2.6), (40, 4.0)]
)
@pytest.mark.parametrize("limp", [0.0, 0.5])
def test_a_step_is_neither_taken_for_a_stride_nor_for_half_a_step(
    weight_kg: float, step_hz: float, limp: float
) -> None:
    rng = np.random.default_rng(3)
    vertical = footfalls(T_S, step_hz, limp=limp) + rng.normal(0, 0.05, WINDOW)
    assert found_hz(vertical, weight_kg) == pytest.approx(step_hz, rel=0.05)


def test_the_cadence_of_a_gait_without_a_rhythm_is_still_that_of_its_footfalls() -> None:
    rng = np.random.default_rng(6)
    counted, irregular = [], 0
    for _ in range(40):
        length_s = np.clip(rng.normal(0.42, 0.12, 40), 0.15, None)
        phase = np.interp(T_S, np.cumsum(length_s) - 1, np.arange(40))
        vertical = 1 + 0.2 * np.sin(2 * np.pi * phase) + rng.normal(0, 0.06, WINDOW)
        rhythm, found = cadence(vertical[None], GRID_HZ, np.array([step_band_hz(9)]))
        counted.append(found[0] * WINDOW_S / (phase[-1] - phase[0]))
        irregular += int(rhythm[0] <= REGULAR)
    assert irregular > 10
    assert np.median(counted) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_cadence_and_stepping_are_the_same_at_every_rate(rate_hz: float) -> None:
    at_s = np.arange(round(WINDOW_S * rate_hz)) / rate_hz
    samples = np.zeros((len(at_s), 3), dtype=np.float32)
    samples[:, 2] = footfalls(at_s, 3.1)
    grid = [
        on_grid(samples[now], at_s[now] - second)
        for second in range(WINDOW_S)
        for now in [(at_s >= second - 1e-9) & (at_s < second + 1 - 1e-9)]
    ]
    vertical = np.concatenate(grid)[:, 2].astype(np.float64)
    assert found_hz(vertical, 9) == pytest.approx(3.1, rel=0.03)
    assert stepped(vertical)[0] == 1


def test_a_walk_that_begins_or_ends_within_the_second_fills_only_its_part_of_it() -> None:
    walk = footfalls(T_S, 3.0)
    share, from_s, until_s = stepped(np.where(T_S >= 3.4, walk, 1.0))
    assert (share, from_s, until_s) == pytest.approx((0.6, 0.4, 1.0), abs=0.2)
    share, from_s, until_s = stepped(np.where(T_S < 3.2, walk, 1.0))
    assert from_s == 0
    assert 0.2 <= until_s <= 0.2 + 2 / 3.0  # a stride passes before it is seen to be over


def test_a_walk_that_eases_off_goes_on_and_one_that_dies_away_does_not() -> None:
    walk = footfalls(T_S, 3.0, heave_g=0.5) - 1
    assert stepped(1 + np.where(T_S < 2, 1.0, 0.5) * walk)[0] == 1
    assert stepped(1 + np.where(T_S < 2, 1.0, 0.15) * walk)[0] == 0


def test_a_dog_who_stands_or_slowly_tips_her_nose_does_not_step() -> None:
    sway = 1 + 0.02 * np.sin(2 * np.pi * 2 * T_S)
    assert stepped(sway)[0] == 0
    assert stepped(np.cos(np.radians(np.clip(T_S - 2, 0, 1) * 30)))[0] == 0


def test_each_window_is_read_alike_however_many_are_read_with_it() -> None:
    rng = np.random.default_rng(8)
    windows = 1 + rng.normal(0, 1, (9, WINDOW)) * np.geomspace(0.01, 0.6, 9)[:, None]
    hz = np.linspace(0, 5, 9)
    together = stepping(windows, GRID_HZ, hz)
    for row in range(9):
        alone = stepping(windows[[row]], GRID_HZ, hz[[row]])
        assert together.share[row] == alone.share[0]
        assert together.strong_mg[row] == alone.strong_mg[0]
        assert together.window_mg[row] == alone.window_mg[0]


def test_the_wheels_of_a_cart_are_no_heave() -> None:
    rolls = 1 + 0.2 * np.sin(2 * np.pi * 12.5 * T_S)
    found = stepping(np.stack([rolls, footfalls(T_S, 3.0)]), GRID_HZ, np.array([3.0, 3.0]))
    assert found.window_mg[0] < 0.2 * found.window_mg[1]

import numpy as np
import pytest
from numpy.typing import NDArray

from landseal_server.recognise.features import WINDOW, coherence, features, pitch_deg, roll_deg
from landseal_server.recognise.mount import rotation_from_angles, rotation_to_up
from landseal_server.recognise.resample import GRID_HZ, even_on_grid, on_grid

T_S = np.arange(WINDOW) / GRID_HZ
BAND = np.array([[1.5, 6.0]])


def window(
    z: NDArray[np.floating] | float = 1.0, x: NDArray[np.floating] | float = 0.0
) -> NDArray[np.float32]:
    """Return a window of one stream from its dorsal and cranial acceleration."""
    columns = [np.broadcast_to(column, WINDOW) for column in (x, 0.0, z)]
    return np.stack(columns, axis=1)[None].astype(np.float32)


def test_a_sensor_at_rest_has_no_vedba_no_enmo_and_no_rhythm() -> None:
    found = features(window(), BAND)
    assert found.vedba_mg[0] == pytest.approx(0, abs=0.01)
    assert found.enmo_mg[0] == pytest.approx(0, abs=0.01)
    assert (found.rhythm[0], found.cadence_hz[0]) == (0, 0)


@pytest.mark.parametrize("step_hz", [1.8, 2.5, 3.3, 5.0])
def test_the_cadence_of_a_walk_is_found(step_hz: float) -> None:
    found = features(window(1 + 0.2 * np.sin(2 * np.pi * step_hz * T_S)), BAND)
    assert found.cadence_hz[0] == pytest.approx(step_hz, rel=0.03)
    assert found.rhythm[0] > 0.8


def test_the_step_is_found_and_not_the_stride_of_a_limping_dog() -> None:
    step = 2 * np.pi * 3.0 * T_S
    found = features(window(1 + 0.2 * np.sin(step) + 0.06 * np.sin(step / 2)), BAND)
    assert found.cadence_hz[0] == pytest.approx(3.0, rel=0.03)


def test_noise_has_no_rhythm_to_speak_of() -> None:
    rng = np.random.default_rng(1)
    windows = np.concatenate([window(1 + rng.normal(0, 0.2, WINDOW)) for _ in range(200)])
    found = features(windows, np.repeat(BAND, 200, axis=0))
    assert (found.rhythm > 0.35).mean() < 0.05


def test_vedba_of_a_fast_vibration_is_its_mean_magnitude() -> None:
    found = features(window(1 + 0.1 * np.sin(2 * np.pi * 10 * T_S)), BAND)
    assert found.vedba_mg[0] == pytest.approx(100 * 2 / np.pi, rel=0.05)


def test_a_tilt_within_the_window_is_measured_in_degrees() -> None:
    angle = np.radians(np.clip((T_S - 2) * 40, 0, 30))
    found = features(window(np.cos(angle), np.sin(angle)), BAND)
    assert found.tilt_change_deg[0] == pytest.approx(30, abs=1.5)


def test_a_struggle_is_timed_within_the_second() -> None:
    shake = np.where(T_S >= 3.4, 0.3 * np.sin(2 * np.pi * 5 * T_S), 0)
    found = features(window(1 + shake), BAND)
    assert found.burst_s[0] == pytest.approx(0.55, abs=0.1)
    assert found.first_burst_s[0] == pytest.approx(0.45, abs=0.1)


def test_many_streams_at_once_give_the_numbers_of_each_alone() -> None:
    rng = np.random.default_rng(2)
    windows = rng.normal(0, 0.2, (5, WINDOW, 3)).astype(np.float32) + np.array([0, 0, 1], dtype=np.float32)
    together = features(windows, np.repeat(BAND, 5, axis=0))
    for i in range(5):
        alone = features(windows[[i]], BAND)
        assert together.vedba_mg[i] == pytest.approx(alone.vedba_mg[0])
        assert together.rhythm[i] == pytest.approx(alone.rhythm[0], abs=1e-12)


@pytest.mark.parametrize(
    ("gravity", "pitch", "roll"),
    [((0, 0, 1), 0, 0), ((0, -1, 0), 0, -90), ((0, 1, 0), 0, 90), ((0.64, 0, 0.77), 39.7, 0)],
)
def test_pitch_and_roll_have_the_signs_of_the_domain(
    gravity: tuple[float, float, float], pitch: float, roll: float
) -> None:
    unit = np.array(gravity, dtype=np.float64)
    assert float(pitch_deg(unit)) == pytest.approx(pitch, abs=0.1)
    assert float(roll_deg(unit)) == pytest.approx(roll, abs=0.1)


def test_two_ends_of_one_body_sway_together_and_strangers_do_not() -> None:
    rng = np.random.default_rng(4)
    one, other = rng.normal(0, 1, (2, WINDOW))
    assert coherence(one, 0.5 * one) == pytest.approx(1)
    assert abs(coherence(one, other)) < 0.3
    assert coherence(one, np.zeros(WINDOW)) == 0


def test_a_second_of_any_rate_is_brought_to_the_grid() -> None:
    for rate_hz in (12.5, 15, 50, 100):
        at_s = np.arange(int(rate_hz)) / rate_hz
        accel = np.stack([np.zeros_like(at_s), np.zeros_like(at_s), at_s], axis=1).astype(np.float32)
        grid = on_grid(accel, at_s)
        assert grid.shape == (GRID_HZ, 3)
        assert grid[: GRID_HZ * 9 // 10, 2] == pytest.approx(
            np.arange(GRID_HZ)[: GRID_HZ * 9 // 10] / GRID_HZ, abs=1e-6
        )


def test_a_known_mount_turns_the_sensors_axes_into_the_bodys() -> None:
    to_body = rotation_from_angles(0, 0, 90)  # the sensor's x points to the dog's left
    assert to_body @ np.array([1, 0, 0]) == pytest.approx([0, 1, 0])
    assert to_body @ to_body.T == pytest.approx(np.eye(3))


@pytest.mark.parametrize("up", [(0, 0, 1), (0, 0, -1), (1, 0, 0), (0.6, -0.48, 0.64)])
def test_a_learnt_up_becomes_the_dorsal_axis(up: tuple[float, float, float]) -> None:
    rotation = rotation_to_up(np.array(up, dtype=np.float64))
    assert rotation @ np.array(up) == pytest.approx([0, 0, 1], abs=1e-9)
    assert np.linalg.det(rotation) == pytest.approx(1)


@pytest.mark.parametrize("rate_hz", [12.5, 15.0, 25.0])
def test_a_slow_sensor_does_not_make_her_seem_calmer(rate_hz: float) -> None:
    def strength(rate: float) -> float:
        at_s = [np.arange(s, s + 1 - 1e-9, 1 / rate) for s in range(20)]
        waves = [np.sin(2 * np.pi * 3.5 * at) for at in at_s]
        seconds = [np.stack([0 * wave, 0 * wave, 1 + 0.3 * wave], axis=1) for wave in waves]
        grids = [even_on_grid(s[None].astype(np.float32), np.zeros(1), np.array([rate])) for s in seconds]
        return float(np.concatenate(grids)[2:, :, 2].std())

    assert strength(rate_hz) == pytest.approx(strength(50.0), rel=0.12)

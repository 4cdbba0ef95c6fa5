import numpy as np
import pytest

from landseal_server.recognise.features import WINDOW
from landseal_server.recognise.lift import pitch_range_deg
from landseal_server.recognise.mount import rotation_from_angles
from landseal_server.recognise.resample import GRID_HZ


def pitched(*pitches_deg: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """Return a window of gravity at these pitches, each for as long as the next."""
    pitch = np.radians(np.repeat(pitches_deg, WINDOW // len(pitches_deg)))
    return np.stack([np.sin(pitch), np.zeros(WINDOW), np.cos(pitch)], axis=1).astype(np.float32)


def test_a_lift_shorter_than_a_second_is_seen() -> None:
    quick = pitched(*[5.0] * 7, 5.0)
    quick[WINDOW - GRID_HZ : WINDOW - GRID_HZ // 2] = pitched(35.0)[: GRID_HZ // 2]
    lowest, highest = pitch_range_deg(quick[None], np.eye(3))
    assert highest[0] == pytest.approx(35, abs=0.1)
    assert lowest[0] == pytest.approx(5, abs=0.1)


def test_what_was_before_the_last_second_does_not_count() -> None:
    lowest, highest = pitch_range_deg(pitched(40.0, 10.0, 10.0, 10.0)[None], np.eye(3))
    assert (lowest[0], highest[0]) == (pytest.approx(10, abs=0.1), pytest.approx(10, abs=0.1))


def test_it_is_measured_in_the_bodys_axes() -> None:
    mount = rotation_from_angles(4, -6, 90)
    sensed = pitched(25.0) @ mount.astype(np.float32)
    assert pitch_range_deg(sensed[None], mount)[1][0] == pytest.approx(25, abs=0.1)


def test_a_second_reads_the_same_however_many_are_read_with_it() -> None:
    rng = np.random.default_rng(3)
    windows = (pitched(10.0) + rng.normal(0, 0.3, (7, WINDOW, 3))).astype(np.float32)
    mount = rotation_from_angles(4, -6, 90)
    together = np.stack(pitch_range_deg(windows, mount), axis=1)
    alone = [np.stack(pitch_range_deg(window[None], mount), axis=1)[0] for window in windows]
    assert np.array_equal(together, np.stack(alone))

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from support.programs import LANDSEAL

from landseal.words import Posture
from landseal_server.recognise.features import pitch_deg, roll_deg
from landseal_server.recognise.mount import rotation_from_angles
from landseal_sim.realism.angles import gravity_by_posture
from landseal_sim.realism.clips import CLASSES, Clip, windows
from landseal_sim.realism.gait import Pace, bouts, paces
from landseal_sim.realism.movement import distance
from landseal_sim.realism.simulated import Subject, simulated_clips, sound
from landseal_sim.realism.telling import FEATURES, auc, features

WEIGHTS_KG = (3.0, 9.0, 20.0, 40.0)


@pytest.fixture(scope="module")
def measured() -> list[Pace]:
    return paces(1, WEIGHTS_KG, walks=12)


@pytest.fixture(scope="module")
def clips() -> list[Clip]:
    return simulated_clips(Subject("medium", sound(20.0), hours=6.0))


@pytest.mark.parametrize("gait", ["walk", "trot"])
def test_a_lighter_dog_takes_more_steps_a_second(measured: list[Pace], gait: str) -> None:
    by_weight = [pace.true_hz for pace in measured if pace.gait == gait]
    assert len(by_weight) == len(WEIGHTS_KG)
    assert by_weight == sorted(by_weight, reverse=True)
    assert by_weight[0] / by_weight[-1] == pytest.approx((40 / 3) ** 0.15, rel=0.15)


def test_every_dog_steps_within_the_band_of_her_weight(measured: list[Pace]) -> None:
    for pace in measured:
        low, high = pace.band_hz
        assert low < pace.true_hz < high, pace


def test_the_server_measures_the_step_and_not_the_stride_of_all_but_toys(measured: list[Pace]) -> None:
    for pace in measured:
        if pace.gait != "paretic" and pace.weight_kg > 5:
            assert pace.measured_hz == pytest.approx(pace.true_hz, rel=0.12), pace


def test_gravity_alone_cannot_tell_standing_from_lying_on_the_chest() -> None:
    gravity = gravity_by_posture(Subject("medium", sound(20.0), seed=seed, hours=6.0) for seed in (1, 2, 3))
    for angle_deg in (pitch_deg, roll_deg):
        lying, standing = (
            angle_deg(_unit(gravity[posture])) for posture in (Posture.LYING_STERNAL, Posture.STANDING)
        )
        low, high = np.percentile(standing, [2.5, 97.5])
        assert ((lying > low) & (lying < high)).mean() > 0.2
    assert gravity[Posture.STANDING][:, 2].mean() == pytest.approx(1, abs=0.05)
    assert gravity[Posture.LYING_STERNAL][:, 2].mean() == pytest.approx(1, abs=0.05)


def test_the_more_she_does_the_greater_is_her_vedba(clips: list[Clip]) -> None:
    seconds = windows(clips, 1.0)
    lying, _, standing, moving = (float(np.median(seconds.of(name).vedba_mg)) for name in CLASSES)
    acts = _by_gait("walk"), _by_gait("trot")
    assert lying < standing < float(np.median(acts[0])) < float(np.median(acts[1]))
    assert standing < moving


def test_what_tells_simulated_from_real_does_not_depend_on_the_mount(clips: list[Clip]) -> None:
    some = windows(clips, 2.0).thinned(np.random.default_rng(1), 20)
    mount = rotation_from_angles(30, -50, 110)
    other = type(some)(some.accel_g @ mount.T, some.vedba_mg, some.label, some.group, some.session)
    assert features(some).shape == (len(some.label), len(FEATURES))
    assert features(other) == pytest.approx(features(some), abs=1e-6)


def test_an_auc_is_a_half_where_nothing_tells_and_one_where_all_does() -> None:
    is_ours = np.array([True, True, False, False])
    assert auc(np.array([1.0, 1.0, 1.0, 1.0]), is_ours) == 0.5
    assert auc(np.array([4.0, 3.0, 2.0, 1.0]), is_ours) == 1.0
    assert distance(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0.0
    assert distance(np.array([1.0, 2.0]), np.array([3.0, 4.0])) == 1.0


def test_without_recordings_the_command_says_in_one_line_where_to_put_them(tmp_path: Path) -> None:
    done = subprocess.run(
        [LANDSEAL, "realism", "--json", "-"],
        env=os.environ | {"LANDSEAL_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"landseal: {tmp_path}: there is no dogaccel")
    assert "--data" in line
    assert "LANDSEAL_DATA" in line


def _by_gait(gait: str) -> NDArray[np.float64]:
    """Return VeDBA of the seconds of one gait, in mg, without a sensor's faults."""
    return np.concatenate(list(bouts(1, 20.0, gait)))


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

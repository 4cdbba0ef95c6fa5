"""The pure part: stretches of stillness in, a rotation and a verdict out."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal_edge.harness.fitting.calibration import (
    Calibration,
    Evidence,
    Forward,
    angles_of,
    calibrated,
    forward_by_arrow,
    forward_by_lift,
)
from landseal_edge.harness.fitting.calibration_verdict import Quality, findings, worst
from landseal_edge.harness.fitting.sides import Lies, Points
from landseal_edge.harness.fitting.stillness import ALIVE, ALONE, Limits, Still, StillnessWatch
from landseal_server.recognise.mount import rotation_from_angles

RATE_HZ = 50
Array = NDArray[np.float64]

UP = np.array([0.0, 0.0, 1.0])
LYING = {
    Lies.CHEST: np.array([0.14, 0.0, 0.99]),
    Lies.LEFT: np.array([0.0, -1.0, 0.0]),
    Lies.RIGHT: np.array([0.0, 1.0, 0.0]),
}
NOSE_UP_30 = np.array([0.5, 0.0, np.sqrt(0.75)])


def still(body_up: Array, mount: Array, norm_g: float = 1.0) -> Still:
    """Return a stretch in which the body's up was this, felt by a sensor that sits so."""
    up = mount.T @ (body_up / np.linalg.norm(body_up))
    return Still(up=up, norm_g=norm_g, noise_mg=2.0, turned_deg=0.1, seconds=10.0)


def evidence(mount: Array, *, lies: Lies = Lies.CHEST, lying: Array | None = None) -> Evidence:
    table = still(UP, mount)
    forward = forward_by_lift(table, still(NOSE_UP_30, mount))
    assert forward is not None
    return Evidence(table, forward, still(LYING[lies] if lying is None else lying, mount), lies)


def quality(found: Calibration) -> Quality:
    return worst(findings(found))


def remedies(found: Calibration) -> str:
    return " ".join(one.remedy for one in findings(found))


@given(st.floats(-179, 179), st.floats(-85, 85), st.floats(-179, 179))
def test_the_server_turns_the_angles_back_into_the_rotation_that_was_found(
    roll: float, pitch: float, yaw: float
) -> None:
    found = calibrated(evidence(rotation_from_angles(roll, pitch, yaw)))
    assert np.abs(rotation_from_angles(*found.mount_deg) - found.rotation).max() < 0.003, (
        "a tenth of a degree"
    )
    assert np.abs(rotation_from_angles(roll, pitch, yaw) - found.rotation).max() < 1e-6


@pytest.mark.parametrize("pitch", [90, -90])
def test_a_sensor_that_stands_upright_in_its_pocket_has_angles_too(pitch: float) -> None:
    mount = rotation_from_angles(30, pitch, 50)
    assert rotation_from_angles(*angles_of(mount)) == pytest.approx(mount, abs=0.003)


def test_a_sensor_that_stands_exactly_upright_has_angles_too() -> None:
    mount = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    assert rotation_from_angles(*angles_of(mount)) == pytest.approx(mount, abs=1e-9)


@pytest.mark.parametrize(
    ("points", "yaw"), [(Points.HEAD, 0), (Points.LEFT, 90), (Points.TAIL, 180), (Points.RIGHT, -90)]
)
def test_the_arrow_tells_forward_as_the_lift_does(points: Points, yaw: float) -> None:
    mount = rotation_from_angles(0, 0, yaw)
    by_arrow = forward_by_arrow(still(UP, mount), points)
    by_lift = forward_by_lift(still(UP, mount), still(NOSE_UP_30, mount))
    assert by_arrow is not None
    assert by_lift is not None
    assert by_arrow.direction == pytest.approx(by_lift.direction, abs=1e-9)


def test_an_arrow_that_points_up_tells_nothing() -> None:
    assert forward_by_arrow(still(UP, rotation_from_angles(0, 80, 0)), Points.HEAD) is None


@pytest.mark.parametrize(("lift_deg", "told"), [(5, False), (20, True), (70, True), (85, False)])
def test_a_lift_must_be_steep_enough_to_show_a_direction_and_not_hang(lift_deg: float, *, told: bool) -> None:
    lifted = np.array([np.sin(np.radians(lift_deg)), 0, np.cos(np.radians(lift_deg))])
    mount = rotation_from_angles(10, 20, 30)
    assert (forward_by_lift(still(UP, mount), still(lifted, mount)) is not None) is told


@pytest.mark.parametrize("lies", Lies)
def test_a_dog_who_lies_as_her_owner_says_makes_a_good_calibration(lies: Lies) -> None:
    found = calibrated(evidence(rotation_from_angles(4, -6, 90), lies=lies))
    assert quality(found) is Quality.GOOD
    assert found.mount_deg == (4.0, -6.0, 90.0)


@pytest.mark.parametrize(("roll_deg", "expected"), [(15, "good"), (-28, "doubtful"), (50, "refused")])
def test_a_harness_that_hangs_over_is_doubted_then_refused(roll_deg: float, expected: str) -> None:
    lying = np.array([0.0, np.sin(np.radians(roll_deg)), np.cos(np.radians(roll_deg))])
    found = calibrated(evidence(rotation_from_angles(0, 0, 0), lying=lying))
    assert quality(found) is Quality(expected)
    if roll_deg < 0:
        assert "hangs over to her left" in remedies(found)


def test_a_harness_that_lay_upside_down_on_the_table_is_refused() -> None:
    found = calibrated(evidence(np.eye(3), lying=-UP))
    assert quality(found) is Quality.REFUSED
    assert "upside down" in remedies(found)


def test_a_dog_on_her_side_shows_that_the_tail_end_was_lifted() -> None:
    table, mount = still(UP, np.eye(3)), np.eye(3)
    tail_up = np.array([-0.5, 0.0, np.sqrt(0.75)])
    forward = forward_by_lift(table, still(tail_up, mount))
    assert forward is not None
    found = calibrated(Evidence(table, forward, still(LYING[Lies.LEFT], mount), Lies.LEFT))
    assert quality(found) is Quality.REFUSED
    assert "Left and right are exchanged" in remedies(found)


@pytest.mark.parametrize(("pitch_deg", "expected"), [(20, "good"), (35, "doubtful"), (55, "refused")])
def test_a_pitch_that_no_lying_dog_has_is_refused(pitch_deg: float, expected: str) -> None:
    lying = np.array([np.sin(np.radians(pitch_deg)), 0.0, np.cos(np.radians(pitch_deg))])
    assert quality(calibrated(evidence(np.eye(3), lying=lying))) is Quality(expected)


def test_what_she_reads_is_said_as_people_say_it() -> None:
    def said(*lying: float) -> str:
        found = calibrated(evidence(rotation_from_angles(0, 0, 0), lying=np.array(lying)))
        return "; ".join(one.what for one in findings(found))

    assert "a pitch of 8 degrees, nose up" in said(0.14, 0.0, 0.99)
    assert "a pitch of 8 degrees, nose down" in said(-0.14, 0.0, 0.99)
    assert "-0" not in said(-0.001, -0.001, 1.0) + said(0.001, 0.001, 1.0)


def test_standing_tells_up_better_than_a_table_does() -> None:
    mount = rotation_from_angles(8, 3, 0)
    seen = evidence(mount)
    table = still(np.array([0.05, 0.1, 1.0]), mount)  # soft harness: it lies askew on the table
    found = calibrated(Evidence(table, seen.forward, seen.lying, Lies.CHEST, standing=still(UP, mount)))
    assert found.rotation == pytest.approx(mount, abs=1e-6)
    assert quality(found) is Quality.GOOD


def test_standing_askew_against_the_table_is_refused() -> None:
    seen = evidence(np.eye(3))
    leaning = still(np.array([0.0, 1.0, 1.0]), np.eye(3))
    found = calibrated(Evidence(seen.table, seen.forward, seen.lying, Lies.CHEST, standing=leaning))
    assert quality(found) is Quality.REFUSED


@pytest.mark.parametrize(("norm_g", "expected"), [(1.03, "good"), (0.92, "doubtful"), (9.8, "refused")])
def test_a_sensor_whose_gravity_is_not_one_g_is_doubted_then_refused(norm_g: float, expected: str) -> None:
    seen = evidence(np.eye(3))
    table = still(UP, np.eye(3), norm_g)
    found = calibrated(Evidence(table, seen.forward, seen.lying, Lies.CHEST))
    assert quality(found) is Quality(expected)


def test_a_crooked_lift_is_doubted() -> None:
    seen = evidence(np.eye(3))
    crooked = Forward(np.array([1.0, 1.0, 0.0]), "seen from a lift")
    found = calibrated(Evidence(seen.table, crooked, seen.lying, Lies.CHEST))
    assert quality(found) is Quality.DOUBTFUL
    assert "do it again" in remedies(found)


# --- stillness


def played(
    accel_g: Array, *, rate_hz: float = RATE_HZ, start_s: float = 0.0, chunk: int = 7
) -> list[AccelSamples]:
    times = ((start_s + np.arange(len(accel_g)) / rate_hz) * NS_PER_S).astype(np.int64)
    return [
        AccelSamples(times[i : i + chunk], accel_g[i : i + chunk].astype(np.float32))
        for i in range(0, len(accel_g), chunk)
    ]


def noisy(up: Array, seconds: float, sd_mg: float, *, rate_hz: float = RATE_HZ) -> Array:
    rng = np.random.default_rng(1)
    return np.asarray(up + rng.normal(0, sd_mg / 1000, (int(seconds * rate_hz), 3)))


def watched(watch: StillnessWatch, chunks: list[AccelSamples]) -> Still | None:
    return next((found for chunk in chunks if (found := watch.take(chunk)) is not None), None)


def test_ten_quiet_seconds_are_a_stretch_with_its_direction_and_noise() -> None:
    found = watched(StillnessWatch(ALONE, need_s=10), played(noisy(UP, 12, sd_mg=3)))
    assert found is not None
    assert found.up == pytest.approx(UP, abs=1e-3)
    assert found.noise_mg == pytest.approx(3, rel=0.1)
    assert found.seconds == pytest.approx(10, abs=0.1)


def test_nine_quiet_seconds_are_not_enough() -> None:
    assert watched(StillnessWatch(ALONE, need_s=10), played(noisy(UP, 9, sd_mg=3))) is None


def test_a_dog_who_moves_is_refused_with_how_much_she_moved_and_waited_for() -> None:
    watch = StillnessWatch(ALIVE, need_s=5)
    assert watched(watch, played(noisy(UP, 3, sd_mg=5))) is None
    assert watched(watch, played(noisy(UP, 2, sd_mg=200), start_s=3)) is None
    assert watch.broken is not None
    assert watch.broken.vedba_mg == pytest.approx(320, rel=0.15), "1.6 times the deviation of one axis"
    assert watched(watch, played(noisy(UP, 8, sd_mg=5), start_s=5)) is not None, "she is calm again"


def test_a_dog_who_turns_slowly_has_moved() -> None:
    watch = StillnessWatch(ALIVE, need_s=10)
    roll = np.radians(np.linspace(0, 30, 12 * RATE_HZ))
    assert watched(watch, played(np.stack([0 * roll, np.sin(roll), np.cos(roll)], axis=1))) is None
    assert watch.broken is not None
    assert watch.broken.turned_deg > ALIVE.turned_deg


def test_panting_is_no_movement_on_a_dog_but_it_is_on_a_table() -> None:
    at_s = np.arange(12 * RATE_HZ) / RATE_HZ
    panting = UP + np.outer(0.06 * np.sin(2 * np.pi * 4 * at_s), UP)
    assert watched(StillnessWatch(ALIVE, need_s=10), played(panting)) is not None
    assert watched(StillnessWatch(ALONE, need_s=10), played(panting)) is None


def test_what_was_lost_breaks_a_stretch() -> None:
    watch = StillnessWatch(ALONE, need_s=10)
    assert watched(watch, played(noisy(UP, 8, sd_mg=3))) is None
    assert watched(watch, played(noisy(UP, 8, sd_mg=3), start_s=20)) is None


def test_the_countdown_leaves_out_the_hand_that_goes_away() -> None:
    watch = StillnessWatch(ALONE, need_s=5, settle_s=3)
    shaken = [*played(noisy(UP, 3, sd_mg=300)), *played(noisy(UP, 6, sd_mg=3), start_s=3)]
    assert watch.take(shaken[0]) is None
    assert watch.settling_s == pytest.approx(3, abs=0.2)
    assert watched(watch, shaken[1:]) is not None
    assert watch.broken is None


def test_a_tag_that_speaks_every_1_3_seconds_can_be_still() -> None:
    watch = StillnessWatch(ALONE, need_s=10)
    slow = played(noisy(UP, 40, sd_mg=3, rate_hz=0.77), rate_hz=0.77, chunk=1)
    assert watched(watch, slow) is not None


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60), st.floats(0.5, 200))
def test_any_chunks_in_any_size_are_taken(sizes: list[int], rate_hz: float) -> None:
    assume(sum(sizes))
    watch, at = StillnessWatch(Limits(vedba_mg=1e9, turned_deg=180), need_s=2), 0
    taken = 0.0
    for size in sizes:
        times = ((at + np.arange(size)) / rate_hz * NS_PER_S).astype(np.int64)
        found = watch.take(AccelSamples(times, np.tile(UP, (size, 1)).astype(np.float32)))
        at += size
        if found is not None:
            taken = found.seconds
            break
    assert taken == 0 or taken >= 2

"""Sensor counter -> CLOCK_BOOTTIME, on arrivals whose truth is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from landseal.units import NS_PER_S
from landseal_edge.harness.timing.sensor_time import CounterTime, HeardTime, PacedTime, SensorTime
from landseal_edge.harness.timing.slewing import Slewed, expand

MS = NS_PER_S // 1000
BOOT_NS = 3600 * NS_PER_S


def delays_ns(count: int, seed: int = 1) -> NDArray[np.int64]:
    """Return the delays of a radio: 8 ms at least, 20 ms more on average, now and then a lot."""
    rng = np.random.default_rng(seed)
    return ((8 + rng.exponential(20, count)) * MS).astype(np.int64)


def stamped(
    time: SensorTime,
    taken_ns: NDArray[np.int64],
    arrived_ns: NDArray[np.int64],
    counter_ns: NDArray[np.int64] | None = None,
    samples: int = 1,
) -> NDArray[np.int64]:
    """Stamp packets of some samples each; return the stamp of every sample."""
    counters = [None] * len(taken_ns) if counter_ns is None else counter_ns.tolist()
    order = np.maximum.accumulate(arrived_ns).tolist()  # a link keeps the order
    return expand([time.stamp(at, samples, counter, 0) for at, counter in zip(order, counters, strict=True)])


@pytest.mark.parametrize("drift", [20e-6, -20e-6])
def test_a_clock_that_drifts_by_20_ppm_is_followed_within_two_milliseconds_for_an_hour(drift: float) -> None:
    taken_ns = BOOT_NS + np.arange(0, 3600 * NS_PER_S, 160 * MS)
    counter_ns = ((taken_ns - BOOT_NS) * (1 + drift)).astype(np.int64)
    stamps = stamped(CounterTime(50), taken_ns, taken_ns + delays_ns(len(taken_ns)), counter_ns, samples=8)
    error_ns = stamps[7::8] - taken_ns - 8 * MS
    assert np.abs(error_ns[3000:]).max() < 2 * MS
    assert np.diff(stamps).min() > 0


def test_samples_that_were_taken_evenly_come_out_evenly_spaced() -> None:
    taken_ns = BOOT_NS + np.arange(0, 120 * NS_PER_S, 20 * MS)
    for time, counter_ns in ((CounterTime(50), taken_ns), (PacedTime(50), None)):
        stamps = stamped(time, taken_ns, taken_ns + delays_ns(len(taken_ns)), counter_ns)
        spacing_ns = np.diff(stamps)[500:]
        assert spacing_ns.min() > 17.9 * MS, type(time).__name__
        assert spacing_ns.max() < 22.1 * MS, type(time).__name__
        assert np.std(spacing_ns) < 0.2 * MS, type(time).__name__


@pytest.mark.parametrize("true_hz", [48.5, 50.0, 51.5])
def test_the_rate_of_a_sensor_without_a_clock_is_measured_and_its_samples_stay_near_the_truth(
    true_hz: float,
) -> None:
    taken_ns = BOOT_NS + (np.arange(round(120 * true_hz)) * NS_PER_S / true_hz).astype(np.int64)
    time = PacedTime(50)
    stamps = stamped(time, taken_ns, taken_ns + delays_ns(len(taken_ns)))
    assert NS_PER_S / time.period_ns == pytest.approx(true_hz, rel=0.001)
    error_ns = (stamps - taken_ns - 8 * MS)[500:]
    assert np.abs(error_ns).max() < 15 * MS
    assert time.missing == 0


def test_a_packet_that_was_held_back_for_a_second_does_not_move_the_others() -> None:
    taken_ns = BOOT_NS + np.arange(0, 60 * NS_PER_S, 20 * MS)
    arrived_ns = taken_ns + 10 * MS
    arrived_ns[1000:1025] = arrived_ns[1025]
    stamps = stamped(PacedTime(50), taken_ns, arrived_ns)
    assert np.abs(stamps - taken_ns - 10 * MS)[900:].max() < 2 * MS


def test_samples_that_a_sensor_without_a_clock_has_dropped_become_a_gap_and_are_counted() -> None:
    taken_ns = BOOT_NS + np.arange(0, 60 * NS_PER_S, 20 * MS)
    kept_ns = np.delete(taken_ns, slice(1000, 1012))
    time = PacedTime(50)
    stamps = stamped(time, kept_ns, kept_ns + delays_ns(len(kept_ns)))
    assert time.missing == pytest.approx(12, abs=2)
    assert np.diff(stamps).max() > 8 * 20 * MS
    assert np.abs(stamps - kept_ns - 8 * MS)[1150:].max() < 45 * MS


def test_a_sensor_without_a_clock_that_lost_a_third_for_a_minute_does_not_run_ahead_ever_after() -> None:
    taken_ns = BOOT_NS + np.arange(0, 400 * NS_PER_S, 20 * MS)
    seconds = (taken_ns - BOOT_NS) // NS_PER_S
    bad = (seconds >= 30) & (seconds < 90)
    kept_ns = taken_ns[~bad | (np.random.default_rng(1).random(len(taken_ns)) > 0.35)]
    time = PacedTime(50)
    stamps = stamped(time, kept_ns, kept_ns + delays_ns(len(kept_ns)))
    after_ns = (stamps - kept_ns - 8 * MS)[kept_ns > BOOT_NS + 150 * NS_PER_S]
    assert np.abs(after_ns).max() < 15 * MS
    assert NS_PER_S / time.period_ns == pytest.approx(50, rel=0.001)


@pytest.mark.parametrize("true_hz", [25.0, 100.0])
def test_a_sensor_that_sends_half_or_twice_the_rate_is_followed_and_does_not_run_out_of_time(
    true_hz: float,
) -> None:
    taken_ns = BOOT_NS + (np.arange(round(120 * true_hz)) * NS_PER_S / true_hz).astype(np.int64)
    time = PacedTime(50)
    stamps = stamped(time, taken_ns, taken_ns + delays_ns(len(taken_ns)))
    assert NS_PER_S / time.period_ns == pytest.approx(true_hz, rel=0.001)
    assert np.abs(stamps - taken_ns - 8 * MS)[round(60 * true_hz) :].max() < 15 * MS


def test_a_fit_that_leaps_either_way_is_approached_by_a_tenth_of_the_time_that_passes() -> None:
    for leap_ns in (2 * NS_PER_S, -2 * NS_PER_S):
        slewed = Slewed()
        slewed.run(0, 1, 20.0 * MS, 0)
        slewed.moved(leap_ns)
        runs = [slewed.run(leap_ns + number * 20 * MS, 1, 20.0 * MS, 0) for number in range(1, 101)]
        step_ns = 22 * MS if leap_ns > 0 else 18 * MS
        assert [run.last_ns for run in runs] == [number * step_ns for number in range(1, 101)]


def test_after_a_restart_of_the_sensor_time_goes_on_and_never_back() -> None:
    first_ns = BOOT_NS + np.arange(0, 30 * NS_PER_S, 20 * MS)
    later_ns = first_ns[-1] + 3 * NS_PER_S + np.arange(0, 30 * NS_PER_S, 20 * MS)
    taken_ns = np.concatenate([first_ns, later_ns])
    counter_ns = np.concatenate([first_ns - BOOT_NS + 500 * NS_PER_S, later_ns - later_ns[0]])
    stamps = stamped(CounterTime(50), taken_ns, taken_ns + 10 * MS, counter_ns)
    assert np.diff(stamps).min() > 0
    assert np.abs(stamps - taken_ns - 10 * MS).max() < MS


def test_a_sensor_that_restarts_soon_after_its_start_is_noticed_too() -> None:
    first_ns = BOOT_NS + np.arange(0, 10 * NS_PER_S, 20 * MS)
    taken_ns = np.concatenate([first_ns, first_ns[-1] + NS_PER_S + (first_ns - BOOT_NS)])
    counter_ns = np.concatenate([first_ns - BOOT_NS, first_ns - BOOT_NS])
    stamps = stamped(CounterTime(50), taken_ns, taken_ns + 10 * MS, counter_ns)
    assert np.abs(stamps - taken_ns - 10 * MS).max() < MS


def test_a_counter_that_is_set_forward_does_not_stamp_the_future() -> None:
    taken_ns = BOOT_NS + np.arange(0, 30 * NS_PER_S, 20 * MS)
    counter_ns = taken_ns.copy()
    counter_ns[700:] += 6 * 365 * 86400 * NS_PER_S  # a strap is put on, and its clock is set
    stamps = stamped(CounterTime(50), taken_ns, taken_ns + 10 * MS, counter_ns)
    assert np.abs(stamps - taken_ns - 10 * MS).max() < MS


def test_a_first_packet_that_came_late_is_corrected_without_time_going_back() -> None:
    taken_ns = BOOT_NS + np.arange(0, 30 * NS_PER_S, 20 * MS)
    arrived_ns = taken_ns + 10 * MS
    arrived_ns[:15] = taken_ns[15] + 10 * MS
    stamps = stamped(CounterTime(50), taken_ns, arrived_ns, taken_ns)
    assert np.diff(stamps).min() >= 17.9 * MS
    assert np.abs(stamps - taken_ns - 10 * MS)[400:].max() < MS


def test_after_a_restart_samples_that_come_in_one_burst_are_not_squeezed_into_an_instant() -> None:
    time = CounterTime(50)
    before = time.stamp(BOOT_NS, 5, 100 * MS, 0)
    time.restart()
    after = time.stamp(BOOT_NS + MS, 5, 200 * MS, 0)
    assert np.diff(expand([before, after])).min() == pytest.approx(20 * MS)


def test_packets_without_the_counter_that_is_expected_keep_their_order() -> None:
    time = CounterTime(50)
    runs = [time.stamp(at_ns, 5, None, 0) for at_ns in (BOOT_NS, BOOT_NS, BOOT_NS - 40 * MS)]
    assert np.diff(expand(runs)).min() > 0


def test_a_heard_sample_was_taken_when_it_was_heard() -> None:
    time = HeardTime(1)
    assert [time.stamp(at, 1, None, 0).last_ns for at in (5, 7, 7)] == [5, 7, 8]

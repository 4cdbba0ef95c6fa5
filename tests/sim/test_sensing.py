from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from support.dogs import BERLIN, acts_of, life_of

from landseal.words import ClockState, Role
from landseal_server.recognise.mount import rotation_from_angles
from landseal_sim.acts.script import Act
from landseal_sim.dog.pose import Keyframes, Pose
from landseal_sim.life.calendar import SECONDS_PER_DAY, begins
from landseal_sim.life.life import Life
from landseal_sim.sensing.battery import Battery
from landseal_sim.sensing.fitting import POCKET_DEG, Fitting
from landseal_sim.sensing.gauges import EVERY_S
from landseal_sim.sensing.pi import Pi, PiClock
from landseal_sim.sensing.radio import Heard, Radio
from landseal_sim.sensing.sensor import Measured, Sensor
from landseal_sim.truth.words import Told
from landseal_sim.world.draw import Constant, Distribution
from landseal_sim.world.load import load_world
from landseal_sim.world.model import RadioSection, SensorSection

HOUR_S = 3600.0
WORLD = load_world("home")


def part(**changes: float | Distribution) -> SensorSection:
    """Return a sensor without a fault, but for the changes."""
    none = Constant(value=0)
    sound = dict.fromkeys(("rate_error_pct", "drift_ppm", "offset_mg", "gain_error_pct"), none)
    still = {
        "mount_error_deg": none,
        "slips_a_day": 0,
        "rattle_g": 0,
        "noise_mg": 0,
        "lsb_mg": 0.1,
        "range_g": 3,
    }
    return WORLD.sensors[Role.TRUNK].model_copy(update=sound | still | changes)


def link(**changes: float | Distribution) -> RadioSection:
    """Return a radio without a fault, but for the changes."""
    none = dict.fromkeys(("jitter_ms", "lost", "fades_an_hour", "late_an_hour", "reboots_a_week"), 0)
    return WORLD.radio.model_copy(update=none | {"battery_days": Constant(value=300)} | changes)


def measured(section: SensorSection, until_s: float = HOUR_S) -> tuple[Life, Sensor, list[Measured]]:
    life, sensor = life_of(), Sensor(Role.TRUNK, section, seed=1)
    return life, sensor, [sensor.measure(act, life.felt(act)) for act in acts_of(life, until_s)]


def in_g(sensor: Sensor, samples: list[Measured]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.concatenate([one.lsb for one in samples]) * sensor.g_per_lsb


def even(count: int, rate_hz: float = 50) -> Measured:
    return Measured(0, np.arange(count) / rate_hz, np.zeros((count, 3), dtype=np.int16))


def long_act(seconds: float) -> Act:
    return Act(0, 0.0, Keyframes(Pose()).to(seconds), (None, None), Told())


def heard(section: RadioSection, seconds: int = 3600) -> Heard:
    """Return all that is heard in an act that lasts so long."""
    parts = Radio(Role.TRUNK, section, 50.0, seed=1).send(even(50 * seconds), long_act(seconds))
    names = ("at_s", "arrived_s", "packet", "lsb")
    at_s, arrived_s, packet, lsb = (
        np.concatenate([getattr(piece, name) for piece in parts]) for name in names
    )
    return Heard(at_s, arrived_s, packet, lsb)


def test_a_sensor_without_faults_gives_what_the_place_feels_turned_by_its_pocket() -> None:
    life, sensor, samples = measured(part(), 300)
    act = life.act(1)
    back = samples[1].lsb * sensor.g_per_lsb @ rotation_from_angles(*POCKET_DEG[Role.TRUNK]).T
    there = life.felt(act)
    grid_s = act.start_s + np.arange(len(there.specific_force_g[Role.TRUNK])) / there.rate_hz
    axes = there.specific_force_g[Role.TRUNK].T
    expected = np.stack([np.interp(samples[1].at_s, grid_s, axis) for axis in axes], axis=1)
    assert np.abs(back - expected).max() < 0.001


def test_samples_are_numbered_and_timed_without_a_gap_over_all_acts() -> None:
    _, sensor, samples = measured(part(rate_error_pct=Constant(value=1.3), drift_ppm=Constant(value=80)))
    assert [after.first for _, after in pairwise(samples)] == [
        before.first + len(before.at_s) for before, _ in pairwise(samples)
    ]
    steps = np.diff(np.concatenate([one.at_s for one in samples]))
    assert steps.mean() == pytest.approx(1 / (50 * 1.013), rel=1e-3)
    assert steps.min() > 0
    assert sensor.true_rate_hz == pytest.approx(50 * 1.013)


@pytest.mark.parametrize(
    ("change", "mean_mg"),
    [({"offset_mg": Constant(value=40)}, 40), ({"gain_error_pct": Constant(value=4)}, 40)],
)
def test_offset_and_gain_shift_what_is_read(change: dict[str, Distribution], mean_mg: float) -> None:
    _, sound, samples = measured(part())
    _, off, shifted = measured(part(**change))
    difference = np.linalg.norm(in_g(off, shifted) - in_g(sound, samples), axis=1).mean() * 1000
    assert mean_mg * 0.8 < difference < mean_mg * 2


def test_noise_quantisation_and_clipping_are_those_of_the_part() -> None:
    _, sound, samples = measured(part())
    _, noisy, with_noise = measured(part(noise_mg=5))
    assert (in_g(noisy, with_noise) - in_g(sound, samples)).std() == pytest.approx(0.005, rel=0.02)
    _, coarse, rough = measured(part(lsb_mg=50, range_g=1.0))
    assert np.abs(in_g(coarse, rough)).max() <= 1.0 + 0.05 / 2


def test_a_harness_that_is_put_on_again_is_fitted_anew_and_one_that_is_worn_may_slip() -> None:
    life = life_of()
    fitting = Fitting(Role.TRUNK, WORLD.sensors[Role.TRUNK], np.random.default_rng(1))
    mounts = []
    for act in acts_of(life, 4 * SECONDS_PER_DAY):
        fitting.follow(act)
        mounts.append((act.harness_on, fitting.mount(act.start_s)))
    off = [number for number, (on, _) in enumerate(mounts) if not on]
    before, on_table, after = (mounts[off[0] + step][1] for step in (-1, 0, 1))
    assert not np.allclose(before, on_table)
    assert not np.allclose(before, after)
    assert np.allclose(after @ after.T, np.eye(3))


def test_a_harness_on_a_table_does_not_breathe_and_cools_down_slowly() -> None:
    life = life_of()
    sensor = Sensor(Role.TRUNK, part(), seed=1)
    radio = Radio(Role.TRUNK, link(), 50.0, seed=1)
    told: list[tuple[bool, float]] = []
    for act in acts_of(life, 4 * SECONDS_PER_DAY):
        one = sensor.measure(act, life.felt(act))
        told += [(act.harness_on, piece.told.temperature_c) for piece in radio.send(one, act)]
        if not act.harness_on and act.frames.length_s > 600:
            assert np.median(np.abs(np.diff(one.lsb, axis=0))) == 0
    off = [temperature_c for worn, temperature_c in told if not worn]
    assert min(off) < 25
    steps = np.abs(np.diff([temperature_c for _, temperature_c in told]))
    assert steps.max() < 1.0, "no cliff that tells the moment"


def test_what_a_sensor_tells_of_itself_changes_by_the_clock_and_not_by_what_she_does() -> None:
    life = life_of()
    sensor = Sensor(Role.TRUNK, part(), seed=1)
    radio = Radio(Role.TRUNK, link(), 50.0, seed=1)
    for act in acts_of(life, 6 * HOUR_S):
        for piece in radio.send(sensor.measure(act, life.felt(act)), act):
            cells = np.unique(piece.at_s // EVERY_S)
            assert len(cells) == 1
    again = radio.send(even(50), long_act(1.0))[0].told
    assert again == radio.send(even(50), long_act(1.0))[0].told


def test_a_packet_that_two_acts_share_has_one_fate() -> None:
    section = link(lost=0.3, jitter_ms=20).model_copy(update={"packet_samples": 50})
    parted, whole = (Radio(Role.TRUNK, section, 50.0, seed=1) for _ in range(2))
    samples, act = even(50 * 600), long_act(600)
    at_once = np.concatenate([piece.at_s for piece in whole.send(samples, act)])
    pieces = [
        piece.at_s
        for first in range(0, 50 * 600, 777)
        for piece in parted.send(
            Measured(first, samples.at_s[first : first + 777], samples.lsb[first : first + 777]), act
        )
    ]
    assert np.concatenate(pieces) == pytest.approx(at_once)


def test_beyond_its_range_a_sensor_clips_and_never_turns_over() -> None:
    life = life_of("thigh-small")
    sensor = Sensor(Role.THIGH_LEFT, WORLD.sensors[Role.THIGH_LEFT], seed=1)
    acts = acts_of(life, SECONDS_PER_DAY)
    act = next(a for a in acts if any(span.value == "paretic" for span in a.told.spans))
    felt = life.felt(act)
    blow = replace(felt, specific_force_g={Role.THIGH_LEFT: felt.specific_force_g[Role.THIGH_LEFT] * 0 + 40})
    lsb = sensor.measure(act, blow).lsb
    assert lsb.max() == 32767
    assert lsb.min() > -32768


def test_a_tag_on_the_sling_moves_only_while_it_is_used() -> None:
    life = life_of("paraplegic-medium")
    sensor = Sensor(Role.SLING, replace_rate(WORLD.sensors[Role.SLING]), seed=1)
    spread = {True: 0.0, False: 0.0}
    for act in acts_of(life, SECONDS_PER_DAY):
        in_use = Role.SLING in act.in_use
        one = sensor.measure(act, life.felt(act))
        if len(one.lsb) > 20:
            spread[in_use] = max(spread[in_use], float((one.lsb * sensor.g_per_lsb).std(axis=0).max()))
    assert spread[True] > 0.03
    assert spread[False] < 0.01


def replace_rate(section: SensorSection) -> SensorSection:
    return section.model_copy(update={"rate_hz": 25.0})


def test_a_good_radio_brings_everything_in_order_and_soon() -> None:
    got = heard(link())
    assert len(got.at_s) == 50 * 3600
    assert np.all(np.diff(got.at_s) > 0)
    assert (got.arrived_s - got.at_s).max() < 0.2
    assert np.all(np.diff(got.arrived_s) >= 0)


def test_losses_take_whole_packets() -> None:
    got = heard(link(lost=0.05))
    assert len(got.at_s) / (50 * 3600) == pytest.approx(0.95, abs=0.01)
    _, sizes = np.unique(got.packet, return_counts=True)
    assert set(sizes.tolist()) == {WORLD.radio.packet_samples}


def test_in_a_fade_nothing_comes_and_in_a_stall_it_comes_late_and_at_once() -> None:
    faded = heard(link(fades_an_hour=20, fade_s=Constant(value=5)))
    assert np.diff(faded.at_s).max() > 4.5
    stalled = heard(link(late_an_hour=20, late_s=Constant(value=3)))
    assert len(stalled.at_s) == 50 * 3600
    assert 2.5 < (stalled.arrived_s - stalled.at_s).max() < 3.5
    assert np.all(np.diff(stalled.arrived_s) >= 0)


def test_an_empty_battery_is_silent_until_it_is_charged() -> None:
    section = link(battery_days=Constant(value=1), recharged_after_h=Constant(value=3))
    battery = Battery(section, np.random.default_rng(1))
    hours = np.array([hour * HOUR_S for hour in range(5 * 24)])
    assert battery.is_empty(hours).mean() == pytest.approx(3 / 27, abs=0.03)
    assert {battery.percent(float(at_s)) for at_s in hours[~battery.is_empty(hours)]} <= set(range(101))
    assert all(battery.percent(float(at_s)) == 0 for at_s in hours[battery.is_empty(hours)])


def test_jitter_never_lets_two_samples_change_places() -> None:
    got = heard(link(jitter_ms=200))
    assert np.all(np.diff(got.at_s) > 0)


def test_a_pi_that_reboots_is_deaf_and_then_does_not_know_the_time() -> None:
    section = link(reboots_a_week=20, reboot_s=Constant(value=60), unset_clock_s=Constant(value=30))
    pi = Pi(section, seed=3)
    up_s = pi.boots(7 * SECONDS_PER_DAY)[0]
    calendar = begins("2026-03-02", BERLIN)
    clock = PiClock(calendar, pi)
    assert pi.is_down(np.array([up_s - 61, up_s - 30, up_s + 1])).tolist() == [False, True, False]
    clock.now_s = up_s + 10
    assert clock.state() is ClockState.UNSYNCHRONISED
    assert calendar.utc_ns(clock.now_s) - clock.utc_ns() == pytest.approx(60e9, rel=1e-6)
    clock.now_s = up_s + 31
    assert clock.state() is ClockState.SYNCHRONISED
    assert clock.utc_ns() == calendar.utc_ns(clock.now_s)


def test_heard_parts_add_up() -> None:
    got = heard(link(), 60)
    mine = got.at_s < 30
    first, second = got.part(mine), got.part(~mine)
    assert np.array_equal(np.concatenate([first.at_s, second.at_s]), got.at_s)
    assert first.told == got.told

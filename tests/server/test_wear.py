"""Wear: what lies still on a body breathes, what lies on a table does not, and a person's word counts."""

from dataclasses import dataclass, field

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from support.blocks import T0_NS

from landseal.units import NS_PER_S
from landseal.words import EventKind, TapKind, Wear
from landseal_server.episodes.harness import FOR_GOOD_S, change
from landseal_server.episodes.state import Draft
from landseal_server.recognise.breathing import EVERY_S, SEGMENT_S, SLOW_HZ, ripple, slow
from landseal_server.recognise.resample import GRID_HZ
from landseal_server.recognise.wear import Sign, WearMemory, advance, tap

TABLE, ASLEEP = 1.2, 30.0
"""Ripples: of noise alone, and of a body that breathes."""

HANDLED_MG, STILL_MG = 300.0, 4.0
"""VeDBA while somebody has a harness in hand, and of one that lies."""


@dataclass
class Harness:
    """A harness, second by second, and what is told of it."""

    memory: WearMemory = field(default_factory=WearMemory)
    told: list[Wear] = field(default_factory=list)
    events: list[Draft] = field(default_factory=list)
    second: int = 0

    def live(
        self,
        seconds: float,
        *,
        ripple: float | None = None,
        vedba_mg: float = STILL_MG,
        celsius: float | None = None,
        slope_c_a_min: float = 0.0,
    ) -> Wear:
        """Let time pass; return what is told in the end."""
        for n in range(round(seconds)):
            over = self.second % EVERY_S == 0
            sign = Sign(
                t_ns=T0_NS + self.second * NS_PER_S,
                vedba_mg=vedba_mg,
                ripple=ripple if over else None,
                temperature_c=None if celsius is None else celsius + slope_c_a_min * n / 60,
            )
            self.told.append(advance(self.memory, sign))
            event = change(self.memory, sign.t_ns)
            self.events += [] if event is None else [event]
            self.second += 1
        return self.told[-1]

    def tap(self, kind: TapKind, *, in_s: float = 0) -> None:
        tap(self.memory, kind, T0_NS + int((self.second + in_s) * NS_PER_S))


def worn() -> Harness:
    harness = Harness()
    assert harness.live(600, ripple=ASLEEP) is Wear.WORN
    return harness


def on_a_table() -> Harness:
    harness = worn()
    harness.live(5, vedba_mg=HANDLED_MG)
    assert harness.live(600, ripple=TABLE) is Wear.NOT_WORN
    return harness


def test_a_dog_that_does_not_move_for_hours_wears_her_harness_as_long_as_she_breathes() -> None:
    harness = worn()
    harness.live(8 * 3600, ripple=ASLEEP)
    assert set(harness.told[60:]) == {Wear.WORN}


def test_a_harness_that_was_laid_on_a_table_is_told_not_to_be_worn_within_two_minutes() -> None:
    harness = worn()
    harness.live(5, vedba_mg=HANDLED_MG)
    assert harness.live(120, ripple=TABLE) is Wear.NOT_WORN


def test_a_harness_that_is_shaken_on_its_table_stays_off() -> None:
    harness = on_a_table()
    for _ in range(3):
        assert harness.live(6, vedba_mg=HANDLED_MG) is Wear.NOT_WORN
        assert harness.live(60, ripple=TABLE) is Wear.NOT_WORN


def test_a_harness_that_a_hand_carries_to_a_hook_is_never_told_to_be_worn() -> None:
    harness = on_a_table()
    before = len(harness.told)
    harness.live(25, vedba_mg=HANDLED_MG)
    harness.live(120, ripple=TABLE)
    assert Wear.WORN not in harness.told[before:]


def test_a_harness_that_is_put_on_is_told_to_be_worn_within_two_minutes() -> None:
    harness = on_a_table()
    harness.live(5, vedba_mg=HANDLED_MG)
    assert harness.live(120, ripple=ASLEEP) is Wear.WORN


def test_a_single_knock_on_the_table_does_not_decide() -> None:
    harness = on_a_table()
    harness.live(10, ripple=1e6)  # it reaches into two segments
    assert harness.live(10, ripple=TABLE) is Wear.NOT_WORN


def test_breath_is_not_looked_for_in_a_segment_with_a_movement_in_it() -> None:
    harness = on_a_table()
    before = harness.memory.log_odds
    harness.live(1, vedba_mg=HANDLED_MG)
    harness.live(SEGMENT_S - 2, ripple=1e6)
    assert harness.memory.log_odds < before + 0.5


def test_a_sensor_that_cannot_show_breath_is_unknown_when_it_lies_still_and_neither_on_nor_off() -> None:
    harness = Harness()
    assert harness.live(60, vedba_mg=HANDLED_MG) is Wear.WORN
    assert harness.live(3600) is Wear.UNKNOWN
    assert Wear.NOT_WORN not in harness.told


def test_a_sensor_that_cools_down_while_it_lies_still_has_left_a_warm_body() -> None:
    harness = Harness()
    harness.live(60, vedba_mg=HANDLED_MG, celsius=33)
    assert harness.live(400, celsius=33, slope_c_a_min=-1) is Wear.NOT_WORN


def test_a_cold_floor_does_not_take_the_harness_off_a_dog_that_breathes() -> None:
    harness = worn()
    harness.live(900, ripple=ASLEEP, celsius=33, slope_c_a_min=-0.5)
    assert set(harness.told[60:]) == {Wear.WORN}


def test_the_noise_of_a_poor_part_is_not_movement() -> None:
    harness = Harness()
    assert harness.live(600, ripple=ASLEEP, vedba_mg=18) is Wear.WORN
    harness.live(5, vedba_mg=HANDLED_MG)
    assert harness.live(300, ripple=TABLE, vedba_mg=17) is Wear.NOT_WORN


def test_nothing_is_believed_for_ever_without_news() -> None:
    harness = worn()
    harness.second += 3600
    assert harness.live(1) is Wear.UNKNOWN


def test_time_that_goes_back_begins_anew() -> None:
    harness = worn()
    harness.second -= 300
    assert harness.live(1) is Wear.UNKNOWN


# --- taps


def test_a_tap_that_it_is_off_holds_whatever_breathes_until_the_harness_moves() -> None:
    harness = worn()
    harness.tap(TapKind.HARNESS_OFF)
    assert harness.live(1800, ripple=ASLEEP) is Wear.NOT_WORN
    harness.live(2, vedba_mg=HANDLED_MG)
    assert harness.live(120, ripple=ASLEEP) is Wear.WORN


def test_a_tap_that_it_is_on_holds_though_nothing_breathes_until_the_harness_moves() -> None:
    harness = on_a_table()
    harness.tap(TapKind.HARNESS_ON)
    assert harness.live(1800, ripple=TABLE) is Wear.WORN
    harness.live(2, vedba_mg=HANDLED_MG)
    assert harness.live(120, ripple=TABLE) is Wear.NOT_WORN


def test_hands_that_are_still_at_it_do_not_contradict_a_tap() -> None:
    harness = worn()
    harness.tap(TapKind.HARNESS_OFF)
    harness.live(20, vedba_mg=HANDLED_MG)
    assert harness.live(600, ripple=ASLEEP) is Wear.NOT_WORN


def test_a_tap_holds_from_the_moment_that_it_speaks_of() -> None:
    harness = worn()
    harness.tap(TapKind.HARNESS_OFF, in_s=30)
    assert harness.live(30, ripple=ASLEEP) is Wear.WORN
    assert harness.live(1, ripple=ASLEEP) is Wear.NOT_WORN


def test_a_tap_that_comes_late_changes_nothing_that_was_told() -> None:
    harness = worn()
    harness.tap(TapKind.HARNESS_OFF, in_s=-300)
    assert harness.live(1, ripple=ASLEEP) is Wear.NOT_WORN
    assert set(harness.told[60:-1]) == {Wear.WORN}


# --- events


def test_a_harness_that_came_off_for_good_is_told_once_from_its_last_movement_on() -> None:
    harness = on_a_table()
    harness.live(3600, ripple=TABLE)
    (event,) = harness.events
    assert (event.kind, event.onset_ns) == (EventKind.HARNESS_OFF, T0_NS + 605 * NS_PER_S)
    assert event.met_ns - event.onset_ns >= FOR_GOOD_S * NS_PER_S


def test_a_harness_that_was_put_on_again_is_told() -> None:
    harness = on_a_table()
    harness.live(5, vedba_mg=HANDLED_MG)
    harness.live(900, ripple=ASLEEP)
    assert [event.kind for event in harness.events] == [EventKind.HARNESS_OFF, EventKind.HARNESS_ON]


def test_a_harness_that_was_off_for_two_minutes_is_no_news() -> None:
    harness = worn()
    harness.live(5, vedba_mg=HANDLED_MG)
    harness.live(120, ripple=TABLE)
    harness.live(900, ripple=ASLEEP)
    assert harness.events == []


def test_what_was_so_from_the_beginning_is_no_change() -> None:
    harness = Harness()
    harness.live(3600, ripple=TABLE)
    assert harness.told[-1] is Wear.NOT_WORN
    assert harness.events == []


def test_what_is_remembered_can_be_kept_and_continued() -> None:
    harness = on_a_table()
    harness.tap(TapKind.HARNESS_ON, in_s=5)
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(harness.memory), type=WearMemory)
    assert kept == harness.memory


# --- breath


def segment(
    rng: np.random.Generator, *, noise_mg: float = 2.0, breath_mg: float = 0.0, hz: float = 0.3
) -> NDArray[np.float32]:
    """Return a segment of a sensor that lies still, (1, samples, 3): noise as is left of it at `SLOW_HZ`."""
    at_s = np.arange(SEGMENT_S * SLOW_HZ) / SLOW_HZ
    accel = rng.normal((0.1, 0, 1), noise_mg / 1000 / np.sqrt(GRID_HZ / SLOW_HZ), (len(at_s), 3))
    accel[:, 2] += breath_mg / 1000 * np.sin(2 * np.pi * hz * at_s)
    return accel[None].astype(np.float32)


def median_ripple(**what: float) -> float:
    rng = np.random.default_rng(5)
    return float(np.median([ripple(segment(rng, **what))[0] for _ in range(50)]))


@pytest.mark.parametrize("noise_mg", [0.5, 2.0, 9.0])
def test_noise_alone_has_no_ripple_however_strong_it_is(noise_mg: float) -> None:
    assert median_ripple(noise_mg=noise_mg) < 2


@pytest.mark.parametrize("hz", [0.2, 0.35, 0.7, 1.1])
def test_a_breath_half_as_strong_as_the_noise_stands_out_of_it(hz: float) -> None:
    assert median_ripple(noise_mg=2.0, breath_mg=1.0, hz=hz) > 3


def test_a_washing_machine_does_not_breathe() -> None:
    assert median_ripple(breath_mg=5.0, hz=2.1) < 2


def test_a_sensor_that_drifts_as_it_cools_does_not_breathe() -> None:
    drift = np.linspace(0, 0.03, SEGMENT_S * SLOW_HZ)[None, :, None].astype(np.float32)
    rng = np.random.default_rng(5)
    assert np.median([ripple(segment(rng) + drift)[0] for _ in range(50)]) < 2


def test_a_sensor_too_coarse_to_show_even_its_noise_says_nothing() -> None:
    assert np.isnan(ripple(np.ones((1, SEGMENT_S * SLOW_HZ, 3), np.float32))).all()


def segments_over(t_s: list[int], fast: list[bool]) -> list[int]:
    windows = np.zeros((len(t_s), GRID_HZ, 3), np.float32)
    found = slow(windows, [s * NS_PER_S for s in t_s], fast, before=b"")
    assert found.segments().shape == (len(found.segment_rows), SEGMENT_S * SLOW_HZ, 3)
    return [t_s[row] for row in found.segment_rows]


def test_a_segment_needs_ten_seconds_without_a_gap() -> None:
    seconds = [*range(23), *range(25, 50)]
    assert segments_over(seconds, [True] * len(seconds)) == [9, 14, 19, 34, 39, 44, 49]


def test_a_second_sampled_too_slowly_is_a_gap_to_breath() -> None:
    assert segments_over(list(range(30)), [second != 12 for second in range(30)]) == [9, 24, 29]

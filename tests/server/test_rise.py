from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from landseal.blocks import Box
from landseal.units import NS_PER_S
from landseal.words import Confidence, Device, EventKind, Posture
from landseal_server.episodes import machine
from landseal_server.episodes.reading import Movement, Reading, Sight
from landseal_server.episodes.state import Draft, Episodes

STILL = Movement(
    vedba_mg=5, enmo_mg=2, burst_s=0, first_burst_s=1, tilt_change_deg=0.3, rhythm=0, cadence_hz=0
)
EFFORT = replace(STILL, vedba_mg=250, burst_s=0.9, first_burst_s=0.25, tilt_change_deg=24)
SWAYS = replace(STILL, vedba_mg=25, tilt_change_deg=2)
STEPS = replace(
    STILL,
    vedba_mg=180,
    burst_s=1,
    first_burst_s=0,
    tilt_change_deg=4,
    rhythm=0.8,
    cadence_hz=3,
    stepping=1,
    stepping_from_s=0,
    stepping_until_s=1,
    stepping_mg=150,
    heave_mg=150,
)
LOW, HIGH = Box(0.3, 0.65, 0.45, 0.17), Box(0.3, 0.5, 0.4, 0.32)

LIES = Reading(0, Posture.LYING_STERNAL, 0.99, 0.99, 0.0, 8, 0, STILL)
TRIES = Reading(0, Posture.OTHER, 0.9, 0.05, 0.05, 20, 5, EFFORT)
STANDS = Reading(0, Posture.STANDING, 0.95, 0.02, 0.97, 1, 0, SWAYS)
WALKS = Reading(0, Posture.WALKING, 0.95, 0.01, 0.98, 1, 0, STEPS)
SITS = Reading(0, Posture.SITTING, 0.95, 0.02, 0.02, 40, 0, STILL)

Part = tuple[Reading, int]


def told(*parts: Part, state: Episodes | None = None, start: int = 0) -> list[Draft]:
    """Return the drafts of a dog who does these things for so many seconds each."""
    state = state or Episodes()
    drafts, t = [], start
    for reading, count in parts:
        for _ in range(count):
            drafts += list(machine.advance(state, replace(reading, t_ns=t * NS_PER_S)))
            t += 1
    return drafts


def with_pelvis(reading: Reading, coherence: float) -> Reading:
    return replace(reading, pelvis=reading.trunk, coherence=coherence)


def seen(reading: Reading, box: Box | None) -> Reading:
    return replace(reading, sights=(Sight("cam", box, 4 / 3),))


def kinds(drafts: Iterable[Draft]) -> list[tuple[EventKind, Confidence]]:
    return [(draft.kind, draft.confidence) for draft in drafts]


def test_a_rise_from_rest_seen_by_trunk_and_pelvis_is_confirmed() -> None:
    (draft,) = told((with_pelvis(LIES, 0.1), 70), (with_pelvis(TRIES, 0.3), 4), (with_pelvis(STANDS, 0.9), 5))
    assert (draft.kind, draft.confidence) == (EventKind.STOOD_UP, Confidence.CONFIRMED)
    assert {cue.device for cue in draft.cues} == {Device.TRUNK, Device.PELVIS}


def test_its_figures_are_those_of_the_definitions() -> None:
    (draft,) = told((with_pelvis(LIES, 0.1), 70), (with_pelvis(TRIES, 0.3), 4), (with_pelvis(STANDS, 0.9), 5))
    assert draft.onset_ns == int(70.25 * NS_PER_S)
    assert draft.met_ns == 79 * NS_PER_S
    assert draft.rest_s == pytest.approx(70.25)
    assert draft.time_to_rise_s == pytest.approx(3.75)
    assert draft.attempts == 1


def test_the_definition_is_met_at_the_end_of_the_fifth_second_and_not_before() -> None:
    before = ((with_pelvis(LIES, 0.1), 70), (with_pelvis(TRIES, 0.3), 4))
    assert told(*before, (with_pelvis(STANDS, 0.9), 4)) == []
    assert len(told(*before, (with_pelvis(STANDS, 0.9), 5))) == 1


def test_the_trunk_alone_makes_it_possible_and_no_more() -> None:
    assert kinds(told((LIES, 70), (TRIES, 4), (STANDS, 30))) == [(EventKind.STOOD_UP, Confidence.POSSIBLE)]


def test_ten_regular_steps_after_it_confirm_it_from_the_trunk_alone() -> None:
    drafts = told((LIES, 70), (TRIES, 4), (STANDS, 10), (WALKS, 4))
    stands = [draft for draft in drafts if draft.kind is EventKind.STOOD_UP]
    assert [draft.confidence for draft in stands] == [Confidence.POSSIBLE, Confidence.CONFIRMED]
    assert stands[0].onset_ns == stands[1].onset_ns
    assert stands[1].met_ns == 88 * NS_PER_S


def test_steps_that_come_after_a_minute_confirm_nothing() -> None:
    drafts = told((LIES, 70), (TRIES, 4), (STANDS, 61), (WALKS, 5))
    assert (EventKind.STOOD_UP, Confidence.CONFIRMED) not in kinds(drafts)


def test_a_camera_that_sees_her_taller_than_at_rest_confirms_it() -> None:
    (draft,) = told((seen(LIES, LOW), 70), (seen(TRIES, LOW), 4), (seen(STANDS, HIGH), 5))
    assert draft.confidence is Confidence.CONFIRMED
    assert {cue.device for cue in draft.cues} == {Device.TRUNK, Device.CAMERA}


def test_a_camera_that_sees_her_as_low_as_at_rest_does_not() -> None:
    drafts = told((seen(LIES, LOW), 70), (seen(TRIES, LOW), 4), (seen(STANDS, LOW), 20))
    assert kinds(drafts) == [(EventKind.STOOD_UP, Confidence.POSSIBLE)]


PERSON, PASSER_BY = Box(0.35, 0.1, 0.2, 0.75), Box(0.8, 0.3, 0.15, 0.55)


@pytest.mark.parametrize("foreign", [PERSON, PASSER_BY])
def test_a_box_that_cannot_be_she_is_no_cue(foreign: Box) -> None:
    drafts = told((seen(LIES, LOW), 70), (seen(TRIES, LOW), 4), (seen(STANDS, foreign), 20))
    assert kinds(drafts) == [(EventKind.STOOD_UP, Confidence.POSSIBLE)]


def test_a_person_who_sits_down_beside_her_does_not_become_her_resting_box() -> None:
    drafts = told(
        (seen(LIES, LOW), 70), (seen(LIES, PERSON), 50), (seen(TRIES, LOW), 4), (seen(STANDS, HIGH), 5)
    )
    assert kinds(drafts) == [(EventKind.STOOD_UP, Confidence.CONFIRMED)]


def test_a_wide_picture_does_not_make_a_wide_box_tall() -> None:
    wide = replace(LIES, sights=(Sight("cam", Box(0.3, 0.65, 0.3, 0.17), 16 / 9),))
    still_wide = replace(STANDS, sights=(Sight("cam", Box(0.3, 0.63, 0.17, 0.19), 16 / 9),))
    drafts = told((wide, 70), (TRIES, 4), (still_wide, 20))
    assert kinds(drafts) == [(EventKind.STOOD_UP, Confidence.POSSIBLE)]


def test_a_hind_that_is_lifted_before_the_front_is_no_cue() -> None:
    lifted = replace(LIES, pelvis=EFFORT, coherence=0.1)
    drafts = told(
        (with_pelvis(LIES, 0.1), 70),
        (lifted, 2),
        (with_pelvis(TRIES, 0.3), 4),
        (with_pelvis(STANDS, 0.9), 20),
    )
    assert kinds(drafts) == [(EventKind.STOOD_UP, Confidence.POSSIBLE)]


def test_a_trunk_that_moves_no_more_than_it_did_at_rest_is_no_cue() -> None:
    assert told((LIES, 70), (TRIES, 4), (replace(STANDS, trunk=STILL), 30)) == []


def test_sitting_for_long_before_lying_down_is_no_failed_rise() -> None:
    assert told((LIES, 70), (TRIES, 3), (SITS, 40), (LIES, 20)) == []


def test_a_camera_cue_that_comes_late_upgrades_the_same_stand() -> None:
    drafts = told(
        (seen(LIES, LOW), 70), (seen(TRIES, LOW), 4), (seen(STANDS, LOW), 8), (seen(STANDS, HIGH), 3)
    )
    assert [draft.confidence for draft in drafts] == [Confidence.POSSIBLE, Confidence.CONFIRMED]
    assert len({draft.onset_ns for draft in drafts}) == 1


def test_a_pelvis_that_does_not_sway_with_the_trunk_is_no_cue() -> None:
    drafts = told((with_pelvis(LIES, 0.1), 70), (with_pelvis(TRIES, 0.3), 4), (with_pelvis(STANDS, 0.1), 20))
    assert kinds(drafts) == [(EventKind.STOOD_UP, Confidence.POSSIBLE)]


def test_an_attempt_that_ends_on_the_floor_has_failed() -> None:
    (draft,) = told((LIES, 70), (TRIES, 3), (LIES, 12))
    assert (draft.kind, draft.onset_ns) == (EventKind.RISE_FAILED, int(70.25 * NS_PER_S))
    assert draft.duration_s == pytest.approx(2.75)


def test_attempts_closer_than_ten_seconds_are_one() -> None:
    assert len(told((LIES, 70), (TRIES, 3), (LIES, 6), (TRIES, 3), (LIES, 12))) == 1


def test_attempts_further_apart_are_counted_in_the_chain_up_to_the_rise() -> None:
    drafts = told((LIES, 70), (TRIES, 3), (LIES, 12), (TRIES, 3), (LIES, 12), (TRIES, 4), (STANDS, 6))
    assert [draft.kind for draft in drafts] == [EventKind.RISE_FAILED] * 2 + [EventKind.STOOD_UP]
    assert [draft.attempts for draft in drafts] == [1, 2, 3]
    assert drafts[2].time_to_rise_s == pytest.approx(104 - 70.25)
    assert drafts[2].onset_ns == int(100.25 * NS_PER_S), "the onset is the start of the last attempt"


def test_a_minute_of_peace_begins_a_new_chain() -> None:
    drafts = told((LIES, 70), (TRIES, 3), (LIES, 70), (TRIES, 4), (STANDS, 6))
    assert [draft.attempts for draft in drafts] == [1, 1]


def test_without_a_rest_there_is_no_rise() -> None:
    assert told((LIES, 40), (TRIES, 4), (STANDS, 20)) == []


def test_a_rest_is_a_rest_after_sixty_seconds_and_not_before() -> None:
    assert told((LIES, 59), (TRIES, 4), (STANDS, 6)) == []
    assert len(told((LIES, 60), (TRIES, 4), (STANDS, 6))) == 1


def test_sitting_up_is_neither_a_rise_nor_a_failure() -> None:
    assert told((LIES, 70), (TRIES, 3), (SITS, 120)) == []


def test_lying_down_again_ends_the_stand_and_gives_its_length() -> None:
    first, last = told((LIES, 70), (TRIES, 4), (STANDS, 20), (LIES, 5))
    assert first.duration_s is None
    assert last.duration_s == pytest.approx(20)
    assert last.kind is EventKind.STOOD_UP


def test_a_gap_in_the_data_carries_nothing_over() -> None:
    assert machine.is_broken(12 * NS_PER_S)
    assert machine.is_broken(-NS_PER_S)
    assert not machine.is_broken(11 * NS_PER_S)
    assert not machine.is_broken(NS_PER_S)


def test_a_walk_has_three_steps_and_ends_when_they_stop() -> None:
    begun, over = told((STANDS, 5), (WALKS, 10), (STANDS, 3))
    assert (begun.kind, begun.steps, begun.duration_s) == (EventKind.WALK, 6, None)
    assert over.steps == 30
    assert over.duration_s == pytest.approx(10)
    assert begun.met_ns == 7 * NS_PER_S


def test_a_pause_of_one_second_does_not_end_a_walk() -> None:
    drafts = told((STANDS, 5), (WALKS, 4), (STANDS, 1), (WALKS, 4), (STANDS, 3))
    assert [draft.steps for draft in drafts] == [6, 24]


def test_the_rhythm_of_a_struggle_is_not_a_walk() -> None:
    tilting = replace(WALKS, trunk=replace(STEPS, tilt_change_deg=40))
    lying = replace(LIES, trunk=STEPS)
    assert told((tilting, 5), (lying, 5)) == []

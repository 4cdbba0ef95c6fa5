import pytest
from msgspec.structs import replace
from support.readings import (
    EFFORT,
    LIES,
    RAISED,
    ROLLS,
    SITS,
    STANDS,
    STEPS,
    STILL,
    TRIES,
    WALKS,
    kinds,
    seen,
    told,
    with_pelvis,
)

from landseal.blocks import Box
from landseal.units import NS_PER_S
from landseal.words import Confidence, Device, EventKind, Posture
from landseal_server.episodes import machine
from landseal_server.episodes.reading import Sight

LOW, HIGH = Box(0.3, 0.65, 0.45, 0.17), Box(0.3, 0.5, 0.4, 0.32)


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


def test_a_hind_that_is_raised_before_the_front_is_no_cue() -> None:
    drafts = told((with_pelvis(LIES, 0.1), 70), (with_pelvis(RAISED, 0.9), 4), (with_pelvis(STANDS, 0.9), 20))
    assert kinds(drafts) == [(EventKind.STOOD_UP, Confidence.POSSIBLE)]


def test_where_forward_is_unknown_the_hind_may_not_move_before_the_front() -> None:
    lifted, tries = (
        replace(with_pelvis(reading, 0.3), forward_known=False)
        for reading in (replace(LIES, trunk=STILL), TRIES)
    )
    before = ((with_pelvis(LIES, 0.1), 70), (replace(lifted, pelvis=EFFORT), 2), (tries, 4))
    drafts = told(*before, (replace(with_pelvis(STANDS, 0.9), forward_known=False), 20))
    assert kinds(drafts) == [(EventKind.STOOD_UP, Confidence.POSSIBLE)]


def test_who_is_picked_up_as_a_whole_has_not_stood_up() -> None:
    lifted = with_pelvis(ROLLS, 0.99)
    lifted = replace(lifted, trunk=replace(lifted.trunk, highest_pitch_deg=10))
    assert told((with_pelvis(LIES, 0.1), 70), (lifted, 4), (with_pelvis(STANDS, 0.99), 20)) == []


def test_a_weak_second_before_she_is_picked_up_changes_nothing() -> None:
    lifted, weak = with_pelvis(ROLLS, 0.99), with_pelvis(ROLLS, -0.2)
    lifted = replace(lifted, trunk=replace(lifted.trunk, highest_pitch_deg=24))
    weak = replace(weak, trunk=replace(lifted.trunk, vedba_mg=100))
    assert told((with_pelvis(LIES, 0.1), 70), (weak, 1), (lifted, 3), (with_pelvis(STANDS, 0.99), 20)) == []
    strong = replace(with_pelvis(ROLLS, 0.2), trunk=lifted.trunk)
    assert told((with_pelvis(LIES, 0.1), 70), (lifted, 2), (strong, 2), (with_pelvis(STANDS, 0.99), 20))


def test_what_moves_her_once_she_is_up_does_not_tell_how_she_got_up() -> None:
    lifted = with_pelvis(ROLLS, 0.99)
    lifted = replace(lifted, trunk=replace(lifted.trunk, highest_pitch_deg=10))
    wheeled = replace(
        with_pelvis(STANDS, 0.2), trunk=replace(EFFORT, highest_pitch_deg=2, lowest_pitch_deg=0)
    )
    assert told((with_pelvis(LIES, 0.1), 70), (lifted, 4), (wheeled, 20)) == []


def test_a_harness_that_hands_turn_about_has_not_stood_up() -> None:
    turned = replace(TRIES, trunk=replace(EFFORT, lowest_pitch_deg=-80))
    assert told((LIES, 70), (turned, 4), (STANDS, 20)) == []


def test_a_trunk_that_moves_no_more_than_it_did_at_rest_is_no_cue() -> None:
    assert told((LIES, 70), (TRIES, 4), (replace(STANDS, trunk=STILL), 30)) == []


@pytest.mark.parametrize("sat_s", [4, 40, 400])
def test_sitting_up_for_three_whole_seconds_and_going_down_again_is_a_dog_sit_stall(sat_s: int) -> None:
    (draft,) = told((LIES, 70), (TRIES, 3), (SITS, sat_s), (LIES, 20))
    assert (draft.kind, draft.confidence) == (EventKind.DOG_SIT_STALL, Confidence.CONFIRMED)
    assert draft.onset_ns == int(70.25 * NS_PER_S)
    assert draft.duration_s == pytest.approx(2.75 + sat_s)


def test_the_front_held_up_for_less_is_a_failed_rise() -> None:
    (draft,) = told((LIES, 70), (TRIES, 3), (SITS, 3), (LIES, 20))
    assert draft.kind is EventKind.RISE_FAILED


def test_a_harness_that_slipped_and_is_pitched_at_rest_too_makes_no_stall() -> None:
    slipped = replace(STILL, lowest_pitch_deg=30, highest_pitch_deg=31)
    lies = replace(LIES, pitch_deg=30, trunk=slipped)
    tries = replace(TRIES, pitch_deg=42, trunk=replace(EFFORT, lowest_pitch_deg=32, highest_pitch_deg=55))
    (draft,) = told((lies, 70), (tries, 4), (lies, 20))
    assert draft.kind is EventKind.RISE_FAILED


def test_who_stands_up_from_the_dog_sit_has_not_stalled() -> None:
    drafts = told((LIES, 70), (TRIES, 3), (SITS, 20), (TRIES, 2), (STANDS, 6))
    assert kinds(drafts) == [(EventKind.STOOD_UP, Confidence.POSSIBLE)]


def test_an_effort_that_does_not_lift_the_front_is_no_attempt() -> None:
    assert told((LIES, 70), (ROLLS, 3), (LIES, 20)) == []


def test_where_the_hind_tries_too_and_nothing_rolls_ten_degrees_are_an_attempt() -> None:
    tries = replace(ROLLS, roll_deg=5, trunk=replace(ROLLS.trunk, highest_pitch_deg=19))
    assert kinds(told((LIES, 70), (with_pelvis(tries, 0.3), 3), (LIES, 20))) == [
        (EventKind.RISE_FAILED, Confidence.CONFIRMED)
    ]
    assert told((LIES, 70), (with_pelvis(replace(tries, roll_deg=50), 0.3), 3), (LIES, 20)) == []
    assert told((LIES, 70), (tries, 3), (LIES, 20)) == []


def test_an_effort_that_lifts_nothing_does_not_count_in_the_chain() -> None:
    drafts = told((LIES, 70), (ROLLS, 3), (LIES, 20), (TRIES, 4), (STANDS, 6))
    assert [draft.attempts for draft in drafts] == [1]


def test_one_doubtful_second_does_not_interrupt_a_stand() -> None:
    doubtful = replace(STANDS, posture=Posture.UNKNOWN, p_upright=0.4)
    assert len(told((LIES, 70), (TRIES, 4), (STANDS, 2), (doubtful, 1), (STANDS, 2))) == 1
    assert told((LIES, 70), (TRIES, 4), (STANDS, 2), (doubtful, 2), (STANDS, 2)) == []


def test_who_looks_upright_though_nothing_has_moved_her_is_still_at_rest() -> None:
    pants = replace(STANDS, trunk=replace(STILL, vedba_mg=40))
    drafts = told((LIES, 70), (pants, 120), (LIES, 5), (TRIES, 4), (STANDS, 6))
    assert [draft.rest_s for draft in drafts] == [pytest.approx(195.25)]


def test_what_counts_as_upright_comes_after_the_attempt() -> None:
    pants = replace(STANDS, trunk=replace(STILL, vedba_mg=40))
    assert told((LIES, 70), (pants, 20), (TRIES, 3), (LIES, 1), (LIES, 3)) == []
    assert told((LIES, 70), (pants, 20), (replace(pants, trunk=EFFORT), 4)) == []
    assert len(told((LIES, 70), (pants, 20), (TRIES, 3), (STANDS, 6))) == 1


def test_walking_without_an_attempt_that_was_seen_ends_the_rest() -> None:
    drafts = told((LIES, 70), (STANDS, 2), (WALKS, 20), (STANDS, 5), (TRIES, 2), (STANDS, 20))
    assert [draft.kind for draft in drafts] == [EventKind.WALK] * 2


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

import pytest
from msgspec.structs import replace
from support.readings import (
    EFFORT,
    LEFT,
    LIES,
    ROLLS,
    SITS,
    STANDS,
    STEPS,
    STILL,
    SWAYS,
    TRIES,
    WALKS,
    kinds,
    told,
    with_pelvis,
)

from landseal.units import NS_PER_S
from landseal.words import EventKind, Posture
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Attempt, Episodes, Rest
from landseal_server.episodes.sway import lies

DOUBTED = replace(STANDS, posture=Posture.LYING_STERNAL, p_lying=0.8, p_upright=0.2)
"""She stands quietly, and gravity alone says that she lies."""


def kinds_of(*parts: tuple[Reading, int]) -> list[EventKind]:
    return [kind for kind, _ in kinds(told(*parts))]


def test_after_an_effort_a_trunk_that_sways_as_it_never_did_at_rest_stands() -> None:
    assert kinds_of((LIES, 70), (TRIES, 4), (DOUBTED, 20)) == [EventKind.STOOD_UP]


def test_after_an_effort_a_trunk_as_still_as_at_rest_lies() -> None:
    panting = replace(DOUBTED, trunk=replace(SWAYS, vedba_mg=14))
    assert kinds_of((LIES, 70), (TRIES, 4), (panting, 20)) == [EventKind.RISE_FAILED]


def test_a_fidget_makes_her_no_less_still_at_rest() -> None:
    fidgets = replace(LIES, trunk=replace(STILL, vedba_mg=40))
    assert kinds_of((LIES, 60), (fidgets, 10), (TRIES, 4), (DOUBTED, 20)) == [EventKind.STOOD_UP]


def test_sway_counts_only_after_an_effort() -> None:
    rests = Episodes(rest=Rest(since_ns=0, settled=True, floor_mg=5))
    assert lies(rests, DOUBTED)
    rests.attempt = Attempt(onset_ns=0, active_ns=0)
    assert not lies(rests, DOUBTED)


def test_what_sways_without_an_effort_has_not_stood() -> None:
    assert kinds_of((LIES, 70), (DOUBTED, 60), (LIES, 20)) == []


def test_a_trunk_that_sways_without_the_pelvis_lies() -> None:
    kicks = with_pelvis(DOUBTED, 0.1)
    assert kinds_of((with_pelvis(LIES, 0.1), 70), (with_pelvis(TRIES, 0.3), 4), (kicks, 20)) == [
        EventKind.RISE_FAILED
    ]


def test_an_effort_that_dies_away_is_no_sway() -> None:
    up = replace(TRIES, p_lying=0.05, p_upright=0.9, pitch_deg=10)
    dying = replace(DOUBTED, trunk=replace(SWAYS, vedba_mg=60, tilt_change_deg=25))
    assert EventKind.STOOD_UP not in kinds_of((LIES, 70), (up, 5), (dying, 1), (LIES, 20))


def test_who_rolls_to_her_chest_and_fidgets_there_has_not_stood_up() -> None:
    rolls = replace(ROLLS, roll_deg=0, trunk=replace(EFFORT, lowest_pitch_deg=0, highest_pitch_deg=20))
    before = (with_pelvis(LEFT, 0.1), 70)
    assert EventKind.STOOD_UP not in kinds_of(
        before, (with_pelvis(rolls, 0.5), 3), (with_pelvis(STANDS, 0.5), 8)
    )
    gets_up = replace(rolls, trunk=replace(rolls.trunk, highest_pitch_deg=24))
    assert EventKind.STOOD_UP in kinds_of(
        before, (with_pelvis(gets_up, 0.5), 3), (with_pelvis(STANDS, 0.5), 8)
    )


def test_a_rear_that_hangs_from_arms_is_not_slung() -> None:
    rolls = replace(ROLLS, roll_deg=0, trunk=replace(EFFORT, lowest_pitch_deg=-22, highest_pitch_deg=0))
    before, after = (with_pelvis(LIES, 0.1), 70), (with_pelvis(STANDS, 0.99), 8)
    assert kinds_of(before, (with_pelvis(rolls, 0.99), 3), after) == []
    slung = replace(rolls, trunk=replace(rolls.trunk, lowest_pitch_deg=-26))
    assert kinds_of(before, (with_pelvis(slung, 0.99), 3), after) == [EventKind.STOOD_UP]
    assert kinds_of((LIES, 70), (rolls, 3), (STANDS, 8)) == [EventKind.STOOD_UP], "one sensor cannot tell"
    held = (with_pelvis(STANDS, 0.5), 8)
    assert kinds_of(before, (with_pelvis(rolls, 0.99), 3), held) == [EventKind.STOOD_UP], "arms sway as one"


def test_a_dog_whose_pelvis_is_pitched_as_a_sitting_dogs_has_not_stood_up() -> None:
    sits, stands = with_pelvis(STANDS, 0.9, pitch_deg=50), with_pelvis(STANDS, 0.9)
    before = ((with_pelvis(LIES, 0.1), 70), (with_pelvis(TRIES, 0.3), 4))
    assert EventKind.STOOD_UP in kinds_of(*before, (stands, 8))
    assert kinds_of(*before, (sits, 8), (with_pelvis(LIES, 0.1), 20)) == [EventKind.DOG_SIT_STALL]
    slipped = with_pelvis(LIES, 0.1, pitch_deg=35)
    assert EventKind.STOOD_UP in kinds_of((slipped, 70), before[1], (sits, 8)), "her harness had slipped"


def test_a_harness_that_slipped_towards_the_tail_hides_no_sitting() -> None:
    lies = replace(LIES, trunk=replace(STILL, lowest_pitch_deg=-10, highest_pitch_deg=-10))
    sits = replace(STANDS, trunk=replace(SWAYS, lowest_pitch_deg=22, highest_pitch_deg=24))
    assert EventKind.STOOD_UP not in kinds_of((lies, 70), (TRIES, 4), (sits, 10))
    assert EventKind.STOOD_UP in kinds_of((LIES, 70), (TRIES, 4), (sits, 10))


def test_a_dog_whose_front_is_held_up_sits_however_lively_she_is() -> None:
    lively = replace(SITS, p_lying=0.01, p_upright=0.6, trunk=replace(SITS.trunk, vedba_mg=150))
    assert kinds_of((LIES, 70), (TRIES, 4), (lively, 10), (LIES, 20)) == [EventKind.DOG_SIT_STALL]


def test_who_lies_on_one_side_with_her_front_higher_does_not_sit() -> None:
    propped = replace(LEFT, pitch_deg=26, trunk=replace(STILL, lowest_pitch_deg=25, highest_pitch_deg=27))
    tries = replace(TRIES, trunk=replace(EFFORT, highest_pitch_deg=50))
    assert EventKind.DOG_SIT_STALL not in kinds_of((LEFT, 70), (tries, 2), (propped, 20))


def test_a_turn_to_a_chest_that_is_held_higher_is_no_attempt() -> None:
    rolls = replace(ROLLS, trunk=replace(EFFORT, lowest_pitch_deg=8, highest_pitch_deg=26))
    higher = replace(LIES, trunk=replace(STILL, lowest_pitch_deg=20, highest_pitch_deg=20))
    assert EventKind.RISE_FAILED not in kinds_of((LEFT, 70), (rolls, 3), (higher, 20))
    assert EventKind.RISE_FAILED in kinds_of((LEFT, 70), (rolls, 3), (LIES, 20))


def test_she_has_not_turned_before_she_lies_quietly() -> None:
    struggles = replace(LIES, trunk=replace(ROLLS.trunk, tilt_change_deg=4))
    assert kinds_of((LEFT, 70), (ROLLS, 3), (struggles, 8)) == []
    assert kinds_of((LEFT, 70), (ROLLS, 3), (LIES, 8)) == [EventKind.TURN]


def test_whose_front_never_came_up_has_not_risen_by_herself_however_her_parts_move() -> None:
    put = replace(
        with_pelvis(ROLLS, 0.3), roll_deg=5, trunk=replace(EFFORT, lowest_pitch_deg=-6, highest_pitch_deg=8)
    )
    drafts = told((with_pelvis(LIES, 0.1), 70), (put, 5), (with_pelvis(STANDS, 0.9), 8))
    assert drafts == []


def test_who_struggles_up_with_a_stumble_has_not_walked() -> None:
    stumbles = replace(
        TRIES, p_lying=0.1, p_upright=0.8, pitch_deg=10, trunk=replace(STEPS, rhythm=0.1, tilt_change_deg=20)
    )
    assert EventKind.WALK not in kinds_of((LIES, 70), (stumbles, 4), (LIES, 10))
    assert EventKind.WALK in kinds_of((STANDS, 70), (stumbles, 4), (STANDS, 10))


def test_a_fall_ends_the_steps_in_a_row() -> None:
    state = Episodes()
    falls = replace(LEFT, p_lying=0.3, p_upright=0.6, trunk=replace(STEPS, tilt_change_deg=34, vedba_mg=900))
    list(told((STANDS, 20), (WALKS, 5), state=state))
    assert state.bout is not None
    state.bout.longest_gap_ns = 60 * NS_PER_S
    run = state.bout.run
    drafts = told(
        (replace(falls, trunk=replace(falls.trunk, tilt_change_deg=90)), 1), (LEFT, 4), state=state, start=25
    )
    assert EventKind.FALL in [draft.kind for draft in drafts]
    assert run > 0
    assert state.bout.run == 0


def test_who_rolls_to_her_chest_and_gets_up_is_not_in_somebodys_arms_though_a_roll_is_coherent() -> None:
    rolls = replace(ROLLS, roll_deg=0, trunk=replace(EFFORT, lowest_pitch_deg=0, highest_pitch_deg=24))
    drafts = told((with_pelvis(LEFT, 0.1), 70), (with_pelvis(rolls, 0.99), 3), (with_pelvis(STANDS, 0.9), 8))
    assert [draft.kind for draft in drafts] == [EventKind.STOOD_UP]


@pytest.mark.parametrize("from_", [LIES, LEFT], ids=["from her chest", "from a side"])
def test_who_is_tilted_by_the_arms_that_carry_her_has_not_stood_up(from_: Reading) -> None:
    rolls = replace(ROLLS, roll_deg=0, trunk=replace(EFFORT, lowest_pitch_deg=0, highest_pitch_deg=20))
    lifted, carried = with_pelvis(rolls, 0.97), with_pelvis(STANDS, 0.97)
    assert told((with_pelvis(from_, 0.1), 70), (lifted, 3), (carried, 8)) == []
    reared = replace(lifted, trunk=replace(lifted.trunk, highest_pitch_deg=32))
    assert told((with_pelvis(from_, 0.1), 70), (reared, 3), (carried, 8)), "she rears higher than arms tilt"


def test_who_has_just_lowered_one_end_lies_down_on_purpose() -> None:
    bows = replace(STANDS, pitch_deg=-25, trunk=replace(SWAYS, lowest_pitch_deg=-27, highest_pitch_deg=-20))
    down = replace(LEFT, trunk=replace(STILL, tilt_change_deg=90))
    assert EventKind.FALL in kinds_of((STANDS, 20), (down, 5))
    assert EventKind.FALL not in kinds_of((STANDS, 20), (bows, 1), (STANDS, 1), (down, 5))


def test_a_walk_goes_on_through_hard_footfalls_and_through_a_second_of_weaker_ones() -> None:
    gallops = replace(WALKS, trunk=replace(STEPS, tilt_change_deg=40))
    assert len(told((WALKS, 4), (gallops, 3), (WALKS, 4), (STANDS, 3))) == 2
    turns = replace(WALKS, trunk=replace(STEPS, rhythm=0.1, stepping_mg=60))
    assert len(told((WALKS, 4), (turns, 3), (WALKS, 4), (STANDS, 3))) == 2


def test_seconds_of_struggle_are_none_of_the_five_on_her_feet() -> None:
    struggles = replace(TRIES, p_lying=0.05, p_upright=0.9, pitch_deg=10)
    assert EventKind.STOOD_UP not in kinds_of((LIES, 70), (struggles, 8), (LIES, 20))

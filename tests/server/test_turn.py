from msgspec.structs import replace
from support.readings import LEFT, LIES, RIGHT, ROLLS, STANDS, TRIES, kinds, told, with_pelvis

from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind

TURN = (EventKind.TURN, Confidence.CONFIRMED)


def test_the_other_side_down_is_a_turn_when_she_has_settled_on_it() -> None:
    assert told((LEFT, 70), (ROLLS, 4), (RIGHT, 2)) == []
    (draft,) = told((LEFT, 70), (ROLLS, 4), (RIGHT, 20))
    assert kinds([draft]) == [TURN]
    assert (draft.onset_ns, draft.met_ns) == (70 * NS_PER_S, 77 * NS_PER_S)


def test_from_the_chest_to_a_side_and_back_are_two_turns() -> None:
    assert kinds(told((LIES, 70), (ROLLS, 4), (LEFT, 60), (ROLLS, 4), (LIES, 60))) == [TURN] * 2


def test_who_ends_on_her_chest_after_she_has_tried_to_rise_has_not_turned() -> None:
    drafts = told((LEFT, 70), (TRIES, 4), (LIES, 20))
    assert [draft.kind for draft in drafts] == [EventKind.RISE_FAILED]


def test_lying_down_on_the_other_side_after_standing_is_no_turn() -> None:
    drafts = told((LEFT, 70), (TRIES, 4), (STANDS, 20), (ROLLS, 3), (RIGHT, 20))
    assert EventKind.TURN not in [draft.kind for draft in drafts]


def test_a_moment_on_the_other_side_is_no_turn() -> None:
    assert told((LEFT, 70), (RIGHT, 2), (LEFT, 20)) == []


def test_leaning_a_little_further_is_no_turn() -> None:
    assert told((LIES, 70), (replace(LEFT, roll_deg=-30.0), 20)) == []


def test_being_laid_down_on_the_other_side_after_being_carried_is_no_turn() -> None:
    carried = with_pelvis(ROLLS, 0.99)
    drafts = told(
        (with_pelvis(LEFT, 0.1), 70),
        (carried, 4),
        (with_pelvis(STANDS, 0.99), 8),
        (with_pelvis(RIGHT, 0.1), 20),
    )
    assert EventKind.TURN not in [draft.kind for draft in drafts]

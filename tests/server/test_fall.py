from msgspec.structs import replace
from support.readings import EFFORT, LEFT, LIES, STANDS, TRIES, WALKS, told

from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind, Posture
from landseal_server.episodes.state import Draft

DROPS = replace(
    TRIES,
    roll_deg=-50.0,
    pitch_deg=2.0,
    p_upright=0.3,
    trunk=replace(EFFORT, vedba_mg=900, enmo_mg=150, tilt_change_deg=80),
)
LANDS = replace(DROPS, roll_deg=-88.0, p_upright=0.02)
SITS_BACK = replace(
    STANDS, posture=Posture.OTHER, p_upright=0.6, pitch_deg=18, trunk=replace(EFFORT, tilt_change_deg=26)
)


def falls(*parts: tuple[object, int]) -> list[Draft]:
    drafts = told(*parts)  # type: ignore[arg-type]
    return [draft for draft in drafts if draft.kind is EventKind.FALL]


def test_from_her_feet_to_the_floor_in_a_moment_is_a_fall_when_she_stays_there() -> None:
    assert falls((WALKS, 10), (DROPS, 1), (LANDS, 2)) == []
    assert falls((WALKS, 10), (DROPS, 1), (LANDS, 1), (LEFT, 1), (STANDS, 5)) == []
    (draft,) = falls((WALKS, 10), (DROPS, 1), (LANDS, 2), (LEFT, 5))
    assert draft.confidence is Confidence.CONFIRMED
    assert (draft.onset_ns, draft.met_ns) == (10 * NS_PER_S, 14 * NS_PER_S)


def test_who_sits_back_first_lies_down_on_purpose() -> None:
    assert falls((WALKS, 10), (SITS_BACK, 1), (LANDS, 2), (LEFT, 5)) == []


def test_who_lets_herself_drop_to_a_side_without_an_impact_may_have_fallen() -> None:
    softly = [replace(part, trunk=replace(part.trunk, enmo_mg=60)) for part in (DROPS, LANDS)]
    (draft,) = falls((WALKS, 10), (softly[0], 1), (softly[1], 2), (LEFT, 5))
    assert draft.confidence is Confidence.POSSIBLE
    (draft,) = falls((WALKS, 10), (softly[0], 1), (LANDS, 2), (LEFT, 5))
    assert draft.confidence is Confidence.CONFIRMED, "she lands in the second after"


def test_a_hard_step_before_she_lies_down_is_no_impact() -> None:
    softly = replace(LANDS, trunk=replace(LANDS.trunk, enmo_mg=60))
    gallops = replace(WALKS, trunk=replace(WALKS.trunk, enmo_mg=270))
    (draft,) = falls((WALKS, 10), (gallops, 1), (softly, 2), (LEFT, 5))
    assert draft.confidence is Confidence.POSSIBLE


def test_a_body_shake_that_throws_the_trunk_about_is_no_fall() -> None:
    assert falls((STANDS, 10), (LANDS, 2), (STANDS, 10)) == []
    assert falls((STANDS, 10), (LANDS, 4), (STANDS, 10)) == []


def test_going_down_slowly_is_no_fall() -> None:
    assert falls((STANDS, 10), (replace(DROPS, roll_deg=-30.0), 3), (LANDS, 1), (LEFT, 5)) == []


def test_who_was_not_on_her_feet_cannot_fall() -> None:
    assert falls((LIES, 70), (LANDS, 2), (LEFT, 5)) == []
    assert falls((STANDS, 2), (LANDS, 2), (LEFT, 5)) == []

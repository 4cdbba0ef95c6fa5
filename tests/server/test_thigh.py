import pytest
from msgspec.structs import replace
from support.readings import LEFT, LIES, STANDS, TRIES, kinds, told, with_thigh

from landseal.words import Confidence, Device, EventKind, Role
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.thigh import land_seal
from landseal_server.recognise.thigh import femur_of

CONFIRMED = [(EventKind.STOOD_UP, Confidence.CONFIRMED)]
POSSIBLE = [(EventKind.STOOD_UP, Confidence.POSSIBLE)]


@pytest.mark.parametrize("lay_deg", [-70, 90])
def test_a_thigh_that_comes_beneath_her_and_stays_confirms_the_stand(lay_deg: float) -> None:
    rest, effort, up = with_thigh(LIES, lay_deg), with_thigh(TRIES, lay_deg), with_thigh(STANDS, 20)
    (draft,) = told((rest, 70), (effort, 4), (up, 5))
    assert kinds([draft]) == CONFIRMED
    assert {cue.device for cue in draft.cues} == {Device.TRUNK, Device.THIGH}


def test_a_leg_held_straight_in_a_bandage_says_nothing() -> None:
    rest, effort, up = with_thigh(LIES, 5), with_thigh(TRIES, 5), with_thigh(STANDS, 5)
    assert kinds(told((rest, 70), (effort, 4), (up, 20))) == POSSIBLE


def test_a_leg_that_lies_to_the_side_is_not_beneath_her() -> None:
    rest, effort, up = with_thigh(LIES, 5, 70), with_thigh(TRIES, 5, 70), with_thigh(STANDS, 10)
    assert kinds(told((rest, 70), (effort, 4), (up, 20))) == CONFIRMED


def test_a_thigh_that_does_not_stay_beneath_her_is_no_cue() -> None:
    rest, effort = with_thigh(LIES, -70), with_thigh(TRIES, -70)
    restless = [(with_thigh(STANDS, 20), 2), (with_thigh(STANDS, 60), 1)] * 7
    assert kinds(told((rest, 70), (effort, 4), *restless)) == POSSIBLE


def test_a_thigh_is_no_cue_while_the_sling_moves() -> None:
    rest, effort, up = (
        with_thigh(LIES, -70),
        replace(with_thigh(TRIES, -70), sling_moves=True),
        with_thigh(STANDS, 20),
    )
    assert kinds(told((rest, 70), (effort, 4), (up, 20))) == POSSIBLE


def test_the_femurs_angle_is_positive_with_the_knee_forward() -> None:
    straight, forward, back = (
        femur_of(Role.THIGH_LEFT, up) for up in ((0, 0, 1), (0.5, 0, 0.866), (-0.94, 0, 0.34))
    )
    assert straight.sagittal_deg == pytest.approx(0)
    assert forward.sagittal_deg == pytest.approx(30, abs=0.1)
    assert back.sagittal_deg == pytest.approx(-70, abs=0.3)
    assert femur_of(Role.THIGH_LEFT, (0, -1, 0)).out_deg == pytest.approx(90)


@pytest.mark.parametrize(
    ("reading", "sealed"),
    [
        (with_thigh(LIES, -70), True),
        (with_thigh(LIES, 90, 60), True),
        (with_thigh(LIES, 90), False),
        (with_thigh(LEFT, -70), False),
        (with_thigh(replace(LIES, trunk=TRIES.trunk), -70), False),
        (LIES, None),
    ],
)
def test_the_land_seal_is_seen_by_a_thigh_or_not_at_all(reading: Reading, sealed: bool | None) -> None:
    assert land_seal(reading) is sealed

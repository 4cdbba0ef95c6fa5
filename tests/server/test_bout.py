"""Walks, from seconds that have been read: steps, their certainty, the hind's share, and what is no walk."""

import pytest
from msgspec.structs import replace

from landseal.units import NS_PER_S
from landseal.words import EventKind, Posture
from landseal_server.episodes import bout, machine
from landseal_server.episodes.reading import Movement, Reading
from landseal_server.episodes.state import Draft, Episodes

STEPS = Movement(
    vedba_mg=220,
    enmo_mg=40,
    burst_s=1,
    first_burst_s=0,
    tilt_change_deg=4,
    rhythm=0.7,
    cadence_hz=3.0,
    stepping=1.0,
    stepping_from_s=0.0,
    stepping_until_s=1.0,
    stepping_mg=180,
    heave_mg=150,
)
STANDS = Reading(
    0, Posture.STANDING, 0.9, 0.02, 0.97, 1, 0, replace(STEPS, stepping=0.0, vedba_mg=20, rhythm=0.1)
)
WALKS = Reading(0, Posture.WALKING, 0.9, 0.02, 0.97, 1, 0, STEPS)
STUMBLES = replace(WALKS, trunk=replace(STEPS, rhythm=0.2, cadence_hz=2.8))
LIES = replace(WALKS, posture=Posture.LYING_LEFT, p_lying=0.97, p_upright=0.01)


def told(*parts: tuple[Reading, int], state: Episodes | None = None) -> list[Draft]:
    """Return the last word on each walk of a dog who does these things for so many seconds each."""
    state, last, second = state or Episodes(), {}, 0
    for reading, count in (*parts, (STANDS, 5)):
        for _ in range(count):
            for draft in machine.advance(state, replace(reading, t_ns=second * NS_PER_S)):
                last[draft.onset_ns] = draft
            second += 1
    return [draft for draft in last.values() if draft.kind is EventKind.WALK]


def with_pelvis(heave_mg: float, coherence: float = 0.5) -> Reading:
    return replace(WALKS, pelvis=replace(STEPS, heave_mg=heave_mg), coherence=coherence)


def test_a_regular_walk_is_counted_and_certain() -> None:
    (walk,) = told((STANDS, 5), (WALKS, 10))
    assert (walk.steps, walk.steps_uncertain, walk.duration_s) == (30, False, 10)


def test_an_irregular_walk_is_counted_and_called_uncertain() -> None:
    (walk,) = told((STANDS, 5), (STUMBLES, 10))
    assert (walk.steps, walk.steps_uncertain) == (28, True)


def test_what_moves_her_while_she_lies_down_is_no_part_of_her_walk() -> None:
    (walk,) = told((STANDS, 5), (WALKS, 10), (STUMBLES, 2), (LIES, 5))
    assert (walk.steps, walk.longest_run, walk.duration_s) == (30, 30, 10)
    (walk,) = told((STANDS, 5), (WALKS, 10), (STUMBLES, 2))
    assert (walk.steps, walk.duration_s) == (36, 12), "she goes on standing: they were steps"
    (walk,) = told((STANDS, 5), (WALKS, 2), (STUMBLES, 8), (LIES, 5))
    assert walk.duration_s == 10, "no dog takes so long to lie down"


def test_a_second_without_a_rhythm_does_not_split_a_walk_nor_make_it_uncertain() -> None:
    (walk,) = told((WALKS, 5), (STUMBLES, 1), (WALKS, 5))
    assert (walk.steps, walk.steps_uncertain) == (33, False)


def test_an_irregular_cadence_far_from_her_own_is_not_believed() -> None:
    wild = replace(STUMBLES, trunk=replace(STUMBLES.trunk, cadence_hz=5.6))
    (walk,) = told((WALKS, 10), (wild, 10))
    assert walk.steps == 60


def test_irregular_movement_much_weaker_than_her_steps_is_none() -> None:
    fidgets = replace(STUMBLES, trunk=replace(STUMBLES.trunk, stepping_mg=85))
    assert told((WALKS, 20), (STANDS, 5), (fidgets, 20))[1:] == []


def test_bustle_much_weaker_than_her_usual_steps_is_not_told_as_a_walk() -> None:
    bustles = replace(WALKS, trunk=replace(STEPS, stepping_mg=65, vedba_mg=120))
    assert len(told((WALKS, 10), (STANDS, 5), (bustles, 5))) == 1


@pytest.mark.parametrize(("pause_s", "walks"), [(1.0, 1), (1.6, 2)])
def test_only_a_pause_of_more_than_a_second_and_a_half_ends_a_walk(pause_s: float, walks: int) -> None:
    # The pause is between footfalls; the trunk is still for a step's time less.
    still_s = pause_s - 1 / 3
    halts = replace(WALKS, trunk=replace(STEPS, stepping=0.3, stepping_until_s=0.3))
    goes_on = replace(WALKS, trunk=replace(STEPS, stepping=1.3 - still_s, stepping_from_s=still_s - 0.7))
    assert len(told((WALKS, 5), (halts, 1), (goes_on, 1), (WALKS, 5))) == walks


def test_the_share_of_a_hind_that_drags_is_told_and_its_steps_are_not_counted() -> None:
    (walk,) = told((with_pelvis(120), 10))
    assert walk.hind_fore_ratio == pytest.approx(0.8)
    assert walk.steps == 24


def test_a_hind_that_heaves_more_than_the_fore_takes_every_step_and_no_more() -> None:
    (walk,) = told((with_pelvis(170), 10))
    assert (walk.hind_fore_ratio, walk.steps) == (1, 30)


def test_without_a_hind_sensor_nothing_is_said_of_the_hind() -> None:
    (walk,) = told((WALKS, 10))
    assert walk.hind_fore_ratio is None


@pytest.mark.parametrize(
    "friend",
    [
        LIES,
        with_pelvis(150, coherence=0.99),
        with_pelvis(15),
        replace(WALKS, trunk=replace(STEPS, vedba_mg=1500)),
        replace(WALKS, trunk=replace(STEPS, vedba_mg=40)),
    ],
    ids=["kicking where she lies", "carried or driven", "in a cart", "shaking herself", "panting"],
)
def test_what_only_looks_like_steps_is_no_walk(friend: Reading) -> None:
    assert told((STANDS, 5), (friend, 20)) == []


def test_a_fall_voids_the_consecutive_steps_before_it() -> None:
    state = Episodes()
    for second in range(8):
        list(machine.advance(state, replace(WALKS, t_ns=second * NS_PER_S)))
        if second == 5:
            bout.fell(state)
    assert state.bout is not None
    assert (state.bout.steps, state.bout.longest_run, state.bout.run) == (24, 18, 6)


def test_the_first_steps_of_a_walk_count_as_soon_as_the_next_second_shows_that_they_were() -> None:
    begins = replace(
        STUMBLES, trunk=replace(STUMBLES.trunk, stepping=0.5, stepping_from_s=0.5, stepping_mg=80)
    )
    (walk,) = told((STANDS, 5), (begins, 1), (WALKS, 10))
    assert (walk.steps, walk.onset_ns, walk.duration_s) == (32, int(5.5 * NS_PER_S), 10.5)
    assert told((STANDS, 5), (begins, 1), (STANDS, 5)) == []

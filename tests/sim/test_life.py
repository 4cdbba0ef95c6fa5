from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from support.dogs import BERLIN, acts_of, book_of, life_of, story_of

from landseal.words import LYING, UPRIGHT, Assistance, EventKind, Posture, Role
from landseal_sim.life.calendar import SECONDS_PER_DAY, begins
from landseal_sim.life.course import left_over
from landseal_sim.truth.words import Track
from landseal_sim.world.model import RecoverySection

WEEK_S = 7 * SECONDS_PER_DAY


def test_the_same_seed_is_the_same_life_and_another_seed_another() -> None:
    one, same, other = (acts_of(life_of(seed=seed), 40_000) for seed in (1, 1, 2))
    assert [act.told for act in one] == [act.told for act in same]
    assert [act.told for act in one] != [act.told for act in other]


def test_what_is_felt_of_an_act_does_not_depend_on_who_asked_before() -> None:
    in_order, at_once = life_of(), life_of()
    for act in acts_of(in_order, 3000):
        in_order.felt(act)
    act = at_once.act_at(2900)
    trunk = in_order.felt(in_order.act(act.number)).specific_force_g[Role.TRUNK]
    assert np.array_equal(at_once.felt(act).specific_force_g[Role.TRUNK], trunk)


def test_acts_follow_one_another_without_a_gap_and_she_is_where_she_was() -> None:
    acts = acts_of(life_of("sound-medium"), SECONDS_PER_DAY)
    for before, after in pairwise(acts):
        assert after.start_s == before.end_s
        assert after.frames.first == before.frames.last


@pytest.mark.parametrize("dog", ["paretic-small", "paraplegic-medium", "tetraparetic-toy", "sound-large"])
def test_every_second_of_her_life_has_one_posture(dog: str) -> None:
    book = book_of(life_of(dog), SECONDS_PER_DAY)
    spans = [span for span in book.spans if span.track is Track.POSTURE]
    for before, after in pairwise(spans):
        assert after.from_s == pytest.approx(before.to_s, abs=1.5), (before, after)


def test_the_story_is_two_failed_tries_a_stand_and_a_walk_out_of_view_from_the_land_seal() -> None:
    book = book_of(story_of(dog="paretic-small"), 260)
    kinds = [event.kind for event in book.events()]
    assert kinds[:4] == [EventKind.RISE_FAILED, EventKind.RISE_FAILED, EventKind.STOOD_UP, EventKind.WALK]
    stood = next(event for event in book.events() if event.kind is EventKind.STOOD_UP)
    assert (stood.attempts, stood.assistance) == (3, Assistance.UNASSISTED)
    seal_s = sum(
        s.to_s - s.from_s for s in book.spans if s.track is Track.LAND_SEAL and s.to_s <= stood.onset_s
    )
    assert seal_s > 60


def test_a_sound_dog_lies_for_most_of_the_day_and_always_gets_up_at_the_first_try() -> None:
    book = book_of(life_of("sound-medium"), WEEK_S)
    spent: Counter[str] = Counter()
    for span in book.spans:
        if span.track is Track.POSTURE:
            spent["lying" if Posture(span.value) in LYING else "other"] += int(span.to_s - span.from_s)
    assert 0.8 < spent["lying"] / WEEK_S < 0.97
    kinds = Counter(event.kind for event in book.events())
    assert kinds[EventKind.STOOD_UP] > 70
    assert kinds[EventKind.RISE_FAILED] == 0


def test_a_paraplegic_dog_is_up_only_where_somebody_helps_her() -> None:
    book = book_of(life_of("paraplegic-medium"), WEEK_S)
    helped = [span for span in book.spans if span.track is Track.ASSISTANCE]
    upright = [s for s in book.spans if s.track is Track.POSTURE and Posture(s.value) in UPRIGHT]
    assert upright
    for span in upright:
        assert any(one.from_s <= span.from_s and span.to_s <= one.to_s for one in helped)
    stands = [event for event in book.events() if event.kind is EventKind.STOOD_UP]
    assert {event.assistance for event in stands} == {Assistance.ASSISTED}


def test_who_cannot_turn_herself_is_turned_by_a_person_through_the_night() -> None:
    book = book_of(life_of("tetraparetic-toy"), 2 * SECONDS_PER_DAY)
    turns = [event for event in book.events() if event.kind is EventKind.TURN]
    assert len(turns) >= 8
    assert {event.assistance for event in turns} == {Assistance.ASSISTED}


def test_a_deficit_eases_and_a_relapse_comes_and_goes() -> None:
    recovery = RecoverySection(from_day=2, days=20, to=0.3, relapse_on_day=15, relapse_days=4, relapse=0.4)
    course = [left_over(recovery, day) for day in range(30)]
    assert course[:3] == [1, 1, 1]
    assert course[14] < course[3]
    assert course[15] > course[14] + 0.3
    assert course[29] == pytest.approx(0.3)


def test_rises_grow_with_the_recovery() -> None:
    events = book_of(life_of("paretic-small"), 45 * SECONDS_PER_DAY).events()

    def failed_share(from_day: int, to_day: int) -> float:
        mine = [e.kind for e in events if from_day <= e.onset_s / SECONDS_PER_DAY < to_day]
        return mine.count(EventKind.RISE_FAILED) / max(1, mine.count(EventKind.STOOD_UP))

    assert failed_share(38, 45) < 0.5 * failed_share(0, 7)


def test_a_day_at_a_clock_change_has_twenty_three_hours() -> None:
    calendar = begins("2026-03-29", BERLIN)
    assert calendar.after_days(1) == 23 * 3600
    assert calendar.day(23 * 3600 + 1) == 1
    assert calendar.since_s(0, 4.0) == 3 * 3600


def test_nights_are_quieter_than_days() -> None:
    events = book_of(life_of("sound-medium"), WEEK_S).events()
    calendar = begins("2026-03-02", BERLIN)
    hours = [calendar.hour(event.onset_s) for event in events if event.kind is EventKind.STOOD_UP]
    night = sum(hour < 6 for hour in hours) / 6
    day = sum(8 <= hour < 20 for hour in hours) / 12
    assert night < 0.6 * day


def test_midnight_is_no_reason_to_get_up() -> None:
    events = book_of(life_of("sound-medium"), 3 * WEEK_S).events()
    calendar = begins("2026-03-02", BERLIN)
    hours = [calendar.hour(event.onset_s) for event in events if event.kind is EventKind.STOOD_UP]
    assert sum(hour < 0.05 for hour in hours) <= 3, "of 21 midnights"


def test_a_crated_dog_gets_up_and_turns_and_goes_nowhere_by_herself() -> None:
    life = life_of("crated-medium")
    kinds = Counter(event.kind for event in book_of(life, 2 * SECONDS_PER_DAY).events())
    assert kinds[EventKind.STOOD_UP] > 5
    for act in acts_of(life, 2 * SECONDS_PER_DAY):
        moved_by_others = any(span.track is Track.ASSISTANCE for span in act.told.spans)
        assert moved_by_others or act.frames.first.x == act.frames.last.x

import pytest

from landseal.words import Assistance, EventKind, Posture
from landseal_sim.truth.events import events_of
from landseal_sim.truth.words import Doing, Span, Track, TrueEvent


def span(track: Track, value: str, from_s: float, to_s: float) -> Span:
    return Span(track=track, value=value, from_s=from_s, to_s=to_s)


def lay(from_s: float, to_s: float) -> Span:
    return span(Track.POSTURE, Posture.LYING_STERNAL, from_s, to_s)


def tried(how: str, from_s: float, to_s: float) -> list[Span]:
    return [span(Track.ATTEMPT, how, from_s, to_s), span(Track.POSTURE, Posture.OTHER, from_s, to_s)]


def stood(from_s: float, to_s: float) -> Span:
    return span(Track.POSTURE, Posture.STANDING, from_s, to_s)


def kinds(spans: list[Span]) -> list[EventKind]:
    return [event.kind for event in events_of(spans, [])]


def test_a_rise_after_a_minute_of_lying_is_a_stand_that_begins_with_its_last_attempt() -> None:
    spans = [
        lay(0, 70),
        *tried("failed", 70, 73),
        lay(73, 90),
        *tried("up", 90, 94),
        stood(94, 110),
        lay(110, 200),
    ]
    failed, up = events_of(spans, [])
    assert failed.kind is EventKind.RISE_FAILED
    assert up == TrueEvent(
        kind=EventKind.STOOD_UP,
        onset_s=90,
        met_s=99,
        end_s=110,
        attempts=2,
        time_to_rise_s=24,
        rest_s=70,
    )


def test_getting_up_again_within_a_minute_is_no_stand_from_rest() -> None:
    assert kinds([lay(0, 40), *tried("up", 40, 43), stood(43, 60)]) == []


def test_attempts_less_than_ten_seconds_apart_are_one() -> None:
    spans = [lay(0, 70), *tried("failed", 70, 73), lay(73, 80), *tried("up", 80, 84), stood(84, 95)]
    (event,) = events_of(spans, [])
    assert (event.kind, event.onset_s, event.attempts) == (EventKind.STOOD_UP, 70, 1)


def test_a_failed_attempt_does_not_end_the_rest_but_a_minute_of_peace_ends_the_struggle() -> None:
    spans = [lay(0, 70), *tried("failed", 70, 73), lay(73, 170), *tried("up", 170, 174), stood(174, 190)]
    up = events_of(spans, [])[-1]
    assert (up.attempts, up.rest_s) == (1, 170)


def test_a_stand_in_the_sling_is_assisted() -> None:
    spans = [
        lay(0, 100),
        *tried("lifted", 100, 104),
        stood(104, 120),
        span(Track.ASSISTANCE, "sling", 100, 120),
    ]
    (event,) = events_of(spans, [])
    assert (event.kind, event.assistance) == (EventKind.STOOD_UP, Assistance.ASSISTED)


def test_steps_that_go_on_are_one_walk_whatever_she_does_next() -> None:
    bouts = [span(Track.BOUT, "walk", 10, 15), span(Track.BOUT, "trot", 15.2, 20)]
    steps_s = [11 + i / 2 for i in range(18)]
    (walk,) = events_of(bouts, steps_s)
    assert walk.steps == len([at_s for at_s in steps_s if not 15 < at_s < 15.2])
    later = [at_s if at_s < 15 else at_s + 1.5 for at_s in steps_s if at_s < 18]
    assert len(events_of(bouts, later)) == 2


@pytest.mark.parametrize(("steps", "walks"), [(2, 0), (3, 1), (12, 1)])
def test_three_steps_make_a_walk(steps: int, walks: int) -> None:
    events = events_of([span(Track.BOUT, "walk", 10, 30)], [11 + i for i in range(steps)])
    assert len(events) == walks
    assert [event.steps for event in events] == [steps] * walks


def test_a_shake_and_a_fidget_are_no_events_and_a_dream_is_limb_movement() -> None:
    spans = [
        span(Track.DOING, Doing.BODY_SHAKE, 1, 3),
        span(Track.DOING, Doing.FIDGET, 5, 6),
        span(Track.DOING, Doing.DREAM, 8, 12),
    ]
    assert kinds(spans) == [EventKind.LIMB_MOVEMENT_AT_REST]


def test_taking_the_harness_off_and_on_are_events() -> None:
    worn = [span(Track.WEAR, w, a, b) for w, a, b in (("worn", 0, 5), ("not_worn", 5, 9), ("worn", 9, 20))]
    assert kinds(worn) == [EventKind.HARNESS_OFF, EventKind.HARNESS_ON]

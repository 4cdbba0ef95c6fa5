from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from landseal.messages import Event
from landseal.words import Assistance, Confidence, EventKind
from landseal_server.alerts.policy import Circumstances, decide
from landseal_server.alerts.push import deliver, is_address
from landseal_server.alerts.wording import Words, span, words_for
from landseal_server.episodes.cues import PELVIS_UP, TRUNK_TRANSITION

BERLIN = ZoneInfo("Europe/Berlin")


def event(
    kind: EventKind = EventKind.STOOD_UP,
    confidence: Confidence = Confidence.CONFIRMED,
    assistance: Assistance = Assistance.UNKNOWN,
) -> Event:
    noon = datetime(2026, 7, 1, 10, 0, 5, tzinfo=UTC)
    return Event(
        id="20260701t100005-buttons-x",
        revision=1,
        pet="buttons",
        kind=kind,
        confidence=confidence,
        onset=noon,
        met=noon,
        assistance=assistance,
        rest_s=4000,
        attempts=3,
        time_to_rise_s=37,
        steps=12,
    )


def test_a_stand_that_only_this_dogs_answers_make_doubtful_is_pushed_as_possible() -> None:
    doubted = replace(event(EventKind.STOOD_UP, Confidence.POSSIBLE), cues=[TRUNK_TRANSITION, PELVIS_UP])
    assert decide(doubted, Circumstances(devices_on_her=2, walk_told_today=False)).push
    assert words_for(doubted, "Buttons", BERLIN).title == "Buttons may have stood up"


def test_what_a_person_has_withdrawn_is_called_a_false_alarm() -> None:
    gone = event(EventKind.STOOD_UP, Confidence.WITHDRAWN)
    assert words_for(gone, "Buttons", BERLIN).title == "Buttons: a false alarm"


@pytest.mark.parametrize(
    ("kind", "confidence", "devices", "walk_told", "push"),
    [
        (EventKind.STOOD_UP, Confidence.CONFIRMED, 3, False, True),
        (EventKind.STOOD_UP, Confidence.POSSIBLE, 1, False, True),
        (EventKind.STOOD_UP, Confidence.POSSIBLE, 2, False, False),
        (EventKind.STOOD_UP, Confidence.WITHDRAWN, 1, False, False),
        (EventKind.WALK, Confidence.CONFIRMED, 3, False, True),
        (EventKind.WALK, Confidence.CONFIRMED, 3, True, False),
        (EventKind.RISE_FAILED, Confidence.CONFIRMED, 3, False, False),
    ],
)
def test_who_is_told_of_what(
    kind: EventKind, confidence: Confidence, devices: int, walk_told: bool, push: bool
) -> None:
    decision = decide(
        event(kind, confidence), Circumstances(devices_on_her=devices, walk_told_today=walk_told)
    )
    assert decision.push is push
    assert decision.why


@pytest.mark.parametrize(
    ("confidence", "assistance", "title"),
    [
        (Confidence.CONFIRMED, Assistance.UNASSISTED, "Buttons stood up on her own"),
        (Confidence.CONFIRMED, Assistance.UNKNOWN, "Buttons stood up. Was someone helping?"),
        (Confidence.CONFIRMED, Assistance.ASSISTED, "Buttons stood up, with help"),
        (Confidence.POSSIBLE, Assistance.UNKNOWN, "Buttons may have stood up"),
    ],
)
def test_what_a_stand_says_depends_on_how_sure_it_is_and_on_who_helped(
    confidence: Confidence, assistance: Assistance, title: str
) -> None:
    assert words_for(event(confidence=confidence, assistance=assistance), "Buttons", BERLIN).title == title


def test_times_are_told_in_the_homes_own_zone() -> None:
    body = words_for(event(), "Buttons", BERLIN).body
    assert body == "At 12:00:05. She had rested 1 h 6 min. Up at try 3, in 37 s."


@pytest.mark.parametrize(
    ("uncertain", "said"),
    [
        (False, "At 12:00:05. 12 steps so far."),
        (True, "At 12:00:05. About 12 steps so far; step count uncertain."),
    ],
)
def test_a_walk_says_how_many_steps_and_whether_that_is_certain(uncertain: bool, said: str) -> None:
    walk = replace(event(EventKind.WALK), steps_uncertain=uncertain)
    assert words_for(walk, "Buttons", BERLIN).body == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (59.6, "1 min"), (90, "1 min 30 s"), (7260, "2 h 1 min")]
)
def test_a_length_of_time_is_said_as_a_person_would(seconds: float, said: str) -> None:
    assert span(seconds) == said


def test_an_address_of_no_service_is_known_as_such() -> None:
    assert is_address("json://localhost/")
    assert not is_address("carrier-pigeon://home")


def test_a_service_that_does_not_answer_is_a_failure_and_no_exception(tmp_path: Path) -> None:
    assert not deliver("json://127.0.0.1:9/", Words("title", "body"), tmp_path / "none.jpg")

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from support.blocks import BOOT, T0_NS

from landseal.clock import utc
from landseal.messages import Event, Tap
from landseal.units import NS_PER_S
from landseal.words import Assistance, Confidence, EventKind, TapKind
from landseal_server.alerts.outbox import GIVE_UP_AFTER, Outbox
from landseal_server.episodes.state import Draft
from landseal_server.intake.positions import Position, StreamKey
from landseal_server.ledger import Ledger
from landseal_server.memory import PetMemory


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "l.db")
    yield made
    made.close()


def draft(
    kind: EventKind = EventKind.STOOD_UP,
    onset_s: float = 0.0,
    confidence: Confidence = Confidence.POSSIBLE,
    duration_s: float | None = None,
) -> Draft:
    onset_ns = T0_NS + int(onset_s * NS_PER_S)
    return Draft(
        kind=kind,
        confidence=confidence,
        onset_ns=onset_ns,
        met_ns=onset_ns + 8 * NS_PER_S,
        duration_s=duration_s,
    )


def record(ledger: Ledger, *drafts: Draft, pet: str = "buttons") -> list[Event]:
    with ledger.transaction():
        return [ledger.record(pet, d).event for d in drafts]


def test_an_event_gets_an_id_that_tells_when_who_and_what(ledger: Ledger) -> None:
    (event,) = record(ledger, draft())
    assert event.id.endswith("-buttons-stood_up")
    assert event.revision == 1
    assert ledger.event(event.id) == event


def test_a_later_reading_of_the_same_onset_is_a_revision(ledger: Ledger) -> None:
    first, second = record(ledger, draft(), draft(confidence=Confidence.CONFIRMED))
    assert (first.id, 1, 2) == (second.id, first.revision, second.revision)


@pytest.mark.parametrize(
    ("shift_s", "same"), [(4.9, True), (5.0, True), (-5.0, True), (9.5, False), (-14.0, False)]
)
def test_an_onset_within_five_seconds_is_the_same_event(ledger: Ledger, shift_s: float, same: bool) -> None:
    first, second = record(ledger, draft(), draft(onset_s=shift_s))
    assert (first.id == second.id) is same


def test_a_reading_that_overlaps_is_the_same_event_however_far_its_onset(ledger: Ledger) -> None:
    first, second = record(ledger, draft(duration_s=60), draft(onset_s=40))
    assert first.id == second.id


def test_a_failed_rise_that_turns_out_to_be_a_stand_keeps_its_id(ledger: Ledger) -> None:
    failed, stood = record(ledger, draft(EventKind.RISE_FAILED), draft(EventKind.STOOD_UP))
    assert failed.id == stood.id
    assert stood.kind is EventKind.STOOD_UP


def test_a_walk_and_a_stand_at_the_same_moment_are_two_events(ledger: Ledger) -> None:
    stood, walked = record(ledger, draft(EventKind.STOOD_UP), draft(EventKind.WALK))
    assert stood.id != walked.id


def test_what_is_known_of_the_steps_of_a_walk_is_in_the_event(ledger: Ledger) -> None:
    walk = replace(draft(EventKind.WALK), steps=30, steps_uncertain=True, longest_run=18, hind_fore_ratio=0.8)
    (event,) = record(ledger, walk)
    assert (event.steps_uncertain, event.longest_run, event.hind_fore_ratio) == (True, 18, 0.8)


def test_two_pets_at_the_same_moment_are_two_events(ledger: Ledger) -> None:
    (one,), (other,) = record(ledger, draft()), record(ledger, draft(), pet="rex")
    assert one.id != other.id


def test_the_same_reading_again_after_a_crash_is_no_revision(ledger: Ledger) -> None:
    first, again = record(ledger, draft(), draft())
    assert again == first


def test_a_picture_is_a_revision_once_and_later_readings_keep_it(ledger: Ledger) -> None:
    (event,) = record(ledger, draft())
    with ledger.transaction():
        pictured, again = ledger.with_picture(event.id), ledger.with_picture(event.id)
        assert ledger.with_picture("20260101t000000-nobody-walk") is None
    assert pictured is not None
    assert again is not None
    assert (pictured.changed, again.changed) == (True, False)
    (later,) = record(ledger, draft(confidence=Confidence.CONFIRMED))
    assert later.picture


def test_what_fails_in_the_middle_leaves_nothing_behind(ledger: Ledger) -> None:
    def record_and_fail() -> None:
        with ledger.transaction():
            ledger.record("buttons", draft())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        record_and_fail()
    assert ledger.events("buttons", limit=10) == []


def test_events_are_given_newest_first_and_page_by_page(ledger: Ledger) -> None:
    record(ledger, *(draft(onset_s=100 * i) for i in range(5)))
    first = ledger.events("buttons", limit=3)
    assert [(e.onset.timestamp() - T0_NS / 1e9) for e in first] == [400, 300, 200]
    rest = ledger.events("buttons", limit=3, before_ns=T0_NS + 200 * NS_PER_S)
    assert [(e.onset.timestamp() - T0_NS / 1e9) for e in rest] == [100, 0]


def tap(number: int, *, pet: str = "buttons", kind: TapKind = TapKind.LAND_SEAL) -> Tap:
    moment = utc(T0_NS + number * NS_PER_S)
    return Tap(id=f"tap-{number}", pet=pet, t=moment, kind=kind, by="anna", made=moment)


def test_a_tap_that_is_sent_twice_is_kept_once_and_as_it_was_first(ledger: Ledger) -> None:
    assert ledger.record_tap(tap(1))
    assert not ledger.record_tap(tap(1, kind=TapKind.HELPED))
    assert ledger.taps("buttons") == [tap(1)]


def test_taps_are_given_per_pet_in_order_of_the_moments_they_speak_of(ledger: Ledger) -> None:
    with ledger.transaction():
        for made in (tap(3), tap(1), tap(2, pet="rex"), tap(9)):
            ledger.record_tap(made)
    assert ledger.taps("buttons") == [tap(1), tap(3), tap(9)]
    assert ledger.taps("buttons", from_ns=T0_NS + 3 * NS_PER_S, to_ns=T0_NS + 9 * NS_PER_S) == [tap(3)]


def answer(
    kind: TapKind, *, event: str | None = None, at_s: float = 2.0, made_s: float = 60.0, pet: str = "buttons"
) -> Tap:
    t, made = (utc(T0_NS + int(s * NS_PER_S)) for s in (at_s, made_s))
    return Tap(id=f"{kind}-{made_s:.0f}", pet=pet, t=t, kind=kind, event=event, made=made)


def say(ledger: Ledger, *taps: Tap) -> list[Event]:
    with ledger.transaction():
        told = []
        for said in taps:
            ledger.record_tap(said)
            told += [recorded.event for recorded in ledger.answered(said) if recorded.changed]
        return told


def test_a_tap_on_an_event_relabels_it_as_a_new_revision_wherever_its_moment_lies(ledger: Ledger) -> None:
    (event,) = record(ledger, draft())
    (told,) = say(ledger, answer(TapKind.ALONE, event=event.id, at_s=9999))
    assert (told.assistance, told.revision) == (Assistance.UNASSISTED, 2)
    assert ledger.event(event.id) == told


def test_a_tap_on_a_moment_relabels_what_happened_then(ledger: Ledger) -> None:
    record(ledger, draft(), draft(EventKind.WALK), draft(EventKind.HARNESS_ON), draft(onset_s=500))
    told = say(ledger, answer(TapKind.HELPED, at_s=2))
    assert {event.kind for event in told} == {EventKind.STOOD_UP, EventKind.WALK}
    assert {event.assistance for event in told} == {Assistance.ASSISTED}


def test_what_a_person_said_stands_above_every_later_reading(ledger: Ledger) -> None:
    (event,) = record(ledger, draft())
    say(ledger, answer(TapKind.ALONE, event=event.id))
    helped = msgspec.structs.replace(draft(duration_s=60), assistance=Assistance.ASSISTED)
    (later,) = record(ledger, helped)
    assert (later.assistance, later.revision, later.duration_s) == (Assistance.UNASSISTED, 3, 60)


def test_of_two_persons_the_one_who_spoke_last_is_believed(ledger: Ledger) -> None:
    (event,) = record(ledger, draft())
    say(ledger, answer(TapKind.ALONE, event=event.id, made_s=90))
    assert say(ledger, answer(TapKind.HELPED, event=event.id, made_s=80)) == []
    (told,) = say(ledger, answer(TapKind.HELPED, event=event.id, made_s=100))
    assert told.assistance is Assistance.ASSISTED


def test_a_tap_on_another_dogs_event_or_on_none_changes_nothing(ledger: Ledger) -> None:
    (event,) = record(ledger, draft())
    others = [
        answer(TapKind.ALONE, event=event.id, pet="rex"),
        answer(TapKind.HELPED, event="20260101t000000-nobody-walk"),
        answer(TapKind.LAND_SEAL, event=event.id),
        answer(TapKind.HELPED, at_s=4000, made_s=61),
    ]
    assert say(ledger, *others) == []


def test_positions_and_memories_are_as_they_were(ledger: Ledger) -> None:
    key, position = StreamKey("pi", "trunk", BOOT), Position(through=7, above=[(9, 12)], lost=2)
    memory = PetMemory(read_until_ns=5)
    with ledger.transaction():
        ledger.save_position(key, position)
        ledger.save_memory("buttons", memory)
    assert ledger.positions() == {key: position}
    assert ledger.memories() == {"buttons": memory}


def test_nobody_is_told_twice_of_one_event(ledger: Ledger) -> None:
    (event,) = record(ledger, draft())
    outbox = Outbox(ledger)
    assert outbox.put(event.id, "anna/0", 0.0, await_picture=False)
    assert not outbox.put(event.id, "anna/0", 1.0, await_picture=False)
    (letter,) = outbox.due(2.0)
    outbox.delivered(letter, 2.0)
    assert outbox.due(1e9) == []
    assert not outbox.put(event.id, "anna/0", 3.0, await_picture=False)


def test_a_letter_waits_for_its_picture_but_not_for_long(ledger: Ledger) -> None:
    (event,) = record(ledger, draft())
    outbox = Outbox(ledger)
    outbox.put(event.id, "anna/0", 100.0, await_picture=True)
    assert outbox.due(100.9) == []
    assert len(outbox.due(101.0)) == 1
    with ledger.transaction():
        ledger.with_picture(event.id)
    assert len(outbox.due(100.1)) == 1


def test_a_letter_that_fails_is_tried_again_later_and_later_and_given_up_in_the_end(ledger: Ledger) -> None:
    (event,) = record(ledger, draft())
    outbox = Outbox(ledger)
    outbox.put(event.id, "anna/0", 0.0, await_picture=False)
    now_s, pauses = 0.0, []
    while letters := outbox.due(now_s):
        again = outbox.failed(letters[0], now_s)
        if not again:
            break
        pause_s = next(p for p in range(1, 400) if outbox.due(now_s + p))
        pauses.append(pause_s)
        now_s += pause_s
    assert pauses[:4] == [2, 4, 8, 16]
    assert len(pauses) == GIVE_UP_AFTER - 1
    assert outbox.waiting() == 0

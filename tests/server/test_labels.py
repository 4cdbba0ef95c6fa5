"""Own labels: what taps make of events in a real ledger, and what they say of the detector on this dog."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from support.blocks import T0_NS

from landseal.cli import main
from landseal.clock import utc
from landseal.messages import Cue, Event, Tap
from landseal.units import NS_PER_S
from landseal.words import Assistance, Confidence, EventKind, TapKind
from landseal_server.alerts.outbox import Outbox
from landseal_server.episodes.cues import CAMERA_UP, PELVIS_UP, TAP_UP, TRUNK_STEPS, TRUNK_TRANSITION
from landseal_server.episodes.state import Draft
from landseal_server.labels.adapt import BOUNDS, LEAST_ANSWERS, NEWEST, learn
from landseal_server.labels.answers import Labelled
from landseal_server.labels.interval import wilson
from landseal_server.labels.report import Answers, Ledgered, OnThisDog, report
from landseal_server.ledger import Ledger, Recorded
from landseal_server.memory import PetMemory

TWO_WITNESSES = (TRUNK_TRANSITION, PELVIS_UP)
ONE_WITNESS = (TRUNK_TRANSITION,)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "landseal.ledger.db")
    yield made
    made.close()


def stand(
    onset_s: float = 0.0,
    cues: Sequence[Cue] = TWO_WITNESSES,
    confidence: Confidence = Confidence.CONFIRMED,
    kind: EventKind = EventKind.STOOD_UP,
) -> Draft:
    onset_ns = T0_NS + int(onset_s * NS_PER_S)
    met_ns = onset_ns + 8 * NS_PER_S
    return Draft(kind=kind, confidence=confidence, onset_ns=onset_ns, met_ns=met_ns, cues=list(cues))


def possible(onset_s: float = 0.0) -> Draft:
    return stand(onset_s, ONE_WITNESS, Confidence.POSSIBLE)


def record(ledger: Ledger, draft: Draft) -> Recorded:
    with ledger.transaction():
        return ledger.record("buttons", draft)


def said(kind: TapKind, event: str | None = None, *, at_s: float = 2.0, made_s: float = 60.0) -> Tap:
    t, made = (utc(T0_NS + int(s * NS_PER_S)) for s in (at_s, made_s))
    name = f"{kind}-{event or 'none'}-{at_s:.0f}-{made_s:.0f}".lower()
    return Tap(id=name, pet="buttons", t=t, kind=kind, event=event, made=made)


def say(ledger: Ledger, tap: Tap) -> list[Event]:
    with ledger.transaction():
        ledger.record_tap(tap)
        return [recorded.event for recorded in ledger.answered(tap)]


def answer_all(ledger: Ledger, kinds: Sequence[TapKind], cues: Sequence[Cue] = TWO_WITNESSES) -> None:
    """Record a stand for each of these answers, a hundred seconds apart, and answer it."""
    for number, kind in enumerate(kinds):
        event = record(ledger, stand(100.0 * number, cues)).event
        say(ledger, said(kind, event.id, made_s=100.0 * number + 60))


def found(ledger: Ledger, since_s: float | None = None) -> OnThisDog:
    known = Ledgered(ledger.labelled("buttons"), ledger.taps("buttons"), BOUNDS[0])
    return report("buttons", known, None if since_s is None else utc(T0_NS + int(since_s * NS_PER_S)))


def row(of: OnThisDog, told_as: Confidence, kind: EventKind = EventKind.STOOD_UP) -> Answers:
    (it,) = [row for row in of.answers if (row.kind, row.told_as) == (kind, told_as)]
    return it


def counts(answers: Answers) -> tuple[int, int, int, int]:
    return answers.told, answers.true, answers.false, answers.unanswered


# --- what a tap makes of an event


@pytest.mark.parametrize(
    ("kind", "help_"), [(TapKind.ALONE, Assistance.UNASSISTED), (TapKind.HELPED, Assistance.ASSISTED)]
)
def test_a_possible_stand_that_a_person_answers_is_confirmed_by_her_word(
    ledger: Ledger, kind: TapKind, help_: Assistance
) -> None:
    event = record(ledger, possible()).event
    (told,) = say(ledger, said(kind, event.id))
    assert (told.confidence, told.assistance, told.revision) == (Confidence.CONFIRMED, help_, 2)
    assert told.cues == [TRUNK_TRANSITION, TAP_UP]
    assert ledger.event(event.id) == told


def test_a_false_alarm_withdraws_the_event_and_no_later_reading_brings_it_back(ledger: Ledger) -> None:
    event = record(ledger, possible()).event
    (told,) = say(ledger, said(TapKind.FALSE_ALARM, event.id))
    assert (told.confidence, told.revision) == (Confidence.WITHDRAWN, 2)
    later = record(ledger, stand(cues=(*TWO_WITNESSES, TRUNK_STEPS))).event
    assert (later.id, later.confidence) == (event.id, Confidence.WITHDRAWN)


def test_a_false_alarm_at_a_moment_withdraws_what_was_told_of_it(ledger: Ledger) -> None:
    record(ledger, stand())
    record(ledger, stand(kind=EventKind.HARNESS_ON))
    assert [event.kind for event in say(ledger, said(TapKind.FALSE_ALARM, at_s=3))] == [EventKind.STOOD_UP]


def test_who_changes_her_mind_gets_back_what_the_sensors_said(ledger: Ledger) -> None:
    walk = record(ledger, stand(kind=EventKind.WALK, cues=())).event
    maybe = record(ledger, possible(500)).event
    for event, told in ((walk, walk.cues), (maybe, [TRUNK_TRANSITION, TAP_UP])):
        say(ledger, said(TapKind.FALSE_ALARM, event.id))
        (again,) = say(ledger, said(TapKind.ALONE, event.id, made_s=70))
        assert (again.confidence, again.cues) == (Confidence.CONFIRMED, told)
    (gone,) = say(ledger, said(TapKind.FALSE_ALARM, maybe.id, made_s=80))
    assert (gone.confidence, gone.cues) == (Confidence.WITHDRAWN, [TRUNK_TRANSITION])


def test_a_turn_or_a_fall_is_answered_only_by_name(ledger: Ledger) -> None:
    turn = record(ledger, stand(kind=EventKind.TURN, cues=())).event
    assert say(ledger, said(TapKind.FALSE_ALARM, at_s=3)) == []
    assert record(ledger, stand(kind=EventKind.TURN, cues=())).event == turn
    (told,) = say(ledger, said(TapKind.FALSE_ALARM, turn.id))
    assert told.confidence is Confidence.WITHDRAWN


def test_a_tap_of_another_dogs_people_says_nothing_of_her_event_later_either(ledger: Ledger) -> None:
    event = record(ledger, possible()).event
    assert say(ledger, msgspec.structs.replace(said(TapKind.FALSE_ALARM, event.id), pet="rex")) == []
    assert record(ledger, stand()).event.confidence is Confidence.CONFIRMED


def test_a_letter_that_waits_is_not_sent_of_a_false_alarm(ledger: Ledger) -> None:
    event = record(ledger, stand()).event
    outbox = Outbox(ledger)
    outbox.put(event.id, "anna/0", 0.0, await_picture=False)
    say(ledger, said(TapKind.FALSE_ALARM, event.id))
    assert (outbox.due(9.0), outbox.waiting()) == ([], 0)
    say(ledger, said(TapKind.ALONE, event.id, made_s=70))
    assert (len(outbox.due(9.0)), outbox.waiting()) == (1, 1)


# --- the interval


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_newcombes_table(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)
    assert wilson(whole - part, whole) == pytest.approx((1 - high, 1 - low), abs=5e-5)


def test_of_nothing_there_is_no_interval() -> None:
    assert wilson(0, 0) is None


# --- the report


def test_precision_is_of_the_answered_and_by_what_the_sensors_alone_had_said(ledger: Ledger) -> None:
    answer_all(ledger, [TapKind.ALONE] * 3 + [TapKind.FALSE_ALARM])
    record(ledger, stand(1000))
    say(ledger, said(TapKind.HELPED, record(ledger, possible(2000)).event.id))
    confirmed = row(found(ledger), Confidence.CONFIRMED)
    assert counts(confirmed) == (5, 3, 1, 1)
    assert confirmed.precision.share == 0.75
    assert confirmed.precision.interval == wilson(3, 4)
    assert counts(row(found(ledger), Confidence.POSSIBLE)) == (1, 1, 0, 0)


def test_while_nobody_has_answered_no_share_is_given(ledger: Ledger) -> None:
    record(ledger, stand())
    one = row(found(ledger), Confidence.CONFIRMED)
    assert (counts(one), one.precision.share, one.precision.interval) == ((1, 0, 0, 1), None, None)
    assert found(ledger).missed.missed.share is None


def test_since_leaves_out_what_was_before(ledger: Ledger) -> None:
    answer_all(ledger, [TapKind.FALSE_ALARM, TapKind.ALONE])
    say(ledger, said(TapKind.ALONE, at_s=-500))
    later = found(ledger, since_s=50)
    assert counts(row(later, Confidence.CONFIRMED)) == (1, 1, 0, 0)
    assert (later.missed.reported, found(ledger).missed.reported) == (0, 1)


@pytest.mark.parametrize(
    ("at_s", "reported"),
    [(-4, 0), (2, 0), (12, 0), (500, 0), (-6, 1), (700, 1)],
    ids=["just before", "in it", "just after", "she may stand still", "before", "long after"],
)
def test_a_tap_with_no_event_near_reports_a_missed_stand(ledger: Ledger, at_s: float, reported: int) -> None:
    record(ledger, stand())
    say(ledger, said(TapKind.ALONE, at_s=at_s))
    assert found(ledger).missed.reported == reported


def test_two_persons_who_saw_the_same_report_one_missed_stand(ledger: Ledger) -> None:
    answer_all(ledger, [TapKind.ALONE])
    for at_s in (5000, 5030, 6000):
        say(ledger, said(TapKind.HELPED, at_s=at_s))
    missed = found(ledger).missed
    assert (missed.reported, missed.answered_true) == (2, 1)
    assert missed.missed.share == pytest.approx(2 / 3)
    assert missed.missed.interval == wilson(2, 3)


def test_a_land_seal_that_is_named_is_no_missed_stand(ledger: Ledger) -> None:
    say(ledger, said(TapKind.LAND_SEAL, at_s=5000))
    assert found(ledger).missed.reported == 0


# --- the threshold


FALSE, TRUE = TapKind.FALSE_ALARM, TapKind.ALONE


@pytest.mark.parametrize(
    ("kinds", "needed"),
    [
        ([], BOUNDS[0]),
        ([FALSE] * (LEAST_ANSWERS - 1), BOUNDS[0]),
        ([FALSE] * LEAST_ANSWERS, BOUNDS[1]),
        ([FALSE] * 7 + [TRUE] * 3, BOUNDS[0]),
        ([TRUE] * 30, BOUNDS[0]),
        ([FALSE] * NEWEST + [TRUE] * NEWEST, BOUNDS[0]),
    ],
    ids=["none", "too few", "enough", "not so many false", "all true", "long ago"],
)
def test_the_threshold_moves_with_enough_answers_within_its_bounds(
    kinds: list[TapKind], needed: float
) -> None:
    confidence = {FALSE: Confidence.WITHDRAWN, TRUE: Confidence.CONFIRMED}
    stands = [_labelled(confidence[kind]) for kind in kinds]
    assert learn(stands).needed_sum == needed
    assert BOUNDS[0] <= learn(stands).needed_sum <= BOUNDS[1]


def _labelled(confidence: Confidence, cues: Sequence[Cue] = TWO_WITNESSES) -> Labelled:
    at = utc(T0_NS)
    event = Event(
        id="a-stand",
        revision=1,
        pet="buttons",
        kind=EventKind.STOOD_UP,
        confidence=confidence,
        onset=at,
        met=at,
        cues=list(cues),
    )
    return Labelled(event, Confidence.CONFIRMED, answered=True)


@pytest.mark.parametrize(
    "cues",
    [ONE_WITNESS, (*ONE_WITNESS, TRUNK_STEPS), (PELVIS_UP, CAMERA_UP), (*ONE_WITNESS, TAP_UP)],
    ids=["possible anyhow", "walked off", "two whole cues", "only a person says so"],
)
def test_stands_that_the_threshold_does_not_decide_about_do_not_move_it(cues: Sequence[Cue]) -> None:
    assert learn([_labelled(Confidence.WITHDRAWN, cues)] * 40).answers == 0


def test_a_doubted_stand_that_a_person_confirms_helps_the_threshold_back(ledger: Ledger) -> None:
    answer_all(ledger, [FALSE] * LEAST_ANSWERS)
    doubted = record(ledger, stand(9000, TWO_WITNESSES, Confidence.POSSIBLE)).event
    (told,) = say(ledger, said(TRUE, doubted.id, made_s=9060))
    assert TAP_UP in told.cues
    learnt = learn(ledger.answers("buttons"))
    assert learnt == learn(ledger.labelled("buttons"))
    assert (learnt.answers, learnt.true) == (LEAST_ANSWERS + 1, 1)


def test_unanswered_stands_do_not_move_it(ledger: Ledger) -> None:
    for number in range(30):
        record(ledger, stand(100.0 * number))
    assert learn(ledger.labelled("buttons")).answers == 0


# --- the command


def evaluate(ledger: Ledger, path: Path, *options: str) -> OnThisDog:
    with ledger.transaction():
        ledger.save_memory("buttons", PetMemory(confirmed_sum=2.0))
    main_quietly(
        "evaluate", "--pet", "buttons", "--data", str(path), "--json", str(path / "o.json"), *options
    )
    return msgspec.json.decode((path / "o.json").read_bytes(), type=OnThisDog)


def main_quietly(*arguments: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 0


def test_the_command_reads_the_ledger_of_a_data_folder(
    ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer_all(ledger, [TRUE, TRUE, FALSE])
    of = evaluate(ledger, tmp_path)
    assert counts(row(of, Confidence.CONFIRMED)) == (3, 2, 1, 0)
    assert (of.pet, of.confirmed_sum.in_force, of.confirmed_sum.answers) == ("buttons", 2.0, 3)
    shown = " ".join(capsys.readouterr().out.split())
    assert "needs cues of 2 (bounds 1.5 to 2)" in shown
    assert "0.67" in shown


def test_the_command_reads_the_ledger_beside_a_store(ledger: Ledger, tmp_path: Path) -> None:
    evaluate(ledger, tmp_path)
    main_quietly("evaluate", "--pet", "buttons", "--store", f"sqlite:///{tmp_path / 'landseal.db'}")


def test_that_nobody_has_answered_yet_is_said_in_words(
    ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(ledger, tmp_path)
    assert "Nothing has been told of buttons." in capsys.readouterr().out
    record(ledger, stand())
    evaluate(ledger, tmp_path)
    shown = capsys.readouterr().out
    assert "Nobody has answered yet" in shown
    assert "nobody has reported one" in shown


@pytest.mark.parametrize(
    ("options", "said_"),
    [
        (["--pet", "rex", "--data", "{}"], 'no such dog: "rex". It knows: buttons.'),
        (["--pet", "buttons", "--data", "{}/none"], "there is no ledger"),
        (["--pet", "buttons", "--data", "{}", "--store", "sqlite:///x.db"], "got both"),
        (
            ["--pet", "buttons", "--data", "{}", "--since", "May"],
            'expected a date such as 2026-03-23, got "May"',
        ),
        (["--pet", "buttons", "--simulated"], "expected one of FILE, --simulated, --pet"),
        (["--simulated", "--since", "2026-03-23"], "belong to --pet"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(
    ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said_: str
) -> None:
    with ledger.transaction():
        ledger.save_memory("buttons", PetMemory())
    with pytest.raises(SystemExit) as left:
        main(["evaluate", *(option.replace("{}", str(tmp_path)) for option in options)])
    assert left.value.code == 1
    assert said_ in capsys.readouterr().err

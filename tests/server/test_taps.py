"""Taps through the line: what they change of a real stand, its counts, its letters and what comes after."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from msgspec.structs import replace
from support.blocks import T0_NS, accel_block
from support.configs import server_config
from support.dogs import RATE_HZ, felt, story_of
from support.lines import Reader, letters, readers

from landseal.clock import utc, utc_ns
from landseal.codec import encode_block
from landseal.messages import Event, PetState, Tap
from landseal.topics import Channel, StreamTopic
from landseal.units import NS_PER_S
from landseal.words import Confidence, Device, EventKind, Role, TapKind
from landseal_server.episodes.cues import PELVIS_UP, TRUNK_STEPS, TRUNK_TRANSITION
from landseal_server.episodes.state import Draft
from landseal_server.home import Home
from landseal_server.intake.decode import Received
from landseal_server.keeper import Keeper
from landseal_server.labels.adapt import BOUNDS, LEAST_ANSWERS
from landseal_server.memory import Today
from landseal_server.mind import Mind
from landseal_server.store.protocol import Batch
from landseal_server.store.rows import MinuteRow, whole_minute

SECONDS = 500


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[list[Reader]]:
    yield from readers(tmp_path, "one", "other")


@cache
def stream(dog: str, role: Role) -> list[Received]:
    """Return what a sensor of the dog of the demo's story sends, second by second."""
    samples = felt(story_of(101, dog), SECONDS, role).astype(np.float32).reshape(SECONDS, RATE_HZ, 3)
    topic = StreamTopic("pi", Channel.ACCEL, role)
    blocks = (accel_block(second, samples=samples[second]) for second in range(SECONDS))
    return [Received(topic, encode_block(block), block.seq + 1.0) for block in blocks]


def feed(home: Reader, dog: str, from_s: int, to_s: int, *roles: Role) -> None:
    """Let a part of her life be read and kept."""
    home.feed([message for role in roles for message in stream(dog, role)[from_s:to_s]], to_s + 60.0)
    home.commit(to_s + 60.0)


def said(kind: TapKind, event: Event, number: int = 0) -> Tap:
    made = utc(T0_NS + (1000 + number) * NS_PER_S)
    return Tap(
        id=f"{event.id}-{kind}-{number}", pet="buttons", t=event.onset, kind=kind, event=event.id, made=made
    )


def state(home: Reader) -> PetState:
    told = home.ledger.state("buttons")
    assert told is not None
    return told


def minute_of(home: Reader, event: Event) -> MinuteRow:
    start_ns = whole_minute(utc_ns(event.met) - NS_PER_S)
    (row,) = home.store.minutes("buttons", start_ns, start_ns + 1)
    return row


def rises_in_minutes(home: Reader) -> int:
    return sum(row.rises for row in home.store.minutes("buttons", 0, 2**62))


def confirmed_stands(home: Reader) -> int:
    confirmed = [event for event in home.events() if event.confidence is Confidence.CONFIRMED]
    return sum(event.kind is EventKind.STOOD_UP for event in confirmed)


def possible_stand(home: Reader) -> Event:
    (event,) = [event for event in home.events() if event.confidence is Confidence.POSSIBLE]
    return event


def test_a_possible_stand_that_is_answered_counts_as_one_and_pushes_nothing_more(homes: list[Reader]) -> None:
    home = homes[0]
    feed(home, "paretic-small", 0, 380, Role.TRUNK)
    stand, before, sent = possible_stand(home), state(home), letters(home)
    (told,) = home.line.tap(said(TapKind.ALONE, stand), 400.0).events
    assert (told.event.confidence, told.event.revision) == (Confidence.CONFIRMED, stand.revision + 1)
    assert told.event.cues[-1].device is Device.TAP
    assert state(home).rises_today == before.rises_today + 1
    assert state(home).last_stood_up == stand.onset
    feed(home, "paretic-small", 380, 500, Role.TRUNK)
    assert rises_in_minutes(home) == confirmed_stands(home), "the running minute was counted, and then kept"
    assert letters(home) == sent
    assert list(home.store.events("buttons", 0, 2**62)) == home.events()[::-1]


def test_a_false_alarm_takes_the_stand_out_of_the_minute_and_the_day_and_back(homes: list[Reader]) -> None:
    home = homes[0]
    feed(home, "paretic-small", 0, 380, Role.TRUNK)
    named = possible_stand(home)
    feed(home, "paretic-small", 380, 500, Role.TRUNK)
    (stand,) = [event for event in home.events() if event.id == named.id]
    counted = stand.confidence is Confidence.CONFIRMED  # by steps, later
    others = state(home).rises_today - counted
    for number, (kind, more) in enumerate(
        [(TapKind.HELPED, 1), (TapKind.FALSE_ALARM, 0), (TapKind.ALONE, 1), (TapKind.FALSE_ALARM, 0)]
    ):
        told = home.line.tap(said(kind, stand, number), 600.0)
        assert told.states[-1] == state(home)
        assert state(home).rises_today == others + more
        assert minute_of(home, stand).rises == more
    last = state(home).last_stood_up
    assert last is not None
    assert last < stand.onset, "of the stand before"


def test_a_walk_that_a_person_withdraws_stays_withdrawn_and_its_letter_unsent(homes: list[Reader]) -> None:
    home = homes[0]
    feed(home, "paretic-small", 0, 150, Role.TRUNK)
    walk = next(event for event in home.events() if event.kind is EventKind.WALK)
    (told,) = home.line.tap(said(TapKind.FALSE_ALARM, walk), 160.0).events
    assert told.event.confidence is Confidence.WITHDRAWN
    feed(home, "paretic-small", 150, 200, Role.TRUNK)
    assert home.ledger.event(walk.id) == told.event


def test_what_is_read_after_a_tap_is_the_same_live_and_in_bulk(homes: list[Reader]) -> None:
    live, bulk = homes
    for second in range(SECONDS):
        feed_live(live, second)
        if second == 249:
            answer_newest(live)
    live.commit(SECONDS + 1.0)
    feed(bulk, "sound-medium", 0, 250, Role.TRUNK, Role.PELVIS)
    answer_newest(bulk)
    feed(bulk, "sound-medium", 250, SECONDS, Role.TRUNK, Role.PELVIS)
    assert bulk.seconds() == live.seconds()
    assert len(bulk.events()) > 3
    assert bulk.events() == live.events()
    assert bulk.store.minutes("buttons", 0, 2**62) == live.store.minutes("buttons", 0, 2**62)
    assert bulk.ledger.memories() == live.ledger.memories()


def feed_live(home: Reader, second: int) -> None:
    home.feed([stream("sound-medium", role)[second] for role in (Role.TRUNK, Role.PELVIS)], second + 1.0)


def answer_newest(home: Reader) -> None:
    stand = next(event for event in home.events() if event.kind is EventKind.STOOD_UP)
    assert home.line.tap(said(TapKind.FALSE_ALARM, stand), 260.0).events


def test_a_dog_whose_stands_were_false_alarms_is_told_of_as_possible_and_never_silenced(
    homes: list[Reader], tmp_path: Path
) -> None:
    plain, doubted = homes
    for number in range(LEAST_ANSWERS):
        assert in_force(doubted) == BOUNDS[0]
        doubted.line.tap(said(TapKind.FALSE_ALARM, stood_yesterday(doubted, number)), 0.0)
    assert in_force(doubted) == BOUNDS[1]
    doubted.store.close()
    doubted.ledger.close()
    homes[1] = doubted = Reader(tmp_path / "other")
    for home in (plain, doubted):
        feed(home, "sound-medium", 0, 380, Role.TRUNK, Role.PELVIS)
    told = {event.id: event for event in doubted.events()}
    assert [event.confidence for event in stands(plain)] == [Confidence.CONFIRMED] * 3
    assert {event.id for event in stands(plain)} <= addressed(doubted)
    for event in stands(plain):
        walked_off = TRUNK_STEPS in told[event.id].cues
        assert told[event.id].confidence is (Confidence.CONFIRMED if walked_off else Confidence.POSSIBLE)
    assert any(TRUNK_STEPS not in told[event.id].cues for event in stands(plain))


class Kept:
    """A keeper over a folder that is given drafts: stands whose cues a test chooses."""

    def __init__(self, folder: Path) -> None:
        self.home = Reader(folder)
        described = Home(server_config(folder))
        self._keeper = Keeper(described, self.home.ledger, self.home.store)
        self.mind = Mind(described.profiles(), {}, ZoneInfo("UTC"))
        self.memory = self.mind.memories["buttons"]
        self.memory.today = Today(date=f"{utc(T0_NS):%Y-%m-%d}")

    def keep(self, draft: Draft, *minutes: MinuteRow) -> Event:
        batch = Batch(minutes=list(minutes))
        return self._keeper.keep(self.mind, batch, [("buttons", draft)], [], {}, 0.0).events[0].event

    def tap(self, tap: Tap) -> list[Event]:
        return [recorded.event for recorded in self._keeper.keep_tap(self.mind, tap).events]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path)
    yield made
    made.home.store.close()
    made.home.ledger.close()


SEEN = Draft(
    kind=EventKind.STOOD_UP,
    confidence=Confidence.POSSIBLE,
    onset_ns=T0_NS,
    met_ns=T0_NS + 8 * NS_PER_S,
    cues=[TRUNK_TRANSITION],
)
SURE = replace(SEEN, confidence=Confidence.CONFIRMED, cues=[TRUNK_TRANSITION, PELVIS_UP])


def test_what_only_a_tap_confirms_is_pushed_to_nobody(kept: Kept) -> None:
    kept.tap(said(TapKind.ALONE, kept.keep(SEEN)))
    assert kept.keep(replace(SEEN, duration_s=20.0)).confidence is Confidence.CONFIRMED
    assert letters(kept.home) == 0


def test_what_the_sensors_confirm_after_a_tap_is_pushed_once_and_counted_once(kept: Kept) -> None:
    kept.tap(said(TapKind.ALONE, kept.keep(SEEN)))
    for duration_s in (21.0, 22.0):
        kept.keep(replace(SURE, duration_s=duration_s))
    assert letters(kept.home) == 1
    assert kept.memory.today.rises == 1


def test_a_tap_at_a_moment_of_a_stand_that_still_went_on_counts_where_the_stand_was_met(kept: Kept) -> None:
    kept.keep(SEEN)
    during = replace(said(TapKind.HELPED, kept.keep(replace(SEEN, attempts=2))), event=None)
    assert kept.tap(replace(during, t=utc(T0_NS + 200 * NS_PER_S))) == []
    over = MinuteRow(
        pet="buttons",
        t_ns=whole_minute(SEEN.met_ns - NS_PER_S),
        posture_s={},
        wear_s={},
        vedba_mg_mean=0.0,
        vedba_mg_p95=0.0,
        steps=0.0,
    )
    ended = kept.keep(replace(SEEN, attempts=2, duration_s=300.0), over)
    assert ended.confidence is Confidence.CONFIRMED
    assert kept.memory.today.rises == 1
    assert minute_of(kept.home, ended).rises == 1


def stands(home: Reader) -> list[Event]:
    """Return those of the life that was fed."""
    kept = [event for event in home.events() if event.kind is EventKind.STOOD_UP]
    return [event for event in kept if utc_ns(event.onset) >= T0_NS]


def in_force(home: Reader) -> float:
    memory = home.ledger.memories().get("buttons")
    return BOUNDS[0] if memory is None else memory.confirmed_sum


def addressed(home: Reader) -> set[str]:
    return {event for (event,) in home.ledger.db.execute("SELECT event FROM outbox")}


def stood_yesterday(home: Reader, number: int) -> Event:
    onset_ns = T0_NS - (86_400 - 100 * number) * NS_PER_S
    draft = Draft(
        kind=EventKind.STOOD_UP,
        confidence=Confidence.CONFIRMED,
        onset_ns=onset_ns,
        met_ns=onset_ns + 8 * NS_PER_S,
        cues=[TRUNK_TRANSITION, PELVIS_UP],
    )
    with home.ledger.transaction():
        return home.ledger.record("buttons", draft).event

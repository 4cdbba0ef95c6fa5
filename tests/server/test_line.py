"""The line: the same from messages a second apart as from a chunk of each stream after the other."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.blocks import BOOT, T0_NS, accel_block, motion_second, walking
from support.lines import Reader, letters, readers

from landseal.blocks import Box
from landseal.clock import utc
from landseal.codec import encode_block
from landseal.messages import Tap
from landseal.topics import Channel, StreamTopic
from landseal.units import NS_PER_S
from landseal.words import Assistance, EventKind, TapKind, Wear
from landseal_server.intake.decode import Received
from landseal_server.intake.positions import StreamKey
from landseal_server.store.rows import CameraRow

SECONDS = 600


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[list[Reader]]:
    yield from readers(tmp_path, "one", "other")


def streams(rng: np.random.Generator) -> dict[str, list[Received]]:
    """Return ten minutes of trunk, pelvis, sling and camera; each second arrives when it is over."""
    made: dict[str, list[Received]] = {}
    for name in ("trunk", "pelvis", "sling"):
        topic = StreamTopic("pi", Channel.ACCEL, name)
        blocks = (accel_block(second, samples=walking(second, rng)) for second in range(SECONDS))
        made[name] = [Received(topic, encode_block(block), block.seq + 1.0) for block in blocks]
    topic = StreamTopic("pi", Channel.MOTION, "cam")
    box = Box(0.3, 0.6, 0.3, 0.2)
    seen = (motion_second(second, box=box) for second in range(SECONDS))
    made["cam"] = [Received(topic, encode_block(second), second.seq + 1.0) for second in seen]
    return made


def test_ten_minutes_in_chunks_leave_the_same_in_store_and_ledger_as_second_by_second(
    homes: list[Reader],
) -> None:
    live, bulk = homes
    messages = streams(np.random.default_rng(3))
    for second in range(SECONDS):
        live.feed([stream[second] for stream in messages.values()], second + 1.0)
    live.commit(SECONDS + 1.0)
    bulk.feed([message for stream in messages.values() for message in stream], SECONDS + 1.0)
    bulk.commit(SECONDS + 1.0)
    assert len(bulk.seconds()) == SECONDS
    assert bulk.seconds() == live.seconds()
    assert {event.kind for event in live.events()} >= {EventKind.WALK}
    assert {event.assistance for event in live.events()} == {Assistance.ASSISTED}, "the sling moves with her"
    assert bulk.events() == live.events()
    assert bulk.ledger.memories() == live.ledger.memories()
    assert bulk.ledger.positions() == live.ledger.positions()
    assert (bulk.counts.late, bulk.counts.lost, bulk.counts.refused) == (0, 0, 0)


def test_what_happened_is_told_after_its_commit_and_only_then(homes: list[Reader]) -> None:
    home = homes[0]
    messages = [message for stream in streams(np.random.default_rng(3)).values() for message in stream]
    for message in messages:
        home.line.take(message, T0_NS + SECONDS * NS_PER_S)
    told = next(home.line.read(SECONDS + 1.0, SECONDS + 1.0))
    (trunk,) = [stream for stream in told.stored["pi"].streams if stream.stream == "trunk"]
    assert told.events[0].event in home.events()
    assert home.ledger.positions()[StreamKey("pi", "trunk", BOOT)].through == trunk.through
    assert trunk.through < SECONDS - 1, "the rest of the chunk has not been read yet"
    assert home.seconds()[-1].t_ns == T0_NS + trunk.through * NS_PER_S


def test_what_a_line_had_read_and_not_kept_is_read_again_by_the_next_one(homes: list[Reader]) -> None:
    home = homes[0]
    trunk = streams(np.random.default_rng(3))["trunk"]
    home.feed(trunk[:10], 11.0)
    assert home.ledger.memories() == {}
    home.commit(11.0)
    home.feed(trunk[10:15], 16.0)
    assert home.ledger.positions()[StreamKey("pi", "trunk", BOOT)].through == 9
    assert home.ledger.memories()["buttons"].read_until_ns == T0_NS + 9 * NS_PER_S


def test_a_camera_is_kept_second_by_second(homes: list[Reader]) -> None:
    home, kept = homes[0], list[CameraRow]()
    home.store.write = lambda batch: kept.extend(batch.camera)  # type: ignore[method-assign]
    home.feed(streams(np.random.default_rng(3))["cam"][:30], 31.0)
    home.commit(31.0)
    assert [row.t_ns for row in kept] == [T0_NS + second * NS_PER_S for second in range(30)]


def said(kind: TapKind, at_s: float, *, event: str | None = None) -> Tap:
    moment = utc(T0_NS + int(at_s * NS_PER_S))
    return Tap(id=f"tap-{at_s:.0f}", pet="buttons", t=moment, kind=kind, event=event, made=moment)


def test_a_tap_on_an_event_is_told_as_its_next_revision_and_pushes_nothing(homes: list[Reader]) -> None:
    home = homes[0]
    home.feed(
        [message for name in ("trunk", "pelvis") for message in streams(np.random.default_rng(3))[name]],
        601.0,
    )
    home.commit(601.0)
    walk = next(event for event in home.events() if event.kind is EventKind.WALK)
    before = letters(home)
    told = home.line.tap(said(TapKind.ALONE, 601, event=walk.id), 602.0)
    assert [(record.event.id, record.event.assistance) for record in told.events] == [
        (walk.id, Assistance.UNASSISTED)
    ]
    assert told.events[0].event.revision == walk.revision + 1
    assert list(home.store.events("buttons", 0, 2**62)) == home.events()[::-1]
    assert letters(home) == before
    assert home.line.tap(said(TapKind.ALONE, 601, event=walk.id), 603.0).events == [], "said twice"


def test_a_tap_that_the_harness_is_off_is_believed_from_its_moment_on_and_over_a_restart(
    homes: list[Reader], tmp_path: Path
) -> None:
    home = homes[0]
    trunk = streams(np.random.default_rng(3))["trunk"]
    home.feed(trunk[:10], 11.0)
    home.line.tap(said(TapKind.HARNESS_OFF, 12.5), 11.0)
    home.store.close()
    home.ledger.close()
    homes[0] = again = Reader(tmp_path / "one")
    again.feed(trunk[10:15], 16.0)
    again.commit(16.0)
    worn = [row.wear for row in again.seconds()]
    assert worn[12:] == [Wear.NOT_WORN] * 3
    assert Wear.NOT_WORN not in worn[:12]

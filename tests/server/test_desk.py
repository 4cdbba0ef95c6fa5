from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from support.blocks import BOOT, T0_NS, accel_block

from landseal.blocks import AccelBlock
from landseal.codec import encode_block
from landseal.topics import Channel, StreamTopic
from landseal.units import NS_PER_S
from landseal.words import ClockState, Role
from landseal_server.intake.decode import Received
from landseal_server.intake.desk import Counts, Desk, Routes
from landseal_server.intake.positions import Position, StreamKey
from landseal_server.intake.quarantine import Quarantine, Quarantined
from landseal_server.intake.raw import RawLog, read_raw

NOW_NS = T0_NS + 100 * NS_PER_S
KEY = StreamKey("pi", "trunk", BOOT)
ROUTES = Routes(
    {
        ("pi", "trunk"): [("buttons", Role.TRUNK)],
        ("pi", "sling"): [("buttons", Role.SLING)],
        ("pi", "mat"): [("buttons", "mat"), ("rex", "mat")],
    }
)


class Intake:
    """A desk, and what a test wants to know of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.counts, self.raw = folder, Counts(), RawLog(folder)
        self.begin({})

    def begin(self, done: dict[StreamKey, Position]) -> None:
        """Begin from what was done before."""
        quarantine = Quarantine(self.folder / "quarantine.raw")
        self.desk = Desk(ROUTES, self.raw, quarantine, done, {}, self.counts)

    def take(self, *blocks: AccelBlock, stream: str = "trunk", payload: bytes | None = None) -> None:
        for block in blocks:
            topic = StreamTopic("pi", Channel.ACCEL, stream)
            self.desk.take(Received(topic, payload or encode_block(block), float(block.seq)), NOW_NS)

    def read(self, now_s: float) -> list[int]:
        """Read what is due; return the seconds."""
        seconds = []
        for epochs in self.desk.due(now_s):
            for epoch in epochs:
                seconds += [arrival.seq for arrival in epoch.arrivals]
                self.desk.finish(epoch)
        return seconds

    def raw_seqs(self) -> list[int]:
        self.raw.sync()
        return sorted(record.seq for path in self.folder.glob("*/*/*.raw") for record in read_raw(path))


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    made = Intake(tmp_path)
    yield made
    made.raw.close()


def through(intake: Intake) -> int:
    return intake.desk.told()["pi"].streams[0].through


def test_a_block_is_confirmed_once_its_second_was_read_and_not_before(intake: Intake) -> None:
    intake.take(accel_block(0), accel_block(1))
    assert through(intake) == -1
    intake.read(2.0)
    assert through(intake) == 1


def test_a_block_that_comes_twice_is_written_and_read_once(intake: Intake) -> None:
    intake.take(accel_block(0), accel_block(0))
    assert intake.read(1.0) == [0]
    intake.take(accel_block(0))
    assert intake.read(2.0) == []
    assert intake.raw_seqs() == [0]
    assert (intake.counts.blocks, intake.counts.duplicates) == (1, 2)


def test_after_a_restart_what_was_done_is_known_and_what_was_not_is_taken_again(intake: Intake) -> None:
    intake.begin({KEY: Position(through=4)})
    intake.take(accel_block(4), accel_block(5))
    assert intake.read(6.0) == [5]
    assert intake.counts.duplicates == 1


def test_a_block_of_nobody_is_written_down_and_confirmed(intake: Intake) -> None:
    intake.take(accel_block(0), stream="stranger")
    assert through(intake) == 0
    assert intake.raw_seqs() == [0]


def test_a_tag_on_a_sling_is_written_down_and_makes_no_second_and_is_confirmed_with_her_next(
    intake: Intake,
) -> None:
    intake.take(accel_block(0), accel_block(1), stream="sling")
    assert intake.raw_seqs() == [0, 1]
    assert intake.read(99.0) == []
    assert through(intake) == -1
    intake.take(accel_block(0, second=5))
    intake.read(99.0)
    assert {stream.through for stream in intake.desk.told()["pi"].streams} == {0, 1}


def test_a_sling_that_falls_silent_or_has_a_hole_keeps_no_second_waiting(intake: Intake) -> None:
    for block in (accel_block(0), accel_block(1)):
        intake.take(block)
        intake.take(msgspec.structs.replace(block, seq=2 * block.seq), stream="sling")
    intake.take(accel_block(2))
    assert intake.read(2.0) == [0, 0, 1, 2, 2], "at the very moment the last of the trunk's came"


def test_the_clock_of_a_sling_does_not_set_her_time_back(intake: Intake) -> None:
    intake.take(accel_block(0, second=50))
    intake.read(99.0)
    intake.take(accel_block(0, second=-3600), stream="sling")
    intake.take(accel_block(1, second=-3599))
    assert intake.counts.late == 1


def test_a_block_that_cannot_be_read_is_counted_and_confirmed_and_does_not_come_again(intake: Intake) -> None:
    good = encode_block(accel_block(0))
    intake.take(accel_block(0), payload=good.replace(b"rate_hz", b"rate_no"))
    assert intake.counts.refused == 1
    assert through(intake) == 0


def test_rubbish_is_counted_and_nothing_stalls(intake: Intake) -> None:
    for payload in (b"", b"\xc1", b"\x91" * 5000, b"x" * 100_000):
        intake.take(accel_block(0), payload=payload or b"\0")
    intake.take(accel_block(0))
    assert intake.read(1.0) == [0]
    assert intake.counts.refused == 4


def test_what_was_refused_is_kept_with_its_reason(intake: Intake) -> None:
    intake.take(accel_block(0), payload=b"rubbish")
    kept = msgspec.msgpack.decode((intake.folder / "quarantine.raw").read_bytes(), type=Quarantined)
    assert (kept.edge, kept.stream, kept.payload) == ("pi", "trunk", b"rubbish")
    assert kept.why


def test_an_agent_that_comes_back_with_its_clock_set_back_is_followed(intake: Intake) -> None:
    intake.take(accel_block(0, second=50))
    intake.read(99.0)
    again = "ffeeddccbbaa9988"
    intake.take(accel_block(0, second=-3600, boot=again))
    assert intake.read(99.0) == [0]
    assert intake.counts.late == 0


def test_a_block_that_comes_after_its_second_was_read_is_kept_raw_counted_and_confirmed(
    intake: Intake,
) -> None:
    intake.take(accel_block(1, second=5))
    assert intake.read(99.0) == [1]
    intake.take(accel_block(0, second=4))
    assert (intake.counts.late, intake.raw_seqs(), through(intake)) == (1, [0, 1], 1)


def test_a_block_from_the_future_is_kept_and_confirmed_and_does_not_make_the_present_late(
    intake: Intake,
) -> None:
    intake.take(accel_block(0, second=100_000))
    assert intake.counts.skewed == 1
    intake.take(accel_block(1, second=50))
    assert intake.read(99.0) == [1]
    assert (intake.raw_seqs(), through(intake), intake.counts.late) == ([0, 1], 1, 0)


def test_a_clock_that_was_never_set_is_not_followed_into_the_past(intake: Intake) -> None:
    intake.take(accel_block(0, second=50))
    intake.read(99.0)
    lost = accel_block(0, second=-3600, boot="ffeeddccbbaa9988")
    intake.take(msgspec.structs.replace(lost, clock=ClockState.UNSYNCHRONISED))
    intake.take(accel_block(1, second=51))
    assert intake.read(99.0) == [1]
    assert intake.counts.late == 1


def test_what_the_edge_gave_up_is_counted_as_lost(intake: Intake) -> None:
    intake.take(accel_block(7, floor=5))
    assert intake.counts.lost == 5
    intake.take(accel_block(5, floor=5), accel_block(6, floor=5))
    assert intake.read(99.0) == [5, 6, 7]


def test_a_camera_of_two_pets_is_done_when_both_have_had_it(intake: Intake) -> None:
    intake.take(accel_block(0), stream="mat")
    (round_,) = list(intake.desk.due(99.0))
    assert {epoch.pet for epoch in round_} == {"buttons", "rex"}
    intake.desk.finish(round_[0])
    assert through(intake) == -1
    intake.desk.finish(round_[1])
    assert through(intake) == 0

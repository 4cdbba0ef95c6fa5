"""A host that does not know the time yet: blocks wait, and are placed by the time that was found."""

from collections.abc import Callable

import numpy as np
import pytest
from support.fake_time import FakeClock

from landseal.blocks import AccelBlock, MotionSecond
from landseal.sources import AccelSamples
from landseal.topics import Channel
from landseal.units import NS_PER_S
from landseal.words import ClockState
from landseal_edge.reader import SensorReader

RATE_HZ = 50


class Sent:
    """A `Sender` that keeps what it is given."""

    def __init__(self) -> None:
        self.blocks: list[AccelBlock] = []

    def send(
        self, channel: Channel, stream: str, make: Callable[[str, int, int], AccelBlock | MotionSecond]
    ) -> None:
        assert (channel, stream) == (Channel.ACCEL, "trunk")
        block = make("00112233aabbccdd", len(self.blocks), 0)
        assert isinstance(block, AccelBlock)
        self.blocks.append(block)


class Home:
    """A Pi after a power cut: up for half a minute, and in the year 2023."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.clock.now_ns = 30 * NS_PER_S
        self.true_offset_ns = self.clock.utc_offset_ns
        self.clock.utc_offset_ns -= 3 * 365 * 86400 * NS_PER_S
        self.clock.synchronised = False
        self.sent = Sent()
        self.reader = SensorReader("trunk", RATE_HZ, self.clock, self.sent)

    def measure(self, seconds: float) -> None:
        """Let a sensor measure for a while, read five times a second."""
        size = RATE_HZ // 5
        for _ in range(round(seconds * 5)):
            stamps = self.clock.now_ns + (np.arange(size) * NS_PER_S // RATE_HZ)
            self.reader.take(AccelSamples(stamps, np.zeros((size, 3), np.float32)))
            self.clock.now_ns += NS_PER_S // 5

    def set_clock(self) -> None:
        """A time server has answered."""
        self.clock.utc_offset_ns, self.clock.synchronised = self.true_offset_ns, True


@pytest.fixture
def home() -> Home:
    return Home()


def test_blocks_wait_until_the_clock_is_set_and_are_placed_by_the_true_time(home: Home) -> None:
    home.measure(60)
    assert home.sent.blocks == []
    home.set_clock()
    home.measure(2)
    assert sum(block.samples for block in home.sent.blocks) == 61 * RATE_HZ
    assert home.sent.blocks[0].t0_ns == 30 * NS_PER_S + home.true_offset_ns
    assert {block.clock for block in home.sent.blocks} == {ClockState.SYNCHRONISED}
    assert [block.seq for block in home.sent.blocks] == list(range(61))


def test_a_gap_in_what_waits_stays_a_gap(home: Home) -> None:
    home.measure(10)
    home.clock.now_ns += 20 * NS_PER_S
    home.measure(10)
    home.set_clock()
    home.measure(2)
    starts_s = [(block.t0_ns - home.true_offset_ns) // NS_PER_S for block in home.sent.blocks]
    assert starts_s == [*range(30, 40), *range(60, 71)]


def test_where_no_time_server_ever_answers_blocks_go_out_marked(home: Home) -> None:
    home.measure(880)
    home.reader.end()
    marked = home.sent.blocks
    assert sum(block.samples for block in marked) == 880 * RATE_HZ
    assert {block.clock for block in marked} == {ClockState.UNSYNCHRONISED}
    home.measure(2)
    assert len(home.sent.blocks) > 880, "a host that is up for a quarter of an hour waits no longer"


def test_what_waits_is_handed_on_marked_when_its_sensor_ends(home: Home) -> None:
    home.measure(10)
    home.reader.end()
    assert sum(block.samples for block in home.sent.blocks) == 10 * RATE_HZ
    assert {block.clock for block in home.sent.blocks} == {ClockState.UNSYNCHRONISED}


def test_a_clock_that_is_right_from_the_start_delays_nothing(home: Home) -> None:
    home.set_clock()
    home.measure(2.2)
    assert len(home.sent.blocks) == 2

"""Packets -> samples: each once, in order, and what is missing is counted."""

from collections.abc import Iterable

import numpy as np
import pytest
from support.makers import PER_PACKET, MadeUpMaker, counts, packet

from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal_edge.harness.maker import Decoded
from landseal_edge.harness.timing.numbering import Missing
from landseal_edge.harness.timing.stream import Arrival, SensorStream

MS = NS_PER_S // 1000
PACKET_NS = PER_PACKET * 20 * MS
KINDS = [
    pytest.param(MadeUpMaker(numbers=True), id="numbered"),
    pytest.param(MadeUpMaker(clock=True), id="with a clock"),
    pytest.param(MadeUpMaker(numbers=True, clock=True), id="with both"),
]
BARE = MadeUpMaker()


class Listener:
    """Plays packets into a stream as a link does, five times a second."""

    def __init__(self, maker: MadeUpMaker) -> None:
        self.maker = maker
        self.stream = SensorStream(maker, 50.0)
        self.stream.begin(maker.reader(50.0))
        self.got: list[AccelSamples] = []

    def play(self, numbers: Iterable[int], *, late_ms: float = 0.0, copies: int = 1, at: int = 0) -> None:
        """Let packets arrive, each when its last sample is taken; `at` shifts their time, in packets."""
        arrivals = []
        for number in numbers:
            taken_ns = (number + at) * PACKET_NS
            for copy in range(copies):
                at_ns = taken_ns + round(late_ms * MS) + copy * 10_000
                arrivals.append(Arrival(at_ns, packet(number, number * PACKET_NS)))
        for first in range(0, len(arrivals), 2):
            some = arrivals[first : first + 2]
            self.keep(self.stream.take(some, some[-1].at_ns))

    def silent_until(self, now_ns: int) -> None:
        self.keep(self.stream.take([], now_ns))

    def keep(self, samples: AccelSamples | None) -> None:
        if samples is not None:
            self.got.append(samples)

    @property
    def stamps(self) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
        return np.concatenate([samples.boottime_ns for samples in self.got])

    @property
    def counted(self) -> list[int]:
        return [count for samples in self.got for count in counts(samples.accel_g)]


@pytest.mark.parametrize("maker", [*KINDS, pytest.param(BARE, id="with neither")])
def test_a_packet_that_is_delivered_four_times_counts_once(maker: MadeUpMaker) -> None:
    listener = Listener(maker)
    listener.play(range(100), copies=4)
    assert listener.counted == list(range(100 * PER_PACKET))
    assert listener.stream.duplicates == 300
    assert np.diff(listener.stamps).min() > 0


def test_a_sensor_without_numbers_that_says_the_same_twice_is_believed() -> None:
    listener = Listener(BARE)
    same = packet(7)
    for number in range(10):
        listener.keep(listener.stream.take([Arrival(number * PACKET_NS, same)], number * PACKET_NS))
    assert len(listener.counted) == 10 * PER_PACKET


def test_two_samples_of_a_sensor_that_lies_still_are_two_though_the_radio_delivers_them_at_once() -> None:
    listener = Listener(BARE)
    listener.play(range(100))
    at_ns = 110 * PACKET_NS
    burst = [
        Arrival(at_ns + k * 10_000, packet(n)) for k, n in enumerate((100, 101, 102, 102, 103, 104, 105))
    ]
    listener.keep(listener.stream.take(burst, at_ns))
    listener.keep(listener.stream.end())
    assert len(listener.counted) == 107 * PER_PACKET
    assert listener.stream.duplicates == 0


@pytest.mark.parametrize("maker", KINDS)
def test_what_is_lost_on_the_air_is_counted_and_stays_a_gap(maker: MadeUpMaker) -> None:
    listener = Listener(maker)
    listener.play([*range(100), *range(103, 200)])
    assert listener.stream.missing == 3 * PER_PACKET
    assert len(listener.counted) == 197 * PER_PACKET
    gaps = np.diff(listener.stamps)
    assert gaps.max() == pytest.approx(16 * 20 * MS, rel=0.1)
    assert np.sum(gaps > 50 * MS) == 1


@pytest.mark.parametrize("maker", [*KINDS, pytest.param(BARE, id="with neither")])
def test_what_a_link_that_was_down_has_missed_is_counted_apart(maker: MadeUpMaker) -> None:
    listener = Listener(maker)
    listener.play(range(100))
    listener.stream.begin(maker.reader(50.0))
    listener.play(range(130, 200))
    assert listener.stream.missing_while_down == pytest.approx(30 * PER_PACKET, abs=1)
    assert listener.stream.missing == 0


@pytest.mark.parametrize("maker", KINDS)
def test_a_sensor_that_restarts_while_the_link_is_up_begins_afresh(maker: MadeUpMaker) -> None:
    listener = Listener(maker)
    listener.play(range(500, 600), at=-500)
    listener.play(range(50), at=150)
    assert listener.stream.restarts == 1
    assert np.diff(listener.stamps).min() > 0
    assert listener.stamps[-1] == 199 * PACKET_NS


def test_packets_that_a_link_has_held_back_are_late_and_not_lost() -> None:
    listener = Listener(BARE)
    listener.play(range(100))
    burst = [Arrival(130 * PACKET_NS + number * MS, packet(number)) for number in range(100, 131)]
    listener.keep(listener.stream.take(burst, burst[-1].at_ns))
    listener.play(range(131, 200))
    assert listener.counted == list(range(200 * PER_PACKET))
    assert np.diff(listener.stamps).max() < 22 * MS
    assert listener.stream.missing == 0


@pytest.mark.parametrize("packets", [6, 9, 15])
def test_a_link_that_delivers_only_now_and_then_has_lost_nothing(packets: int) -> None:
    listener = Listener(BARE)
    for first in range(0, 540, packets):
        at_ns = (first + packets) * PACKET_NS
        burst = [Arrival(at_ns + k * MS, packet(first + k)) for k in range(packets)]
        listener.keep(listener.stream.take(burst, burst[-1].at_ns))
        listener.silent_until(at_ns + packets * PACKET_NS // 2)
        listener.silent_until(at_ns + packets * PACKET_NS - MS)
    listener.keep(listener.stream.end())
    assert listener.counted == list(range(540 * PER_PACKET))
    assert listener.stream.missing == 0
    assert np.diff(listener.stamps).max() < 22.3 * MS


def test_a_silence_of_a_sensor_without_numbers_is_a_gap_in_the_very_sample() -> None:
    listener = Listener(BARE)
    listener.play(range(100))
    listener.play(range(130, 200))
    gaps = np.diff(listener.stamps)
    assert int(np.argmax(gaps)) == 100 * PER_PACKET - 1
    assert gaps.max() == pytest.approx(151 * 20 * MS, rel=0.02)
    assert listener.stream.missing == pytest.approx(150, abs=1)


def test_a_sensor_that_numbers_its_packets_is_never_held_back_as_its_numbers_tell_what_a_silence_was() -> (
    None
):
    listener = Listener(MadeUpMaker(numbers=True))
    listener.play(range(100))
    listener.play(range(130, 132))
    assert listener.counted[-1] == 132 * PER_PACKET - 1
    assert listener.stream.missing == 30 * PER_PACKET


def test_a_counter_that_is_a_little_off_is_no_loss() -> None:
    missing = Missing()
    told = []
    for number, off_ms in enumerate((0, 12, -15, 14, 0)):
        counter_ns = number * PACKET_NS + off_ms * MS
        told.append(
            missing.before(number * PACKET_NS, PER_PACKET, 20.0 * MS, sequence=None, counter_ns=counter_ns)
        )
    assert told == [None, 0, 0, 0, 0]


def test_what_is_held_back_to_be_understood_comes_out_when_the_link_ends() -> None:
    listener = Listener(BARE)
    listener.play(range(100))
    listener.play(range(130, 133))
    ended = listener.stream.end()
    assert ended is not None
    assert counts(ended.accel_g) == list(range(130 * PER_PACKET, 133 * PER_PACKET))
    assert listener.stream.end() is None


def test_a_numbered_packet_that_told_a_battery_and_no_sample_is_not_missing() -> None:
    stream = SensorStream(MadeUpMaker(numbers=True), 1.0, heard=True)
    sample = np.ones((1, 3), dtype=np.float32)
    for number in range(20):
        told = Decoded(sample if number % 2 else sample[:0], sequence=number, battery_pct=80)
        stream.hear(number * NS_PER_S, told, bytes([number]))
    assert (stream.samples, stream.missing) == (10, 0)
    stream.hear(23 * NS_PER_S, Decoded(sample, sequence=23), b"after three were lost")
    assert stream.missing == 3


def test_packets_that_say_nothing_are_counted_by_reason() -> None:
    listener = Listener(BARE)
    listener.keep(listener.stream.take([Arrival(0, b"x"), Arrival(5 * MS, b"y")], 5 * MS))
    assert listener.stream.refused == {"too_short": 2}
    assert listener.got == []


def test_rate_and_jitter_are_measured() -> None:
    listener = Listener(MadeUpMaker(clock=True))
    assert (listener.stream.rate_hz, listener.stream.jitter_ms) == (None, None)
    listener.play(range(50))
    listener.play(range(50, 60), late_ms=30)
    assert listener.stream.rate_hz == pytest.approx(50, rel=0.001)
    assert listener.stream.jitter_ms == pytest.approx(30, abs=1)


def test_what_a_sensor_tells_of_itself_goes_out_with_its_samples() -> None:
    listener = Listener(BARE)
    listener.stream.rssi_dbm = -60
    listener.keep(listener.stream.take([Arrival(0, b"80 %"), Arrival(5 * MS, packet(0))], 5 * MS))
    assert (listener.got[0].battery_pct, listener.got[0].rssi_dbm) == (80, -60)

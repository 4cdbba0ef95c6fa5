import numpy as np
import pytest
from support.blocks import T0_NS

from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal_edge.cutter import CutSecond, SecondCutter

RATE_HZ = 50.0


def samples(first: int, count: int, rate_hz: float = RATE_HZ) -> AccelSamples:
    """Return the samples `first` to `first + count` of a sensor that began at boot time 0."""
    number = np.arange(first, first + count)
    accel = np.stack([number, number, number], axis=1).astype(np.float32)
    return AccelSamples((number * (NS_PER_S / rate_hz)).astype(np.int64), accel)


def cut(cutter: SecondCutter, *chunks: AccelSamples, offset_ns: int = T0_NS) -> list[CutSecond]:
    seconds = [second for chunk in chunks for second in cutter.push(chunk, offset_ns)]
    return seconds + list(cutter.flush(offset_ns))


def test_seconds_are_cut_at_whole_utc_seconds_whatever_the_packets() -> None:
    seconds = cut(
        SecondCutter(RATE_HZ), *(samples(i * 7, 7) for i in range(20)), offset_ns=T0_NS + 300_000_000
    )
    assert [len(second.accel_g) for second in seconds] == [35, 50, 50, 5]
    assert [second.t0_ns for second in seconds[1:]] == [T0_NS + n * NS_PER_S for n in (1, 2, 3)]


def test_no_sample_is_lost_doubled_or_moved() -> None:
    seconds = cut(SecondCutter(RATE_HZ), *(samples(i * 13, 13) for i in range(30)))
    numbers = np.concatenate([second.accel_g[:, 0] for second in seconds])
    assert numbers.tolist() == list(range(390))


def test_a_gap_is_never_inside_a_block() -> None:
    seconds = cut(SecondCutter(RATE_HZ), samples(0, 10), samples(20, 10))
    assert [(second.t0_ns - T0_NS, len(second.accel_g)) for second in seconds] == [
        (0, 10),
        (20 * NS_PER_S // 50, 10),
    ]


def test_the_rate_is_measured_and_not_believed() -> None:
    first, *_ = cut(SecondCutter(RATE_HZ), samples(0, 120, rate_hz=48.0))
    assert first.rate_hz == pytest.approx(48.0, rel=0.001)


def test_a_clock_that_is_set_moves_what_waits_along_with_it() -> None:
    cutter = SecondCutter(RATE_HZ)
    assert list(cutter.push(samples(0, 20), T0_NS)) == []
    later_ns = T0_NS + 3600 * NS_PER_S
    seconds = list(cutter.push(samples(20, 40), later_ns))
    assert [(second.t0_ns, len(second.accel_g)) for second in seconds] == [(later_ns, 50)]


def test_a_tag_that_speaks_faster_while_it_is_moved_keeps_its_samples_in_their_second() -> None:
    first, *_ = cut(SecondCutter(1.0), samples(0, 3, rate_hz=4.0))
    assert first.rate_hz == pytest.approx(4.0)

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.frames import advertised_by, decoded, frame, holds_for_any_bytes, only, reasons

from landseal.errors import LandsealError
from landseal.units import STANDARD_GRAVITY_M_S2
from landseal_edge.harness.maker import MOST_G, sig_uuid
from landseal_edge.harness.makers.movesense import SERVICE, WRITE, Movesense, MovesenseReader

PUBLISHED = frame(
    data="02",
    reference="63",
    milliseconds="40e20100",
    first="0000003f000080be00001c41",
    second="0000203f000000be00001e41",
)
MS = 1_000_000
RATE_HZ = 52.0

axis = st.floats(-160, 160, width=32)


def reader() -> MovesenseReader:
    return MovesenseReader(RATE_HZ)


def message(ms: int, *axes: float) -> bytes:
    return struct.pack(f"<BBI{len(axes)}f", 2, 99, ms, *axes)


def m_s2(reads: object) -> list[list[float]]:
    assert isinstance(reads, tuple)
    return [(sample * STANDARD_GRAVITY_M_S2).tolist() for read in reads for sample in decoded(read).accel_g]


def test_the_published_message_is_read_as_published() -> None:
    read = only(reader().take(PUBLISHED))
    assert read.accel_g * STANDARD_GRAVITY_M_S2 == pytest.approx(
        np.array([(0.5, -0.25, 9.75), (0.625, -0.125, 9.875)]), rel=1e-6
    )


def test_the_time_is_of_the_last_sample_though_the_first_ones_is_sent() -> None:
    assert only(reader().take(PUBLISHED)).counter_ns == 123_456 * MS + round(1e9 / RATE_HZ)
    assert only(reader().take(message(123_456, 0, 0, 9.8))).counter_ns == 123_456 * MS


def test_the_time_wraps_where_the_maker_says() -> None:
    wraps = Movesense().counter_wraps_ns
    assert wraps == 2**32 * MS
    last = only(reader().take(message(2**32 - 1, *[0.0, 0.0, 9.8] * 8))).counter_ns
    assert last == (2**32 - 1) * MS + round(7e9 / RATE_HZ) - wraps


@pytest.mark.parametrize("kept", range(6, 6 + 16 * 12))
def test_a_long_message_continues_wherever_it_was_cut(kept: int) -> None:
    """Each sample once, in order, and the time of the last as if it had not been cut."""
    whole = message(1000, *[float(k % 50) for k in range(16 * 3)])
    cut = reader()
    reads = (*cut.take(whole[:kept]), *cut.take(b"\x03\x63" + whole[kept:]))
    expected = only(reader().take(whole))
    assert np.concatenate([decoded(read).accel_g for read in reads]).tolist() == expected.accel_g.tolist()
    assert decoded(reads[-1]).counter_ns == expected.counter_ns


def test_a_continuation_that_was_lost_costs_its_own_samples_and_is_counted() -> None:
    cut = reader()
    assert len(only(cut.take(PUBLISHED[:-3])).accel_g) == 1
    lost, read = cut.take(PUBLISHED)
    assert reasons([lost]) == ["cut_short"]
    assert len(decoded(read).accel_g) == 2


def test_a_continuation_of_nothing_is_refused() -> None:
    assert reasons(reader().take(b"\x03\x63" + bytes(12))) == ["lone_continuation"]
    heard_twice = reader()
    heard_twice.take(PUBLISHED[:-3])
    assert len(only(heard_twice.take(b"\x03\x63" + PUBLISHED[-3:])).accel_g) == 1
    assert reasons(heard_twice.take(b"\x03\x63" + PUBLISHED[-3:])) == ["lone_continuation"]


def test_a_message_that_stays_incomplete_is_counted() -> None:
    cut = reader()
    cut.take(PUBLISHED[:-3])
    assert reasons(cut.take(b"\x03\x63\x00")) == ["cut_short"]


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), float("-inf"), 330.0, -330.0])
def test_what_is_no_acceleration_is_refused(wrong: float) -> None:
    assert reasons(reader().take(message(0, 0.0, wrong, 9.8))) == ["out_of_range"]


@pytest.mark.parametrize("bits", ["0100807f", "010080ff", "ffffffff"])
def test_a_signalling_not_a_number_is_refused_without_a_warning(bits: str) -> None:
    assert reasons(reader().take(frame(data="0263", ms="00000000", x=bits, y="00000000", z="00001c41"))) == [
        "out_of_range"
    ]


def test_as_much_as_a_block_can_carry_is_read() -> None:
    most = MOST_G * STANDARD_GRAVITY_M_S2
    assert only(reader().take(message(0, most, -most, 0))).accel_g[0].tolist() == pytest.approx(
        [MOST_G, -MOST_G, 0]
    )
    assert reasons(reader().take(message(0, 0, 0, -most * 1.00001))) == ["out_of_range"]


def test_what_is_not_ours_is_refused_by_name() -> None:
    assert reasons(reader().take(b"")) == ["too_short"]
    assert reasons(reader().take(PUBLISHED[:5])) == ["too_short"]
    assert reasons(reader().take(b"\x02\x05" + PUBLISHED[2:])) == ["other_reference"]
    assert reasons(reader().take(b"\x09\x63" + PUBLISHED[2:])) == ["other_message"]


def test_a_subscription_is_answered_by_a_status() -> None:
    assert reader().take(frame(answer="01", reference="63", status="c800")) == ()
    assert reasons(reader().take(frame(answer="01", reference="63", status="9401"))) == [
        "subscription_refused"
    ]
    assert reasons(reader().take(frame(answer="01", reference="07", status="c800"))) == ["other_reference"]
    assert reasons(reader().take(b"\x01\x63\xc8")) == ["too_short"]


def test_a_battery_is_answered_in_percent() -> None:
    read = only(reader().take(frame(answer="01", reference="64", status="c800", percent="5a")))
    assert read.battery_pct == 90
    assert read.accel_g.shape == (0, 3)
    assert reasons(reader().take(frame(answer="01", reference="64", status="9401"))) == ["no_battery"]
    assert reasons(reader().take(frame(answer="01", reference="64", status="c800", percent="ff"))) == [
        "no_battery"
    ]


def test_waking_subscribes_to_the_accelerometer() -> None:
    (write,) = Movesense().wake(52)
    assert write.payload == b"\x01\x63/Meas/Acc/52"
    assert write.uuid == WRITE
    assert Movesense().ask_battery()[0].payload == b"\x04\x64/System/Energy/Level\x00"
    with pytest.raises(LandsealError, match="13, 26, 52, 104, 208"):
        Movesense().wake(50)


def test_it_is_told_by_what_it_advertises() -> None:
    assert Movesense().claims(advertised_by(name="Movesense 174630000192"))
    assert Movesense().claims(advertised_by(services=(sig_uuid(0xFDF3),)))
    assert Movesense().claims(advertised_by(services=(SERVICE,)))
    assert Movesense().claims(advertised_by(services=(sig_uuid(0xFE06),), company={0x009F: b""}))
    assert not Movesense().claims(advertised_by(services=(sig_uuid(0xFE06),))), "others advertise it as well"
    assert not Movesense().claims(advertised_by(name="Suunto"))


@given(st.integers(0, 2**32 - 1), st.lists(st.tuples(axis, axis, axis), min_size=1, max_size=16))
def test_what_a_sensor_encodes_is_read_as_finely_as_it_was(ms: int, samples: list[tuple[float, ...]]) -> None:
    read = only(reader().take(message(ms, *(axis for sample in samples for axis in sample))))
    assert read.accel_g * STANDARD_GRAVITY_M_S2 == pytest.approx(np.array(samples), rel=1e-6, abs=1e-6)
    assert np.abs(read.accel_g).max() <= MOST_G


heads = st.sampled_from((b"", b"\x02", b"\x02\x63", b"\x03\x63", b"\x01\x63", b"\x01\x64\xc8\x00", PUBLISHED))


@given(st.lists(st.tuples(heads, st.binary(max_size=40)).map(b"".join), max_size=6))
def test_any_bytes_are_samples_or_a_refusal(packets: list[bytes]) -> None:
    any_reader = reader()
    for packet in packets:
        for read in any_reader.take(bytearray(packet)):
            holds_for_any_bytes(read)

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polar_python.parsers import parse_polar_data
from support.frames import advertised_by, decoded, frame, holds_for_any_bytes, mg, only, reasons

from landseal.errors import LandsealError
from landseal_edge.harness.makers.polar import CONTROL, DATA, SERVICE, Polar, PolarReader

RAW = frame(measurement="02", ns="0094357700000000", type="01", first="f7ffffffe703", second="f8fffeffe503")
DELTA = frame(
    measurement="02",
    ns="6500000000000000",
    type="81",
    first="f1ff1400f003",
    bits="06",
    samples="01",
    block="7b0f08",
)
STARTED = frame(answer="f0", start="02", measurement="02", status="00", more="00")

Lsb = tuple[int, int, int]


def started(factor: float) -> bytes:
    return STARTED + b"\x05\x01" + struct.pack("<f", factor)


def packed(bits: int, differences: list[Lsb]) -> bytes:
    """Spell one block of differences: the lowest bit first."""
    value = 0
    for place, difference in enumerate(axis for each in differences for axis in each):
        value |= (difference & ((1 << bits) - 1)) << (place * bits)
    return bytes((bits, len(differences))) + value.to_bytes((bits * len(differences) * 3 + 7) // 8, "little")


def test_the_published_raw_frame_is_read_as_published() -> None:
    read = only(PolarReader().take(RAW))
    assert mg(read) == [[-9, -1, 999], [-8, -2, 997]]
    assert read.counter_ns == 2_000_000_000, "of the last sample, since 2000"


def test_the_published_compressed_frame_is_read_as_published() -> None:
    read = only(PolarReader().take(bytearray(DELTA)))
    assert mg(read) == [[-15, 20, 1008], [-20, 17, 1008]]
    assert read.counter_ns == 101


def test_blocks_of_different_widths_follow_each_other() -> None:
    blocks = packed(4, [(1, -8, 7)]) + packed(9, [(-256, 255, 0), (1, 1, 1)])
    assert mg(only(PolarReader().take(DELTA[:16] + blocks))) == [
        [-15, 20, 1008],
        [-14, 12, 1015],
        [-270, 267, 1015],
        [-269, 268, 1016],
    ]


def test_a_difference_of_one_bit_is_nothing_or_minus_one() -> None:
    assert mg(only(PolarReader().take(DELTA[:16] + packed(1, [(-1, 0, -1)])))) == [
        [-15, 20, 1008],
        [-16, 20, 1007],
    ]


def test_a_factor_told_by_the_answer_is_used() -> None:
    reader = PolarReader()
    assert reader.take(started(0.5)) == ()
    assert mg(only(reader.take(DELTA))) == [[-7.5, 10, 504], [-10, 8.5, 504]]
    assert mg(only(reader.take(RAW))) == [[-9, -1, 999], [-8, -2, 997]], "raw frames are in mg as they are"


def test_a_frame_in_g_needs_its_factor() -> None:
    in_g = DELTA[:9] + b"\x80" + DELTA[10:]
    assert reasons(PolarReader().take(in_g)) == ["no_factor"]
    reader = PolarReader()
    reader.take(started(0.000244))
    assert mg(only(reader.take(in_g)))[0] == pytest.approx([-15 * 0.244, 20 * 0.244, 1008 * 0.244], abs=0.01)


@pytest.mark.parametrize("factor", [float("nan"), float("inf"), 0.0, -1.0, 1000.0])
def test_an_impossible_factor_is_refused_and_not_used(factor: float) -> None:
    reader = PolarReader()
    assert reasons(reader.take(started(factor))) == ["out_of_range"]
    assert mg(only(reader.take(DELTA))) == [[-15, 20, 1008], [-20, 17, 1008]]


def test_a_factor_is_found_behind_other_settings() -> None:
    reader = PolarReader()
    reader.take(
        STARTED + bytes.fromhex("000134000101100002010800040103") + b"\x05\x01" + struct.pack("<f", 0.5)
    )
    assert mg(only(reader.take(DELTA)))[0] == [-7.5, 10, 504]


def test_a_start_that_is_refused_is_counted_and_one_that_is_running_is_not() -> None:
    assert PolarReader().take(STARTED) == ()
    assert PolarReader().take(STARTED[:3] + b"\x06\x00") == (), "already running"
    assert reasons(PolarReader().take(STARTED[:3] + b"\x08\x00")) == ["start_refused"]
    assert PolarReader().take(bytes.fromhex("f003020600")) == (), "the answer to something else"
    assert PolarReader().take(bytes.fromhex("0f0f00")) == (), "what it is able to do"
    assert reasons(PolarReader().take(b"\xf0\x02")) == ["too_short"]


def test_what_is_no_frame_is_refused_by_name() -> None:
    refused = {
        "too_short": RAW[:10],
        "cut_short": RAW[:-1],
        "other_measurement": b"\x00" + RAW[1:],
        "other_frame_type": RAW[:9] + b"\x00" + RAW[10:],
        "bad_clock": RAW[:1] + b"\xff" * 8 + RAW[9:],
    }
    assert {reason: reasons(PolarReader().take(data)) for reason, data in refused.items()} == {
        reason: [reason] for reason in refused
    }
    assert reasons(PolarReader().take(b"")) == ["too_short"]


@pytest.mark.parametrize("block", [DELTA[16:-1], b"\x06", b"\x00\x05", b"\x11\x01" + bytes(7), b"\xff\xff"])
def test_a_block_that_does_not_hold_what_it_says_is_refused(block: bytes) -> None:
    assert reasons(PolarReader().take(DELTA[:16] + block)) == ["cut_short"]


def test_differences_that_run_away_are_refused() -> None:
    assert reasons(PolarReader().take(DELTA[:16] + packed(16, [(32767, 0, 0)] * 2))) == ["out_of_range"]


def test_waking_starts_the_accelerometer() -> None:
    (h10,) = Polar().wake(50)
    assert h10.payload == frame(start="0202", rate="00013200", resolution="01011000", range="02010800")
    assert (h10.uuid, h10.with_response) == (CONTROL, True)
    (verity,) = Polar().wake(52)
    assert verity.payload == frame(
        start="0202", rate="00013400", resolution="01011000", range="02010800", channels="040103"
    )
    assert Polar().notify == (CONTROL, DATA), "the answer is an indication: one listens before one asks"
    with pytest.raises(LandsealError, match="25, 50, 52, 100, 200"):
        Polar().wake(13)


def test_it_is_told_by_name_or_service() -> None:
    assert Polar().claims(advertised_by(name="Polar H10 12345678"))
    assert Polar().claims(advertised_by(name="Polar Sense 0A1B2C3D"))
    assert Polar().claims(advertised_by(services=(SERVICE,)))
    assert not Polar().claims(advertised_by(name="Polar Bear"))


axis = st.integers(-0x8000, 0x7FFF)
sample = st.tuples(axis, axis, axis)


@given(st.lists(sample, min_size=1, max_size=36))
def test_what_a_strap_encodes_is_read_within_half_an_lsb(samples: list[Lsb]) -> None:
    data = RAW[:10] + b"".join(struct.pack("<hhh", *each) for each in samples)
    assert np.abs(only(PolarReader().take(data)).accel_g * 1000 - np.array(samples)).max() <= 0.5


@st.composite
def blocks(draw: st.DrawFn, least_bits: int = 1) -> tuple[bytes, list[Lsb]]:
    spelt, all_differences = b"", []
    for _ in range(draw(st.integers(0, 3))):
        bits = draw(st.integers(least_bits, 10))
        each = st.integers(-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
        differences = draw(st.lists(st.tuples(each, each, each), max_size=20))
        spelt += packed(bits, differences)
        all_differences += differences
    return spelt, all_differences


@given(sample, blocks())
def test_what_is_compressed_is_read_within_half_an_lsb(
    first: Lsb, compressed: tuple[bytes, list[Lsb]]
) -> None:
    spelt, differences = compressed
    (read,) = PolarReader().take(DELTA[:10] + struct.pack("<hhh", *first) + spelt)
    expected = np.cumsum([first, *differences], axis=0)
    if np.abs(expected).max() > 32768:
        assert reasons([read]) == ["out_of_range"]
    else:
        assert np.abs(decoded(read).accel_g * 1000 - expected).max() <= 0.5


@given(sample, blocks(least_bits=2))
def test_the_oracle_reads_the_same(first: Lsb, compressed: tuple[bytes, list[Lsb]]) -> None:
    """`polar-python` takes the sign of a difference of one bit for its value, so that it has none here.

    It also reads frames that are cut short as far as they go, and turns the sensor's time into UNIX time.
    """
    data = DELTA[:10] + struct.pack("<hhh", *first) + compressed[0]
    oracle = parse_polar_data(bytearray(data), lambda _: None)
    (read,) = PolarReader().take(data)
    if not reasons([read]):
        assert np.rint(decoded(read).accel_g * 1000).astype(int).tolist() == [
            list(each) for each in oracle.data
        ]
        assert decoded(read).counter_ns == oracle.timestamp - 946_684_800_000_000_000


heads = st.sampled_from(
    (b"", b"\x02", RAW[:10], DELTA[:10], DELTA[:16], b"\xf0\x02\x02\x00\x00", started(2.0), DELTA)
)


@given(st.lists(st.tuples(heads, st.binary(max_size=40)).map(b"".join), max_size=5))
def test_any_bytes_are_samples_or_a_refusal(packets: list[bytes]) -> None:
    reader = PolarReader()
    for packet in packets:
        for read in reader.take(packet):
            holds_for_any_bytes(read)

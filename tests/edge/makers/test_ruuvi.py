import struct
from timeit import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruuvi_decoders import Df5Decoder
from support.frames import advertised_by, decoded, frame, holds_for_any_bytes, mg

from landseal_edge.harness.maker import Refused
from landseal_edge.harness.makers.ruuvi import COMPANY, Ruuvi, read_format_5

VALID = frame(
    format="05",
    temperature="12FC",
    humidity="5394",
    pressure="C37C",
    x="0004",
    y="FFFC",
    z="040C",
    power="AC36",
    movement="42",
    sequence="00CD",
    address="CBB8334C884F",
)
MAXIMUM = bytes.fromhex("057FFFFFFEFFFE7FFF7FFF7FFFFFDEFEFFFECBB8334C884F")
MINIMUM = bytes.fromhex("058001000000008001800180010000000000CBB8334C884F")
NOT_AVAILABLE = bytes.fromhex("058000FFFFFFFF800080008000FFFFFFFFFFFFFFFFFFFFFF")

axis = st.integers(-0x7FFF, 0x7FFF)


def with_axes(x: int, y: int, z: int) -> bytes:
    return VALID[:7] + struct.pack(">hhh", x, y, z) + VALID[13:]


def test_the_published_frame_is_read_as_published() -> None:
    read = decoded(read_format_5(VALID))
    assert mg(read) == [[4, -4, 1036]]
    assert read.battery_mv == 2977
    assert read.movement_count == 66
    assert read.sequence == 205
    assert read.temperature_c == pytest.approx(24.3)
    assert read.counter_ns is None


def test_the_largest_values_are_values() -> None:
    read = decoded(read_format_5(MAXIMUM))
    assert mg(read) == [[32767, 32767, 32767]]
    assert (read.battery_mv, read.movement_count, read.sequence) == (3646, 254, 65534)


def test_the_smallest_values_are_values() -> None:
    read = decoded(read_format_5(MINIMUM))
    assert mg(read) == [[-32767, -32767, -32767]]
    assert (read.battery_mv, read.battery_pct, read.movement_count, read.sequence) == (1600, 0, 0, 0)


def test_a_temperature_that_no_block_can_carry_is_not_told() -> None:
    assert decoded(read_format_5(MAXIMUM)).temperature_c is None
    assert decoded(read_format_5(MINIMUM)).temperature_c is None


def test_a_frame_without_acceleration_is_refused() -> None:
    assert read_format_5(NOT_AVAILABLE) == Refused("no_acceleration")
    assert read_format_5(with_axes(0, -0x8000, 0)) == Refused("no_acceleration")


def test_what_is_not_available_is_none_and_not_its_number() -> None:
    read = decoded(read_format_5(NOT_AVAILABLE[:7] + VALID[7:13] + NOT_AVAILABLE[13:]))
    assert (read.battery_mv, read.battery_pct, read.temperature_c) == (None, None, None)
    assert (read.movement_count, read.sequence) == (None, None)


def test_other_formats_of_ruuvi_are_refused_by_name() -> None:
    assert read_format_5(bytes.fromhex("03291A1ECE1EFC18F94202CA0B53")) == Refused("other_format")
    assert read_format_5(b"\x06" + VALID[1:]) == Refused("other_format")


def test_a_frame_cut_short_is_refused() -> None:
    assert read_format_5(VALID[:23]) == Refused("too_short")
    assert read_format_5(b"") == Refused("too_short")


def test_a_tag_is_told_by_its_company_number() -> None:
    assert mg(Ruuvi().read(advertised_by(company={COMPANY: VALID}))) == [[4, -4, 1036]]
    assert Ruuvi().read(advertised_by(company={0x004C: VALID})) is None


@given(axis, axis, axis)
def test_what_a_tag_encodes_is_read_within_half_an_lsb(x: int, y: int, z: int) -> None:
    assert mg(read_format_5(with_axes(x, y, z))) == [
        [pytest.approx(lsb, abs=0.5) for lsb in (x, y, z)],
    ]


@given(st.binary(min_size=23, max_size=23).map(lambda rest: b"\x05" + rest))
def test_the_oracle_reads_the_same(data: bytes) -> None:
    """`ruuvi-decoders` takes the root of None where an axis is missing, and says nothing at all.

    It takes 255 movements and number 65535, which stand for "not available", for numbers.
    """
    read = read_format_5(data)
    if isinstance(read, Refused):
        assert read.reason == "no_acceleration"
        return
    oracle = Df5Decoder().decode_data(data.hex())
    assert mg(read) == [[oracle[f"acceleration_{name}"] for name in "xyz"]]
    assert read.battery_mv == oracle["battery"]
    assert read.movement_count in {None, oracle["movement_counter"]}
    assert read.sequence in {None, oracle["measurement_sequence_number"]}
    assert read.temperature_c is None or read.temperature_c == pytest.approx(oracle["temperature"], abs=0.006)


def test_it_is_at_least_as_fast_as_the_oracle() -> None:
    """It takes about a third of the time: a busy machine does not turn that round."""
    spelt, oracle = VALID.hex(), Df5Decoder()
    ours_s = min(repeat(lambda: read_format_5(VALID), number=1000, repeat=7))
    oracles_s = min(repeat(lambda: oracle.decode_data(spelt), number=1000, repeat=7))
    assert ours_s <= oracles_s


@given(st.binary(max_size=40))
def test_any_bytes_are_a_sample_or_a_refusal(data: bytes) -> None:
    read = Ruuvi().read(advertised_by(company={COMPANY: data}))
    assert read is not None
    holds_for_any_bytes(read)

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.blocks import G_PER_LSB, accel_block, motion_second

from landseal.blocks import MAX_PAYLOAD_BYTES, AccelBlock, Box, pack_xyz
from landseal.codec import BadPayloadError, decode_block, encode_block
from landseal.topics import Channel


def test_a_block_is_the_same_after_its_way_over_the_wire() -> None:
    block = accel_block(7, floor=3)
    assert decode_block(Channel.ACCEL, encode_block(block)) == block


def test_a_motion_second_is_the_same_after_its_way_over_the_wire() -> None:
    second = motion_second(7, box=Box(0.1, 0.2, 0.3, 0.4))
    assert decode_block(Channel.MOTION, encode_block(second)) == second


def test_samples_come_back_in_g_within_half_a_step_of_the_quantiser() -> None:
    accel_g = np.random.default_rng(1).normal(0, 2, (50, 3)).astype(np.float32)
    back = accel_block(0, samples=accel_g).accel_g()
    assert back.shape == (50, 3)
    assert np.abs(back - accel_g).max() <= G_PER_LSB / 2 + 1e-6


def test_what_is_beyond_the_range_is_clipped_and_never_wraps() -> None:
    back = accel_block(0, samples=np.array([[100.0, -100.0, 0.0]], dtype=np.float32)).accel_g()
    assert back[0] == pytest.approx([16.0, -16.0, 0.0], abs=0.001)


def test_a_value_that_is_not_finite_is_refused_before_it_is_packed() -> None:
    with pytest.raises(ValueError, match="finite"):
        pack_xyz(np.array([[np.nan, 0, 0]]), G_PER_LSB)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("boot", "short", "boot"),
        ("seq", -1, "seq"),
        ("rate_hz", 0.0, "rate_hz"),
        ("rate_hz", 1e9, "rate_hz"),
        ("g_per_lsb", -1.0, "g_per_lsb"),
        ("t0_ns", -1, "t0_ns"),
        ("xyz", b"12345", "multiple of 6"),
        ("xyz", b"", "multiple of 6"),
        ("xyz", b"123456" * 1025, "at most 1024 samples"),
        ("floor", 9, "floor"),
        ("clock", "perhaps", "clock"),
        ("battery_pct", 101, "battery_pct"),
    ],
)
def test_a_field_out_of_its_bounds_is_refused_and_named(field: str, value: object, says: str) -> None:
    table = msgspec.to_builtins(accel_block(5), builtin_types=(bytes,))
    with pytest.raises(BadPayloadError, match=says):
        decode_block(Channel.ACCEL, msgspec.msgpack.encode({**table, field: value}))


def test_a_payload_beyond_the_bound_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(BadPayloadError, match="at most"):
        decode_block(Channel.ACCEL, b"\0" * (MAX_PAYLOAD_BYTES + 1))


def test_a_field_of_a_later_version_is_ignored() -> None:
    table = msgspec.to_builtins(accel_block(5), builtin_types=(bytes,))
    assert decode_block(Channel.ACCEL, msgspec.msgpack.encode({**table, "colour": "blue"})) == accel_block(5)


@given(st.binary(max_size=300), st.sampled_from(list(Channel)))
def test_any_bytes_give_a_block_or_a_refusal(payload: bytes, channel: Channel) -> None:
    try:
        block = decode_block(channel, payload)
    except BadPayloadError:
        return
    assert isinstance(block, AccelBlock) or channel is Channel.MOTION

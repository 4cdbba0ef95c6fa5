import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.frames import advertised_by, decoded, frame, holds_for_any_bytes

from landseal_edge.harness.maker import Refused
from landseal_edge.harness.makers.minew import SERVICE, Minew, read_acceleration

PUBLISHED = frame(head="a103", battery="64", x="0007", y="ff0b", z="ffbe", address="e53f390000c3")

axis = st.integers(-32 * 256, 32 * 256)


def test_the_published_frame_is_read_as_published() -> None:
    read = decoded(read_acceleration(PUBLISHED))
    assert read.accel_g[0].tolist() == pytest.approx([0.027, -0.957, -0.258], abs=5e-4)
    assert read.battery_pct == 100


def test_other_frames_of_minew_are_refused_by_name() -> None:
    assert read_acceleration(bytes.fromhex("a1016418b43bf3e53f390000c3")) == Refused("other_frame")
    assert read_acceleration(b"\xa1") == Refused("other_frame")
    assert read_acceleration(PUBLISHED[:8]) == Refused("too_short")


def test_more_than_any_sling_is_refused() -> None:
    assert read_acceleration(PUBLISHED[:3] + struct.pack(">hhh", 0, 33 * 256, 0)) == Refused("out_of_range")
    assert read_acceleration(PUBLISHED[:3] + struct.pack(">hhh", 0, -33 * 256, 0)) == Refused("out_of_range")


def test_a_battery_of_more_than_all_is_not_told() -> None:
    assert decoded(read_acceleration(PUBLISHED[:2] + b"\xff" + PUBLISHED[3:])).battery_pct is None


def test_a_tag_is_told_by_its_frame() -> None:
    assert decoded(Minew().read(advertised_by(service={SERVICE: PUBLISHED}))).battery_pct == 100
    assert Minew().read(advertised_by(service={SERVICE: b"\xb1" + PUBLISHED[1:]})) is None
    assert Minew().read(advertised_by()) is None


@given(axis, axis, axis)
def test_what_a_tag_encodes_is_read_within_half_an_lsb(x: int, y: int, z: int) -> None:
    read = decoded(read_acceleration(PUBLISHED[:3] + struct.pack(">hhh", x, y, z)))
    assert (read.accel_g[0] * 256).tolist() == pytest.approx([x, y, z], abs=0.5)


@given(st.binary(max_size=24))
def test_any_bytes_are_a_sample_or_a_refusal(data: bytes) -> None:
    for each in (data, b"\xa1" + data, b"\xa1\x03" + data):
        holds_for_any_bytes(Minew().read(advertised_by(service={SERVICE: each})))

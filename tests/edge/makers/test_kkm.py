import struct

import pytest
from bleparser import BleParser
from hypothesis import given
from hypothesis import strategies as st
from support.frames import advertised_by, decoded, frame, holds_for_any_bytes, mg

from landseal_edge.harness.maker import Refused
from landseal_edge.harness.makers.kkm import SERVICE, Kkm, read_sensor_frame

BLUECHARM = frame(head="2101", mask="0b", voltage="0c13", temperature="1800", x="0021", y="fffd", z="fc12")
K6 = frame(
    head="2101", mask="0f", voltage="0e07", temperature="192a", humidity="224f", x="fffc", y="ffec", z="03eb"
)  # fmt: skip

axis = st.integers(-0x8000, 0x7FFF)


def test_a_bluecharm_is_read_as_published() -> None:
    read = decoded(read_sensor_frame(BLUECHARM))
    assert mg(read) == [[33, -3, -1006]]
    assert (read.battery_mv, read.battery_pct) == (3091, 100)


def test_a_k6_with_humidity_is_read_as_published() -> None:
    assert mg(read_sensor_frame(K6)) == [[-4, -20, 1003]]


def test_a_mask_of_acceleration_alone_is_enough() -> None:
    read = decoded(read_sensor_frame(frame(head="2101", mask="08", x="0001", y="0002", z="0003")))
    assert mg(read) == [[1, 2, 3]]
    assert read.battery_mv is None


def test_what_stands_behind_the_acceleration_does_not_matter() -> None:
    assert mg(read_sensor_frame(BLUECHARM[:2] + b"\x1b" + BLUECHARM[3:] + b"\x01")) == [[33, -3, -1006]]


def test_frames_of_eddystone_are_nobodys() -> None:
    for data in (b"\x00\xee" + b"\0" * 18, b"\x10\xee\x00", b"\x20\x00", b""):
        assert Kkm().read(advertised_by(service={SERVICE: data})) is None
    assert Kkm().read(advertised_by()) is None


def test_a_tag_is_told_by_its_frame() -> None:
    assert mg(Kkm().read(advertised_by(service={SERVICE: BLUECHARM}))) == [[33, -3, -1006]]


def test_what_cannot_be_a_sample_is_refused_by_name() -> None:
    assert read_sensor_frame(BLUECHARM[:2]) == Refused("too_short")
    assert read_sensor_frame(BLUECHARM[:-1]) == Refused("too_short")
    assert read_sensor_frame(b"\x21\x02" + BLUECHARM[2:]) == Refused("other_version")
    assert read_sensor_frame(b"\x21\x01\x07" + BLUECHARM[3:]) == Refused("no_acceleration")


@given(axis, axis, axis)
def test_what_a_tag_encodes_is_read_within_half_an_lsb(x: int, y: int, z: int) -> None:
    data = BLUECHARM[:7] + struct.pack(">hhh", x, y, z)
    assert mg(read_sensor_frame(data)) == [[pytest.approx(lsb, abs=0.5) for lsb in (x, y, z)]]


@given(axis, axis, axis, st.integers(0, 0xFFFF))
def test_the_oracle_reads_the_same_of_a_k6(x: int, y: int, z: int, millivolts: int) -> None:
    """`bleparser` knows the frame of 15 bytes alone, not BlueCharm's of 13.

    It reads a temperature's second byte as hundredths, where others take it for 1/256, and adds 128 below 0:
    the temperature is not compared, and not told.
    """
    data = K6[:3] + struct.pack(">H", millivolts) + K6[5:9] + struct.pack(">hhh", x, y, z)
    element = bytes((len(data) + 3, 0x16, 0xAA, 0xFE)) + data
    oracle, _ = BleParser().parse_advertisement(b"\1" * 6, -60, service_data_list=[element])
    read = decoded(read_sensor_frame(data))
    assert mg(read) == [[oracle[f"acceleration_{name}"] for name in "xyz"]]
    assert read.battery_mv == round(oracle["voltage"] * 1000)


@given(st.binary(max_size=24))
def test_any_bytes_are_a_sample_or_a_refusal(data: bytes) -> None:
    for each in (data, b"\x21\x01" + data):
        holds_for_any_bytes(Kkm().read(advertised_by(service={SERVICE: each})))

import struct

import pytest
from bleak.backends.device import BLEDevice
from bthome_ble import BTHomeBluetoothDeviceData
from bthome_ble.const import MEAS_TYPES
from habluetooth import BluetoothServiceInfoBleak
from hypothesis import given
from hypothesis import strategies as st
from support.frames import ADDRESS, advertised_by, decoded, frame, holds_for_any_bytes, mg

from landseal_edge.harness.maker import MOST_G, Refused
from landseal_edge.harness.makers.bthome import SERVICE, BtHome, read_objects, read_service_data

INFO = "40"
G_PER_LSB = 1e-6 / 9.80665

SAMPLE = frame(
    info=INFO,
    packet_id="0007",
    battery="0164",
    x="63a0860100",
    y="63c0f2fcff",
    z="633aa39500",
)


def sample_of(x: int, y: int, z: int) -> bytes:
    return bytes.fromhex(INFO) + b"".join(b"\x63" + struct.pack("<i", axis) for axis in (x, y, z))


def test_three_signed_objects_are_a_sample_in_g() -> None:
    read = decoded(read_service_data(SAMPLE))
    assert read.accel_g[0].tolist() == pytest.approx([0.1 / 9.80665, -0.2 / 9.80665, 1.0])
    assert (read.sequence, read.battery_pct) == (7, 100)


def test_a_signed_object_is_read_as_published() -> None:
    objects, trouble = read_objects(bytes.fromhex("40630057d0ff"))
    assert objects == [(0x63, -3_123_456)], "x 1e-6 m/s^2"
    assert trouble is None


def test_an_unsigned_object_is_read_as_published_and_is_no_sample() -> None:
    data = bytes.fromhex("44518756")
    assert read_objects(data) == ([(0x51, 22_151)], None), "x 0.001 m/s^2"
    assert read_objects(bytes.fromhex("4451ffff")) == ([(0x51, 65_535)], None), "never below zero"
    assert read_service_data(data) == Refused("unsigned_acceleration")
    assert read_service_data(data + data[1:] * 2) == Refused("unsigned_acceleration"), "nor are three"


def test_one_or_two_axes_are_no_sample() -> None:
    assert read_service_data(bytes.fromhex("40630057d0ff")) == Refused("not_three_axes")
    assert read_service_data(SAMPLE[:-5]) == Refused("not_three_axes")
    assert read_service_data(SAMPLE + SAMPLE[-5:]) == Refused("not_three_axes")


def test_an_encrypted_sensor_is_refused() -> None:
    assert read_service_data(bytes.fromhex("41a47266c95f730011223378237214")) == Refused("encrypted")


def test_another_version_is_refused() -> None:
    assert read_service_data(b"\x20" + SAMPLE[1:]) == Refused("other_version")
    assert read_service_data(b"") == Refused("too_short")


def test_an_unknown_object_ends_the_reading_and_not_the_program() -> None:
    assert read_service_data(bytes.fromhex("400164ee05") + SAMPLE[5:]) == Refused("unknown_object")
    assert mg(read_service_data(SAMPLE + b"\xee\x05")) == mg(read_service_data(SAMPLE)), "behind a sample"


def test_an_object_cut_short_is_refused() -> None:
    assert read_service_data(SAMPLE[:-1]) == Refused("cut_short")
    assert read_service_data(bytes.fromhex("40530a41")) == Refused("cut_short")
    assert read_service_data(bytes.fromhex("4054")) == Refused("cut_short")


def test_text_raw_bytes_and_commands_are_stepped_over() -> None:
    data = frame(info=INFO, command="3b01ff05", text="530348690a", raw="5402ffff") + SAMPLE[5:]
    assert mg(read_service_data(data)) == mg(read_service_data(SAMPLE))


def test_an_address_among_the_data_is_stepped_over() -> None:
    data = frame(info="42", address="4F884C33B8CB") + SAMPLE[1:]
    assert mg(read_service_data(data)) == mg(read_service_data(SAMPLE))


def test_a_battery_without_a_sample_is_told() -> None:
    read = decoded(read_service_data(frame(info=INFO, battery="0155", temperature="02ca09")))
    assert read.accel_g.shape == (0, 3)
    assert read.battery_pct == 85
    assert read.temperature_c == pytest.approx(25.06)


def test_a_thermometer_is_refused() -> None:
    assert read_service_data(frame(info=INFO, temperature="02ca09")) == Refused("no_acceleration")


def test_more_than_any_dog_is_refused() -> None:
    most = int(MOST_G / G_PER_LSB)
    assert mg(read_service_data(sample_of(most, -most, 0))) == [[32768, -32768, 0]]
    assert read_service_data(sample_of(most + 1, 0, 0)) == Refused("out_of_range")
    assert read_service_data(sample_of(0, 0, -most - 1)) == Refused("out_of_range")


def test_a_sensor_is_told_by_its_service() -> None:
    assert decoded(BtHome().read(advertised_by(service={SERVICE: SAMPLE}))).sequence == 7
    assert BtHome().read(advertised_by(service={"0000feaa-0000-1000-8000-00805f9b34fb": SAMPLE})) is None


@pytest.mark.parametrize("number", range(256))
def test_lengths_are_those_of_the_oracle(number: int) -> None:
    kind = MEAS_TYPES.get(number)
    if kind is None:
        assert read_objects(bytes((0x40, number, 0, 0, 0, 0))) == ([], "unknown_object")
    elif kind.data_format not in {"string", "raw", "command"}:
        assert read_objects(bytes((0x40, number)) + bytes(kind.data_length)) == ([(number, 0)], None)
        assert read_objects(bytes((0x40, number)) + bytes(kind.data_length - 1)) == ([], "cut_short")


@given(*[st.integers(-300_000_000, 300_000_000)] * 3)
def test_what_a_sensor_encodes_is_read_within_half_an_lsb_of_a_block(x: int, y: int, z: int) -> None:
    """Half of 1e-6 m/s^2 is finer than float32 is: what a float32 can tell is what counts."""
    read = decoded(read_service_data(sample_of(x, y, z)))
    assert read.accel_g[0].tolist() == pytest.approx(
        [axis * G_PER_LSB for axis in (x, y, z)], abs=1e-5, rel=1e-6
    )


@given(*[st.integers(-300_000_000, 300_000_000)] * 3)
def test_the_oracle_reads_the_same(x: int, y: int, z: int) -> None:
    """`bthome-ble` reads in m/s^2, and calls the second and third of three like objects by number."""
    info = BluetoothServiceInfoBleak(
        name="dog",
        address=ADDRESS,
        rssi=-60,
        manufacturer_data={},
        service_data={SERVICE: sample_of(x, y, z)},
        service_uuids=[SERVICE],
        source="",
        device=BLEDevice(ADDRESS, "dog", None),
        advertisement=None,
        connectable=False,
        time=0.0,
        tx_power=None,
    )
    values = BTHomeBluetoothDeviceData().update(info).entity_values.values()
    oracle = [value.native_value for value in values if "Acceleration" in str(value.name)]
    read = decoded(read_service_data(sample_of(x, y, z)))
    assert (read.accel_g[0] * 9.80665).tolist() == pytest.approx(oracle, abs=1e-4, rel=1e-6)


@given(st.binary(max_size=30))
def test_any_bytes_are_a_sample_or_a_refusal(data: bytes) -> None:
    holds_for_any_bytes(read_service_data(data))
    holds_for_any_bytes(read_service_data(bytes.fromhex(INFO) + data))
    holds_for_any_bytes(read_service_data(b"\x42" + data))

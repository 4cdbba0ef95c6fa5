import struct
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.frames import advertised_by, decoded, frame, holds_for_any_bytes, only, reasons

from landseal.errors import LandsealError
from landseal_edge.harness.maker import Decoded, Refused
from landseal_edge.harness.makers.witmotion import NOTIFY, SERVICE, WRITE, WitMotion, WitMotionReader

PUBLISHED = frame(
    head="5561",
    acceleration="7702a8fe92fe",
    angular_velocity="060230fecdff",
    angle="f8f053fcabc4",
)
VIBRATION_METER = bytes.fromhex("5561110016000200020000000100E60A430047000A00250025002500")
BATTERY = frame(head="5571", register="6400", hundredths_of_volts="8701", rest="00" * 14)

Lsb = tuple[int, int, int]
lsb = st.tuples(*[st.integers(-0x8000, 0x7FFF)] * 3)


def spelt(*samples: Lsb) -> bytes:
    return b"".join(b"\x55\x61" + struct.pack("<9h", *axes, 0, 0, 0, 0, 0, 2048) for axes in samples)


def numbered(first: int, count: int) -> bytes:
    """Frames that differ from each other, and feel gravity."""
    return spelt(*((first + k, 0, 2048) for k in range(count)))


def lsb_of(reads: Sequence[Decoded | Refused]) -> list[list[int]]:
    return [np.rint(axes * 2048).astype(int).tolist() for read in reads for axes in decoded(read).accel_g]


def test_the_published_frame_is_read_as_published() -> None:
    read = only(WitMotionReader().take(PUBLISHED))
    assert read.accel_g[0].tolist() == pytest.approx([0.3081, -0.1680, -0.1787], abs=5e-5)
    assert (read.counter_ns, read.sequence, read.battery_pct) == (None, None, None)


def test_several_frames_of_one_notification_are_read_in_order() -> None:
    assert lsb_of(WitMotionReader().take(numbered(0, 12))) == [[k, 0, 2048] for k in range(12)]


def test_a_bytearray_as_bleak_gives_it_is_read_and_may_change_afterwards() -> None:
    packet = bytearray(numbered(1, 2))
    read = WitMotionReader().take(packet)
    packet[:] = bytes(len(packet))
    assert lsb_of(read) == [[1, 0, 2048], [2, 0, 2048]]


@given(st.lists(st.integers(1, 239), unique=True, max_size=12))
def test_frames_cut_anywhere_are_carried_over_and_read_once(cuts: list[int]) -> None:
    stream, reader = numbered(0, 12), WitMotionReader()
    edges = [0, *sorted(cuts), len(stream)]
    reads = [reader.take(stream[a:b]) for a, b in pairwise(edges)]
    assert lsb_of([read for each in reads for read in each]) == [[k, 0, 2048] for k in range(12)]


def test_when_a_notification_is_lost_the_next_whole_frame_is_read() -> None:
    reader = WitMotionReader()
    first = reader.take(numbered(0, 1) + numbered(1, 1)[:12])
    after_the_loss = reader.take(numbered(5, 2))
    assert lsb_of(first) == [[0, 0, 2048]]
    assert reasons(after_the_loss) == ["out_of_step"]
    assert lsb_of(after_the_loss[1:]) == [[5, 0, 2048], [6, 0, 2048]]


def test_noise_before_a_frame_is_counted_and_skipped() -> None:
    reads = WitMotionReader().take(b"\x01\x55\x02" + PUBLISHED)
    assert reasons(reads) == ["out_of_step"]
    assert len(reads) == 2


def test_a_vibration_meter_is_no_imu() -> None:
    reader = WitMotionReader()
    assert [reasons(reader.take(VIBRATION_METER)) for _ in range(3)] == [["out_of_step"]] * 3


def test_the_head_of_a_vibration_meters_frame_alone_is_no_imu() -> None:
    """Its first 20 bytes would say 0.014 g: nothing on this earth rests so."""
    assert WitMotionReader().take(VIBRATION_METER[:20]) == (Refused("not_an_imu"),)


def test_once_gravity_was_felt_a_fall_is_believed() -> None:
    reader = WitMotionReader()
    reader.take(numbered(0, 1))
    assert lsb_of(reader.take(spelt((3, 2, 1)))) == [[3, 2, 1]]


def test_a_battery_is_read_by_its_register_between_samples() -> None:
    samples, battery = WitMotionReader().take(numbered(0, 1) + BATTERY + numbered(1, 1))
    assert lsb_of([samples]) == [[0, 0, 2048], [1, 0, 2048]]
    assert decoded(battery).accel_g.shape == (0, 3)
    assert (decoded(battery).battery_mv, decoded(battery).battery_pct) == (3910, 85)


def test_other_registers_and_impossible_voltages_are_refused() -> None:
    assert reasons(WitMotionReader().take(BATTERY[:2] + b"\x3a" + BATTERY[3:])) == ["other_register"]
    assert reasons(WitMotionReader().take(BATTERY[:4] + b"\xff\xff" + BATTERY[6:])) == [
        "battery_out_of_range"
    ]
    assert reasons(WitMotionReader().take(BATTERY[:4] + b"\0\0" + BATTERY[6:])) == ["battery_out_of_range"]


def test_waking_unlocks_and_sets_the_rate_and_wears_out_no_flash() -> None:
    writes = WitMotion().wake(50)
    assert [write.payload.hex(" ") for write in writes] == ["ff aa 69 88 b5", "ff aa 03 08 00"]
    assert {write.uuid for write in writes} == {WRITE}
    assert [WitMotion().wake(rate)[1].payload[3] for rate in (10, 20, 50, 100)] == [6, 7, 8, 9]
    assert [write.payload.hex(" ") for write in WitMotion().ask_battery()] == ["ff aa 27 64 00"]


def test_a_rate_it_has_not_is_refused_with_those_it_has() -> None:
    with pytest.raises(LandsealError, match=r"no rate of 52 Hz\. Choose rate_hz from 10, 20, 50, 100"):
        WitMotion().wake(52)


@pytest.mark.parametrize(
    ("name", "services", "claimed"),
    [
        ("WT901BLE68", (), True),
        ("WT9011DCL-BT50", (), True),
        (None, (SERVICE,), True),
        ("WTVB01-BT50", (SERVICE,), False),
        ("Watch", (), False),
        (None, ("0000ffe5-0000-1000-8000-00805f9b34fb",), False),
    ],
)
def test_it_is_told_by_model_or_by_its_own_service(
    name: str | None, services: tuple[str, ...], claimed: bool
) -> None:
    assert WitMotion().claims(advertised_by(name=name, services=services)) is claimed


def test_its_uuids_are_not_of_the_sigs_base() -> None:
    assert NOTIFY == "0000ffe4-0000-1000-8000-00805f9a34fb"


@given(st.lists(lsb, min_size=1, max_size=12))
def test_what_a_sensor_encodes_is_read_within_half_an_lsb(samples: list[Lsb]) -> None:
    reader = WitMotionReader()
    reader.take(numbered(0, 1))
    read = only(reader.take(spelt(*samples)))
    assert np.abs(read.accel_g * 2048 - np.array(samples)).max() <= 0.5


pieces = st.one_of(
    st.binary(max_size=30), st.sampled_from((b"\x55", b"\x55\x61", b"\x55\x71", PUBLISHED, BATTERY))
)


@given(st.lists(st.lists(pieces, max_size=4).map(b"".join), max_size=6))
def test_any_bytes_are_samples_or_a_refusal(packets: list[bytes]) -> None:
    reader = WitMotionReader()
    for packet in packets:
        for read in reader.take(packet):
            holds_for_any_bytes(read)
    assert len(reader._held) < 20, "what is held is never more than a frame"  # noqa: SLF001 -- memory is the point

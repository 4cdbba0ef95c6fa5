import re
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.frames import advertised_by, decoded, frame, holds_for_any_bytes, mg, reasons

from landseal.errors import LandsealError
from landseal_edge.harness.maker import Refused
from landseal_edge.harness.makers import landseal
from landseal_edge.harness.makers.landseal import DATA, IDENTIFY, RATE, SERVICE, Landseal, read_packet

SPECIFICATION = Path(__file__).parents[3] / "docs" / "landseal-gatt.md"

PACKET = frame(
    format="01",
    samples="02",
    sequence="0700",
    microseconds="40420f00",
    nano_g_per_lsb="90dc0100",
    first="000018000020",
    second="00e0ffff0100",
)


def packet(sequence: int, last_us: int, nano_g: int, *samples: tuple[int, ...]) -> bytes:
    axes = [axis for sample in samples for axis in sample]
    return struct.pack(f"<BBHII{len(axes)}h", 1, len(samples), sequence, last_us, nano_g, *axes)


def test_the_packet_of_the_specification_is_read_as_it_says() -> None:
    printed = re.findall(r"```text\n([0-9a-f ]+)\n```", SPECIFICATION.read_text())
    assert [bytes.fromhex(each) for each in printed] == [PACKET]
    read = decoded(read_packet(PACKET))
    assert mg(read) == [[0, 2.93, 999.42], [-999.42, -0.12, 0.12]]
    assert (read.sequence, read.counter_ns) == (7, 1_000_000_000)


def test_the_specification_names_the_uuids_that_are_used() -> None:
    text = SPECIFICATION.read_text()
    assert all(uuid in text for uuid in (SERVICE, DATA, RATE, IDENTIFY))


def test_the_time_is_of_the_last_sample_and_wraps_where_the_maker_says() -> None:
    read = decoded(read_packet(packet(0, 2**32 - 1, 488_000, (0, 0, 0))))
    assert read.counter_ns == (2**32 - 1) * 1000
    assert Landseal().counter_wraps_ns == 2**32 * 1000


def test_packets_are_numbered() -> None:
    assert decoded(read_packet(packet(65535, 0, 488_000, (0, 0, 0)))).sequence == 65535
    assert Landseal().sequence_wraps == 65536


def test_what_is_no_packet_is_refused_by_name() -> None:
    whole = packet(0, 0, 488_000, (1, 2, 3), (4, 5, 6))
    assert read_packet(whole[:11]) == Refused("too_short")
    assert read_packet(b"\x02" + whole[1:]) == Refused("other_format")
    assert read_packet(whole[:-1]) == Refused("wrong_length")
    assert read_packet(whole + b"\0") == Refused("wrong_length")
    assert read_packet(packet(0, 0, 488_000)) == Refused("wrong_length"), "a packet without samples"
    assert read_packet(packet(0, 0, 0, (1, 2, 3))) == Refused("out_of_range")
    assert read_packet(packet(0, 0, 1_000_001, (1, 2, 3))) == Refused("out_of_range")


def test_each_notification_is_one_packet() -> None:
    reader = Landseal().reader(50)
    assert reasons(reader.take(b"")) == ["too_short"]
    assert [decoded(read).sequence for read in reader.take(bytearray(packet(3, 0, 488_000, (1, 2, 3))))] == [
        3
    ]


def test_waking_writes_the_rate_and_identifying_blinks() -> None:
    (write,) = Landseal().wake(100)
    assert (write.uuid, write.payload) == (RATE, b"\x64\x00")
    (blink,) = Landseal().identify()
    assert (blink.uuid, blink.payload) == (IDENTIFY, b"\x05")
    with pytest.raises(LandsealError, match="25, 50, 100"):
        Landseal().wake(52)


def test_it_is_told_by_service_or_name() -> None:
    assert Landseal().claims(advertised_by(services=(landseal.SERVICE,)))
    assert Landseal().claims(advertised_by(name="Landseal trunk"))
    assert not Landseal().claims(advertised_by(name="Seal"))


lsb = st.tuples(*[st.integers(-0x8000, 0x7FFF)] * 3)


@given(st.integers(1, 1_000_000), st.lists(lsb, min_size=1, max_size=38))
def test_what_a_board_encodes_is_read_within_half_an_lsb(nano_g: int, samples: list[tuple[int, ...]]) -> None:
    read = decoded(read_packet(packet(0, 0, nano_g, *samples)))
    assert np.abs(read.accel_g.astype(float) / (nano_g * 1e-9) - np.array(samples)).max() <= 0.5
    holds_for_any_bytes(read)


@given(st.binary(max_size=60))
def test_any_bytes_are_samples_or_a_refusal(data: bytes) -> None:
    for each in (data, b"\x01" + data, b"\x01\x01" + data):
        holds_for_any_bytes(read_packet(each))

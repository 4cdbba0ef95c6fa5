"""The sensors' own encoders: against what the makers have published, and against what the edge reads."""

import numpy as np
import pytest
from numpy.typing import NDArray

from landseal_edge.harness.maker import Advertised, Decoded, sig_uuid
from landseal_edge.harness.makers import known
from landseal_sim.radio import adverts, landseal, movesense, polar_frames, witmotion
from landseal_sim.radio.motion import MOST_NUMBERED, marked, numbered, numbers_of
from landseal_sim.radio.ticking import SampleClock

ADDRESS = "CB:B8:33:4C:88:4F"
MS_2 = 9.80665


def g(*mg: float) -> NDArray[np.float64]:
    return np.array(mg) / 1000


def decoded(key: str, rate_hz: float, *packets: bytes) -> Decoded:
    read = [one for packet in packets for one in known.GATT_MAKERS[key].reader(rate_hz).take(packet)]
    assert isinstance(read[-1], Decoded), read
    return read[-1]


def test_a_ruuvitags_samples_stand_where_the_published_frame_has_them() -> None:
    made = adverts.ruuvi(ADDRESS, g(4, -4, 1036), sequence=205, moved=66)
    published = bytes.fromhex("0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F")
    assert (made[0], made[7:]) == (published[0], published[7:]), "all but the climate of the room"


def test_bthome_is_written_as_published() -> None:
    made = adverts.bthome(np.array([0.1, -0.2, 9.80665]) / MS_2, packet=7)
    assert made == bytes.fromhex("400007016463a086010063c0f2fcff633aa39500")


def test_a_kkm_tags_frame_is_the_published_one() -> None:
    made = adverts.kkm(g(33, -3, -1006), battery_mv=0x0C13)
    assert made == bytes.fromhex("21010b0c1318000021fffdfc12")


def test_a_minew_tags_frame_is_the_published_one() -> None:
    samples = np.array([0x0007, 0xFF0B - 0x10000, 0xFFBE - 0x10000]) / 256
    assert adverts.minew("C3:00:00:39:3F:E5", samples) == bytes.fromhex("a103640007ff0bffbee53f390000c3")


def test_a_witmotions_acceleration_stands_where_the_published_frame_has_it() -> None:
    published = bytes.fromhex("55617702a8fe92fe060230fecdfff8f053fcabc4")
    samples = np.array([[0x0277, 0xFEA8 - 0x10000, 0xFE92 - 0x10000]]) * 16 / 32768
    assert witmotion.frames(samples)[0].tobytes()[:8] == published[:8]


def test_a_movesenses_message_is_the_published_one() -> None:
    made = movesense.message(99, 123_456, np.array([[0.5, -0.25, 9.75], [0.625, -0.125, 9.875]]) / MS_2)
    assert made == bytes.fromhex("026340e201000000003f000080be00001c410000203f000000be00001e41")


def test_a_polars_frames_are_the_published_ones() -> None:
    raw = polar_frames.raw(2_000_000_000, np.array([[-9, -1, 999], [-8, -2, 997]]))
    assert raw == bytes.fromhex("02009435770000000001f7ffffffe703f8fffeffe503")
    delta = polar_frames.compressed(0x65, np.array([[-15, 20, 1008], [-20, 17, 1008]]), least_bits=6)
    published = bytes.fromhex("02650000000000000081f1ff1400f00306017b0f08")
    assert delta == published[:-1] + bytes([published[-1] & 0b11]), "of the last octet, 2 bits are used"


@pytest.mark.parametrize("width", [1, 40, 300])
def test_the_edge_reads_a_compressed_frame_as_it_was_measured(width: int) -> None:
    samples = np.cumsum(np.random.default_rng(width).integers(-width, width + 1, (40, 3)), axis=0)
    read = decoded("polar", 52.0, polar_frames.compressed(77, samples))
    np.testing.assert_allclose(read.accel_g, samples / 1000, atol=1e-6)
    assert read.counter_ns == 77


def test_the_edge_reads_a_landseal_packet_as_it_was_measured() -> None:
    motion = marked(10)
    read = decoded("landseal", 50.0, landseal.packet(65_537, 2**32 + 5, landseal.lsb(motion)))
    np.testing.assert_allclose(read.accel_g, motion, atol=0.000_07)
    assert (read.sequence, read.counter_ns) == (1, 5000)


def test_a_landseal_packet_is_the_specifications_example() -> None:
    made = landseal.packet(7, 1_000_000, np.array([[0, 24, 8192], [-8192, -1, 1]], dtype=np.int16))
    assert made == bytes.fromhex("01020700 40420f00 90dc0100 000018000020 00e0ffff0100")


@pytest.mark.parametrize("longest", [20, 100, 244])
def test_the_edge_reads_a_message_in_two_parts_as_one(longest: int) -> None:
    motion = marked(2 if longest == 20 else 16)
    reader = known.GATT_MAKERS["movesense"].reader(52.0)
    parts = list(movesense.parts(movesense.message(99, 1000, motion), longest))
    assert max(map(len, parts)) <= longest
    read = [one for part in parts[:2] for one in reader.take(part) if isinstance(one, Decoded)]
    samples = np.concatenate([one.accel_g for one in read])
    np.testing.assert_allclose(samples, motion[: len(samples)], atol=1e-6)


@pytest.mark.parametrize("key", ["ruuvi", "bthome", "kkm", "minew"])
def test_the_edge_reads_an_advertisement_as_it_was_measured(key: str) -> None:
    sample = marked(1)[0]
    said = {
        "ruuvi": Advertised(ADDRESS, manufacturer_data={0x0499: adverts.ruuvi(ADDRESS, sample, sequence=9)}),
        "bthome": Advertised(ADDRESS, service_data={sig_uuid(0xFCD2): adverts.bthome(sample, packet=9)}),
        "kkm": Advertised(ADDRESS, service_data={sig_uuid(0xFEAA): adverts.kkm(sample)}),
        "minew": Advertised(ADDRESS, service_data={sig_uuid(0xFFE1): adverts.minew(ADDRESS, sample)}),
    }[key]
    read = known.ADVERT_MAKERS[key].read(said)
    assert isinstance(read, Decoded)
    np.testing.assert_allclose(read.accel_g, [sample], atol=0.002)


def test_a_sensors_counter_goes_on_at_another_rate_and_begins_anew_when_it_reboots() -> None:
    clock = SampleClock(10.0)
    assert clock.run(1.0) == range(10)
    clock.set_rate(100.0)
    assert clock.run(0.5) == range(10, 60)
    assert (clock.counter_ns(10), clock.counter_ns(60)) == (1_000_000_000, 1_500_000_000)
    clock.reboot(10.0)
    assert clock.counter_ns(60) == 0


def test_a_clock_that_runs_fast_measures_more_and_does_not_know_it() -> None:
    clock = SampleClock(100.0, drift_ppm=10_000)
    assert len(clock.run(100.0)) == 10_100
    assert clock.counter_ns(10_100) == 101_000_000_000


def test_a_numbered_sample_tells_its_number_after_every_rounding_on_its_way() -> None:
    motion = numbered(MOST_NUMBERED)
    in_mg = np.rint(motion * 1000) / 1000
    in_a_block = np.rint(in_mg / (16 / 32768)) * (16 / 32768)
    assert (numbers_of(in_a_block.astype(np.float32)) == np.arange(MOST_NUMBERED)).all()

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.frames import advertised_by, holds_for_any_bytes, mg

from landseal_edge.harness.cells import COIN_CELL, LITHIUM_POLYMER, cell_pct
from landseal_edge.harness.maker import Advertised, Refused, sig_uuid
from landseal_edge.harness.makers.known import ADVERT_MAKERS, GATT_MAKERS, gatt_maker_of, read_advert

RUUVI = bytes.fromhex("0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F")


def test_each_maker_is_listed_once_under_its_own_key() -> None:
    assert list(GATT_MAKERS) == ["witmotion", "movesense", "polar", "landseal"]
    assert list(ADVERT_MAKERS) == ["ruuvi", "bthome", "kkm", "minew"]
    assert all(maker.key == key for key, maker in {**GATT_MAKERS, **ADVERT_MAKERS}.items())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("WT901BLE67", "witmotion"),
        ("Movesense 1", "movesense"),
        ("Polar H10 1", "polar"),
        ("Landseal", "landseal"),
    ],
)
def test_a_sensor_to_connect_to_is_told_by_its_advertisement(name: str, key: str) -> None:
    maker = gatt_maker_of(advertised_by(name=name))
    assert maker is not None
    assert maker.key == key


def test_whoever_is_not_known_has_no_maker() -> None:
    for stranger in (advertised_by(), advertised_by(name="WTVB01-BT50"), advertised_by(name="JBL Flip")):
        assert gatt_maker_of(stranger) is None
        assert read_advert(stranger) is None


def test_an_advertisement_is_read_by_its_maker() -> None:
    read = read_advert(advertised_by(company={0x0499: RUUVI}))
    assert read is not None
    assert (read[0].key, mg(read[1])) == ("ruuvi", [[4, -4, 1036]])


def test_a_refusal_names_its_maker_too() -> None:
    read = read_advert(advertised_by(service={sig_uuid(0xFCD2): b"\x41"}))
    assert read is not None
    assert (read[0].key, read[1]) == ("bthome", Refused("encrypted"))


def test_every_rate_can_be_woken_and_read() -> None:
    for maker in GATT_MAKERS.values():
        for rate_hz in maker.rates_hz:
            assert maker.wake(rate_hz)
            assert list(maker.reader(rate_hz).take(b"")) in ([], [Refused("too_short")])


payload = st.binary(max_size=31)
numbers = st.sampled_from((0x0499, 0x004C, 0x009F))
services = st.sampled_from([sig_uuid(number) for number in (0xFCD2, 0xFEAA, 0xFFE1, 0xFE06, 0x181A)])


@given(
    st.builds(
        Advertised,
        address=st.text(max_size=20),
        name=st.none() | st.text(max_size=20),
        rssi_dbm=st.none() | st.integers(-128, 20),
        manufacturer_data=st.dictionaries(numbers, payload),
        service_data=st.dictionaries(services, payload),
        service_uuids=st.lists(services, max_size=3).map(tuple),
    ),
)
def test_any_advertisement_is_read_refused_or_nobodys(advertised: Advertised) -> None:
    gatt_maker_of(advertised)
    read = read_advert(advertised)
    if read is not None:
        holds_for_any_bytes(read[1])


@given(st.sampled_from(sorted(GATT_MAKERS)), st.lists(st.binary(max_size=244), max_size=5))
def test_any_packets_of_any_maker_are_samples_or_refusals(key: str, packets: list[bytes]) -> None:
    maker = GATT_MAKERS[key]
    reader = maker.reader(maker.rates_hz[0])
    for packet in packets:
        for read in reader.take(packet):
            holds_for_any_bytes(read)


@pytest.mark.parametrize("curve", [COIN_CELL, LITHIUM_POLYMER])
def test_a_cell_is_fuller_the_higher_its_voltage(curve: tuple[tuple[int, int], ...]) -> None:
    percents = [cell_pct(mv, curve) for mv in range(1500, 4600)]
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0, 100)
    assert [cell_pct(mv, curve) for mv, _ in curve] == [percent for _, percent in curve]

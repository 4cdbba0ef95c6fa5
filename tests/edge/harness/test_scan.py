import asyncio
import io
import struct

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakError,
)
from rich.console import Console
from support.radio import Beacon, FakeScanner, JumpingClock

from landseal.errors import LandsealError
from landseal.units import NS_PER_S
from landseal_edge.harness.fitting.scan import scan
from landseal_edge.harness.fitting.scan_table import Nearby, Row, known_of
from landseal_edge.harness.fitting.scan_view import table_of
from landseal_edge.harness.maker import Advertised, sig_uuid
from landseal_edge.harness.makers.known import GATT_MAKERS

WITMOTION = Advertised("AA:00:00:00:00:01", "WT901BLE67", rssi_dbm=-58)
PHONE = Advertised("CC:00:00:00:00:09", None, rssi_dbm=-40, manufacturer_data={0x4C: b"\x10\x05"})


def ruuvi(battery_mv: int = 2977) -> Advertised:
    frame = bytearray.fromhex("0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F")
    frame[13:15] = struct.pack(">H", (battery_mv - 1600) << 5 | 0x16)
    return Advertised(
        "BB:00:00:00:00:02", "Ruuvi 884F", rssi_dbm=-71, manufacturer_data={0x0499: bytes(frame)}
    )


def bthome(objects: str) -> Advertised:
    return Advertised("BB:00:00:00:00:03", None, service_data={sig_uuid(0xFCD2): bytes.fromhex(objects)})


def heard(*advertised: Advertised, times: int = 1, every_s: float = 0.5, **names: str) -> list[Row]:
    nearby, at_ns = Nearby({address.replace("_", ":"): name for address, name in names.items()}), 0
    for time in range(times):
        at_ns = int(time * every_s * NS_PER_S)
        for one in advertised:
            nearby.heard(one, at_ns)
    return nearby.rows(at_ns)


def shown(rows: list[Row], *, everything: bool = False, width: int = 130) -> str:
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(table_of(rows, everything=everything))
    return console.export_text()


def test_a_sensor_of_a_known_maker_shows_what_it_can_do() -> None:
    (row,) = heard(WITMOTION)
    assert (row.maker, row.called, row.rssi_dbm) == ("witmotion", "WT901BLE67", -58)
    assert row.rates_hz == GATT_MAKERS["witmotion"].rates_hz


def test_the_rate_is_measured_over_the_last_seconds() -> None:
    assert heard(WITMOTION)[0].adverts_per_s is None, "one alone is no rate"
    assert heard(WITMOTION, times=40, every_s=1.3)[0].adverts_per_s == pytest.approx(0.77, abs=0.04)
    nearby = Nearby({})
    for tenth in range(100):
        nearby.heard(WITMOTION, tenth * NS_PER_S // 10)
    for second in range(10, 30):
        nearby.heard(WITMOTION, second * NS_PER_S)
    assert nearby.rows(29 * NS_PER_S)[0].adverts_per_s == 1.0, "it has slowed down"


def test_one_weak_advertisement_does_not_make_a_near_sensor_far() -> None:
    nearby = Nearby({})
    for number, rssi_dbm in enumerate([-60, -61, -95, -60, -62]):
        nearby.heard(Advertised("AA:00:00:00:00:01", "WT901", rssi_dbm=rssi_dbm), number)
    assert nearby.rows(5)[0].rssi_dbm == -61


def test_the_battery_of_a_sensor_that_advertises_it_is_shown() -> None:
    (row,) = heard(bthome("40 01 0b 63 00000000 63 00000000 63 40a39500".replace(" ", "")))
    assert (row.maker, row.battery_pct, row.moves) == ("bthome", 11, True)
    assert "11%" in shown([row])


def test_a_thermometer_of_a_known_maker_is_not_taken_for_a_sensor_of_movement() -> None:
    (row,) = heard(bthome("4002CA09"))
    assert not row.moves
    (encrypted,) = heard(bthome("41a47266c95f730011223378237214"))
    assert not encrypted.moves
    assert "encrypted" in shown([encrypted])


def test_a_name_in_either_part_of_an_advertisement_is_kept() -> None:
    named, unnamed = WITMOTION, Advertised(WITMOTION.address, None)
    nearby = Nearby({})
    nearby.heard(named, 0)
    nearby.heard(unnamed, 1)
    row = nearby.rows(2)[0]
    assert (row.called, row.maker) == ("WT901BLE67", "witmotion")


def test_ours_come_first_then_known_ones_and_the_nearest_before_the_rest() -> None:
    far = Advertised("AA:00:00:00:00:05", "WT901", rssi_dbm=-90)
    rows = heard(PHONE, far, WITMOTION, ruuvi(), BB_00_00_00_00_02="trunk")
    assert [row.address[-2:] for row in rows] == ["02", "01", "05", "09"]
    assert rows[0].name == "trunk"


def test_addresses_in_lower_case_are_the_same_sensor() -> None:
    lower = Advertised("aa:00:00:00:00:01", "WT901")
    assert len(heard(WITMOTION, lower)) == 1
    assert heard(lower, AA_00_00_00_00_01="trunk")[0].name == "trunk"


def test_what_was_not_heard_for_a_minute_is_gone() -> None:
    nearby = Nearby({})
    nearby.heard(WITMOTION, 0)
    assert nearby.rows(59 * NS_PER_S)[0].heard_s_ago == 59
    assert nearby.rows(61 * NS_PER_S) == []


def test_strangers_are_counted_and_listed_only_when_asked_for() -> None:
    rows = heard(PHONE, WITMOTION)
    assert known_of(rows) == rows[:1]
    assert PHONE.address not in shown(rows)
    assert "1 other device is near" in shown(rows)
    assert PHONE.address in shown(rows, everything=True)


def test_a_row_is_one_line_on_the_narrowest_terminal() -> None:
    movesense = Advertised("DD:00:00:00:00:02", "Movesense 1234", -100, {}, {}, (sig_uuid(0xFDF3),))
    thermometer = bthome("41a47266c95f730011223378237214")
    kkm = {sig_uuid(0xFEAA): bytes.fromhex("21010b0c1318000021fffdfc12")}
    tag = Advertised("DD:00:00:00:00:03", None, -80, {}, kkm)
    rows = heard(WITMOTION, movesense, thermometer, tag, times=9, AA_00_00_00_00_01="pelvis")
    assert {row.maker for row in rows} == {"witmotion", "movesense", "bthome", "kkm"}
    lines = shown(rows, width=80).splitlines()
    assert len(lines) == 5
    assert [line[-17:] for line in lines[1:]] == [row.address for row in rows]


def test_on_60_columns_what_tells_sensors_apart_is_not_cut() -> None:
    movesense = Advertised("DD:00:00:00:00:02", "Movesense 1234", -60, {}, {}, (sig_uuid(0xFDF3),))
    rows = heard(WITMOTION, movesense, times=9, AA_00_00_00_00_01="witmotion")
    lines = shown(rows, width=60).splitlines()
    assert max(map(len, lines)) <= 60
    for line, row in zip(lines[1:], rows, strict=True):
        assert line.startswith(row.name or "new")
        assert " near " in line
        assert line.endswith(row.address)


def test_nothing_near_says_what_to_do() -> None:
    text = " ".join(shown([]).split())
    assert "No sensor is near yet" in text
    for remedy in ("Switch it on", "take it off its charger", "come nearer", "maker's app"):
        assert remedy in text


def test_a_strangers_name_can_do_nothing_to_the_terminal() -> None:
    nasty = Advertised("AA:00:00:00:00:07", "WT9\x1b[2J[red]evil[/red]\n\u202e" + "x" * 90)
    text = shown(heard(nasty))
    assert "\x1b" not in text
    assert "[red" in text, "shown as it is, not obeyed"
    assert heard(nasty)[0].called is not None
    assert len(heard(nasty)[0].called or "") <= 24


async def scanned(scanner: FakeScanner, clock: JumpingClock) -> tuple[list[Row], int]:
    shows = 0

    def show(_: object) -> None:
        nonlocal shows
        shows += 1

    rows = await scan(scanner, Nearby({}), clock, 10, show)
    return rows, shows


def test_a_scan_lasts_as_long_as_it_was_asked_to_and_shows_itself_meanwhile() -> None:
    clock = JumpingClock()
    start_ns = clock.now_ns
    beacon = Beacon("AA:00:00:00:00:01", "WT901BLE67", rssi_dbm=-50)
    rows, shows = asyncio.run(scanned(FakeScanner(clock, [beacon]), clock))
    assert [row.address for row in rows] == ["AA:00:00:00:00:01"]
    assert rows[0].adverts_per_s == 2.0
    assert clock.now_ns - start_ns == 10 * NS_PER_S
    assert shows == 20
    assert clock.on_jump == [], "the scanner is stopped"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            BleakBluetoothNotAvailableError("x", BleakBluetoothNotAvailableReason.POWERED_OFF),
            "switched off. Switch it on",
        ),
        (BleakError("odd"), "cannot be used .odd"),
        (FileNotFoundError(2, "No such file"), "service does not run"),
    ],
)
def test_bluetooth_that_cannot_be_used_is_one_line_with_a_remedy(error: Exception, says: str) -> None:
    clock = JumpingClock()
    with pytest.raises(LandsealError, match=says) as raised:
        asyncio.run(scanned(FakeScanner(clock, error=error), clock))
    assert "\n" not in str(raised.value)

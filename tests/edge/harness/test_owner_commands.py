"""The commands as an owner runs them: another radio and another clock, all else real."""

import asyncio
import io
import json
import tomllib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakError
from rich.console import Console
from support.harnesses import FLAT, felt, recording_of, whole_procedure, write_npz
from support.radio import Beacon, FakeClient, FakeScanner, JoltedSource, JumpingClock, NoAdapter
from typer.testing import CliRunner, Result

from landseal.clock import Clock
from landseal.errors import LandsealError
from landseal.sources import AccelSamples, SensorSource
from landseal.units import NS_PER_S
from landseal_edge.commands import edge
from landseal_edge.config import EdgeConfig
from landseal_edge.harness.fitting.errands import Parts, show_near
from landseal_edge.harness.fitting.opening import opened
from landseal_edge.harness.fitting.taps import Taps
from landseal_edge.harness.links.opened import Backend
from landseal_edge.harness.makers.known import GATT_MAKERS
from landseal_edge.harness.makers.landseal import SERVICE
from landseal_edge.replay.source import ReplaySource
from landseal_server.recognise.mount import rotation_from_angles

WITMOTION = Beacon("AA:00:00:00:00:01", "WT901BLE67", rssi_dbm=-58)
PHONE = Beacon("CC:00:00:00:00:09", manufacturer_data={0x4C: b"\x10\x05"})
MOUNT = rotation_from_angles(4, -6, 90)


class UnreadableSource:
    """A recording that cannot be read."""

    rate_hz = 50.0

    async def samples(self) -> AsyncIterator[AccelSamples]:
        for _ in range(1):
            raise LandsealError("is cut short", where="pelvis")
        yield AccelSamples(np.empty(0, dtype=np.int64), np.empty((0, 3), dtype=np.float32))


class Home:
    """A machine with a radio, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "edge.toml"
        self.clock = JumpingClock()
        self.scanner = FakeScanner(self.clock)
        self.client = FakeClient()
        self.sources: Mapping[str, SensorSource] = {}
        self.adapters: list[str] = []

    def run(self, *arguments: str, answers: Sequence[str] = ()) -> Result:
        """Run a command; what is asked is answered line by line."""
        parts = Parts(
            self._backend,
            self.clock,
            self._opened if self.sources else opened,
        )
        typed = "".join(f"{answer}\n" for answer in answers)
        return CliRunner().invoke(edge, list(arguments), input=typed, obj=parts, env={"COLUMNS": "150"})

    def _backend(self, adapter: str, _: Clock) -> Backend:
        self.adapters.append(adapter)
        return Backend(self.scanner, self.client, NoAdapter())

    @asynccontextmanager
    async def _opened(
        self, _: EdgeConfig, names: Collection[str], *__: object
    ) -> AsyncIterator[Mapping[str, SensorSource]]:
        yield {name: self.sources[name] for name in names}

    def error(self, *arguments: str, answers: Sequence[str] = ()) -> str:
        """Run a command that must fail; return its one line."""
        result = self.run(*arguments, answers=answers)
        assert isinstance(result.exception, LandsealError), result.output
        return str(result.exception)

    def with_recordings(self, **accel_g: np.ndarray) -> None:
        """Write an edge.toml whose sensors are recordings."""
        sections = []
        for name, samples in accel_g.items():
            write_npz(self.config.parent / f"{name}.npz", samples)
            sections.append(f'[sensors.{name}]\nsource = "replay"\nfile = "{name}.npz"\n')
        self.config.write_text('edge = "pi"\n' + "\n".join(sections), encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


# --- scan


def test_a_scan_shows_known_sensors_and_counts_strangers(home: Home) -> None:
    home.scanner.beacons = [WITMOTION, PHONE]
    result = home.run("scan", "--config", str(home.config))
    assert result.exit_code == 0
    for shown in ("WitMotion", "WT901BLE67", "AA:00:00:00:00:01", "-58 near", "1 other device"):
        assert shown in result.output
    assert PHONE.address not in result.output
    assert PHONE.address in home.run("scan", "--config", str(home.config), "--all").output


def test_a_scan_writes_json_as_the_last_line_and_the_table_elsewhere(home: Home) -> None:
    home.scanner.beacons = [WITMOTION]
    result = home.run("scan", "--config", str(home.config), "--json", "-")
    (row,) = json.loads(result.stdout.splitlines()[-1])
    assert (row["address"], row["maker"], row["rssi_dbm"]) == (WITMOTION.address, "witmotion", -58)
    assert "WitMotion" not in result.stdout.removesuffix(result.stdout.splitlines()[-1] + "\n")
    assert "WitMotion" in result.stderr


def test_a_scan_that_finds_nothing_says_what_to_do_and_is_no_error(home: Home) -> None:
    result = home.run("scan", "--config", str(home.config), "--seconds", "2")
    assert result.exit_code == 0
    assert "No sensor is near yet" in result.output


def test_whoever_ends_a_scan_keeps_what_it_has_shown(home: Home) -> None:
    class Interrupted(JumpingClock):
        async def sleep_until(self, boottime_ns: int) -> None:
            await super().sleep_until(boottime_ns)
            if self.now_ns >= 1_005 * NS_PER_S:
                raise asyncio.CancelledError

    shown = io.StringIO()
    clock = Interrupted()
    scanner = FakeScanner(clock)
    scanner.beacons = [WITMOTION]
    parts = Parts(lambda *_: Backend(scanner, home.client, NoAdapter()), clock, opened)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(show_near(parts, home.config, 20, Console(file=shown, width=80)))
    assert shown.getvalue().count(WITMOTION.address) == 1


def test_bluetooth_that_is_off_is_one_line(home: Home) -> None:
    home.scanner.error = BleakBluetoothNotAvailableError("x", BleakBluetoothNotAvailableReason.POWERED_OFF)
    assert home.error("scan", "--config", str(home.config)).startswith(
        "Bluetooth: is switched off. Switch it on: "
    )


def test_a_new_sensor_is_written_under_the_name_that_is_chosen(home: Home) -> None:
    home.config.write_text('# ours\nedge = "pi"\n', encoding="utf-8")
    home.scanner.beacons = [WITMOTION]
    result = home.run("scan", "--write", str(home.config), answers=["1"])
    assert result.exit_code == 0, result.output
    written = home.config.read_text(encoding="utf-8")
    assert written.startswith("# ours\n")
    assert tomllib.loads(written)["sensors"] == {
        "trunk": {"source": "ble", "maker": "witmotion", "address": WITMOTION.address, "rate_hz": 50}
    }
    assert "kept as edge.toml.bak" in result.output
    assert "landseal edge calibrate trunk" in result.output


def test_a_file_that_is_not_there_is_made(home: Home) -> None:
    home.scanner.beacons = [WITMOTION]
    assert home.run("scan", "--write", str(home.config), answers=["2"]).exit_code == 0
    written = tomllib.loads(home.config.read_text(encoding="utf-8"))
    assert (written["edge"], list(written["sensors"])) == ("pi", ["pelvis"])


def test_names_that_are_taken_are_not_offered_and_a_known_sensor_is_not_asked_for(home: Home) -> None:
    home.config.write_text(
        'edge = "pi"\n[sensors.trunk]\nsource = "ble"\nmaker = "witmotion"\n'
        f'address = "{WITMOTION.address.lower()}"\n',
        encoding="utf-8",
    )
    home.scanner.beacons = [WITMOTION, Beacon("AA:00:00:00:00:02", "WT901BLE68")]
    result = home.run("scan", "--write", str(home.config), answers=["1"])
    sensors = tomllib.loads(home.config.read_text(encoding="utf-8"))["sensors"]
    assert {name: sensor["address"][-2:] for name, sensor in sensors.items()} == {
        "trunk": "01",
        "pelvis": "02",
    }
    assert 'that calls itself "WT901BLE67"' not in result.output


def test_a_sensor_may_be_left_out_and_then_nothing_is_written(home: Home) -> None:
    home.scanner.beacons = [WITMOTION]
    assert home.run("scan", "--write", str(home.config), answers=["no"]).exit_code == 0
    assert not home.config.exists()


def test_enter_alone_takes_no_tag_that_may_be_a_neighbours(home: Home) -> None:
    frame = bytes.fromhex("0512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F")
    home.scanner.beacons = [Beacon("BB:00:00:00:00:02", "Ruuvi 884F", manufacturer_data={0x0499: frame})]
    assert home.run("scan", "--write", str(home.config), answers=[""]).exit_code == 0
    assert not home.config.exists()


def test_a_file_that_no_agent_could_read_is_not_added_to(home: Home) -> None:
    home.config.write_text('edge = "pi"\nsped = 3\n', encoding="utf-8")
    home.scanner.beacons = [WITMOTION]
    assert "sped: no such key" in home.error("scan", "--write", str(home.config), answers=["1"])
    assert home.config.read_text(encoding="utf-8") == 'edge = "pi"\nsped = 3\n'


def test_nothing_new_to_write_is_an_error(home: Home) -> None:
    home.scanner.beacons = [PHONE]
    assert "no new sensor is near. Switch it on" in home.error("scan", "--write", str(home.config))


def test_a_script_that_answers_nothing_is_told_so(home: Home) -> None:
    home.scanner.beacons = [WITMOTION]
    assert "run it in a terminal" in home.error("scan", "--write", str(home.config))
    assert not home.config.exists()


# --- identify


def test_a_sensor_that_can_blink_is_made_to(home: Home) -> None:
    home.scanner.beacons = [Beacon("DD:00:00:00:00:04", "Landseal", service_uuids=[SERVICE])]
    result = home.run("identify", "dd:00:00:00:00:04", "--config", str(home.config))
    assert result.exit_code == 0, result.output
    (write,) = GATT_MAKERS["landseal"].identify()
    assert home.client.done == [
        "connect DD:00:00:00:00:04",
        f"write {write.uuid} {write.payload.hex()}",
        "disconnect",
    ]
    assert "DD:00:00:00:00:04 blinks or beeps" in result.output


def test_a_sensor_of_the_file_that_can_blink_is_made_to_by_its_name(home: Home) -> None:
    home.config.write_text(
        'edge = "pi"\n[bluetooth]\nadapter = "hci1"\n'
        '[sensors.trunk]\nsource = "ble"\nmaker = "landseal"\naddress = "DD:00:00:00:00:04"\n',
        encoding="utf-8",
    )
    home.scanner.beacons = [WITMOTION, Beacon("DD:00:00:00:00:04")]
    result = home.run("identify", "trunk", "--config", str(home.config))
    assert result.exit_code == 0, (result.output, result.exception)
    assert home.client.done[0] == "connect DD:00:00:00:00:04"
    assert "trunk blinks or beeps" in result.output
    assert home.run("scan", "--config", str(home.config)).exit_code == 0
    assert home.adapters == ["hci1", "hci1"]


def test_a_sensor_that_cannot_be_connected_to_is_let_go_of_and_said_so(home: Home) -> None:
    home.scanner.beacons = [Beacon("DD:00:00:00:00:04", "Landseal", service_uuids=[SERVICE])]
    home.client.error = BleakError("le-connection-abort-by-local")
    line = home.error("identify", "DD:00:00:00:00:04", "--config", str(home.config))
    assert line.startswith("Bluetooth: cannot be used (le-connection-abort")
    assert home.client.done == ["disconnect"]


def test_the_sensor_that_is_tapped_is_named(home: Home) -> None:
    home.with_recordings(trunk=felt(FLAT, MOUNT, 1), pelvis=felt(FLAT, MOUNT, 1))
    home.sources = {"trunk": JoltedSource(home.clock, tapped_from_s=5), "pelvis": JoltedSource(home.clock)}
    result = home.run("identify", "trunk", "--config", str(home.config))
    assert result.exit_code == 0, result.output
    assert "Listening to: trunk, pelvis" in result.output
    assert "The one you tap is trunk." in result.output


def test_the_sensor_that_is_tapped_is_named_though_another_cannot_be_read(home: Home) -> None:
    home.with_recordings(trunk=felt(FLAT, MOUNT, 1), pelvis=felt(FLAT, MOUNT, 1))
    home.sources = {"trunk": JoltedSource(home.clock, tapped_from_s=1), "pelvis": UnreadableSource()}
    assert home.run("identify", "trunk", "--config", str(home.config)).exit_code == 0
    home.sources = {"trunk": JoltedSource(home.clock), "pelvis": UnreadableSource()}
    assert home.error("identify", "trunk", "--config", str(home.config)) == "pelvis: is cut short"


def test_the_wrong_sensor_is_named_too(home: Home) -> None:
    home.with_recordings(trunk=felt(FLAT, MOUNT, 1), pelvis=felt(FLAT, MOUNT, 1))
    home.sources = {"trunk": JoltedSource(home.clock), "pelvis": JoltedSource(home.clock, tapped_from_s=1)}
    result = home.run("identify", "trunk", "--config", str(home.config))
    assert "The one you tap is pelvis, not trunk." in result.output
    assert str(result.exception).startswith("trunk: it was not tapped, or not heard (heard: ")


def test_a_name_that_nothing_has_says_which_there_are(home: Home) -> None:
    home.with_recordings(trunk=felt(FLAT, MOUNT, 1))
    assert "It has: trunk. To add one" in home.error("identify", "tail", "--config", str(home.config))


def test_the_file_that_was_given_is_the_one_that_is_named(home: Home) -> None:
    home.with_recordings(trunk=felt(FLAT, MOUNT, 1))
    other = home.config.rename(home.config.with_name("other.toml"))
    line = home.error("identify", "tail", "--config", str(other))
    assert line.startswith(f"{other}: sensors.tail: no such sensor")
    assert line.endswith(f"--write {other}")


def test_an_address_that_is_not_near_is_said_so(home: Home) -> None:
    line = home.error("identify", "EE:00:00:00:00:04", "--config", str(home.config))
    assert line.startswith("EE:00:00:00:00:04: was not heard for 10 s. Is it on")


def test_a_new_sensor_that_cannot_blink_is_to_be_added_first(home: Home) -> None:
    home.scanner.beacons = [WITMOTION]
    assert GATT_MAKERS["witmotion"].identify() == ()
    line = home.error("identify", WITMOTION.address, "--config", str(home.config))
    assert "Add it, then tap it: landseal edge scan --write" in line


def test_a_table_that_carries_a_tap_to_both_sensors_does_not_confuse_them() -> None:
    async def levels(factor: float) -> str | None:
        clock, taps = JumpingClock(), Taps()
        for name, size in (("trunk", 1.0), ("pelvis", factor)):
            async for samples in JoltedSource(clock, tapped_from_s=0).samples():
                samples.accel_g[:, 2] = 1 + (samples.accel_g[:, 2] - 1) * size
                taps.take(name, samples)
                break
        return taps.tapped(clock.now_ns)

    assert asyncio.run(levels(0.2)) == "trunk"
    assert asyncio.run(levels(0.9)) is None, "both at once: nobody knows"


# --- calibrate

ANSWERS = ["", "lift", "", "", "chest"]


def test_a_whole_calibration_from_a_recording_prints_the_lines_for_the_server(home: Home) -> None:
    home.with_recordings(trunk=whole_procedure(MOUNT))
    result = home.run("calibrate", "trunk", "--config", str(home.config), answers=ANSWERS)
    assert result.exit_code == 0, (result.output, result.exception)
    before, tail = result.output.split("restart the server:")
    assert "into her [[pets.NAME.sensors]] in server.toml" in before
    told = tomllib.loads(tail)
    assert (told["edge"], told["sensor"], told["role"]) == ("pi", "trunk", "trunk")
    assert told["mount_deg"] == pytest.approx([4, -6, 90], abs=0.5)


def test_a_calibration_may_be_written_as_json(home: Home) -> None:
    home.with_recordings(trunk=whole_procedure(MOUNT))
    result = home.run("calibrate", "trunk", "--config", str(home.config), "--json", "-", answers=ANSWERS)
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["mount_deg"] == pytest.approx([4, -6, 90], abs=0.5)


def test_a_calibration_that_is_no_good_prints_no_lines_and_fails(home: Home) -> None:
    home.with_recordings(trunk=whole_procedure(MOUNT, lying=np.array([0.1, 0.2, -1.0])))
    result = home.run("calibrate", "trunk", "--config", str(home.config), answers=ANSWERS)
    assert "NOT GOOD" in result.output
    assert "upside down" in " ".join(result.output.split())
    assert "mount_deg" not in result.output
    assert "begin again" in str(result.exception)


def test_standing_is_refused_before_anything_is_asked(home: Home) -> None:
    home.with_recordings(trunk=whole_procedure(MOUNT))
    line = home.error("calibrate", "trunk", "--config", str(home.config), "--standing")
    assert "nobody has said whether she may stand" in line
    line = home.error(
        "calibrate", "trunk", "--config", str(home.config), "--standing", "--phase", "strict_rest"
    )
    assert 'in the phase "strict_rest" she is not made to stand' in line


def test_a_sensor_that_is_not_in_the_file_is_said_so(home: Home) -> None:
    home.with_recordings(trunk=whole_procedure(MOUNT))
    line = home.error("calibrate", "tail", "--config", str(home.config), answers=["no"])
    assert "no such sensor. It has: trunk" in line


def test_a_sensor_that_is_not_in_the_file_may_be_looked_for_and_added_before_it_is_calibrated(
    home: Home,
) -> None:
    home.config.write_text('edge = "pi"  # ours\n', encoding="utf-8")
    home.scanner.beacons = [Beacon("AA:00:00:00:00:02", "WT901BLE68"), WITMOTION]
    home.sources = {"trunk": ReplaySource([recording_of(whole_procedure(MOUNT))], home.clock)}
    answers = ["yes", WITMOTION.address.lower(), *ANSWERS]
    result = home.run("calibrate", "trunk", "--config", str(home.config), answers=answers)
    assert result.exit_code == 0, (result.output, result.exception)
    written = home.config.read_text(encoding="utf-8")
    assert tomllib.loads(written)["sensors"]["trunk"]["address"] == WITMOTION.address
    assert "# ours" in written
    assert "mount_deg = [4, -6, 90]" in result.output


def test_a_sensor_that_none_of_those_near_is_is_not_written(home: Home) -> None:
    home.scanner.beacons = [WITMOTION]
    answers = ["yes", "no"]
    line = home.error("calibrate", "trunk", "--config", str(home.config), answers=answers)
    assert line.startswith("trunk: nothing was chosen")
    assert not home.config.exists()


def test_a_sensor_called_pelvis_is_no_trunk_unless_one_says_so(home: Home) -> None:
    home.with_recordings(pelvis=whole_procedure(MOUNT))
    arguments = ("calibrate", "pelvis", "--config", str(home.config))
    assert 'role = "pelvis"' in home.run(*arguments, answers=ANSWERS).output
    assert 'role = "trunk"' in home.run(*arguments, "--role", "trunk", answers=ANSWERS).output


def test_a_tag_on_a_cart_is_not_calibrated_and_nobody_is_told_to(home: Home) -> None:
    home.scanner.beacons = [WITMOTION]
    result = home.run("scan", "--write", str(home.config), answers=["cart"])
    assert "Next: landseal edge identify cart\n" in result.output
    assert "it needs no calibration" in home.error("calibrate", "cart", "--config", str(home.config))


def test_an_error_does_not_stand_behind_the_question(home: Home) -> None:
    home.with_recordings(trunk=whole_procedure(MOUNT))
    result = home.run("calibrate", "trunk", "--config", str(home.config))
    assert str(result.exception).startswith("nobody answers")
    assert result.output.endswith("Press Enter when it is so: \n")


def test_a_sling_is_not_calibrated(home: Home) -> None:
    home.with_recordings(sling=whole_procedure(MOUNT))
    line = home.error("calibrate", "sling", "--config", str(home.config), "--role", "sling")
    assert "it needs no calibration" in line


def test_bluetooth_that_is_off_is_said_before_anybody_lays_a_harness_on_a_table(home: Home) -> None:
    home.config.write_text(
        'edge = "pi"\n[sensors.trunk]\nsource = "ble"\nmaker = "witmotion"\naddress = "C0:00:00:00:00:02"\n',
        encoding="utf-8",
    )
    home.scanner.error = BleakBluetoothNotAvailableError("x", BleakBluetoothNotAvailableReason.POWERED_OFF)
    result = home.run("calibrate", "trunk", "--config", str(home.config))
    assert str(result.exception).startswith("Bluetooth: is switched off")
    assert "Step 1" not in result.output

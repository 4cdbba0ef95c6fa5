"""`landseal pretend`: the owner's commands without hardware."""

import json
import subprocess
from pathlib import Path

import pytest
from support.programs import LANDSEAL


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    folder = tmp_path_factory.mktemp("scan")
    run_in(folder, "scan", "--seconds", "3", "--json", "near.json")
    found = json.loads((folder / "near.json").read_text(encoding="utf-8"))
    return list(found if isinstance(found, list) else found["sensors"])


def run_in(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(
        [LANDSEAL, "pretend", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


def test_a_scan_shows_a_sensor_of_every_maker(rows: list[dict[str, object]]) -> None:
    makers = {row["maker"] for row in rows}
    assert makers == {"witmotion", "movesense", "polar", "landseal", "ruuvi", "bthome", "kkm", "minew"}


def test_two_sensors_of_one_name_are_two_rows(rows: list[dict[str, object]]) -> None:
    twins = [row["address"] for row in rows if row["called"] == "WT901BLE67"]
    assert sorted(map(str, twins)) == ["C0:00:00:00:00:02", "C0:00:00:00:00:03"]


def test_a_sensor_that_can_blink_is_told_to(tmp_path: Path) -> None:
    assert "blinks" in run_in(tmp_path, "identify", "C0:00:00:00:00:06")


def test_what_is_pretended_stays_out_of_the_owners_own_configuration(tmp_path: Path) -> None:
    own = tmp_path / "edge.toml"
    own.write_text("not even TOML", encoding="utf-8")
    run_in(tmp_path, "scan", "--seconds", "1")
    assert own.read_text(encoding="utf-8") == "not even TOML"

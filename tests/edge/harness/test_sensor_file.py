import errno
import os
import tomllib
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from landseal.errors import LandsealError
from landseal_edge.harness.fitting.sensor_file import (
    NEW_FILE,
    ble_entry,
    names_by_address,
    read_or_new,
    replace_file,
    with_sensors,
)

ENTRY = ble_entry(maker="witmotion", address="AA:BB:CC:DD:EE:FF", rate_hz=50.0)

WRITTEN_BY_HAND = """\
# our house
home = "home"   # do not touch
edge = "pi"

[sensors.pelvis]            # the old one
source = "ble"
maker   = "movesense"
address = "11:22:33:44:55:66"
rate_hz = 52

# the room
[cameras.livingroom]
source = "file"
file = "room.mp4"
"""


def added(text: str, name: str = "trunk") -> str:
    return with_sensors(text, {name: ENTRY}, where="edge.toml")


def test_a_sensor_is_added_and_every_line_that_was_there_stays() -> None:
    after = added(WRITTEN_BY_HAND)
    kept = iter(after.splitlines())
    assert all(line in kept for line in WRITTEN_BY_HAND.splitlines()), "in the same order"
    assert tomllib.loads(after)["sensors"]["trunk"] == {
        "source": "ble",
        "maker": "witmotion",
        "address": "AA:BB:CC:DD:EE:FF",
        "rate_hz": 50,
    }


@pytest.mark.parametrize(
    "text",
    [
        'edge = "pi"\n',
        NEW_FILE,
        'edge = "pi"\nsensors = { a = { source = "ble" } }\n',
        'edge = "pi"\n[sensors]\na.source = "ble"\n',
        "[sensors.a]\nx = 1\n[mqtt]\nport = 1\n[sensors.b]\nx = 2\n[cameras.c]\nx = 3\n",
        'edge = "pi"',
        'edge = "pi"\r\n[sensors.a]\r\nx = 1\r\n',
    ],
    ids=["none yet", "new", "inline", "dotted", "scattered", "no last line end", "Windows"],
)
def test_however_the_file_is_written_nothing_else_in_it_changes(text: str) -> None:
    before = tomllib.loads(text)
    after = tomllib.loads(added(text))
    assert after["sensors"].pop("trunk") == ENTRY
    assert after == {"sensors": {}, **before}


TOML_KEYS = st.sampled_from(["edge", "mqtt", "cameras", "upload"])


@given(st.dictionaries(TOML_KEYS, st.integers() | st.text("abc#\"'[]=.", max_size=8), max_size=4))
def test_whatever_the_values_are_they_stay(values: dict[str, int | str]) -> None:
    text = tomlkit.dumps(values)
    assert tomllib.loads(added(text)) == {**values, "sensors": {"trunk": ENTRY}}


@pytest.mark.parametrize("name", ["pelvis", "livingroom"])
def test_a_name_that_exists_is_never_overwritten(name: str) -> None:
    with pytest.raises(LandsealError, match=f'"{name}" is there already. Choose another name'):
        added(WRITTEN_BY_HAND, name)


@pytest.mark.parametrize("name", ["", "Trunk", "../x", "a.b", 'x"]'])
def test_a_name_that_would_not_fit_a_topic_is_refused(name: str) -> None:
    with pytest.raises(LandsealError, match="cannot be a sensor's name"):
        added(WRITTEN_BY_HAND, name)


@pytest.mark.parametrize("text", ["edge = ", "sensors = 3\n", "[[sensors]]\nx = 1\n"])
def test_a_file_that_cannot_be_added_to_is_left_alone_with_one_line_that_says_why(text: str) -> None:
    with pytest.raises(LandsealError, match=r"is not TOML|Add it by hand: .*witmotion"):
        added(text)


def test_addresses_that_are_there_are_known_in_either_case() -> None:
    text = WRITTEN_BY_HAND.replace("11:22:33:44:55:66", "aa:bb:cc:44:55:66")
    assert names_by_address(text, where="edge.toml") == {"AA:BB:CC:44:55:66": "pelvis"}


def test_the_former_file_is_kept_each_time_under_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "edge.toml"
    assert replace_file(path, "first") is None
    assert replace_file(path, "second") == tmp_path / "edge.toml.bak"
    assert replace_file(path, "third") == tmp_path / "edge.toml.bak2"
    assert [p.read_text(encoding="utf-8") for p in sorted(tmp_path.iterdir())] == ["third", "first", "second"]


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_who_may_read_a_file_stays_as_it_was(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "edge.toml"
    path.write_text("first", encoding="utf-8")
    path.chmod(mode)
    replace_file(path, "second")
    assert {p.stat().st_mode & 0o777 for p in tmp_path.iterdir()} == {mode}


def test_whose_a_file_is_stays_as_it_was_and_who_may_not_give_it_away_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "edge.toml"
    asked: list[tuple[int, int]] = []

    def chown(_: str, owner: int, group: int) -> None:
        asked.append((owner, group))
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "chown", chown)
    replace_file(path, "first")
    assert asked == []
    replace_file(path, "second")
    assert asked == [(-1, path.stat().st_gid), (path.stat().st_uid, -1)]
    assert path.read_text() == "second"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "edge.toml"
    real.write_text("first", encoding="utf-8")
    link.symlink_to(real)
    replace_file(link, "second")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "second"


def test_a_write_that_fails_leaves_the_file_as_it_was_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "edge.toml"
    path.write_text("first", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(LandsealError, match=r"cannot be written .No space left on device"):
        replace_file(path, "second")
    assert path.read_text(encoding="utf-8") == "first"
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_a_new_file_begins_with_what_every_edge_needs(tmp_path: Path) -> None:
    assert tomllib.loads(read_or_new(tmp_path / "none.toml"))["edge"] == "pi"

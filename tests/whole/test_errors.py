"""What is wrong outside the program is one line that says how to mend it, and never a traceback."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.homes import TOKEN, HomeOfProcesses
from support.programs import LANDSEAL, free_port, installed, running
from support.wait import until

SERVER = f"""
[web]
port = {{port}}
edge_token = "{TOKEN}"
[pets.buttons]
name = "Buttons"
weight_kg = 9
[[pets.buttons.sensors]]
edge = "pi"
sensor = "trunk"
"""


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def one_line(ran: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that it left with."""
    assert ran.returncode == 1, ran.stderr
    assert "Traceback" not in ran.stderr
    (line,) = [line for line in ran.stderr.splitlines() if line]
    assert line.startswith("landseal: ")
    return line


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def server_toml(folder: Path, text: str) -> Path:
    path = folder / "server.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_port_that_is_taken_is_named_by_the_demo(taken_port: int) -> None:
    line = one_line(run(LANDSEAL, "demo", "--port", str(taken_port)))
    assert f"port {taken_port} of 127.0.0.1 is taken" in line
    assert "choose another port" in line


def test_a_port_that_is_taken_is_named_by_the_server(taken_port: int, tmp_path: Path) -> None:
    config = server_toml(tmp_path, SERVER.format(port=taken_port))
    assert "is taken" in one_line(run(LANDSEAL, "server", "run", "--config", config))


def test_a_configuration_that_is_wrong_is_named_key_by_key(tmp_path: Path) -> None:
    text = SERVER.format(port=8421).replace("weight_kg = 9", 'weight_kg = "small"\ncolour = "tan"')
    line = one_line(run(LANDSEAL, "server", "run", "--config", server_toml(tmp_path, text)))
    assert "server.toml: pets.buttons.weight_kg: expected" in line
    assert "server.toml: pets.buttons.colour: no such key" in line


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('edge = "pi"', 'edge = "Pi 4"', "pets.buttons.sensors.0.edge"),
        (
            'sensor = "trunk"',
            'sensor = "trunk"\nrole = "pelvis"',
            'expected one with role "trunk" or "collar"',
        ),
        ("[web]", 'time_zone = "Mars/Olympus"\n[web]', 'got "Mars/Olympus"'),
        (
            "[pets.buttons]",
            '[people.anna]\nurls = ["pigeon://coop"]\n[pets.buttons]',
            "no service that Apprise knows",
        ),
    ],
)
def test_other_mistakes_are_named_too(tmp_path: Path, old: str, new: str, says: str) -> None:
    config = server_toml(tmp_path, SERVER.format(port=free_port()).replace(old, new))
    assert says in one_line(run(LANDSEAL, "server", "run", "--config", config))


def test_the_address_of_a_person_is_never_shown(tmp_path: Path) -> None:
    text = SERVER.format(port=free_port()) + '[people.anna]\nurls = ["pigeon://s3cret"]\n'
    assert "s3cret" not in run(LANDSEAL, "server", "run", "--config", server_toml(tmp_path, text)).stderr


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ('[cameras.cam]\nsource = "file"\nfile = "none.mp4"', "none.mp4: no such video. Name the file"),
        ('[sensors.trunk]\nsource = "replay"\nfile = "none.csv"', "none.csv: no such recording"),
        ('[cameras.cam]\nsource = "dream"\nfile = "x"', "cameras.cam.source: expected 'file', got \"dream\""),
        (
            '[sensors.trunk]\nsource = "ble"\nmaker = "acme"\naddress = "AA:BB:CC:DD:EE:01"',
            'sensors.trunk.maker: no maker "acme" is known: expected one of witmotion, movesense',
        ),
        ("", "expected at least one [sensors.NAME]"),
    ],
)
def test_an_edge_that_has_nothing_to_read_says_what_is_missing(
    tmp_path: Path, section: str, says: str
) -> None:
    config = tmp_path / "edge.toml"
    config.write_text(f'edge = "pi"\n{section}\n', encoding="utf-8")
    assert says in one_line(run(LANDSEAL, "edge", "run", "--config", config))


def test_a_sensor_on_a_machine_without_bluetooth_says_what_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")
    config = tmp_path / "edge.toml"
    section = '[sensors.trunk]\nsource = "ble"\nmaker = "witmotion"\naddress = "AA:BB:CC:DD:EE:01"'
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
        config.write_text(f'edge = "pi"\n[mqtt]\nport = {port}\n{section}\n', encoding="utf-8")
        said = one_line(run(LANDSEAL, "edge", "run", "--config", config))
    assert "Bluetooth: its service does not run. Start it: sudo systemctl enable --now bluetooth" in said
    examined = run(LANDSEAL, "doctor", "--edge-config", config, "--json", "-")
    assert examined.returncode == 1
    assert "Bluetooth: its service does not run" in examined.stdout


def test_a_missing_configuration_is_named() -> None:
    assert "none.toml: no such file" in one_line(run(LANDSEAL, "server", "run", "--config", "none.toml"))


def on_a_disk_of(size: str, mount: Path) -> list[str]:
    """Return the words before a command that give it a small disk of its own at `mount`."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    script = f'mount -t tmpfs -o size={size} tmpfs "{mount}" && exec "$@"'
    return [installed("unshare", "util-linux"), *user, "--mount", "sh", "-c", script, "sh"]


def test_a_disk_that_is_full_at_the_start_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    config = server_toml(tmp_path, SERVER.format(port=free_port()))
    small = on_a_disk_of("16k", tmp_path / "data")
    line = one_line(run(*small, LANDSEAL, "server", "run", "--config", config))
    assert "the disk is full" in line
    assert "Free some space" in line


def test_a_disk_that_fills_up_stops_the_confirmations_and_nothing_is_lost_when_there_is_room_again(
    tmp_path: Path,
) -> None:
    home = HomeOfProcesses(tmp_path)
    recording = tmp_path / "life.csv"
    rows = "".join(f"s,d,{i},0,{(i % 7) / 10},9.81,1\n" for i in range(50 * 60))
    recording.write_text(f"session,block,i,ax,ay,az,label\n{rows}", encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    home.server.command[:0] = on_a_disk_of("8m", data)
    with home.phone, running(home.broker), running(home.server):
        until(lambda: home.get("/healthz"), "the server is healthy")
        assert home.server.process is not None
        disk = Path(f"/proc/{home.server.process.pid}/root{data}")
        fill = disk / "fill"
        with home.replay_of(recording, speed=15) as replay:
            until(lambda: home.blocks_taken() > 5, "blocks are taken in")
            _fill_up(fill)
            until(lambda: "the disk is full" in home.server.said(), f"it notices: {home.server.said()}")
            assert home.get("/healthz") is None, "503 while nothing is kept"
            fill.unlink()
            until(lambda: home.get("/healthz"), "the server is healthy again")
            until(
                lambda: replay.process is not None and replay.process.poll() == 0, replay.said(), timeout_s=60
            )
        blocks = home.raw_blocks(disk)
    assert sum(block.samples for block in blocks.values()) == 50 * 60
    assert "Traceback" not in home.server.said()


def _fill_up(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return

"""A home for the agent to send to, of real programs: Mosquitto and `landseal server run`, each a process."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ble_radio import Listens
from numpy.typing import NDArray

from landseal.blocks import AccelBlock
from landseal.clock import SystemClock
from landseal.codec import decode_block
from landseal.config import MqttSection
from landseal.errors import LandsealError
from landseal.topics import Channel, Topics
from landseal_edge.agent import Agent
from landseal_edge.config import BleSensor
from landseal_edge.harness.links.opened import open_sensors, other_backend
from landseal_server.intake.raw import read_raw
from landseal_sim.radio.air import Air
from landseal_sim.radio.motion import numbers_of
from landseal_sim.radio.witmotion import WitMotion

EDGE = "bench"
START_S = 30.0


class NoAdapter:
    """The virtual radio never hangs: nobody resets it."""

    async def reset(self) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class Home:
    """What runs, and where it writes."""

    port: int
    data: Path

    def stored(self, sensor: str) -> NDArray[np.int64]:
        """Return the numbers of the samples in the raw files of a sensor, in order, each block once."""
        blocks: dict[tuple[str, int], AccelBlock] = {}
        for path in sorted((self.data / "raw").glob(f"{EDGE}/{sensor}/*")):
            for record in read_raw(path):
                block = decode_block(Channel.ACCEL, record.payload)
                if isinstance(block, AccelBlock):
                    blocks[record.boot, record.seq] = block
        samples = [blocks[key].accel_g() for key in sorted(blocks)]
        return numbers_of(np.concatenate(samples)) if samples else np.empty(0, dtype=np.int64)


@contextmanager
def home(folder: Path, sensors: Sequence[str]) -> Iterator[Home]:
    """Start broker and server for a home in which each sensor is a dog's trunk; stop them at the end."""
    port, web = _free_port(), _free_port()
    (folder / "mosquitto.conf").write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n", encoding="utf-8"
    )
    (folder / "server.toml").write_text(_server_toml(port, web, sensors), encoding="utf-8")
    server = [str(Path(sys.executable).parent / "landseal"), "server", "run"]
    with (
        _running([_mosquitto(), "-c", str(folder / "mosquitto.conf")], folder / "mosquitto.log"),
        _listening(port),
        _running([*server, "--config", str(folder / "server.toml")], folder / "server.log"),
        _listening(web),
    ):
        yield Home(port, folder / "data")


def name(sensor: WitMotion) -> str:
    """Return how the edge calls a sensor."""
    return sensor.unit.name.lower()


def agent_of(to: Home) -> Listens:
    """Return what listens with the whole agent: scan, connect, decode, stamp, cut, send, and be confirmed."""

    @asynccontextmanager
    async def listens(air: Air, near: Sequence[WitMotion], rate_hz: float) -> AsyncIterator[None]:
        clock = SystemClock()
        wanted = {
            name(one): BleSensor(source="ble", maker="witmotion", address=one.address, rate_hz=rate_hz)
            for one in near
        }
        sources, radio = open_sensors(wanted, other_backend(air.scanner, air.client, NoAdapter()), clock)
        agent = Agent(
            topics=Topics("home"),
            edge=EDGE,
            mqtt=MqttSection(port=to.port),
            clock=clock,
            sensors=sources,
            cameras={},
            services=[radio],
        )
        task = asyncio.create_task(agent.run())
        try:
            yield
            for one in near:
                one.silent = True
            await asyncio.wait_for(_confirmed(agent), START_S)
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return listens


async def _confirmed(agent: Agent) -> None:
    while len(agent.held):  # noqa: ASYNC110 -- it has no event for it
        await asyncio.sleep(0.1)


def _server_toml(port: int, web: int, sensors: Sequence[str]) -> str:
    pets = "".join(_pet_toml(number, sensor) for number, sensor in enumerate(sensors))
    mqtt = f"[mqtt]\nport = {port}\n"
    page = f'[web]\nport = {web}\nedge_token = "nobody asks for it"\n'
    return 'data = "data"\n' + mqtt + page + '[people.nobody]\nurls = ["json://127.0.0.1:9/"]\n' + pets


def _pet_toml(number: int, sensor: str) -> str:
    worn = f'[[pets.p{number}.sensors]]\nedge = "{EDGE}"\nsensor = "{sensor}"\n'
    return f'[pets.p{number}]\nname = "{number}"\nweight_kg = 9\n{worn}'


def _mosquitto() -> str:
    path = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/bin")
    if path is None:
        raise LandsealError(
            "mosquitto is missing", where="bench ble", remedy="Run: sudo apt-get install mosquitto."
        )
    return path


@contextmanager
def _running(command: Sequence[str], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=log.parent)  # noqa: S603 -- our own
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextmanager
def _listening(port: int) -> Iterator[None]:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                yield
                return
        time.sleep(0.1)
    raise LandsealError(f"nothing listens on port {port} after {START_S:.0f} s", where="bench ble")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

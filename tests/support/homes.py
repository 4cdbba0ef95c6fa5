"""A home of real processes: Mosquitto, `landseal server run`, `landseal replay`, and a phone."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import msgspec
import numpy as np

from landseal.blocks import AccelBlock
from landseal.codec import decode_block
from landseal.config import MqttSection
from landseal.connection import Connection
from landseal.messages import Event
from landseal.topics import Channel
from landseal_server.intake.raw import read_raw
from landseal_sim.demo.receiver import Push, Receiver
from support.configs import EDGE_TOKEN
from support.dogs import RATE_HZ, felt, story_of
from support.programs import LANDSEAL, Mosquitto, Program, free_port, running
from support.wait import until

TOKEN = EDGE_TOKEN


def write_recording(
    path: Path, seconds: int, *, from_s: int = 0
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Write a part of a simulated life as a recording of her trunk; return the samples in g."""
    samples = felt(story_of(), seconds)[from_s * RATE_HZ :]
    rows = "".join(f"life,d,{i},{x:.5f},{y:.5f},{z:.5f},0\n" for i, (x, y, z) in enumerate(samples * 9.80665))
    path.write_text(f"session,block,i,ax,ay,az,label\n{rows}", encoding="utf-8")
    return samples


class HomeOfProcesses:
    """Everything is started by the test, in the order that the test wants."""

    def __init__(self, folder: Path, *, edge: str = "replay", camera: str | None = None) -> None:
        self.folder = folder
        self._edge, self._camera = edge, camera
        self.pushes: list[Push] = []
        self.phone = Receiver(self.pushes.append)
        self.broker = Mosquitto(folder)
        self.web_port = free_port()
        (folder / "server.toml").write_text(self._server_toml(), encoding="utf-8")
        self.server = Program(
            [LANDSEAL, "server", "run", "--config", folder / "server.toml"], folder / "server.log"
        )

    def _server_toml(self) -> str:
        return f"""
            data = "data"
            [mqtt]
            port = {self.broker.port}
            [web]
            port = {self.web_port}
            edge_token = "{TOKEN}"
            [people.anna]
            urls = ["{self.phone.url}"]
            [pets.buttons]
            name = "Buttons"
            weight_kg = 9
            [[pets.buttons.sensors]]
            edge = "{self._edge}"
            sensor = "trunk"
            mount_deg = [0, 0, 0]
        {self._camera_toml()}"""

    def _camera_toml(self) -> str:
        if self._camera is None:
            return ""
        return f'[[pets.buttons.cameras]]\nedge = "{self._edge}"\ncamera = "{self._camera}"\n'

    @contextmanager
    def replay_of(self, recording: Path, speed: float) -> Iterator[Program]:
        """Run an edge that plays a recording."""
        command: list[str | Path] = [LANDSEAL, "replay", recording, "--rate-hz", "50", "--speed", str(speed)]
        command += ["--mqtt-port", str(self.broker.port)]
        with running(Program(command, self.folder / "replay.log")) as edge:
            yield edge

    def get(self, path: str) -> Any:  # noqa: ANN401 -- JSON
        """Ask the API; None while nobody answers."""
        try:
            with urlopen(f"http://127.0.0.1:{self.web_port}{path}", timeout=5) as answer:
                return json.loads(answer.read())
        except OSError:
            return None

    def start_server(self) -> None:
        """Start the server, and wait until it is healthy."""
        self.server.start()
        until(lambda: self.get("/healthz"), f"the server is healthy; it said: {self.server.said()}")

    def events(self) -> list[Event]:
        """Return the events that the API serves."""
        return msgspec.convert(self.get("/api/v1/pets/buttons/events")["events"], list[Event], strict=False)

    def blocks_taken(self) -> int:
        """Return how many blocks the server has taken in since its start."""
        health = self.get("/healthz")
        return 0 if health is None else int(health["blocks"])

    def retained(self, *topics: str) -> dict[str, bytes]:
        """Return what the broker keeps for somebody who comes only now."""
        kept: dict[str, bytes] = {}
        connection = Connection(
            MqttSection(port=self.broker.port), "late", subscriptions=topics, on_message=kept.__setitem__
        )
        connection.start()
        until(lambda: set(kept) == set(topics), f"the broker keeps {topics}")
        connection.stop()
        return kept

    def raw_blocks(self, data: Path | None = None) -> dict[int, AccelBlock]:
        """Return what the raw files hold, by sequence; every copy of a block must be the same."""
        found: dict[int, AccelBlock] = {}
        for path in sorted(((data or self.folder / "data") / "raw").glob("replay/trunk/*")):
            for record in read_raw(path):
                block = decode_block(Channel.ACCEL, record.payload)
                assert isinstance(block, AccelBlock)
                assert found.setdefault(record.seq, block) == block
        return found

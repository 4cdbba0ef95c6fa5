"""Real programs, started by the tests on free loopback ports and stopped by pid."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.wait import until

LANDSEAL = Path(sys.executable).parent / "landseal"


def installed(program: str, package: str) -> str:
    """Return the path of a program; fail with the line that installs it where it is missing."""
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/bin")
    if path is not None:
        return path
    text = f"{program} is missing; run: scripts/test --setup-only (or: sudo apt-get install {package})"
    if os.environ.get("LANDSEAL_SKIP_REAL") == "1":
        pytest.skip(text)
    pytest.fail(text)


def free_port() -> int:
    """Return a loopback port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Tell whether somebody listens at a loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Program:
    """A program that can be killed and started again."""

    def __init__(self, command: list[str | Path], log: Path) -> None:
        self.command = command
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; what it prints goes to the log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)

    def kill(self) -> None:
        """Kill it with -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """Ask it to end, and return how it did."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)

    def said(self) -> str:
        """Return what it has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


class Mosquitto(Program):
    """A real broker without persistence: what it forgets, it forgets."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        config = folder / "mosquitto.conf"
        config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n", encoding="utf-8"
        )
        super().__init__([installed("mosquitto", "mosquitto"), "-c", config], folder / "mosquitto.log")

    def start(self) -> None:
        """Start it, and wait until it listens."""
        super().start()
        until(lambda: listens(self.port), "Mosquitto listens")


@contextmanager
def running(program: Program) -> Iterator[Program]:
    """Start a program, and see that it is gone at the end."""
    program.start()
    try:
        yield program
    finally:
        program.kill()

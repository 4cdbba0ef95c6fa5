"""Sensors over Bluetooth: what is kept, what it costs, and how fast a frame is decoded, beside the peers.

Usage: .venv/bin/landseal bench ble [--json FILE|-] [--seconds S] [--runs N]

CPU shares are CPU time of the agent's process over wall time, less that of the virtual radio, which lives in
the same process and is measured in the same run with a handler that does nothing.
"""

import asyncio
import json as json_format
import logging
import os
import platform
import statistics
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import ble_decode
import numpy as np
from ble_home import agent_of, home, name
from ble_radio import empty, listened, sensors
from numpy.typing import NDArray
from rich.console import Console

BUSY_HZ, BUSY = 100.0, (1, 4, 7)
IDLE_HZ, IDLE = 50.0, 4

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Followed:
    """Some sensors, followed by the whole agent into the raw files of a server."""

    sensors: int
    rate_hz: float
    samples_per_s: float
    cpu_share: float
    """The agent's: the radio's own is subtracted."""
    radio_cpu_share: float
    sent: int
    """Samples that the sensors sent, but those of the last second, which was not over."""
    stored: int
    """Different samples among them that are in the server's raw files."""
    duplicates: int


def run(*, json: Path | None, seconds: float, runs: int) -> None:
    """Measure all, and print it."""
    logging.disable(logging.WARNING)
    console = Console(stderr=True)
    with console.status("decoding") as status:
        figures: dict[str, Any] = {"machine": _machine(), "seconds": seconds, "runs": runs, **_decoding(runs)}
        busy = []
        for count in BUSY:
            status.update(f"{count} sensors at {BUSY_HZ:g} Hz")
            busy.append(followed(count, BUSY_HZ, seconds, runs))
        status.update(f"{IDLE} sensors at {IDLE_HZ:g} Hz")
        idle = followed(IDLE, IDLE_HZ, seconds, runs)
    for key in ("sent", "stored", "duplicates"):
        figures[key] = sum(getattr(one, key) for one in [*busy, idle])
    figures |= {"cpu_share": busy[-1].cpu_share, "busy": [asdict(one) for one in busy], "idle": asdict(idle)}
    text = json_format.dumps(figures)  # one line: with "-" it is the last of standard output
    if json is None:
        console.print_json(text)
    elif str(json) == "-":
        print(text)
    else:
        json.write_text(text + "\n", encoding="utf-8")


def followed(count: int, rate_hz: float, seconds: float, runs: int) -> Followed:
    """Follow so many sensors, and the radio alone in between: medians of the shares, sums of the counts."""
    shares, radios, rates, counts = [], [], [], np.zeros(3, dtype=np.int64)
    for _ in range(runs):
        radios.append(asyncio.run(listened(sensors(count), rate_hz, seconds, empty)).cpu_share)
        near = sensors(count)
        with tempfile.TemporaryDirectory() as folder, home(Path(folder), [name(one) for one in near]) as to:
            one = asyncio.run(listened(near, rate_hz, seconds, agent_of(to)))
            counts += sum(kept(sensor.sent.numbers(), to.stored(name(sensor))) for sensor in near)
        shares.append(one.cpu_share)
        rates.append(one.samples_per_s)
    radio = statistics.median(radios)
    share = statistics.median(shares) - radio
    return Followed(count, rate_hz, statistics.median(rates), share, radio, *map(int, counts))


def kept(sent: Numbers, stored: Numbers) -> Numbers:
    """Return how many were sent, how many of those are stored, and how many are there more than once."""
    different = np.unique(stored)
    over = sent[sent <= stored.max(initial=-1)]
    return np.array([len(over), len(np.intersect1d(over, different)), len(stored) - len(different)])


def _decoding(runs: int) -> dict[str, Any]:
    return {
        "decode_us": ble_decode.ours(runs),
        "decode_us_ruuvitag_sensor": ble_decode.ruuvitag_sensor(runs),
        "decode_us_theengs": ble_decode.theengs(runs),
        "decode_each": ble_decode.each_maker(runs),
        "note": "null: this peer is not installed. TheengsDecoder is under the GPL: it is yours to install",
    }


def _machine() -> str:
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text(encoding="utf-8").splitlines() if cpus.exists() else []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")
    cores = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before it began"
    return f"{model or platform.machine()}, {cores}, Python {platform.python_version()}"

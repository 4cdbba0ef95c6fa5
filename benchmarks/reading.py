"""How fast the server reads: simulated seconds per second, of a pet with trunk, pelvis and camera.

Usage: .venv/bin/python benchmarks/reading.py [simulated seconds] [seconds per chunk]

Messages are made beforehand; from decoding to the commit on the disk, all is measured but raw files.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from landseal.blocks import AccelBlock, Box, MotionSecond, pack_xyz
from landseal.codec import encode_block
from landseal.config import check
from landseal.topics import Channel, StreamTopic
from landseal.units import NS_PER_S
from landseal_server.config import ServerConfig
from landseal_server.home import Home
from landseal_server.intake.decode import Received
from landseal_server.intake.desk import Counts
from landseal_server.intake.quarantine import Quarantine
from landseal_server.intake.raw import NoRaw
from landseal_server.ledger import Ledger
from landseal_server.line import Line
from landseal_server.store.open import open_store

RATE_HZ = 50
G_PER_LSB = 16 / 32768
BOOT = "00112233aabbccdd"
T0_NS = 1_795_000_020 * NS_PER_S
CONFIG: dict[str, object] = {
    "web": {"edge_token": "nobody asks for it"},
    "pets": {
        "buttons": {
            "name": "Buttons",
            "weight_kg": 9,
            "sensors": [
                {"edge": "pi", "sensor": role, "role": role, "mount_deg": [0, 0, 0]}
                for role in ("trunk", "pelvis")
            ],
            "cameras": [{"edge": "pi", "camera": "cam"}],
        }
    },
}


def movement(
    first: int, seconds: int, rng: np.random.Generator
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Return specific force in g, (samples, 3): four minutes of rest, a struggle, a minute of walking."""
    at_s = first + np.arange(seconds * RATE_HZ) / RATE_HZ
    struggles, walks = (at_s % 300 >= 235) & (at_s % 300 < 240), at_s % 300 >= 240  # noqa: PLR2004 -- s
    samples = rng.normal((0.05, 0, 1), 0.004, (len(at_s), 3))
    samples += struggles[:, None] * rng.normal(0, 0.15, samples.shape)
    samples[:, 0] += struggles * 0.5 * np.sin(2 * np.pi * 0.3 * at_s)
    samples[:, 2] += walks * 0.25 * np.sin(2 * np.pi * 3.2 * at_s)
    return samples


def messages(first: int, seconds: int, rng: np.random.Generator) -> Iterator[Received]:
    """Yield a chunk: the trunk's seconds, then the pelvis', then the camera's."""
    numbers = range(first, first + seconds)
    for name in ("trunk", "pelvis"):
        felt = movement(first, seconds, rng).reshape(seconds, RATE_HZ, 3)
        for seq, samples in zip(numbers, felt, strict=True):
            block = AccelBlock(
                boot=BOOT,
                seq=seq,
                floor=first,
                t0_ns=T0_NS + seq * NS_PER_S,
                rate_hz=RATE_HZ,
                g_per_lsb=G_PER_LSB,
                xyz=pack_xyz(samples, G_PER_LSB),
            )
            yield Received(StreamTopic("pi", Channel.ACCEL, name), encode_block(block), seq + 1.0)
    box = Box(0.3, 0.5, 0.2, 0.1)
    for seq in numbers:
        second = MotionSecond(
            boot=BOOT, seq=seq, floor=first, t0_ns=T0_NS + seq * NS_PER_S, moved=0.01, box=box
        )
        yield Received(StreamTopic("pi", Channel.MOTION, "cam"), encode_block(second), seq + 1.0)


def measure(folder: Path, total: int, chunk: int) -> float:
    """Return how many seconds it takes to read `total` simulated ones."""
    opened = open_store(f"sqlite:///{folder}/reading.db")
    line = Line(
        home=Home(check(CONFIG, ServerConfig, where="benchmark")),
        ledger=Ledger(opened.ledger),
        store=opened.store,
        raw=NoRaw(),
        quarantine=Quarantine(folder / "quarantine.raw"),
        counts=Counts(),
    )
    rng, taken_s = np.random.default_rng(1), 0.0
    for first in range(0, total, chunk):
        made, now_s = list(messages(first, chunk, rng)), first + chunk + 1.0
        began_s = time.perf_counter()
        for message in made:
            line.take(message, T0_NS + int(now_s * NS_PER_S))
        for _ in line.read(now_s, now_s):
            pass
        line.commit(now_s)
        taken_s += time.perf_counter() - began_s
    return taken_s


if __name__ == "__main__":
    TOTAL, CHUNK = (int(word) for word in (*sys.argv[1:], *("7200", "600")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as made_folder:
        took_s = measure(Path(made_folder), TOTAL, CHUNK)
    print(
        f"{TOTAL / took_s:.0f} simulated seconds per second, {took_s / TOTAL * 1e6:.0f} microseconds for each"
    )

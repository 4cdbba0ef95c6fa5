"""A harness on a table, lifted, carried and put on a dog: what its sensor feels."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from landseal.recording import AccelRecording, write_recording
from landseal.units import NS_PER_S
from landseal_edge.replay.formats import Recording

RATE_HZ = 50.0
G_PER_LSB = 16 / 32768

Array = NDArray[np.float64]

FLAT = np.array([0.0, 0.0, 1.0])
HEAD_END_UP = np.array([0.5, 0.0, np.sqrt(0.75)])
ON_HER_CHEST = np.array([0.1, 0.05, 0.994])
ON_HER_LEFT = np.array([0.05, -0.99, 0.1])


def felt(body_up: Array, mount: Array, seconds: float, *, sd_mg: float = 3.0, seed: int = 0) -> Array:
    """Return what a sensor feels that sits so, (samples, 3), while the body's up is this."""
    noise = np.random.default_rng(seed).normal(0, sd_mg / 1000, (int(seconds * RATE_HZ), 3))
    return np.asarray(body_up / np.linalg.norm(body_up) @ mount + noise)


def whole_procedure(mount: Array, lying: Array = ON_HER_CHEST) -> Array:
    """Return all of a calibration by a quick owner."""
    return np.concatenate(
        [
            felt(FLAT, mount, 15),
            felt(HEAD_END_UP, mount, 5),
            felt(FLAT, mount, 5, sd_mg=400),
            felt(lying, mount, 15, sd_mg=8),
        ]
    )


def recording_of(accel_g: Array) -> Recording:
    """Return it as a recording that a replay plays."""
    return Recording("harness", RATE_HZ, accel_g.astype(np.float32))


def write_npz(path: Path, accel_g: Array) -> Path:
    """Write it as a recording that a replay reads."""
    packets = -(-len(accel_g) // 50)
    write_recording(
        path,
        AccelRecording(
            rate_hz=RATE_HZ,
            g_per_lsb=G_PER_LSB,
            packet_ns=1_700_000_000 * NS_PER_S + np.arange(packets, dtype=np.int64) * NS_PER_S,
            packet_samples=np.minimum(50, len(accel_g) - 50 * np.arange(packets)).astype(np.uint16),
            xyz=np.round(accel_g / G_PER_LSB).astype(np.int16),
            battery_pct=np.full(packets, 90, dtype=np.uint8),
            rssi_dbm=np.full(packets, -60, dtype=np.int8),
            temperature_c=np.full(packets, 25, dtype=np.float32),
        ),
    )
    return path

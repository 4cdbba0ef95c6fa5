"""Landseal's own recording of one accelerometer over one day: what a simulator writes and a replay reads.

A NumPy archive (.npz, not compressed: noise does not shrink) with the arrays of `AccelRecording`.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from landseal.errors import LandsealError
from landseal.units import NS_PER_S

SUFFIX: Final = ".npz"


@dataclass(frozen=True)
class AccelRecording:
    """One sensor's packets; samples within a packet are 1 / `rate_hz` apart."""

    rate_hz: float
    """As the sensor was asked to run."""
    g_per_lsb: float
    packet_ns: NDArray[np.int64]
    """(packets,) UTC of the first sample of each, rising."""
    packet_samples: NDArray[np.uint16]
    """(packets,) how many samples each brought."""
    xyz: NDArray[np.int16]
    """(samples, 3) specific force in lsb, in the sensor's own axes."""
    battery_pct: NDArray[np.uint8]
    """(packets,)."""
    rssi_dbm: NDArray[np.int8]
    """(packets,)."""
    temperature_c: NDArray[np.float32]
    """(packets,)."""

    def accel_g(self) -> NDArray[np.float32]:
        """Return specific force in g, (samples, 3)."""
        return self.xyz.astype(np.float32) * np.float32(self.g_per_lsb)

    def at_ns(self) -> NDArray[np.int64]:
        """Return the UTC of each sample, (samples,)."""
        firsts = np.cumsum(self.packet_samples, dtype=np.int64) - self.packet_samples
        within = np.arange(len(self.xyz)) - np.repeat(firsts, self.packet_samples)
        return np.asarray(
            np.repeat(self.packet_ns, self.packet_samples)
            + (within * NS_PER_S / self.rate_hz).astype(np.int64)
        )


def write_recording(path: Path, recording: AccelRecording) -> None:
    """Write a recording.

    Raises:
        LandsealError: the file cannot be written.
    """
    arrays: dict[str, Any] = {field.name: getattr(recording, field.name) for field in fields(recording)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            np.savez(file, **arrays)
    except OSError as error:
        raise LandsealError(f"cannot be written ({error.strerror})", where=str(path)) from None


def read_recording(path: Path) -> AccelRecording:
    """Read a recording.

    Raises:
        LandsealError: no such file, or it is no recording of Landseal's.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {field.name: archive[field.name] for field in fields(AccelRecording)}
    except FileNotFoundError:
        raise LandsealError("no such recording", where=str(path)) from None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise LandsealError(f"is no recording of Landseal's ({error})", where=str(path)) from None
    recording = AccelRecording(**arrays | {name: float(arrays[name]) for name in ("rate_hz", "g_per_lsb")})
    if recording.xyz.ndim != 2 or int(recording.packet_samples.sum()) != len(recording.xyz):  # noqa: PLR2004 -- samples by axes
        raise LandsealError("is damaged: its packets do not add up to its samples", where=str(path))
    return recording

"""What an edge reads from: protocols that a radio, a recording and a simulated dog all fulfil."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class AccelSamples:
    """A few consecutive samples of one accelerometer, in its own axes."""

    boottime_ns: NDArray[np.int64]
    """(samples,) CLOCK_BOOTTIME of each sample, rising."""
    accel_g: NDArray[np.float32]
    """(samples, 3) specific force in g."""
    battery_pct: int | None = None
    rssi_dbm: int | None = None
    temperature_c: float | None = None


class SensorSource(Protocol):
    """One accelerometer."""

    @property
    def rate_hz(self) -> float:
        """The rate it was asked for; the measured one is made from the samples."""
        ...

    def samples(self) -> AsyncIterator[AccelSamples]:
        """Yield samples as they come, and end when the source has ended for good.

        Raises:
            LandsealError: the source cannot be read; says what to do.
        """
        ...


@dataclass(frozen=True)
class LinkFigures:
    """How a sensor's link is: what an edge tells of it on `status` (`LinkStatus` says what each means)."""

    state: str
    rate_hz: float | None = None
    jitter_ms: float | None = None
    samples: int = 0
    missing: int = 0
    missing_while_down: int = 0
    duplicates: int = 0
    refused: int = 0
    connects: int = 0
    rssi_dbm: int | None = None
    battery_pct: int | None = None


@runtime_checkable
class Linked(Protocol):
    """A source with a link that can be better or worse."""

    def figures(self) -> LinkFigures:
        """Return how it is now."""
        ...


@dataclass(frozen=True)
class CameraFrame:
    """One picture."""

    boottime_ns: int
    yuv420p: NDArray[np.uint8]
    """(height * 3 / 2, width): the luma plane, then the two chroma planes at half size."""

    @property
    def luma(self) -> NDArray[np.uint8]:
        """(height, width) brightness, 0-255."""
        return self.yuv420p[: self.yuv420p.shape[0] * 2 // 3]


class Camera(Protocol):
    """One camera."""

    def frames(self) -> AsyncIterator[CameraFrame]:
        """Yield frames as they come, and end when the source has ended for good.

        Raises:
            LandsealError: the source cannot be read; says what to do.
        """
        ...

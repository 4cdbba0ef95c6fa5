"""Sample blocks: what an edge sends all day. MessagePack, one block per stream and second."""

from typing import Annotated, Final

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from landseal.slugs import BootId
from landseal.words import ClockState

MAX_SAMPLES: Final = 1024
"""Samples in one block at most: a second at 416 Hz with room for a stall that is delivered late."""

MAX_RATE_HZ: Final = 1000.0
"""No sensor on a harness is faster."""

MAX_PAYLOAD_BYTES: Final = 8192
"""A payload beyond this is refused before it is decoded: 1024 samples take 6 kB."""

_BYTES_PER_SAMPLE: Final = 6

Fraction = Annotated[float, Meta(ge=0.0, le=1.0)]
Sequence = Annotated[int, Meta(ge=0, le=2**53)]
UtcNs = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class AccelBlock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sensor's samples of one whole UTC second, or what of it there was."""

    boot: BootId
    seq: Sequence
    floor: Sequence
    """The lowest sequence that the edge still held when it sent this: below it nothing more will come."""
    t0_ns: UtcNs
    """UTC of the first sample."""
    rate_hz: Annotated[float, Meta(gt=0.0, le=MAX_RATE_HZ)]
    """Measured rate: sample k was taken at `t0_ns + k / rate_hz`."""
    g_per_lsb: Annotated[float, Meta(gt=0.0, le=1.0)]
    xyz: bytes
    """int16, little-endian, (samples, 3): specific force in the sensor's own axes, in lsb."""
    clock: ClockState = ClockState.SYNCHRONISED
    battery_pct: Annotated[int, Meta(ge=0, le=100)] | None = None
    rssi_dbm: Annotated[int, Meta(ge=-128, le=20)] | None = None
    temperature_c: Annotated[float, Meta(ge=-60.0, le=150.0)] | None = None

    def __post_init__(self) -> None:
        if not self.xyz or len(self.xyz) % _BYTES_PER_SAMPLE:
            msg = f"xyz: expected a multiple of {_BYTES_PER_SAMPLE} bytes, got {len(self.xyz)}"
            raise ValueError(msg)
        if self.samples > MAX_SAMPLES:
            msg = f"xyz: expected at most {MAX_SAMPLES} samples, got {self.samples}"
            raise ValueError(msg)
        if self.floor > self.seq:
            msg = f"floor: expected at most seq {self.seq}, got {self.floor}"
            raise ValueError(msg)

    @property
    def samples(self) -> int:
        """How many samples the block holds."""
        return len(self.xyz) // _BYTES_PER_SAMPLE

    def accel_g(self) -> NDArray[np.float32]:
        """Return specific force in g, shape (samples, 3), in the sensor's axes."""
        lsb = np.frombuffer(self.xyz, dtype="<i2").reshape(-1, 3)
        return lsb.astype(np.float32) * np.float32(self.g_per_lsb)


class Box(msgspec.Struct, frozen=True, array_like=True):
    """A rectangle in a picture, as fractions of its width and height; (0, 0) is the top left corner."""

    x: Fraction
    y: Fraction
    w: Fraction
    h: Fraction


class MotionSecond(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one camera saw in one whole UTC second."""

    boot: BootId
    seq: Sequence
    floor: Sequence
    t0_ns: UtcNs
    moved: Fraction
    """Share of the picture that changed from frame to frame, the largest of the second."""
    box: Box | None = None
    """The largest thing in view that is not background, until a larger one has stayed; it may lie still."""
    aspect: Annotated[float, Meta(gt=0.0, le=10.0)] = 4 / 3
    """Width over height of the picture, in pixels."""
    light_changed: bool = False
    """The whole picture changed at once (a lamp, a cloud): the background was taken anew."""
    persons: Annotated[int, Meta(ge=0, le=100)] | None = None
    """Persons in view; None where nothing can tell, which is not "nobody"."""
    clock: ClockState = ClockState.SYNCHRONISED

    def __post_init__(self) -> None:
        if self.floor > self.seq:
            msg = f"floor: expected at most seq {self.seq}, got {self.floor}"
            raise ValueError(msg)


Block = AccelBlock | MotionSecond


def pack_xyz(accel_g: NDArray[np.floating], g_per_lsb: float) -> bytes:
    """Quantise specific force in g, shape (samples, 3), to the bytes of `AccelBlock.xyz`.

    Values beyond int16 are clipped, as a sensor clips them. Not-a-number is refused.

    Raises:
        ValueError: the array has another shape, or holds a value that is not finite.
    """
    if accel_g.ndim != 2 or accel_g.shape[1] != 3:  # noqa: PLR2004 -- (samples, 3)
        msg = f"accel_g: expected shape (samples, 3), got {accel_g.shape}"
        raise ValueError(msg)
    if not np.isfinite(accel_g).all():
        msg = "accel_g: expected finite values"
        raise ValueError(msg)
    lsb: NDArray[np.int16] = np.minimum(np.maximum(np.rint(accel_g / g_per_lsb), -32768), 32767).astype("<i2")
    return lsb.tobytes()

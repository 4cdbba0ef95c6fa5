"""Blocks as an edge would make them, for tests that begin behind it."""

import numpy as np
from numpy.typing import NDArray

from landseal.blocks import AccelBlock, Box, MotionSecond, pack_xyz
from landseal.units import NS_PER_S

BOOT = "00112233aabbccdd"
G_PER_LSB = 16 / 32768
T0_NS = 1_795_000_000 * NS_PER_S
"""A whole second in November 2026."""


def still(seconds: float = 1.0, rate_hz: float = 50.0) -> NDArray[np.float32]:
    """Return the samples of a sensor that lies level and does not move."""
    return np.tile(np.array([0, 0, 1], dtype=np.float32), (round(seconds * rate_hz), 1))


def accel_block(
    seq: int,
    *,
    second: int | None = None,
    samples: NDArray[np.float32] | None = None,
    boot: str = BOOT,
    floor: int = 0,
    rate_hz: float = 50.0,
) -> AccelBlock:
    """Return the block `seq`, of the second `second` after `T0_NS` (the same number, unless named)."""
    return AccelBlock(
        boot=boot,
        seq=seq,
        floor=floor,
        t0_ns=T0_NS + (seq if second is None else second) * NS_PER_S,
        rate_hz=rate_hz,
        g_per_lsb=G_PER_LSB,
        xyz=pack_xyz(still(rate_hz=rate_hz) if samples is None else samples, G_PER_LSB),
    )


def motion_second(seq: int, *, box: Box | None = None, boot: str = BOOT) -> MotionSecond:
    """Return what a camera saw in the second `seq` after `T0_NS`."""
    return MotionSecond(boot=boot, seq=seq, floor=0, t0_ns=T0_NS + seq * NS_PER_S, moved=0.0, box=box)


def walking(second: int, rng: np.random.Generator, rate_hz: int = 50) -> NDArray[np.float32]:
    """Return a second of a dog who lies still, struggles and walks, in turn, 20 s each."""
    at_s = second + np.arange(rate_hz) / rate_hz
    part = second // 20 % 3
    samples = rng.normal((0.05, 0, 1), (0.004, 0.15, 0.01)[part], (rate_hz, 3))
    samples[:, 0] += 0.4 * np.sin(0.3 * at_s) * (part == 1)
    samples[:, 1] += 0.08 * np.sin(2 * np.pi * 1.6 * at_s) * (part == 2)
    samples[:, 2] += 0.25 * np.sin(2 * np.pi * 3.2 * at_s) * (part == 2)
    return samples.astype(np.float32)

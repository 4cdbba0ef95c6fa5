"""What a cheap sensor adds to a picture: shot and read noise, a fixed pattern, an exposure that drifts."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_sim.camera.canvas import HEIGHT_PX, WIDTH_PX, Canvas
from landseal_sim.camera.scene import Light

READ_LEVELS: Final = 1.0
"""[E] Root mean square by day; at dusk and in infrared the amplification multiplies it."""

SHOT_LEVELS: Final = 1.2
"""[E] Likewise at a luma of 128; grows with the root of the light."""

INFRARED_GAIN: Final = 2.6
"""[E] Noise in night mode over noise by day."""

_DUSK_GAIN = 2.0  # [E] noise in the dark over noise by day
_FIXED_LEVELS = 0.7  # [E] of the pattern that is the same in each frame
_DRIFTS = ((0.008, 310.0), (0.005, 47.0), (0.003, 13.0))  # [E] share of the brightness, period in seconds
_SPARE_PX = 64  # the grain is larger than a picture by this, so that each frame can cut another piece of it
_GRAINS = 3
_CUTS = 5003  # so many frames later the same piece of grain comes again
_UNIT = 24.0  # of the grain, which is kept as int8


@dataclass(frozen=True)
class FrameNoise:
    """The noise of one frame."""

    grain: NDArray[np.int8]
    """(HEIGHT_PX, WIDTH_PX), with a root mean square of `_UNIT`."""
    pattern: NDArray[np.float32]
    """(HEIGHT_PX, WIDTH_PX), with a root mean square of 1."""
    exposure: float
    """What the picture's brightness is multiplied by."""
    strength: float = 1.0
    """What the noise is multiplied by."""


class Noise:
    """One camera's noise: the same seed and number make the same frame's, in any order."""

    def __init__(self, seed: int, rate_hz: float = 4.0, strength: float = 1.0) -> None:
        self._seed = seed
        self._rate_hz = rate_hz
        self._strength = strength
        rng = np.random.default_rng(seed)
        self._grains = [_grain(rng) for _ in range(_GRAINS)]
        columns = rng.normal(0, 0.7, (1, WIDTH_PX))
        self._pattern = (columns + rng.normal(0, 0.7, (HEIGHT_PX, WIDTH_PX))).astype(np.float32)
        self._cuts = rng.integers((0, 0, 0), (_GRAINS, _SPARE_PX, _SPARE_PX), (_CUTS, 3)).tolist()
        self._phases = rng.uniform(0, 2 * np.pi, len(_DRIFTS))

    def frame(self, number: int) -> FrameNoise:
        """Return the noise of frame `number`, counted from 0."""
        which, top, left = self._cuts[number % _CUTS]
        at_s = number / self._rate_hz
        drift = sum(
            share * np.sin(2 * np.pi * at_s / period_s + phase)
            for (share, period_s), phase in zip(_DRIFTS, self._phases, strict=True)
        )
        cut = self._grains[which][top : top + HEIGHT_PX, left : left + WIDTH_PX]
        return FrameNoise(cut, self._pattern, 1 + float(drift), self._strength)


def exposed(picture: Canvas, light: Light, noise: FrameNoise) -> NDArray[np.uint8]:
    """Return the picture as the camera delivers it, yuv420p, (HEIGHT_PX * 3 / 2, WIDTH_PX)."""
    gain = np.float32(noise.strength) * _amplified(light)
    y = picture.y * np.float32(noise.exposure)
    sigma = np.sqrt(np.maximum(y, 0) * np.float32(SHOT_LEVELS**2 / 128) + np.float32(READ_LEVELS**2))
    sigma *= noise.grain
    sigma *= gain / np.float32(_UNIT)
    y += sigma
    y += noise.pattern * (gain * np.float32(_FIXED_LEVELS))
    out = np.empty((HEIGHT_PX * 3 // 2, WIDTH_PX), dtype=np.uint8)
    _store(y, out[:HEIGHT_PX])
    quarter = HEIGHT_PX // 4
    for first, plane in ((HEIGHT_PX, picture.u), (HEIGHT_PX + quarter, picture.v)):
        _store(plane, out[first : first + quarter].reshape(plane.shape))
    return out


def _store(levels: NDArray[np.float32], plane: NDArray[np.uint8]) -> None:
    """Round and clip to 0-255."""
    np.clip(levels + np.float32(0.5), 0, 255, out=plane, casting="unsafe")


def _grain(rng: np.random.Generator) -> NDArray[np.int8]:
    """Return noise as JPEG leaves it: neighbours are a little alike."""
    grain = rng.normal(0, 1, (HEIGHT_PX + _SPARE_PX + 1, WIDTH_PX + _SPARE_PX + 1))
    soft = grain[1:, 1:] + 0.4 * (grain[:-1, 1:] + grain[1:, :-1])
    return np.asarray(np.clip(soft / soft.std() * _UNIT, -127, 127), dtype=np.int8)


def exposed_small(luma: NDArray[np.float32], light: Light, noise: FrameNoise) -> NDArray[np.uint8]:
    """Return a frame of half the size, without colour, yuv420p, (HEIGHT_PX * 3 / 4, WIDTH_PX / 2).

    Four pixels that make one have half the noise: it is what an edge makes of the frame of `exposed` first.
    """
    height, width = luma.shape
    gain = np.float32(0.5 * noise.strength) * _amplified(light)
    y = luma * np.float32(noise.exposure)
    sigma = np.sqrt(np.maximum(y, 0) * np.float32(SHOT_LEVELS**2 / 128) + np.float32(READ_LEVELS**2))
    sigma *= noise.grain[:height, :width]
    sigma *= gain / np.float32(_UNIT)
    y += sigma
    y += noise.pattern[:height, :width] * (gain * np.float32(_FIXED_LEVELS))
    out = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
    _store(y, out[:height])
    return out


def _amplified(light: Light) -> np.float32:
    """Return how much more noise there is than by day."""
    return np.float32(INFRARED_GAIN if light.infrared else 1 + (_DUSK_GAIN - 1) * (1 - light.level))

"""What light makes of the room: day with the sun's patch, dusk with a lamp, the camera's own infrared."""

from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_sim.camera.canvas import HEIGHT_PX, WIDTH_PX, Canvas
from landseal_sim.camera.room import SKIRTING_PX, window_mask
from landseal_sim.camera.scene import Light

_EXPOSURE: Final = 0.35
"""[E] Automatic exposure: a quarter of the light makes the picture six tenths as bright."""

_CLOUD_TAKES = 0.3  # [E] of the room's brightness, at its thickest
_SUN_ADDS = 0.35  # [E] to the floor where it shines
_GREY = np.float32(128)
_LAMP_PX = (622.0, 140.0)
_LAMP_REACH_PX = 170.0
_INFRARED_REACH_PX = 330.0
_COLOUR_BY_DUSK = 0.55  # [E] a small sensor drops colour before it drops light


def lit(drawn: Canvas, light: Light) -> Canvas:
    """Return the picture as the light shows it, in levels beyond 255 where it is overexposed."""
    y = brightened(drawn.y, light)
    if light.infrared:
        colourless = np.full_like(drawn.u, _GREY)
        return Canvas(y, colourless, colourless)
    share = np.float32(_COLOUR_BY_DUSK + (1 - _COLOUR_BY_DUSK) * light.level)
    warm = np.float32(4 * (1 - light.level))
    u, v = ((plane - _GREY) * share + _GREY for plane in (drawn.u, drawn.v))
    return Canvas(y, u - warm, v + warm)


def brightened(drawn: NDArray[np.float32], light: Light) -> NDArray[np.float32]:
    """Return brightness as the light shows it, of a picture of full size or of a smaller one."""
    step = HEIGHT_PX // drawn.shape[0]
    if light.infrared:
        return (drawn * np.float32(0.75) + np.float32(44)) * _infrared()[::step, ::step]
    return drawn * _gain(round(light.level, 3), round(light.cloud, 3))[::step, ::step]


@lru_cache(maxsize=4)
def _gain(level: float, cloud: float) -> NDArray[np.float32]:
    """Return what the drawn brightness is multiplied by, (HEIGHT_PX, WIDTH_PX)."""
    day = level**_EXPOSURE * (1 - _CLOUD_TAKES * cloud * level)
    gain = np.asarray(_from_window() * np.float32(day), dtype=np.float32)
    gain += np.float32(0.5 * max(0.0, 1 - level / 0.6)) * _lamp()
    sun = np.float32(_SUN_ADDS * max(0.0, 2 * level - 1))
    if sun > 0:
        gain += sun * _sun(cloud)
    return gain


@cache
def _from_window() -> NDArray[np.float32]:
    x = np.arange(WIDTH_PX, dtype=np.float32)[None, :] / WIDTH_PX
    falls = 1.08 - 0.16 * x + np.zeros((HEIGHT_PX, 1), dtype=np.float32)
    return np.asarray(np.where(window_mask(), 1.15, falls), dtype=np.float32)


@cache
def _lamp() -> NDArray[np.float32]:
    return _pool(*_LAMP_PX, _LAMP_REACH_PX)


@cache
def _infrared() -> NDArray[np.float32]:
    """Return the camera's own lamp: bright in the middle, dark corners, a black window."""
    gain = 0.3 + 0.85 * _pool(WIDTH_PX / 2, HEIGHT_PX * 0.55, _INFRARED_REACH_PX)
    gain[window_mask()] *= np.float32(0.25)
    return np.asarray(gain, dtype=np.float32)


def _pool(x_px: float, y_px: float, reach_px: float) -> NDArray[np.float32]:
    """Return light that falls off around a point, 1 in its middle."""
    y, x = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX].astype(np.float32)
    away2 = ((x - x_px) ** 2 + (y - y_px) ** 2) / reach_px**2
    return np.asarray(1 / (1 + away2) ** 1.5, dtype=np.float32)


def _sun(cloud: float) -> NDArray[np.float32]:
    """Return the sun's patch on the floor, 0-1: a cloud's soft edge wipes it away from the left."""
    across, patch = _patch()
    return np.asarray(patch * np.clip(across + 1 - 2 * cloud, 0, 1), dtype=np.float32)


@cache
def _patch() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return where across the patch each pixel is, 0-1, and how fully the patch covers it, 0-1."""
    y, x = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX].astype(np.float32)
    along = (y - 318) / 84
    across = (x - 196 - 70 * along) / 190
    pane = np.minimum(np.abs(across - 0.5), 0.5) * 190
    edge = np.minimum(np.minimum(across, 1 - across) * 190, np.minimum(along, 1 - along) * 84)
    patch = np.clip(edge / 14 + 0.5, 0, 1) * np.clip((pane - 3) / 8, 0, 1) * (y > SKIRTING_PX)
    return np.asarray(np.clip(across, 0, 1), np.float32), np.asarray(patch, np.float32)

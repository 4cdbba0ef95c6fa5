"""The room as a pet-cam sees it: rendered pixels, nothing else. Boxes are the edge's business."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.clock import Clock
from landseal.sources import CameraFrame
from landseal.units import NS_PER_S
from landseal_sim.dog.canvas import HEIGHT_PX, WIDTH_PX, Canvas, Colour, Line
from landseal_sim.dog.life import Life, Lived

NOISE_LEVELS: Final = 2.0
"""Root mean square of the pixel noise of a cheap camera by day."""

_FLOOR_PX = 390
_COAT = Colour(96, 112, 146)
_COAT_FAR = Colour(78, 114, 142)
_MUZZLE = Colour(60, 122, 134)
_SKIN = Colour(176, 112, 150)
_NOISES = 8


class SimCamera:
    """A camera in her room; fulfils `Camera`."""

    def __init__(
        self, life: Life, clock: Clock, *, start_boottime_ns: int, rate_hz: float, seed: int
    ) -> None:
        self._life = life
        self._clock = clock
        self._start_ns = start_boottime_ns
        self._rate_hz = rate_hz
        rng = np.random.default_rng(seed)
        self._room = _room()
        self._noise = [
            rng.normal(0, NOISE_LEVELS, (HEIGHT_PX, WIDTH_PX)).round().astype(np.int16)
            for _ in range(_NOISES)
        ]

    async def frames(self) -> AsyncIterator[CameraFrame]:
        """Yield frames as they come, without end; drawing runs beside the event loop."""
        number = 0
        for lived in self._life.chapters():
            while (at_s := number / self._rate_hz) < lived.end_s:
                at_ns = self._start_ns + int(at_s * NS_PER_S)
                await self._clock.sleep_until(at_ns)
                yield CameraFrame(at_ns, await asyncio.to_thread(self.picture, lived, at_s, number))
                number += 1

    def picture(self, lived: Lived, at_s: float, number: int) -> NDArray[np.uint8]:
        """Render the room at a moment of a chapter, (height * 3 / 2, width)."""
        canvas = Canvas(self._room.copy())
        pose = {
            k: float(v[0]) for k, v in lived.chapter.track.sample(np.array([at_s - lived.start_s])).items()
        }
        for line in _arms(pose) + _dog(pose, at_s):
            canvas.draw(line)
        luma = canvas.yuv420p[:HEIGHT_PX]
        np.clip(luma + self._noise[number % _NOISES], 0, 255, out=luma, casting="unsafe")
        return canvas.yuv420p


def _room() -> NDArray[np.uint8]:
    """Return the empty room: a wall with a window, a floor, a mat."""
    picture = np.full((HEIGHT_PX * 3 // 2, WIDTH_PX), 128, dtype=np.uint8)
    wall = np.linspace(196, 172, _FLOOR_PX - 40)[:, None]
    picture[: _FLOOR_PX - 40] = wall.astype(np.uint8)
    picture[_FLOOR_PX - 40 : HEIGHT_PX] = np.linspace(150, 128, HEIGHT_PX - _FLOOR_PX + 40)[:, None].astype(
        np.uint8
    )
    picture[60:200, 470:590] = 228
    picture[60:200, 526:534] = 190
    picture[126:134, 470:590] = 190
    canvas = Canvas(picture)
    canvas.draw(Line(200, _FLOOR_PX + 14, 380, _FLOOR_PX + 14, 16, Colour(160, 140, 118)))
    return picture


def _dog(pose: dict[str, float], at_s: float) -> list[Line]:
    """Return the lines that make her, from the far side to the near."""
    middle = pose["x"] * WIDTH_PX
    floor = _FLOOR_PX - pose["lift"] * HEIGHT_PX
    shoulder = (middle + 62, floor - 24 - 66 * pose["front"])
    hip = (middle - 62, floor - 22 - 66 * pose["hind"])
    swing = 26 * np.sin(2 * np.pi * 1.6 * at_s) * min(1.0, pose["gait"] * 5)
    head = (shoulder[0] + 50, shoulder[1] - 34)
    return [
        *_leg(shoulder, floor, pose["front"], -swing, ahead=60, colour=_COAT_FAR),
        *_leg(hip, floor, pose["hind"], swing, ahead=-70, colour=_COAT_FAR),
        Line(hip[0], hip[1], hip[0] - 40, hip[1] - 20, 5, _COAT),
        Line(*hip, *shoulder, 26, _COAT),
        Line(shoulder[0], shoulder[1] - 6, *head, 15, _COAT),
        Line(*head, *head, 20, _COAT),
        Line(head[0] + 14, head[1] + 4, head[0] + 30, head[1] + 6, 9, _MUZZLE),
        *_leg(shoulder, floor, pose["front"], swing, ahead=56, colour=_COAT),
        *_leg(hip, floor, pose["hind"], -swing, ahead=-66, colour=_COAT),
    ]


def _leg(
    joint: tuple[float, float], floor: float, height: float, swing: float, *, ahead: float, colour: Colour
) -> list[Line]:
    """Return a leg: straight down when she stands, stretched along the floor when she lies."""
    foot_x = joint[0] + swing * height + ahead * (1 - height)
    return [Line(joint[0], joint[1], foot_x, floor - 7, 9, colour)]


def _arms(pose: dict[str, float]) -> list[Line]:
    """Return the arms that lower her, while they do."""
    if pose["lift"] <= 0:
        return []
    middle, hands = pose["x"] * WIDTH_PX, _FLOOR_PX - pose["lift"] * HEIGHT_PX - 30
    return [Line(middle + side, -200, middle + side, hands, 16, _SKIN) for side in (-45, 45)]

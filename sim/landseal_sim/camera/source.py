"""The simulated camera: what is in view at each moment, rendered as its time comes."""

import asyncio
from collections.abc import AsyncIterator, Callable

import numpy as np
from numpy.typing import NDArray

from landseal.clock import Clock
from landseal.sources import CameraFrame
from landseal.units import NS_PER_S
from landseal_sim.camera.canvas import Canvas
from landseal_sim.camera.noise import Noise, exposed
from landseal_sim.camera.render import picture
from landseal_sim.camera.scene import Scene, changed


class SimCamera:
    """A camera in her room; fulfils `Camera`.

    `scene_at` is asked, in a thread beside the event loop, what is in view so many seconds after the start.
    """

    def __init__(
        self,
        scene_at: Callable[[float], Scene],
        clock: Clock,
        *,
        start_boottime_ns: int,
        rate_hz: float,
        seed: int,
        noise: float = 1.0,
    ) -> None:
        self._scene_at = scene_at
        self._clock = clock
        self._start_ns = start_boottime_ns
        self._rate_hz = rate_hz
        self._noise = Noise(seed, rate_hz, noise)
        self._drawn: tuple[Scene, Canvas] | None = None

    async def frames(self) -> AsyncIterator[CameraFrame]:
        """Yield frames as they come, without end; drawing runs beside the event loop."""
        number = 0
        while True:
            at_ns = self._start_ns + int(number / self._rate_hz * NS_PER_S)
            await self._clock.sleep_until(at_ns)
            yield CameraFrame(at_ns, await asyncio.to_thread(self.picture, number))
            number += 1

    def picture(self, number: int) -> NDArray[np.uint8]:
        """Render frame `number`, yuv420p; the room and who is in it only when something has changed."""
        scene = self._scene_at(number / self._rate_hz)
        if self._drawn is None or changed(self._drawn[0], scene):
            self._drawn = (scene, picture(scene))
        return exposed(self._drawn[1], scene.light, self._noise.frame(number))

"""One camera's task: each frame to the reader of motion, a picture a second to the ring."""

from landseal.clock import Clock
from landseal.sources import Camera
from landseal.units import whole_second
from landseal_edge.camera.pictures import PictureRing
from landseal_edge.camera.seconds import MotionReader
from landseal_edge.sender import Sender


class CameraWatch:
    """Watches one camera until it ends."""

    def __init__(self, name: str, camera: Camera, clock: Clock, sender: Sender) -> None:
        self.name = name
        self.pictures = PictureRing()
        self._camera = camera
        self._clock = clock
        self._reader = MotionReader(name, clock, sender)

    @property
    def seconds(self) -> int:
        """Seconds sent since the start."""
        return self._reader.seconds

    async def run(self) -> None:
        """Read frames until the camera ends."""
        async for frame in self._camera.frames():
            utc_ns = frame.boottime_ns + self._clock.utc_ns() - self._clock.boottime_ns()
            if self._reader.see(frame, whole_second(utc_ns)):
                self.pictures.add(utc_ns, frame.yuv420p)
        self._reader.end()

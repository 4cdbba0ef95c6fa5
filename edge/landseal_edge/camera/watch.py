"""One camera's task: each frame to the motion detector, each second to the uplink, a picture to the ring."""

from dataclasses import dataclass

from landseal.blocks import Box, MotionSecond
from landseal.clock import Clock
from landseal.sources import Camera, CameraFrame
from landseal.topics import Channel
from landseal.units import whole_second
from landseal_edge.camera.motion import MotionDetector
from landseal_edge.camera.pictures import PictureRing
from landseal_edge.uplink import Uplink


@dataclass
class _Second:
    """What has been seen of a second that is not over."""

    t0_ns: int
    moved: float = 0.0
    light_changed: bool = False
    box: Box | None = None
    aspect: float = 4 / 3


class CameraWatch:
    """Watches one camera until it ends."""

    def __init__(self, name: str, camera: Camera, clock: Clock, uplink: Uplink) -> None:
        self.name = name
        self.pictures = PictureRing()
        self.seconds = 0
        """Seconds sent since the start."""
        self._camera = camera
        self._clock = clock
        self._uplink = uplink
        self._detector = MotionDetector()
        self._second: _Second | None = None

    async def run(self) -> None:
        """Read frames until the camera ends."""
        async for frame in self._camera.frames():
            self._see(frame)
        self._send()

    def _see(self, frame: CameraFrame) -> None:
        utc_ns = frame.boottime_ns + self._clock.utc_ns() - self._clock.boottime_ns()
        t0_ns = whole_second(utc_ns)
        if self._second is None or t0_ns != self._second.t0_ns:
            self._send()
            self._second = _Second(t0_ns)
            self.pictures.add(utc_ns, frame.yuv420p)
        seen = self._detector.see(frame.luma)
        self._second.moved = max(self._second.moved, seen.moved)
        self._second.light_changed |= seen.light_changed
        self._second.box = seen.box
        self._second.aspect = frame.luma.shape[1] / frame.luma.shape[0]

    def _send(self) -> None:
        second = self._second
        if second is None:
            return
        self.seconds += 1
        self._uplink.send(
            Channel.MOTION,
            self.name,
            lambda boot, seq, floor: MotionSecond(
                boot=boot,
                seq=seq,
                floor=floor,
                t0_ns=second.t0_ns,
                moved=second.moved,
                box=second.box,
                aspect=second.aspect,
                light_changed=second.light_changed,
                clock=self._clock.state(),
            ),
        )

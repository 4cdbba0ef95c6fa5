"""One camera's frames become its seconds: each frame to the motion detector, each second to the line."""

from dataclasses import dataclass, replace

from landseal.blocks import Box, MotionSecond
from landseal.clock import Clock
from landseal.sources import CameraFrame
from landseal.topics import Channel
from landseal_edge.camera.motion import MotionDetector
from landseal_edge.sender import Sender


@dataclass(frozen=True)
class _Second:
    """What has been seen of one second."""

    t0_ns: int
    moved: float = 0.0
    light_changed: bool = False
    box: Box | None = None
    aspect: float = 4 / 3


class MotionReader:
    """Gathers what the frames of a second show, and hands it on."""

    def __init__(self, name: str, clock: Clock, sender: Sender) -> None:
        self._name = name
        self._clock = clock
        self._sender = sender
        self._detector = MotionDetector()
        self._second: _Second | None = None
        self._last = _Second(0)
        self.seconds = 0
        """Seconds handed on since the start."""

    def see(self, frame: CameraFrame, t0_ns: int) -> bool:
        """Take a frame of the second that begins at `t0_ns` (UTC); tell whether it is the second's first."""
        is_first = self._second is None or t0_ns != self._second.t0_ns
        if is_first:
            self.end()
        before = _Second(t0_ns) if self._second is None else self._second
        seen = self._detector.see(frame.luma)
        self._second = _Second(
            t0_ns=t0_ns,
            moved=max(before.moved, seen.moved),
            light_changed=before.light_changed or seen.light_changed,
            box=seen.box,
            aspect=frame.luma.shape[1] / frame.luma.shape[0],
        )
        return is_first

    def see_no_change(self, t0_ns: int) -> None:
        """Take a second in which nothing in view has changed: it shows what the last one did, at rest."""
        self.end()
        self._second = replace(self._last, t0_ns=t0_ns, moved=0.0, light_changed=False)
        self.end()

    def end(self) -> None:
        """Hand on the second in hand."""
        second, self._second = self._second, None
        if second is None:
            return
        self._last = second
        self.seconds += 1
        self._sender.send(
            Channel.MOTION,
            self._name,
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

"""A video file that plays like a camera."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import av
import av.error
import numpy as np

from landseal.clock import Clock
from landseal.errors import LandsealError
from landseal.sources import CameraFrame
from landseal.units import NS_PER_S


class FileCamera:
    """Plays a video at the clock's pace, once or for ever.

    Raises:
        LandsealError: there is no such file, or no video in it.
    """

    def __init__(self, path: Path, clock: Clock, *, loop: bool = True) -> None:
        self._path = path
        self._clock = clock
        self._loop = loop
        self._check()

    async def frames(self) -> AsyncIterator[CameraFrame]:
        """Yield frames as their time comes; decoding runs in a thread beside the event loop."""
        while True:
            start_ns = self._clock.boottime_ns()
            decoded = self._decode()
            while (frame := await asyncio.to_thread(next, decoded, None)) is not None:
                at_ns = start_ns + frame.boottime_ns
                await self._clock.sleep_until(at_ns)
                yield CameraFrame(at_ns, frame.yuv420p)
            if not self._loop:
                return

    def _decode(self) -> Iterator[CameraFrame]:
        """Yield the frames with their time in the file."""
        try:
            with av.open(str(self._path)) as container:
                for frame in container.decode(video=0):
                    # Chroma is at half size: a video of odd width or height loses its last line.
                    even = frame.reformat(frame.width // 2 * 2, frame.height // 2 * 2, "yuv420p")
                    yuv = even.to_ndarray()
                    yield CameraFrame(int((frame.time or 0.0) * NS_PER_S), np.asarray(yuv, dtype=np.uint8))
        except av.error.FFmpegError as error:
            raise LandsealError(f"the video breaks off ({error.strerror})", where=str(self._path)) from None

    def _check(self) -> None:
        try:
            with av.open(str(self._path)) as container:
                if not container.streams.video:
                    raise LandsealError("there is no video in it", where=str(self._path))
        except av.error.FileNotFoundError:
            raise LandsealError(
                "no such video",
                where=str(self._path),
                remedy="Name the file that stands in for the camera, or leave the camera out.",
            ) from None
        except av.error.FFmpegError as error:
            raise LandsealError(
                f"cannot be read as a video ({error.strerror})", where=str(self._path)
            ) from None

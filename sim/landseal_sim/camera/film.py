"""Pictures to a small video file: to look at a simulated day, or to give one to a camera that plays files."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import av.error
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from landseal.errors import LandsealError

_QUALITY: Final = "30"
"""[E] x264's constant rate factor: the noise of a pet-cam is not worth keeping."""


def write_film(path: Path, frames: Iterable[NDArray[np.uint8]], rate_hz: float) -> None:
    """Write frames, each yuv420p (height * 3 / 2, width) and all of one size, as an H.264 MP4.

    Raises:
        LandsealError: the file cannot be written, or there is no frame to write.
    """
    try:
        with av.open(str(path), "w", format="mp4") as container:
            written = _encode(container, frames, Fraction(rate_hz).limit_denominator(1000))
    except OSError as error:
        raise LandsealError(
            f"the film cannot be written ({error.strerror})",
            where=str(path),
            remedy="Name a file in a folder that exists, that you may write to, and that has room.",
        ) from None
    if not written:
        path.unlink(missing_ok=True)
        raise LandsealError("there is no picture to make a film of", where=str(path))


def _encode(container: OutputContainer, frames: Iterable[NDArray[np.uint8]], rate: Fraction) -> int:
    """Write all frames and return how many there were."""
    stream: VideoStream | None = None
    number = -1
    for number, yuv420p in enumerate(frames):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(yuv420p), format="yuv420p")
        stream = stream or _stream(container, frame, rate)
        frame.pts, frame.time_base = number, 1 / rate
        container.mux(stream.encode(frame))
    if stream is not None:
        container.mux(stream.encode(None))
    return number + 1


def _stream(container: OutputContainer, frame: av.VideoFrame, rate: Fraction) -> VideoStream:
    stream = container.add_stream("libx264", rate=rate, options={"crf": _QUALITY, "preset": "veryfast"})
    stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv420p"
    return stream

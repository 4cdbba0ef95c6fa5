"""The last pictures in memory: nothing of the camera is on disk, and nothing leaves until it is asked for."""

from collections import deque
from fractions import Fraction
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

KEPT_S: Final = 120
"""A picture a second for this long: the server asks within seconds, or within a minute of an outage."""


class PictureRing:
    """One JPEG a second, the oldest forgotten first; about 5 MB for 640x480."""

    def __init__(self, kept_s: int = KEPT_S) -> None:
        self._pictures: deque[tuple[int, bytes]] = deque(maxlen=kept_s)

    def add(self, utc_ns: int, yuv420p: NDArray[np.uint8]) -> None:
        """Keep a picture of this moment."""
        self._pictures.append((utc_ns, jpeg(yuv420p)))

    def nearest(self, utc_ns: int) -> bytes | None:
        """Return the JPEG nearest to a moment; None when nothing was kept yet."""
        nearest = min(self._pictures, key=lambda kept: abs(kept[0] - utc_ns), default=None)
        return None if nearest is None else nearest[1]


def jpeg(yuv420p: NDArray[np.uint8]) -> bytes:
    """Encode one picture, shape (height * 3 / 2, width), as JPEG."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(yuv420p), format="yuv420p")
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height = frame.width, frame.height
    encoder.pix_fmt = "yuvj420p"
    encoder.time_base = Fraction(1, 1)
    packets = [*encoder.encode(frame.reformat(format="yuvj420p")), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)

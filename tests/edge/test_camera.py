import asyncio
import io
from pathlib import Path

import av
import numpy as np
import pytest
from support.data import recorded

from landseal.clock import ScaledClock
from landseal.errors import LandsealError
from landseal_edge.camera.file import FileCamera
from landseal_edge.camera.pictures import PictureRing, jpeg


def grey(level: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    picture = np.full((72, 64), 128, dtype=np.uint8)
    picture[:48] = level
    return picture


def brightness(picture: bytes) -> float:
    with av.open(io.BytesIO(picture), "r") as container:
        return float(next(container.decode(video=0)).to_ndarray(format="gray").mean())


def test_a_video_file_plays_every_frame_once_in_order_of_time() -> None:
    async def played() -> list[int]:
        camera = FileCamera(
            recorded("video/dog-walking-panning-camera.mp4"), ScaledClock(0, speed=100.0), loop=False
        )
        return [frame.boottime_ns async for frame in camera.frames()]

    times = asyncio.run(played())
    assert len(times) == pytest.approx(9 * 24, abs=12)
    assert (np.diff(times) > 0).all()


def test_a_frame_is_luma_over_chroma() -> None:
    async def first() -> tuple[tuple[int, ...], tuple[int, ...]]:
        camera = FileCamera(recorded("video/puppy-indoors-fixed-camera.mp4"), ScaledClock(0, speed=100.0))
        async for frame in camera.frames():
            return frame.yuv420p.shape, frame.luma.shape
        return (), ()

    assert asyncio.run(first()) == ((1080, 1280), (720, 1280))


def test_a_missing_video_is_said_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(LandsealError, match=r"no such video\. Name the file"):
        FileCamera(tmp_path / "none.mp4", ScaledClock(0))


def test_what_is_no_video_is_said(tmp_path: Path) -> None:
    path = tmp_path / "text.mp4"
    path.write_text("no video", encoding="utf-8")
    with pytest.raises(LandsealError, match="cannot be read as a video"):
        FileCamera(path, ScaledClock(0))


def test_a_picture_is_a_jpeg_that_decodes_to_what_was_seen() -> None:
    in_full_range = (200 - 16) * 255 / 219  # video luma runs from 16 to 235, a JPEG's from 0 to 255
    assert brightness(jpeg(grey(200))) == pytest.approx(in_full_range, abs=3)


def test_the_picture_nearest_to_the_moment_is_given() -> None:
    ring = PictureRing()
    for second, level in enumerate((50, 100, 150)):
        ring.add(second * 10**9, grey(level))
    assert brightness(ring.nearest(1_400_000_000) or b"") == pytest.approx((100 - 16) * 255 / 219, abs=3)


def test_a_ring_forgets_the_oldest_first_and_is_empty_at_first() -> None:
    ring = PictureRing(kept_s=2)
    assert ring.nearest(0) is None
    for second, level in enumerate((50, 100, 150)):
        ring.add(second * 10**9, grey(level))
    assert brightness(ring.nearest(0) or b"") == pytest.approx((100 - 16) * 255 / 219, abs=3)

"""Pictures of moments: files beside the ledger, named by their event."""

import os
from pathlib import Path
from typing import Final

MAX_PICTURE_BYTES: Final = 2_000_000
"""A 1080p JPEG of good quality takes a quarter of it."""

_JPEG_START = b"\xff\xd8\xff"
_JPEG_END = b"\xff\xd9"


class Media:
    """One folder of media."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def picture(self, event_id: str) -> Path | None:
        """Return the file of an event's picture; None where there is none."""
        path = self._path(event_id)
        return path if path.is_file() else None

    def keep_picture(self, event_id: str, jpeg: bytes) -> None:
        """Write a picture, whole or not at all.

        Raises:
            ValueError: it is no JPEG, or too large.
            OSError: the disk does not take it.
        """
        if len(jpeg) > MAX_PICTURE_BYTES:
            msg = f"expected at most {MAX_PICTURE_BYTES} bytes, got {len(jpeg)}"
            raise ValueError(msg)
        if not jpeg.startswith(_JPEG_START) or not jpeg.rstrip(b"\0").endswith(_JPEG_END):
            msg = "expected a whole JPEG"
            raise ValueError(msg)
        path = self._path(event_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(jpeg)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def _path(self, event_id: str) -> Path:
        return self._folder / event_id / "picture.jpg"

"""Raw blocks, written down as they came: what a later recogniser re-reads.

One folder per edge and stream, one file per UTC hour of the blocks' own time. A record is a little-endian
u32 length, a u32 CRC-32 of the rest, then MessagePack `[boot, seq, received_ns, payload]`. An hour that is
over is compressed. A record cut off by a power cut is skipped by the reader, and cut off by the writer.
"""

import contextlib
import gzip
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import msgspec

from landseal.clock import utc

HOUR: Final = "%Y-%m-%dT%H"
"""How a file is named after the UTC hour of its blocks; names sort as the hours do."""

_HEAD: Final = struct.Struct("<II")
_OPEN_FILES: Final = 64


class RawRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One block as it arrived."""

    boot: str
    seq: int
    received_ns: int
    payload: bytes


class RawSink(Protocol):
    """Where raw blocks go."""

    def append(self, edge: str, stream: str, t0_ns: int, record: RawRecord) -> None:
        """Take a record of the stream, of a block that begins at `t0_ns`."""
        ...

    def sync(self) -> None:
        """Bring all that was taken to the disk."""
        ...


class NoRaw:
    """Keeps no raw block: for a simulation, which can compute each of them again."""

    def append(self, edge: str, stream: str, t0_ns: int, record: RawRecord) -> None:
        """Let it go."""

    def sync(self) -> None:
        """Have nothing to bring."""


class RawLog:
    """Appends records; they are on the disk after `sync`.

    Raises:
        OSError: from `append` and `sync`, when the disk does not take it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[Path, BinaryIO] = {}
        self._compressed_before = ""

    def append(self, edge: str, stream: str, t0_ns: int, record: RawRecord) -> None:
        """Write a record to the file of the block's hour."""
        body = msgspec.msgpack.encode(record)
        path = self._folder / edge / stream / f"{utc(t0_ns):{HOUR}}.raw"
        self._file(path).write(_HEAD.pack(len(body), zlib.crc32(body)) + body)

    def sync(self) -> None:
        """Bring all that was appended to the disk."""
        for file in self._open.values():
            file.flush()
            os.fdatasync(file.fileno())

    def close(self) -> None:
        """Flush and close every file."""
        self.sync()
        for file in self._open.values():
            file.close()
        self._open.clear()

    def abandon(self) -> None:
        """Close every file after a failed write; the next `RawLog` cuts off what is not whole."""
        for file in self._open.values():
            with contextlib.suppress(OSError):
                file.close()
        self._open.clear()

    def compress_before(self, hour: str) -> list[Path]:
        """Compress the files of hours before `hour` (as in their names); return the new files."""
        if hour == self._compressed_before:
            return []  # asked every second, true once an hour
        self._compressed_before = hour
        old = [path for path in self._folder.glob("*/*/*.raw") if path.stem < hour]
        return [self._compress(path) for path in old]

    def _compress(self, path: Path) -> Path:
        if path in self._open:
            self._open.pop(path).close()
        target = path.with_suffix(".raw.gz")
        # A late block may reopen an hour that was compressed: gzip members may follow one another.
        before = target.read_bytes() if target.exists() else b""
        part = path.with_suffix(".part")
        with part.open("wb") as out:
            out.write(before + gzip.compress(path.read_bytes(), compresslevel=6))
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
        path.unlink()
        return target

    def _close_oldest(self) -> None:
        while len(self._open) >= _OPEN_FILES:
            with self._open.pop(next(iter(self._open))) as oldest:
                oldest.flush()
                os.fdatasync(oldest.fileno())

    def _file(self, path: Path) -> BinaryIO:
        if path not in self._open:
            self._close_oldest()
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("a+b")
            file.truncate(_whole(file))
            self._open[path] = file
        return self._open[path]


def read_raw(path: Path) -> Iterator[RawRecord]:
    """Yield the intact records of a `.raw` or `.raw.gz` file.

    A record may be there twice, written again after a crash: boot and sequence tell.
    """
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        for body in _bodies(file):
            if body is not None:
                yield msgspec.msgpack.decode(body, type=RawRecord)


def _bodies(file: "BinaryIO | gzip.GzipFile") -> Iterator[bytes | None]:
    """Yield the records that are whole, None for one that is damaged, up to a tail that is cut off."""
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        size, checksum = _HEAD.unpack(head)
        body = file.read(size)
        if len(body) < size:
            return
        yield body if zlib.crc32(body) == checksum else None


def _whole(file: BinaryIO) -> int:
    """Return where the tail begins that a power cut has cut off, or the end of an open file."""
    file.seek(0)
    end = 0
    for _ in _bodies(file):
        end = file.tell()
    return end

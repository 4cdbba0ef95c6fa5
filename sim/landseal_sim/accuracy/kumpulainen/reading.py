"""`DogMoveData.csv` as a stream: ten million rows, of which one test of one dog is in memory at a time."""

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Final, TextIO, cast

import numpy as np
from numpy.typing import NDArray

from landseal.errors import LandsealError
from landseal.words import Role
from landseal_sim.accuracy.kumpulainen.protocol import CLASSES, RATE_HZ

AXES: Final = {
    Role.TRUNK: ("ABack_x", "ABack_y", "ABack_z"),
    Role.COLLAR: ("ANeck_x", "ANeck_y", "ANeck_z"),
}
WHERE_FROM: Final = (
    'DogMoveData.csv is part of "Movement Sensor Dataset for Dog Behavior Classification", Mendeley Data '
    "vxhx934tbn (https://data.mendeley.com/datasets/vxhx934tbn), CC BY 4.0: download it (421 MB) and "
    "unpack it."
)

_TEST: Final = ("DogID", "TestNum")
_TIME: Final = "t_sec"
_SAID: Final = ("Behavior_1", "Behavior_2", "Behavior_3")
_ROWS: Final = 20_000  # read at once: some 25 MB as Python's strings
_RATE_TOLERANCE: Final = 0.02
_LEAP_S: Final = 0.15
"""[E] Times further apart than this were not taken one after the other; nearer ones may only be rounded."""

Told = Callable[[float], None]


@dataclass(frozen=True)
class Part:
    """An unbroken part of one test of one dog, at `RATE_HZ`."""

    dog: str
    accel_g: NDArray[np.float32]
    """(samples, 3) in the sensor's axes; NaN where the file has no value."""
    said: NDArray[np.uint8]
    """(samples,) bit n is set where one of the annotations is class n of the protocol."""

    def heard(self) -> NDArray[np.bool_]:
        """Tell where there is a value, (samples,)."""
        return np.asarray(np.isfinite(self.accel_g).all(axis=1))


class Bits(dict[str, int]):
    """The bit of each class of the protocol; what else is annotated has none, and is remembered."""

    def __init__(self) -> None:
        super().__init__({name: 1 << number for number, name in enumerate(CLASSES)})

    def __missing__(self, name: str) -> int:
        self[name] = 0
        return 0

    def others(self) -> list[str]:
        """Return what else was annotated."""
        return sorted(name for name, bit in self.items() if not bit and name not in {"", "<undefined>"})


@dataclass(frozen=True)
class _Columns:
    test: Callable[[list[str]], tuple[str, ...]]
    numbers: Callable[[list[str]], tuple[str, ...]]
    """The time, and the three axes."""
    said: Callable[[list[str]], tuple[str, ...]]


def parts(path: Path, role: Role, bits: Bits, tell: Told) -> Iterator[Part]:
    """Yield the unbroken parts of all tests, in the file's order.

    Args:
        path: the file, plain or as .gz.
        role: which of the two sensors.
        bits: of the classes; remembers what else is annotated.
        tell: is told the share of the file that has been read.

    Raises:
        LandsealError: there is no such file, it is another one, a cell is no number, the rate another.
    """
    with _opened(path) as (text, raw):
        rows = csv.reader(text)
        columns = _columns(path, next(rows, []), role)
        size = max(1, path.stat().st_size)
        for dog, table, said in _tests(path, rows, columns, bits, lambda: tell(raw.tell() / size)):
            yield from _unbroken(path, dog, table, said)
        tell(1.0)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[TextIO, BinaryIO]]:
    if path.suffix == ".zip":
        raise LandsealError("is still packed", where=str(path), remedy="Unpack it, and name the CSV in it.")
    try:
        with path.open("rb") as raw:
            unpacked = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if path.suffix == ".gz" else raw
            yield io.TextIOWrapper(unpacked, encoding="utf-8-sig", newline=""), raw
    except FileNotFoundError:
        raise LandsealError("no such file", where=str(path), remedy=WHERE_FROM) from None
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise LandsealError(f"cannot be read ({error})", where=str(path), remedy=WHERE_FROM) from None


def _columns(path: Path, header: list[str], role: Role) -> _Columns:
    names = [name.strip() for name in header]
    wanted = (*_TEST, _TIME, *AXES[role], *_SAID)
    missing = [name for name in wanted if name not in names]
    if missing:
        raise LandsealError(
            f"lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}",
            where=str(path),
            remedy=f"The protocol needs {', '.join(wanted)}. {WHERE_FROM}",
        )
    groups = _TEST, (_TIME, *AXES[role]), _SAID
    return _Columns(*(itemgetter(*map(names.index, group)) for group in groups))


def _tests(
    path: Path, rows: Iterator[list[str]], columns: _Columns, bits: Bits, told: Callable[[], None]
) -> Iterator[tuple[str, NDArray[np.float64], NDArray[np.uint8]]]:
    """Yield the dog, (samples, 4) time and axes, and what was said, of each test."""
    pieces = _pieces(path, rows, columns, bits, told)
    for test, group in groupby(pieces, key=lambda piece: piece[0]):
        tables, said = zip(*((table, bit) for _, table, bit in group), strict=True)
        yield test[0], np.concatenate(tables), np.concatenate(said)


def _pieces(
    path: Path, rows: Iterator[list[str]], columns: _Columns, bits: Bits, told: Callable[[], None]
) -> Iterator[tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.uint8]]]:
    """Yield the rows of one test within one chunk of the file, as arrays."""
    first = 2  # of the file's lines: the header is the first
    while chunk := list(islice(rows, _ROWS)):
        told()
        try:
            for test, group in groupby(chunk, key=columns.test):
                yield test, *_arrays(list(group), columns, bits)
        except (ValueError, IndexError) as error:
            at = f"{path}, lines {first} to {first + len(chunk) - 1}"
            raise LandsealError(
                f"a row cannot be read ({error})", where=at, remedy=f"Download it again. {WHERE_FROM}"
            ) from None
        first += len(chunk)


def _arrays(
    rows: list[list[str]], columns: _Columns, bits: Bits
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    numbers = np.array([_number(cell) for row in rows for cell in columns.numbers(row)]).reshape(-1, 4)
    said = (bits[a] | bits[b] | bits[c] for a, b, c in map(columns.said, rows))
    return numbers, np.fromiter(said, dtype=np.uint8, count=len(rows))


def _number(cell: str) -> float:
    return float(cell) if cell else float("nan")


def _unbroken(path: Path, dog: str, table: NDArray[np.float64], said: NDArray[np.uint8]) -> Iterable[Part]:
    """Cut a test where time leaps: a window must not join what was apart."""
    steps_s = np.diff(table[:, 0])
    follows = (steps_s >= 0) & (steps_s < _LEAP_S)
    if len(steps_s) and not _is_at_rate(steps_s[follows]):
        raise LandsealError(
            f"dog {dog} is not at {RATE_HZ} Hz by the column {_TIME}, but the protocol is",
            where=str(path),
            remedy=f"Take the file as it was published. {WHERE_FROM}",
        )
    leaps = np.flatnonzero(~follows) + 1
    for start, end in pairwise([0, *leaps.tolist(), len(table)]):
        yield Part(dog, table[start:end, 1:].astype(np.float32), said[start:end])


def _is_at_rate(steps_s: NDArray[np.float64]) -> bool:
    """Tell by the mean: single steps may be rounded."""
    return len(steps_s) > 0 and abs(float(steps_s.mean()) * RATE_HZ - 1) <= _RATE_TOLERANCE

"""Recordings on disk: which columns they have, at what rate, in which unit."""

import csv
import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final, TextIO

import numpy as np
from numpy.typing import NDArray

from landseal.errors import LandsealError
from landseal.recording import SUFFIX, read_recording
from landseal.units import NS_PER_S, STANDARD_GRAVITY_M_S2
from landseal.words import Role


@dataclass(frozen=True)
class Recording:
    """One contiguous recording of one accelerometer."""

    session: str
    rate_hz: float
    accel_g: NDArray[np.float32]
    """(samples, 3) in the sensor's axes."""
    at_s: NDArray[np.float64] | None = None
    """(samples,) when each was taken, since the first; None: evenly, at `rate_hz`."""

    @property
    def duration_s(self) -> float:
        """Length of the recording."""
        if self.at_s is not None and len(self.at_s):
            return float(self.at_s[-1]) + 1 / self.rate_hz
        return len(self.accel_g) / self.rate_hz

    def times_s(self) -> NDArray[np.float64]:
        """Return when each sample was taken, (samples,), since the first."""
        return np.arange(len(self.accel_g)) / self.rate_hz if self.at_s is None else self.at_s


@dataclass(frozen=True)
class Format:
    """How one kind of CSV is read."""

    name: str
    axes: dict[Role, tuple[str, str, str]]
    """The three columns, by the place of the sensor."""
    session: tuple[str, ...]
    """The columns that together name a session; none: the file is one."""
    g_per_unit: float
    rate_hz: float
    """Taken where the caller names none."""


FORMATS: Final = (
    # Labelled harness recordings without times; 15 Hz is the rate that the recordings' README assumes.
    Format(
        "dogaccel",
        {Role.TRUNK: ("ax", "ay", "az")},
        ("session",),
        1 / STANDARD_GRAVITY_M_S2,
        15.0,
    ),
    # The maker's recorder. No rate is stated; the turn rate in deg/s divided by the change of the angle per
    # row gives 100 rows a second (see docs/recordings.md).
    Format(
        "WitMotion",
        {Role.COLLAR: ("ax", "ay", "az"), Role.TRUNK: ("ax", "ay", "az")},
        (),
        1.0,
        100.0,
    ),
    # Vehkaoja et al. 2022, Mendeley Data vxhx934tbn: 45 dogs, harness (Back) and collar (Neck), 100 Hz.
    Format(
        "DogMoveData",
        {
            Role.TRUNK: ("ABack_x", "ABack_y", "ABack_z"),
            Role.COLLAR: ("ANeck_x", "ANeck_y", "ANeck_z"),
        },
        ("DogID", "TestNum"),
        1.0,
        100.0,
    ),
)

_MARKS: Final = {"dogaccel": "session", "WitMotion": "AngleX", "DogMoveData": "ABack_x"}
"""The column by which each format is known."""


def read_recordings(
    path: Path,
    *,
    role: Role = Role.TRUNK,
    session: str | None = None,
    rate_hz: float | None = None,
) -> list[Recording]:
    """Read the recordings in a file, in its order: CSV (plain or .gz), or Landseal's own .npz.

    Args:
        path: a recording in one of `FORMATS`, told apart by its columns; or one of Landseal's own.
        role: which sensor to read, where the recording has several.
        session: read this one alone; `DogID-TestNum` for DogMoveData.
        rate_hz: the rate, where the caller knows better than the format's default.

    Raises:
        LandsealError: no such file, session or role, an unknown format, a cell that is not a number.
    """
    if path.suffix == SUFFIX:
        return [_own(path, rate_hz)]
    with _opened(path) as text:
        header = next(csv.reader(text), [])
        format_ = _recognised(path, header)
        if role not in format_.axes:
            known = ", ".join(format_.axes)
            raise LandsealError(
                f'a {format_.name} recording has no sensor "{role}"',
                where=str(path),
                remedy=f"It has: {known}.",
            )
        found = [
            Recording(name, rate_hz or format_.rate_hz, samples * np.float32(format_.g_per_unit))
            for name, samples in _sessions(path, text, header, format_, role)
            if session in (None, name)
        ]
    if not found:
        raise LandsealError(
            f'no session "{session}"' if session else "no samples",
            where=str(path),
            remedy="Leave --session out.",
        )
    return found


def _own(path: Path, rate_hz: float | None) -> Recording:
    """Read Landseal's own recording of a day: one session, with its gaps."""
    recording = read_recording(path)
    at_ns = recording.at_ns()
    if not len(at_ns):
        raise LandsealError("no samples", where=str(path))
    at_s = (at_ns - at_ns[0]) / NS_PER_S
    return Recording(path.stem, rate_hz or recording.rate_hz, recording.accel_g(), at_s)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig", newline="")
        ) as text:
            yield text
    except FileNotFoundError:
        raise LandsealError("no such recording", where=str(path)) from None
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise LandsealError(f"cannot be read as a recording ({error})", where=str(path)) from None


def _recognised(path: Path, header: list[str]) -> Format:
    for format_ in FORMATS:
        if _MARKS[format_.name] in header and {c for axes in format_.axes.values() for c in axes} <= set(
            header
        ):
            return format_
    known = ", ".join(format_.name for format_ in FORMATS)
    raise LandsealError(
        f"the columns are of no known recording: {', '.join(header)[:80]}",
        where=str(path),
        remedy=f"Known are: {known}.",
    )


def _sessions(
    path: Path, text: Iterable[str], header: list[str], format_: Format, role: Role
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield (name, samples in the file's unit); one session is in memory at a time."""
    axes = [header.index(column) for column in format_.axes[role]]
    names = [header.index(column) for column in format_.session]
    rows = csv.reader(text)
    for key, group in groupby(rows, key=lambda row: tuple(row[i] for i in names)):
        try:
            flat = np.fromiter((float(row[i]) for row in group for i in axes), dtype=np.float32)
        except (ValueError, IndexError) as error:
            raise LandsealError(f"a cell is not a number ({error})", where=str(path)) from None
        if not np.isfinite(flat).all():
            raise LandsealError("a cell is not a number (nan or inf)", where=str(path))
        yield "-".join(key) or path.name.split(".")[0], flat.reshape(-1, 3)

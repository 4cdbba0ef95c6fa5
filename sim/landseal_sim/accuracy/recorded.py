"""Recordings of real dogs, second by second on the server's grid, with their labels where they have any."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.errors import LandsealError
from landseal_edge.replay.formats import Recording, read_recordings
from landseal_server.recognise.poses import CLASSES
from landseal_server.recognise.resample import GRID_HZ, even_on_grid, on_grid
from landseal_server.recognise.stream import ENOUGH

UNSAID: Final = -1
"""Label of what says nothing: unlabelled, or "other"."""

_PURE: Final = 0.75  # of a second's samples, for it to count
_CLASS_OF: Final = {"1": 0, "2": 1, "3": 2, "4": 3}
_DATE: Final = 5  # "24-01-2018_09-17-33": day and month

Labels = NDArray[np.int8]


@dataclass(frozen=True)
class Session:
    """One unbroken recording."""

    name: str
    rate_hz: float
    grid: NDArray[np.float32]
    """(seconds, GRID_HZ, 3) specific force in g; not a number where too little was heard."""

    def heard(self) -> NDArray[np.intp]:
        """Return the numbers of the seconds in which enough was heard."""
        return np.flatnonzero(~np.isnan(self.grid[:, 0, 0]))

    def gaps_s(self) -> dict[int, int]:
        """Return how many seconds are missing before some of those that were heard, by their place there."""
        missing = np.diff(self.heard()) - 1
        return {place + 1: int(missing[place]) for place in np.flatnonzero(missing).tolist()}


@dataclass(frozen=True)
class Labelled:
    """A session whose truth is known."""

    session: Session
    block: str
    """Half a day: one mount, and perhaps one dog."""
    label: Labels
    """(samples,) index into `CLASSES`, or `UNSAID`, at the recording's rate."""

    @property
    def date(self) -> str:
        """Day and month."""
        return self.session.name[:_DATE]

    @property
    def hours(self) -> float:
        """Length."""
        return len(self.label) / self.session.rate_hz / 3600

    def codes(self) -> Labels:
        """Return the labels as they were recorded: 1 lying to 4 moving, 0 unsaid, (samples,)."""
        return self.label + np.int8(1)

    def seconds(self) -> Labels:
        """Return the label of each whole second, `UNSAID` where it is not pure, (seconds of the grid,)."""
        at = (np.arange(len(self.label)) / self.session.rate_hz).astype(int)
        counts = np.zeros((at[-1] + 1, len(CLASSES) + 1))
        np.add.at(counts, (at, self.label), 1)  # UNSAID counts in the last column
        counts = counts[: len(self.session.grid)]
        shares = counts[:, :-1] / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        whole = counts.sum(axis=1) >= int(self.session.rate_hz)
        pure = (shares.max(axis=1) >= _PURE) & whole
        return np.where(pure, shares.argmax(axis=1), UNSAID).astype(np.int8)


def sessions(path: Path, rate_hz: float | None) -> list[Session]:
    """Read a recording of whatever known kind; labels are not looked at.

    Raises:
        LandsealError: it is none, or cannot be read.
    """
    found = [_on_grid(recording) for recording in read_recordings(path, rate_hz=rate_hz)]
    names = Counter(session.name for session in found)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise LandsealError(
            f"session {twice[0]} is in it in several pieces",
            where=str(path),
            remedy="Sort the file by session, or give each piece a name of its own.",
        )
    return found


def labelled(path: Path, rate_hz: float | None) -> list[Labelled]:
    """Read a labelled recording of the dogaccel kind.

    Raises:
        LandsealError: it is none, or has no labels.
    """
    found = {session.name: session for session in sessions(path, rate_hz)}
    return [
        Labelled(_whole(found[name]), block, np.array(label, dtype=np.int8))
        for name, block, label in _labels(path)
    ]


def _whole(session: Session) -> Session:
    """Leave out a last second that was hardly begun; labelled recordings have no other gaps."""
    return replace(session, grid=session.grid[: len(session.heard())])


def _on_grid(recording: Recording) -> Session:
    """Cut a recording into seconds from its first sample on."""
    at_s = recording.times_s()
    second = at_s.astype(int)
    count = int(second[-1]) + 1
    starts = np.searchsorted(second, np.arange(count + 1))
    grid = np.empty((count, GRID_HZ, 3), np.float32)
    sizes = np.diff(starts)
    for size in np.unique(sizes):
        rows = np.flatnonzero(sizes == size)
        if size < ENOUGH * recording.rate_hz:
            grid[rows] = np.nan  # as little as this the server does not read either
            continue
        taken = starts[rows][:, None] + np.arange(size)
        first_s = at_s[starts[rows]] - rows
        if recording.at_s is None:
            rate = np.full(len(rows), recording.rate_hz)
            grid[rows] = even_on_grid(recording.accel_g[taken], first_s, rate)
        else:
            for row, samples in zip(rows, taken, strict=True):
                grid[row] = on_grid(recording.accel_g[samples], at_s[samples] - row)
    return Session(recording.session, recording.rate_hz, grid)


def _labels(path: Path) -> Iterator[tuple[str, str, list[int]]]:
    """Yield the name, the block and the labels of each session."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(text)
        if not {"session", "label"} <= set(rows.fieldnames or ()):
            raise LandsealError(
                "has no labels: expected the columns session and label",
                where=str(path),
                remedy="Say `landseal predict` to read a recording without them.",
            )
        for name, group in groupby(rows, lambda row: row["session"]):
            part = list(group)
            yield name, part[0].get("block") or name, [_CLASS_OF.get(row["label"], UNSAID) for row in part]

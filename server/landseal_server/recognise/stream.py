"""One sensor's seconds in a row: the windows that features look at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from landseal.blocks import AccelBlock
from landseal.units import NS_PER_S
from landseal.words import Role
from landseal_server.intake.lane import Epoch
from landseal_server.memory import StreamMemory
from landseal_server.recognise.breathing import LOWEST_RATE_HZ, Slow, slow
from landseal_server.recognise.features import WINDOW, Features
from landseal_server.recognise.resample import GRID_HZ, seconds_on_grid

ENOUGH: Final = 0.3
"""[E] A second with less than this share of its samples says nothing about movement in it."""


@dataclass
class Heard:
    """The seconds of a run of epochs that one sensor has told of."""

    numbers: list[int] = field(default_factory=list)
    """Which epochs of the run, counted from 0."""
    t_ns: list[int] = field(default_factory=list)
    """Their starts."""
    blocks: list[list[AccelBlock]] = field(default_factory=list)
    """Their blocks, in order of time."""


def hear(epochs: Sequence[Epoch]) -> dict[Role, Heard]:
    """Return what each sensor has told of in a run of epochs, oldest first."""
    heard: dict[Role, Heard] = {}
    for number, epoch in enumerate(epochs):
        for role, blocks in epoch.accel().items():
            if sum(block.samples for block in blocks) >= ENOUGH * blocks[0].rate_hz:
                stream = heard.get(role) or heard.setdefault(role, Heard())
                stream.numbers.append(number)
                stream.t_ns.append(epoch.t_ns)
                stream.blocks.append(blocks)
    return heard


class Stream:
    """One sensor's seconds of a run, and the rows that they have in the arrays of all streams."""

    def __init__(
        self, heard: Heard, before: StreamMemory, mount: NDArray[np.float64] | None, first_row: int
    ) -> None:
        self.t_ns = heard.t_ns
        self.rows = slice(first_row, first_row + len(heard.numbers))
        self.row_of = dict(zip(heard.numbers, range(self.rows.start, self.rows.stop), strict=True))
        """The row of each epoch of the run that the sensor has told of."""
        self.mount = mount
        """Rotation (3, 3) from the sensor's axes to the body's; None: not known."""
        self.windows = _windows(heard, before)
        """(seconds, WINDOW, 3) what features look at for each second, in g."""
        self._heard, self._before = heard, before
        self._slow: Slow | None = None

    def slow_down(self) -> Slow:
        """Return the same seconds as breath is looked for in them, which is then remembered."""
        heard, before = self._heard, self._before
        follows = heard.t_ns[0] == before.t_ns + NS_PER_S
        self._slow = slow(self.windows, heard.t_ns, _fast(heard), before=before.slow if follows else b"")
        return self._slow

    def lateral(self, found: Features) -> NDArray[np.float64] | None:
        """Return the sway along the body's y, (seconds, SWAY_WINDOW); None where the axes are not known."""
        if self.mount is None:
            return None
        x, y, z = (found.sway[self.rows, axis] * self.mount[1, axis] for axis in range(3))
        return np.asarray(x + y + z)

    def memory_after(self, number: int) -> StreamMemory:
        """Return what is to be remembered of the sensor after this epoch of the run."""
        second = self.row_of[number] - self.rows.start
        kept = b"" if self._slow is None else self._slow.kept_after(second)
        return StreamMemory(t_ns=self.t_ns[second], window=self.windows[second].tobytes(), slow=kept)


def _fast(heard: Heard) -> list[bool]:
    """Tell of each second whether it was sampled fast enough to show breath."""
    return [sum(block.samples for block in blocks) >= LOWEST_RATE_HZ for blocks in heard.blocks]


def windows_of(grid: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the windows, (seconds, WINDOW, 3), of unbroken seconds, (seconds, GRID_HZ, 3)."""
    return _rolled(_mean(grid), grid)


def _windows(heard: Heard, before: StreamMemory) -> NDArray[np.float32]:
    """Return the windows of all seconds, (seconds, WINDOW, 3), each with those before it."""
    grid = seconds_on_grid(heard.t_ns, heard.blocks)
    gaps = [i for i, (a, b) in enumerate(pairwise(heard.t_ns), 1) if a + NS_PER_S != b]
    parts = [grid[first:end] for first, end in pairwise([0, *gaps, len(grid)])]
    follows = heard.t_ns[0] == before.t_ns + NS_PER_S
    heads = [before.samples()[GRID_HZ:] if follows else _mean(parts[0]), *map(_mean, parts[1:])]
    return np.concatenate([_rolled(head, part) for head, part in zip(heads, parts, strict=True)])


def _mean(seconds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what stands for the time before a gap's end: the mean of the second after it."""
    return np.broadcast_to(seconds[0].mean(axis=0), (WINDOW - GRID_HZ, 3))


def _rolled(head: NDArray[np.float32], seconds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the windows, (seconds, WINDOW, 3), of seconds in a row, (seconds, GRID_HZ, 3), after a head."""
    row = np.concatenate([head, seconds.reshape(-1, 3)])
    return np.moveaxis(sliding_window_view(row, WINDOW, axis=0)[::GRID_HZ], 1, 2)

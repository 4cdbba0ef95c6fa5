"""A recording that plays like a sensor."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

import numpy as np

from landseal.clock import Clock
from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal_edge.replay.formats import Recording

BETWEEN_SESSIONS_S: Final = 5
"""Silence between two sessions of one file: they were not recorded one after the other."""


class ReplaySource:
    """Plays recordings one after another at the clock's pace, then ends.

    Args:
        recordings: at least one; all of the first's rate.
        clock: the time that the samples are stamped with and waited for.
        chunk_s: how much is handed over at a time, as a radio packet would.
    """

    def __init__(
        self,
        recordings: Sequence[Recording],
        clock: Clock,
        chunk_s: float = 0.1,
    ) -> None:
        self._recordings = recordings
        self._clock = clock
        self._chunk_s = chunk_s
        self.on_progress: Callable[[float], None] = lambda _: None
        """Told the seconds of recording played so far, silences left out."""

    @property
    def rate_hz(self) -> float:
        """The recordings' rate."""
        return self._recordings[0].rate_hz

    @property
    def duration_s(self) -> float:
        """Length of all recordings, silences left out."""
        return sum(recording.duration_s for recording in self._recordings)

    async def samples(self) -> AsyncIterator[AccelSamples]:
        """Yield the samples as their time comes."""
        start_ns = self._clock.boottime_ns()
        played_s = 0.0
        for recording in self._recordings:
            size = max(1, round(self._chunk_s * recording.rate_hz))
            stamps = start_ns + (recording.times_s() * NS_PER_S).astype(np.int64)
            for first in range(0, len(stamps), size):
                part = slice(first, first + size)
                await self._clock.sleep_until(int(stamps[part][-1]))
                yield AccelSamples(stamps[part], recording.accel_g[part])
                self.on_progress(played_s + float(stamps[first] - start_ns) / NS_PER_S)
            played_s += recording.duration_s
            start_ns = int(stamps[-1]) + BETWEEN_SESSIONS_S * NS_PER_S
        self.on_progress(played_s)

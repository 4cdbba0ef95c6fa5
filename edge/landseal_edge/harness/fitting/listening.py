"""A sensor that keeps running while its owner reads, thinks and types."""

import asyncio
import contextlib
from types import TracebackType
from typing import Final, Self

from landseal.errors import LandsealError
from landseal.sources import AccelSamples, SensorSource

SILENT_S: Final = 45.0
"""[E] Time enough for a link to be made, or made again."""


class Listening:
    """Reads a source for as long as it is entered, and hands on what comes while somebody asks for it.

    What comes meanwhile is dropped: a measurement begins when the owner says so, and not with what is old.
    """

    def __init__(self, name: str, source: SensorSource, silent_s: float = SILENT_S) -> None:
        self._name = name
        self._source = source
        self._silent_s = silent_s
        self._queue: asyncio.Queue[AccelSamples | None] | None = None
        """None while nobody asks."""
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, LandsealError):
                await self._task

    def begin(self) -> None:
        """From here on everything counts; what came before is forgotten."""
        self._queue = asyncio.Queue()

    def end(self) -> None:
        """From here on nothing counts."""
        self._queue = None

    async def samples(self) -> AccelSamples:
        """Return the next samples since `begin`.

        Raises:
            LandsealError: the sensor is silent, has ended, or cannot be read.
        """
        queue = self._queue
        if queue is None or (self._task is not None and self._task.done() and queue.empty()):
            raise self._ended()
        try:
            async with asyncio.timeout(self._silent_s):
                samples = await queue.get()
        except TimeoutError:
            raise LandsealError(
                f"nothing was heard of it for {self._silent_s:.0f} s",
                where=self._name,
                remedy="Is it on, near, and not held by a running agent? landseal edge scan shows what is.",
            ) from None
        if samples is None:
            raise self._ended()
        return samples

    async def _read(self) -> None:
        try:
            async for samples in self._source.samples():
                self._hand_on(samples)
        finally:
            self._hand_on(None)

    def _hand_on(self, samples: AccelSamples | None) -> None:
        if self._queue is not None:
            self._queue.put_nowait(samples)

    def _ended(self) -> LandsealError:
        task = self._task
        error = task.exception() if task is not None and task.done() and not task.cancelled() else None
        if isinstance(error, LandsealError):
            return error
        return LandsealError(
            "it ended before the measurement was done",
            where=self._name,
            remedy="A recording must be longer than the whole procedure.",
        )

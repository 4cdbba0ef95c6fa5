"""Waiting for something, but not for ever, by the clock that was passed in."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from landseal.clock import Clock
from landseal.units import NS_PER_S

T = TypeVar("T")


async def pause(clock: Clock, seconds: float) -> None:
    """Wait."""
    await clock.sleep_until(clock.boottime_ns() + round(seconds * NS_PER_S))


async def within(clock: Clock, seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns, if it is done in time; else cancel it.

    Raises:
        TimeoutError: it was not.
        ConnectionError: the radio has cancelled it: to whoever waits, that would look like the own end.
    """
    working = asyncio.create_task(work)
    timer = asyncio.create_task(pause(clock, seconds))
    try:
        await asyncio.wait({working, timer}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            msg = f"no answer within {seconds:g} s"
            raise TimeoutError(msg)
        if working.cancelled():
            msg = "given up by the radio"
            raise ConnectionError(msg)
        return working.result()
    finally:
        for task in (working, timer):
            task.cancel()
        await asyncio.gather(working, timer, return_exceptions=True)

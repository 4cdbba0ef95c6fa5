"""Waiting in tests: for a condition, never for a time."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_BETWEEN_S = 0.02


def until(condition: Callable[[], T | None], what: str, timeout_s: float = 30.0) -> T:
    """Return the first answer that is true; fail and say what was waited for when the time is up."""
    deadline, never = time.monotonic() + timeout_s, threading.Event()
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        never.wait(_BETWEEN_S)
    message = f"waited {timeout_s:.0f} s in vain: {what}"
    raise AssertionError(message)


async def eventually(condition: Callable[[], T | None], what: str, timeout_s: float = 30.0) -> T:
    """Wait likewise, and let the event loop go on meanwhile."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        await asyncio.sleep(_BETWEEN_S)
    message = f"waited {timeout_s:.0f} s in vain: {what}"
    raise AssertionError(message)

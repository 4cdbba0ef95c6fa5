"""Run an iterator in a process of its own, a few items ahead of whoever reads them."""

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.queues import Queue
from typing import Any, Final, TypeVar

from landseal.errors import LandsealError

_AHEAD: Final = 8
_POLL_S = 1.0

A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True)
class _Over:
    """The last item: how it ended."""

    error: LandsealError | None = None
    trace: str = ""


@contextmanager
def beside(work: Callable[[A], Iterator[T]], argument: A) -> Iterator[Iterator[T]]:
    """Give the items of `work(argument)`, made in another process; it ends when the block is left.

    Raises:
        LandsealError: as `work` has raised it.
        RuntimeError: `work` has failed in another way, or its process is gone.
    """
    # "spawn": a fork would take over the locks of this process' threads, held as they are.
    context = multiprocessing.get_context("spawn")
    items: Queue[Any] = context.Queue(_AHEAD)
    process = context.Process(target=_work, args=(work, argument, items), daemon=True)
    with _deaf_to_ctrl_c():
        process.start()
    try:
        yield _items(process, items)
    finally:
        process.terminate()
        process.join()
        items.close()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let what is started here ignore Ctrl-C: the one who started it ends it, and says so."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals belong to the main thread; whoever calls from another one has them under control
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end_with_parent() -> None:
    """End when the process that waits for the items is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(work: Callable[[A], Iterator[T]], argument: A, items: "Queue[T | _Over]") -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        for item in work(argument):
            items.put(item)
        items.put(_Over())
    except LandsealError as error:
        items.put(_Over(error))
    except Exception:  # noqa: BLE001 -- whatever it is, it is told in the process that waits for it
        items.put(_Over(trace=traceback.format_exc()))


def _items(process: "multiprocessing.process.BaseProcess", items: "Queue[T | _Over]") -> Iterator[T]:
    from queue import Empty

    while True:
        try:
            item = items.get(timeout=_POLL_S)
        except Empty:
            if not process.is_alive() and items.empty():
                msg = f"the process beside this one has ended with {process.exitcode}"
                raise RuntimeError(msg) from None
            continue
        if not isinstance(item, _Over):
            yield item
            continue
        if item.error is not None:
            raise item.error
        if item.trace:
            raise RuntimeError(item.trace)
        return

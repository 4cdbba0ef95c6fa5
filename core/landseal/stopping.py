"""How a running part is asked to stop: the same for edge, server and demo."""

import asyncio
import signal
from collections.abc import Callable


def on_stop(stop: Callable[[], object]) -> None:
    """Call `stop` in the running event loop whenever Ctrl-C or SIGTERM comes, instead of breaking off."""
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)

"""Where blocks go: what readers of sensors and cameras know of the line behind them."""

from collections.abc import Callable
from typing import Protocol

from landseal.blocks import AccelBlock, MotionSecond
from landseal.topics import Channel

MakeBlock = Callable[[str, int, int], AccelBlock | MotionSecond]
"""Builds a block from boot, sequence and floor, which only the line knows."""


class Sender(Protocol):
    """Numbers blocks, keeps and sends them."""

    def send(self, channel: Channel, stream: str, make: MakeBlock) -> None:
        """Take one block of a stream."""
        ...

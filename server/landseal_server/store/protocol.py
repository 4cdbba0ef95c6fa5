"""The time series, whatever keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from landseal.messages import Event
from landseal_server.store.rows import CameraRow, MinuteRow, SecondRow


@dataclass
class Batch:
    """What is written together."""

    seconds: list[SecondRow] = field(default_factory=list)
    minutes: list[MinuteRow] = field(default_factory=list)
    camera: list[CameraRow] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class Store(Protocol):
    """Keeps and finds time series. Writing the same row again replaces it."""

    def write(self, batch: Batch) -> None:
        """Keep all of a batch; it is on the disk when this returns.

        Raises:
            LandsealError: the store cannot take it now.
        """
        ...

    def seconds(self, pet: str, from_ns: int, to_ns: int) -> Sequence[SecondRow]:
        """Return the seconds that begin in [from, to), in order."""
        ...

    def minutes(self, pet: str, from_ns: int, to_ns: int) -> Sequence[MinuteRow]:
        """Return the minutes that begin in [from, to), in order."""
        ...

    def events(self, pet: str, from_ns: int, to_ns: int) -> Sequence[Event]:
        """Return the events with an onset in [from, to), in order."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...

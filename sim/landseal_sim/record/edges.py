"""The edge of a computed home: its own code, fed a stretch at a time, with a line that only collects.

What comes out are the messages that a broker would carry. Sensors and camera are computed apart, so that two
processors can do it; they share the boot id, as the streams of one agent do.
"""

from dataclasses import dataclass
from typing import Final

from landseal.blocks import AccelBlock, MotionSecond
from landseal.messages import Stored, StoredStream
from landseal.topics import Channel, StreamTopic
from landseal.units import NS_PER_S, whole_second
from landseal_edge.held import Held
from landseal_edge.sender import MakeBlock
from landseal_server.intake.decode import Received
from landseal_sim.household import EDGE
from landseal_sim.life.calendar import Calendar
from landseal_sim.life.life import Life
from landseal_sim.world.model import DogSection, World

STRETCH_S: Final = 600
"""How much of her life is handed on at a time."""

_ON_ITS_WAY_S = 0.2


@dataclass(frozen=True)
class Asked:
    """Whose life, for how long; enough to compute the same life in another process."""

    section: DogSection
    world: World
    calendar: Calendar
    seed: int
    until_s: float
    camera: bool = True
    """Whether a camera watches her room."""

    def life(self) -> Life:
        """Return the life, from its beginning."""
        return Life(self.section, self.world, self.calendar, self.seed)


class Collector:
    """Numbers and encodes blocks as an edge's line does, and keeps them until they are fetched."""

    def __init__(self, boot: str, calendar: Calendar) -> None:
        self.boot = boot
        self.lag_s = 0.0
        """How far the clock is behind that the blocks are stamped by."""
        self._start_ns = calendar.start_ns
        self._held = Held(boot)
        self._latest: dict[str, int] = {}
        self._messages: list[Received] = []

    def send(self, channel: Channel, stream: str, make: MakeBlock) -> None:
        """Take one block."""
        stamps_ns: list[int] = []

        def remembered(boot: str, seq: int, floor: int) -> AccelBlock | MotionSecond:
            block = make(boot, seq, floor)
            stamps_ns.append(block.t0_ns)
            return block

        owed = self._held.take(channel, stream, remembered)
        ended_s = whole_second(stamps_ns[0] - self._start_ns) / NS_PER_S + 1
        arrived_s = ended_s + self.lag_s + _ON_ITS_WAY_S
        self._messages.append(Received(StreamTopic(EDGE, channel, stream), owed.payload, arrived_s))
        self._latest[stream] = owed.seq

    def fetch(self) -> list[Received]:
        """Return what was sent since the last time; it is stored before more is made."""
        fetched, self._messages = self._messages, []
        words = [
            StoredStream(stream=stream, boot=self.boot, through=seq, highest=seq)
            for stream, seq in self._latest.items()
        ]
        self._held.confirm(Stored(streams=words))
        return fetched


def boot_id(number: int) -> str:
    """Return the id of the Pi's n-th start: an agent draws it at random, a life has always the same."""
    return f"{number:016x}"

"""What the edge holds meets the server's intake again after an outage: simulated seconds, nothing lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.blocks import BOOT, T0_NS, accel_block

from landseal.blocks import AccelBlock
from landseal.topics import Channel, StreamTopic
from landseal.units import NS_PER_S
from landseal.words import Role
from landseal_edge.held import Held, Owed
from landseal_server.intake.decode import Received
from landseal_server.intake.desk import Counts, Desk, Routes
from landseal_server.intake.quarantine import Quarantine
from landseal_server.intake.raw import RawLog

STREAMS = {"trunk": Role.TRUNK, "pelvis": Role.PELVIS, "collar": Role.COLLAR}
BEFORE_S, AFTER_S = 20, 200


@dataclass
class Played:
    """An edge and a server's intake, second by second."""

    folder: Path
    read: list[int] = field(default_factory=list)
    """The seconds that were read, in order."""
    counts: Counts = field(default_factory=Counts)

    def __post_init__(self) -> None:
        self.held, self.raw = Held(BOOT), RawLog(self.folder / "raw")
        routes = Routes({("pi", stream): [("buttons", source)] for stream, source in STREAMS.items()})
        self.desk = Desk(routes, self.raw, Quarantine(self.folder / "q"), {}, {}, self.counts)

    def live(self, now: int, *, reachable: bool) -> None:
        """Let one second pass; within it the edge makes a block of each stream."""
        for stream in STREAMS:
            owed = self.held.take(Channel.ACCEL, stream, _Maker(now))
            if reachable:
                self._deliver(owed, now)
        if reachable:
            self._exchange(now)

    def _deliver(self, owed: Owed, now: int) -> None:
        owed.sent_s = float(now)
        received = Received(StreamTopic("pi", owed.channel, owed.stream), owed.payload, float(now))
        self.desk.take(received, T0_NS + (now + 1) * NS_PER_S)

    def _exchange(self, now: int) -> None:
        """Read what is due, say `stored`, and let the edge send again what it is still owed."""
        for epochs in self.desk.due(now + 0.9):
            for epoch in epochs:
                self.read.append((epoch.t_ns - T0_NS) // NS_PER_S)
                self.desk.finish(epoch)
        for word in self.desk.told().values():
            self.held.confirm(word)
            for owed in self.held.overdue(float(now)):
                self._deliver(owed, now)


@dataclass(frozen=True)
class _Maker:
    second: int

    def __call__(self, boot: str, seq: int, floor: int) -> AccelBlock:
        return accel_block(seq, second=self.second, boot=boot, floor=floor)


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    made = Played(tmp_path)
    yield made
    made.raw.close()


@pytest.mark.parametrize("outage_s", [1, 30, 600, 3600])
def test_after_an_outage_every_second_is_read_in_order_and_the_edge_owes_nothing(
    played: Played, outage_s: int
) -> None:
    back_s = BEFORE_S + outage_s
    for now in range(back_s + AFTER_S):
        played.live(now, reachable=not BEFORE_S <= now < back_s)
    assert played.read == list(range(back_s + AFTER_S))
    assert (played.counts.late, played.counts.lost, len(played.held)) == (0, 0, 0)
    assert played.counts.blocks == len(STREAMS) * (back_s + AFTER_S)


def test_a_backlog_does_not_flood_the_line_with_what_has_come_already(played: Played) -> None:
    for now in range(BEFORE_S + 600 + AFTER_S):
        played.live(now, reachable=not BEFORE_S <= now < BEFORE_S + 600)
    assert played.counts.duplicates < played.counts.blocks

"""The line: messages in, what is to be told out. Synchronous, without a clock: every time is passed in.

The pipeline runs it in a thread, live; a simulation feeds it a fortnight as fast as it can be read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from landseal.messages import PetState, Stored, Tap
from landseal_server.episodes.state import Draft
from landseal_server.home import Home
from landseal_server.intake.decode import Received
from landseal_server.intake.desk import Counts, Desk
from landseal_server.intake.lane import Epoch
from landseal_server.intake.quarantine import Quarantine
from landseal_server.intake.raw import RawSink
from landseal_server.keeper import Keeper
from landseal_server.ledger import Ledger, Recorded
from landseal_server.mind import Mind, Thoughts
from landseal_server.store.protocol import Batch, Store

TOGETHER: Final = 256
"""Epochs read in one pass: more is not faster, and the arrays of a long backlog must fit into memory."""


@dataclass(frozen=True)
class Told:
    """What a commit has brought to the disk, and may now be said."""

    stored: dict[str, Stored] = field(default_factory=dict)
    """What each edge may forget."""
    states: list[PetState] = field(default_factory=list)
    events: list[Recorded] = field(default_factory=list)
    """Those that are new or changed, in order."""


class Line:
    """Takes messages, reads what is due, commits; belongs to one thread.

    After an error of `take`, `read`, `commit`, `tap` or `keep_picture` the line has read more than it has
    kept: it must be thrown away, and a new one continues from the ledger.

    Raises:
        LandsealError: the ledger cannot be read.
    """

    def __init__(
        self,
        *,
        home: Home,
        ledger: Ledger,
        store: Store,
        raw: RawSink,
        quarantine: Quarantine,
        counts: Counts,
    ) -> None:
        memories = ledger.memories()
        read_until = {pet: memory.read_until_ns for pet, memory in memories.items()}
        self._raw = raw
        self._keeper = Keeper(home, ledger, store)
        self._desk = Desk(home.routes(), raw, quarantine, ledger.positions(), read_until, counts)
        self._mind = Mind(home.profiles(), memories, home.zone)
        self._batch = Batch()
        self._read: set[str] = set()

    def take(self, received: Received, received_ns: int) -> None:
        """Take in a message.

        Args:
            received: the message, with its arrival on the monotonic clock that `read` is asked by.
            received_ns: UTC of its arrival.

        Raises:
            OSError: it cannot be written down.
        """
        self._desk.take(received, received_ns)

    def read(self, now_s: float, wall_s: float) -> Iterator[Told]:
        """Read what is due; commit after every second in which something happened, and yield what to tell.

        Nothing is read but as the caller iterates. What was read since the last commit waits for the next.

        Args:
            now_s: monotonic time, as in `Received.arrived_s`.
            wall_s: UTC in seconds, for the letters that are put into the outbox.

        Raises:
            LandsealError: store or ledger cannot take it.
            OSError: the raw blocks cannot be brought to the disk.
        """
        for rounds in _together(self._desk.due(now_s)):
            for epochs, thoughts in zip(rounds, self._mind.think(rounds), strict=True):
                self._gather(thoughts)
                for epoch in epochs:
                    self._read.add(epoch.pet)
                    self._desk.finish(epoch)
                if thoughts.drafts:
                    yield self._commit(thoughts.drafts, wall_s)

    def commit(self, wall_s: float) -> Told:
        """Bring everything read so far to the disk: raw blocks, then store and ledger; return what to tell.

        Raises:
            LandsealError: store or ledger cannot take it.
            OSError: the raw blocks cannot be brought to the disk.
        """
        return self._commit([], wall_s)

    def tap(self, tap: Tap, wall_s: float) -> Told:
        """Take a person's word; what was read before it is kept first, and told with what it changes.

        Raises:
            LandsealError: store or ledger cannot take it.
            OSError: the raw blocks cannot be brought to the disk.
        """
        told = self.commit(wall_s)
        kept = self._keeper.keep_tap(self._mind, tap)
        return Told(stored=told.stored, states=told.states + kept.states, events=told.events + kept.events)

    def keep_picture(self, event: str) -> Told:
        """Note that an event has a picture; nothing else is kept by it, and no edge may forget anything.

        Raises:
            LandsealError: store or ledger cannot take it.
        """
        kept = self._keeper.keep_picture(event)
        return Told(states=kept.states, events=kept.events)

    def _gather(self, thoughts: Thoughts) -> None:
        self._batch.seconds += thoughts.seconds
        self._batch.minutes += thoughts.minutes
        self._batch.camera += thoughts.camera

    def _commit(self, drafts: list[tuple[str, Draft]], wall_s: float) -> Told:
        self._raw.sync()
        kept = self._keeper.keep(
            self._mind, self._batch, drafts, sorted(self._read), self._desk.changed(), wall_s
        )
        self._batch, self._read = Batch(), set()
        return Told(stored=self._desk.told(), states=kept.states, events=kept.events)


def _together(due: Iterator[list[Epoch]]) -> Iterator[list[list[Epoch]]]:
    """Gather rounds until they are enough for one pass."""
    rounds: list[list[Epoch]] = []
    count = 0
    for epochs in due:
        rounds.append(epochs)
        count += len(epochs)
        if count >= TOGETHER:
            yield rounds
            rounds, count = [], 0
    if rounds:
        yield rounds

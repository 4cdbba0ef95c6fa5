"""The pipeline: one thread that takes messages in, thinks, and keeps; then, and only then, says "stored"."""

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from landseal.clock import Clock, utc, utc_ns
from landseal.errors import LandsealError
from landseal.messages import Event, PetState, PictureRequest, Stored
from landseal.units import NS_PER_S
from landseal.words import EventKind
from landseal_server.home import Home
from landseal_server.intake.decode import Received
from landseal_server.intake.desk import Counts, Desk
from landseal_server.intake.quarantine import Quarantine
from landseal_server.intake.raw import HOUR, RawLog
from landseal_server.keeper import Keeper, Kept
from landseal_server.ledger import Ledger
from landseal_server.mind import Mind, Thoughts
from landseal_server.sqlite import explained
from landseal_server.store.protocol import Batch, Store

_log = logging.getLogger(__name__)

COMMIT_EVERY_S: Final = 1.0
"""An edge writes to its disk what is not confirmed within 2 s: half of that is for the way."""

POLL_S: Final = 0.05
"""How long the thread waits for a message before it looks whether a second is due."""

RETRY_S: Final = 2.0
"""After the disk or a database refused: what was not confirmed comes again from the edges."""

AT_ONCE: Final = 2000
"""Messages taken in between two looks at what is due: a flood must not keep the commits waiting."""

QUEUE: Final = 20_000
"""Messages that may wait; what does not fit is not confirmed and comes again."""

_LATE_NS = 15 * 60 * NS_PER_S  # [E] an hour's file is left open so long for blocks that come late

_PICTURED = frozenset({EventKind.STOOD_UP, EventKind.WALK, EventKind.RISE_FAILED})


class Announcer(Protocol):
    """What the pipeline tells the world after a commit."""

    def stored(self, edge: str, word: Stored) -> None:
        """Tell an edge what it may forget."""
        ...

    def state(self, state: PetState) -> None:
        """Tell what a pet does now."""
        ...

    def event(self, event: Event) -> None:
        """Tell an event, as stored."""
        ...

    def ask(self, edge: str, request: PictureRequest) -> None:
        """Ask an edge for the picture of a moment."""
        ...


@dataclass(frozen=True)
class _Pictured:
    """An event whose picture has been kept."""

    event: str


class Pipeline:
    """Owns everything that changes; other threads only put messages in and read databases."""

    def __init__(  # noqa: PLR0913 -- its collaborators, each named
        self,
        *,
        home: Home,
        ledger_path: Path,
        raw_folder: Path,
        quarantine: Path,
        store: Store,
        clock: Clock,
        announcer: Announcer,
        on_news: Callable[[], None],
        on_failure: Callable[[], None],
    ) -> None:
        self._home = home
        self._raw_folder = raw_folder
        self._quarantine = quarantine
        self._clock = clock
        self._announcer = announcer
        self._on_news = on_news
        self._on_failure = on_failure
        self._queue: queue.Queue[Received | _Pictured] = queue.Queue(QUEUE)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pipeline", daemon=True)
        self._ledger = Ledger(ledger_path)
        self._keeper = Keeper(home, self._ledger, store)
        self.counts = Counts()
        self.problem: str | None = None
        """Why nothing is kept at the moment; None while all is well."""
        self.failure: Exception | None = None
        """A defect that has ended the thread; None while it runs."""
        self._resume()
        self._begin_anew = False

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Keep what has been read, and end."""
        self._stop.set()
        self._thread.join()
        self._raw.abandon()
        self._ledger.close()

    def put(self, received: Received) -> None:
        """Hand in a message, from any thread; what finds no room comes again."""
        try:
            self._queue.put_nowait(received)
        except queue.Full:
            _log.warning("the intake is full: a block is left with its edge")

    def picture_arrived(self, event: str) -> None:
        """Note that an event's picture has been kept, from any thread."""
        self._queue.put(_Pictured(event))

    def _resume(self) -> None:
        """Begin from what the ledger has: at the start, and after every failure to keep something."""
        memories = self._ledger.memories()
        read_until = {pet: memory.read_until_ns for pet, memory in memories.items()}
        self._raw = RawLog(self._raw_folder)
        self._desk = Desk(
            self._home.routes(),
            self._raw,
            Quarantine(self._quarantine),
            self._ledger.positions(),
            read_until,
            self.counts,
        )
        self._mind = Mind(self._home.profiles(), memories, self._home.zone)
        self._batch = Batch()
        self._read: set[str] = set()
        self._committed_s = time.monotonic()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._guarded(self._turn)
            self._guarded(lambda: self._commit(Thoughts()))
        except Exception as error:  # noqa: BLE001 -- a thread that dies unseen would look like a healthy server
            self.failure = error
            self._on_failure()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do a piece of work; when something cannot be kept, forget what was not, and try again later."""
        try:
            if self._begin_anew:
                self._raw.abandon()
                self._resume()
                self._begin_anew = False
            work()
        except (LandsealError, OSError, sqlite3.Error) as error:
            known = error if isinstance(error, LandsealError) else explained(error, self._raw_folder)
            self._tell_problem(str(known))
            self._begin_anew = True
            self._stop.wait(RETRY_S)

    def _tell_problem(self, problem: str) -> None:
        """Keep a problem for whoever asks; log it once, however often it is met."""
        if self.problem is None:
            _log.error("nothing is confirmed until this is mended: %s", problem)
        self.problem = problem

    def _turn(self) -> None:
        """Take in what has come, read what is due, and commit when there is something to tell."""
        self._take_all()
        for epochs in self._desk.due(time.monotonic()):
            thoughts = self._mind.think(epochs)
            self._batch.seconds += thoughts.seconds
            self._batch.minutes += thoughts.minutes
            self._batch.camera += thoughts.camera
            for epoch in epochs:
                self._read.add(epoch.pet)
                self._desk.finish(epoch)
            if thoughts.drafts:
                self._commit(thoughts)
        if time.monotonic() - self._committed_s >= COMMIT_EVERY_S:
            self._commit(Thoughts())

    def _take_all(self) -> None:
        try:
            self._take(self._queue.get(timeout=POLL_S))
            for _ in range(AT_ONCE):
                self._take(self._queue.get_nowait())
        except queue.Empty:
            return

    def _take(self, item: Received | _Pictured) -> None:
        if isinstance(item, Received):
            self._desk.take(item, self._clock.utc_ns())
        else:
            try:
                self._announce(self._keeper.keep_picture(item.event))
            except LandsealError:
                self._queue.put_nowait(item)  # the file is there: it is noted as soon as the ledger can
                raise

    def _commit(self, thoughts: Thoughts) -> None:
        """Bring everything read so far to the disk: raw blocks, then store and ledger; then tell."""
        self._raw.sync()
        self._raw.compress_before(f"{utc(self._clock.utc_ns() - _LATE_NS):{HOUR}}")
        kept = self._keeper.keep(
            self._mind, self._batch, thoughts.drafts, sorted(self._read), self._desk.changed(), time.time()
        )
        if self.problem is not None:
            _log.warning("everything is kept again")
            self.problem = None
        self._batch, self._read = Batch(), set()
        self._committed_s = time.monotonic()
        for edge, word in self._desk.told().items():
            self._announcer.stored(edge, word)
        self._announce(kept)

    def _announce(self, kept: Kept) -> None:
        """Tell what has been kept; never what an edge may forget: that is for a whole commit alone."""
        for state in kept.states:
            self._announcer.state(state)
        for record in kept.events:
            self._announcer.event(record.event)
            if record.before is None:
                self._ask_for_picture(record.event)
        if kept.events:
            self._on_news()

    def _ask_for_picture(self, event: Event) -> None:
        camera = self._home.camera_of(event.pet)
        if camera is not None and event.kind in _PICTURED:
            request = PictureRequest(event=event.id, camera=camera.camera, at_ns=_telling_moment_ns(event))
            self._announcer.ask(camera.edge, request)


def _telling_moment_ns(event: Event) -> int:
    """Return when a picture shows what happened: the height of a try that failed, else when it was met."""
    if event.kind is EventKind.RISE_FAILED and event.duration_s is not None:
        return utc_ns(event.onset) + int(event.duration_s / 2 * NS_PER_S)
    return utc_ns(event.met)

"""The pipeline: the thread that runs the line, and tells the world what it has kept; only then "stored"."""

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
from landseal.messages import Event, PetState, PictureRequest, Stored, Tap
from landseal.units import NS_PER_S
from landseal.words import EventKind
from landseal_server.home import Home
from landseal_server.intake.decode import Received
from landseal_server.intake.desk import Counts
from landseal_server.intake.quarantine import Quarantine
from landseal_server.intake.raw import HOUR, RawLog
from landseal_server.ledger import Ledger
from landseal_server.line import Line, Told
from landseal_server.sqlite import explained
from landseal_server.store.protocol import Store

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

_LAST_NS = 2**62  # what a ledger can hold, with room to reckon: the year 2116
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
        self._store = store
        self._clock = clock
        self._announcer = announcer
        self._on_news = on_news
        self._on_failure = on_failure
        self._queue: queue.Queue[Received | _Pictured | Tap] = queue.Queue(QUEUE)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pipeline", daemon=True)
        self._ledger = Ledger(ledger_path)
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

    def tap(self, tap: Tap) -> None:
        """Hand in what a person has said, from any thread.

        Raises:
            LandsealError: it speaks of a time that no ledger can hold.
        """
        for name, moment in (("t", tap.t), ("made", tap.made)):
            if not 0 <= utc_ns(moment) < _LAST_NS:
                raise LandsealError(
                    f"tap {tap.id}: {name}: {moment:%Y-%m-%d} is no time of hers",
                    remedy="Set the phone's clock.",
                )
        self._queue.put(tap)

    def _resume(self) -> None:
        """Begin from what the ledger has: at the start, and after every failure to keep something."""
        self._raw = RawLog(self._raw_folder)
        self._line = Line(
            home=self._home,
            ledger=self._ledger,
            store=self._store,
            raw=self._raw,
            quarantine=Quarantine(self._quarantine),
            counts=self.counts,
        )
        self._committed_s = time.monotonic()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._guarded(self._turn)
            self._guarded(self._commit)
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
        for told in self._line.read(time.monotonic(), time.time()):
            self._tell_all(told)
        if time.monotonic() - self._committed_s >= COMMIT_EVERY_S:
            self._commit()

    def _take_all(self) -> None:
        try:
            self._take(self._queue.get(timeout=POLL_S))
            for _ in range(AT_ONCE):
                self._take(self._queue.get_nowait())
        except queue.Empty:
            return

    def _take(self, item: Received | _Pictured | Tap) -> None:
        if isinstance(item, Received):
            self._line.take(item, self._clock.utc_ns())
            return
        try:
            self._keep(item)
        except (LandsealError, OSError):
            self._queue.put_nowait(item)  # nobody says it twice: it is noted as soon as the ledger can
            raise

    def _keep(self, item: _Pictured | Tap) -> None:
        if isinstance(item, Tap):
            self._tell_all(self._line.tap(item, time.time()))
        else:
            self._tell(self._line.keep_picture(item.event))

    def _commit(self) -> None:
        """Bring everything read so far to the disk, and then tell."""
        self._raw.compress_before(f"{utc(self._clock.utc_ns() - _LATE_NS):{HOUR}}")
        self._tell_all(self._line.commit(time.time()))

    def _tell_all(self, told: Told) -> None:
        """Tell what a commit has kept: that it could be kept, what edges may forget, and the news."""
        if self.problem is not None:
            _log.warning("everything is kept again")
            self.problem = None
        self._committed_s = time.monotonic()
        for edge, word in told.stored.items():
            self._announcer.stored(edge, word)
        self._tell(told)

    def _tell(self, told: Told) -> None:
        """Tell the news; a picture that was kept proves nothing of the rest."""
        for state in told.states:
            self._announcer.state(state)
        for record in told.events:
            self._announcer.event(record.event)
            if record.before is None:
                self._ask_for_picture(record.event)
        if told.events:
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

"""The thread that empties the outbox."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from landseal.errors import LandsealError
from landseal_server.alerts.outbox import Letter, Outbox
from landseal_server.alerts.wording import Words, words_for
from landseal_server.ledger import Ledger
from landseal_server.media import Media

_log = logging.getLogger(__name__)

POLL_S: Final = 0.1
"""How soon a picture or a retry that has come due is noticed; a new event wakes the thread at once."""

Deliver = Callable[[str, Words, Path | None], bool]


class Teller:
    """Sends what is due, one letter at a time, until it is stopped."""

    def __init__(
        self,
        *,
        ledger_path: Path,
        media: Media,
        addresses: Mapping[str, str],
        names: Mapping[str, str],
        zone: ZoneInfo,
        deliver: Deliver,
    ) -> None:
        self._ledger_path = ledger_path
        self._media = media
        self._addresses = addresses
        self._names = names
        self._zone = zone
        self._deliver = deliver
        self._unnoted: set[Letter] = set()
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="teller", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Look into the outbox now."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the letter in hand and end."""
        self._stop.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        ledger = Ledger(self._ledger_path)
        outbox = Outbox(ledger)
        while not self._stop.is_set():
            try:
                self._empty(ledger, outbox)
            except (LandsealError, sqlite3.Error) as error:
                _log.error("alerts wait: %s", error)
                self._stop.wait(1.0)
            self._wake.wait(POLL_S)
            self._wake.clear()
        ledger.close()

    def _empty(self, ledger: Ledger, outbox: Outbox) -> None:
        for letter in outbox.due(time.time()):
            if self._stop.is_set():
                return
            arrived = letter in self._unnoted or self._send_safely(ledger, letter)
            if arrived:
                self._unnoted.add(letter)  # should the ledger refuse the note, the note alone is tried again
            with ledger.transaction():
                if arrived:
                    outbox.delivered(letter, time.time())
                elif not outbox.failed(letter, time.time()):
                    _log.error("%s was not told of %s: given up", letter.recipient, letter.event)
            self._unnoted.discard(letter)

    def _send_safely(self, ledger: Ledger, letter: Letter) -> bool:
        """Send a letter; a defect with this one must not keep the others waiting."""
        try:
            return self._send(ledger, letter)
        except Exception:  # noqa: BLE001 -- whatever it is, it is logged with its traceback
            _log.exception("%s could not be put into words or sent", letter.event)
            return False

    def _send(self, ledger: Ledger, letter: Letter) -> bool:
        event = ledger.event(letter.event)
        url = self._addresses.get(letter.recipient)
        if event is None or url is None:
            return False
        words = words_for(event, self._names.get(event.pet, event.pet), self._zone)
        arrived = self._deliver(url, words, self._media.picture(event.id) if event.picture else None)
        if not arrived:
            _log.warning("%s could not be told of %s; it is tried again", letter.recipient, event.id)
        return arrived

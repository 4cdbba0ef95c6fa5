"""The outbox: what is still to be told to whom. It lives in the ledger, so that no crash forgets it."""

from dataclasses import dataclass
from typing import Final

from landseal_server.ledger import Ledger

PICTURE_WAIT_S: Final = 1.0
"""A push waits at most so long for its picture."""

RETRY_FIRST_S: Final = 2.0
RETRY_MOST_S: Final = 300.0
GIVE_UP_AFTER: Final = 30
"""[E] Attempts: with the pauses above, about two hours. Later the news is old."""


@dataclass(frozen=True)
class Letter:
    """One event for one recipient."""

    event: str
    recipient: str
    attempts: int


class Outbox:
    """What is to be told, through one connection to the ledger. Times are the server's own clock, in s."""

    def __init__(self, ledger: Ledger) -> None:
        self._db = ledger.db

    def put(self, event: str, recipient: str, now_s: float, *, await_picture: bool) -> bool:
        """Add a letter, inside the caller's transaction; return False when there was one already."""
        wait_s = PICTURE_WAIT_S if await_picture else 0.0
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO outbox (event, recipient, due, picture_until) VALUES (?, ?, ?, ?)",
            (event, recipient, now_s, now_s + wait_s),
        )
        return cursor.rowcount > 0

    def due(self, now_s: float) -> list[Letter]:
        """Return the letters to send now: their time has come, and their picture too, or its time is up.

        What a person has called a false alarm is not sent, unless she changes her mind.
        """
        rows = self._db.execute(
            "SELECT outbox.event, recipient, attempts FROM outbox JOIN event ON event.id = outbox.event"
            " WHERE delivered IS NULL AND given_up IS NULL AND due <= ?"
            " AND json_extract(object, '$.confidence') <> 'withdrawn'"
            " AND (picture_until <= ? OR json_extract(object, '$.picture')) ORDER BY due",
            (now_s, now_s),
        )
        return [Letter(*row) for row in rows]

    def delivered(self, letter: Letter, now_s: float) -> None:
        """Note that a letter has arrived."""
        self._db.execute(
            "UPDATE outbox SET delivered = ?, attempts = attempts + 1 WHERE event = ? AND recipient = ?",
            (now_s, letter.event, letter.recipient),
        )

    def failed(self, letter: Letter, now_s: float) -> bool:
        """Note a failure and when to try again; return False when it was the last try."""
        attempts = letter.attempts + 1
        pause_s = min(RETRY_MOST_S, RETRY_FIRST_S * 2 ** min(attempts - 1, 20))
        given_up = now_s if attempts >= GIVE_UP_AFTER else None
        self._db.execute(
            "UPDATE outbox SET attempts = ?, due = ?, given_up = ? WHERE event = ? AND recipient = ?",
            (attempts, now_s + pause_s, given_up, letter.event, letter.recipient),
        )
        return given_up is None

    def waiting(self) -> int:
        """Return how many letters are still to be sent."""
        return int(
            self._db.execute(
                "SELECT COUNT(*) FROM outbox JOIN event ON event.id = outbox.event"
                " WHERE delivered IS NULL AND given_up IS NULL"
                " AND json_extract(object, '$.confidence') <> 'withdrawn'"
            ).fetchone()[0],
        )

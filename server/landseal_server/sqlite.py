"""SQLite as Landseal opens it: one way for the time series and the ledger."""

import shutil
import sqlite3
from pathlib import Path
from typing import Final

from landseal.errors import LandsealError

# The index beside a write-ahead log takes 32 kB at once.
_NO_ROOM_BYTES: Final = 65_536


def connect(path: Path, schema: str) -> sqlite3.Connection:
    """Open a database for its one writer, and make what is missing.

    Raises:
        LandsealError: the file cannot be made or written; says why.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        # `stored` is a promise that holds over a power cut: every commit reaches the disk.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.executescript(schema)
    except OSError as error:
        raise explained(error, path) from error
    except sqlite3.Error as error:
        raise explained(error, path) from error
    return connection


def explained(error: Exception, path: Path) -> LandsealError:
    """Turn an error of the disk or of SQLite into one that says what to do."""
    text = str(error)
    if "full" in text or "No space" in text or _has_no_room(path):
        return LandsealError(
            "the disk is full",
            where=str(path),
            remedy="Free some space there; the edges keep what comes meanwhile.",
        )
    if "readonly" in text or "Permission" in text or "unable to open" in text:
        return LandsealError(
            "cannot be written", where=str(path), remedy="Give the server's user the right to write there."
        )
    if "not a database" in text or "malformed" in text:
        return LandsealError(
            "is no intact database", where=str(path), remedy="Move it away, or restore a backup."
        )
    return LandsealError(f"the database failed ({text})", where=str(path))


def _has_no_room(path: Path) -> bool:
    """Tell whether the disk is the reason: SQLite calls a full disk an I/O error in some of its files."""
    existing = next(folder for folder in (path, *path.parents) if folder.exists())
    return shutil.disk_usage(existing).free < _NO_ROOM_BYTES

"""`landseal evaluate --pet`: where the ledger is, and what it has of a dog."""

from datetime import UTC, date, datetime, time
from pathlib import Path

from landseal.errors import LandsealError
from landseal_server.labels.report import Ledgered, OnThisDog, report
from landseal_server.ledger import Ledger
from landseal_server.server import DataFolder
from landseal_server.store.open import ledger_named


def ledger_path(data: Path | None, store: str | None) -> Path:
    """Return the ledger of a server's data folder, or the one beside a store.

    Raises:
        LandsealError: both are named, the URL is malformed, or there is no ledger.
    """
    if data is not None and store is not None:
        raise LandsealError("evaluate --pet: expected --data or --store, got both")
    path = DataFolder(data or Path("data")).ledger if store is None else ledger_named(store)
    if not path.exists():
        raise LandsealError(
            "there is no ledger",
            where=str(path),
            remedy="Name the server's data folder with --data, or a store with --store.",
        )
    return path


def day(text: str | None) -> datetime | None:
    """Return the beginning of a day, in UTC.

    Raises:
        LandsealError: it is no date.
    """
    if text is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=UTC)
    except ValueError:
        raise LandsealError(f'--since: expected a date such as 2026-03-23, got "{text}"') from None


def on_this_dog(pet: str, path: Path, since: datetime | None) -> OnThisDog:
    """Return what people's answers say of the detector on a dog.

    Raises:
        LandsealError: the ledger cannot be read, or knows no such dog.
    """
    ledger = Ledger(path)
    try:
        memories = ledger.memories()
        if pet not in memories:
            known = ", ".join(sorted(memories)) or "none yet"
            raise LandsealError(f'--pet: no such dog: "{pet}"', where=str(path), remedy=f"It knows: {known}.")
        known_of_her = Ledgered(ledger.labelled(pet), ledger.taps(pet), memories[pet].confirmed_sum)
    finally:
        ledger.close()
    return report(pet, known_of_her, since)

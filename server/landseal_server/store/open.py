"""`--store URL`: a store named without a configuration, and the ledger beside it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from landseal.errors import LandsealError
from landseal_server.store.protocol import Store
from landseal_server.store.sqlite import SqliteStore

_SQLITE: Final = "sqlite:///"
_REMEDY: Final = (
    "Write sqlite:///landseal.db for a file in this folder,"
    " sqlite:////home/anna/landseal.db for a file anywhere."
)


@dataclass(frozen=True)
class Opened:
    """A store, and where its ledger is."""

    store: Store
    ledger: Path


def open_store(url: str) -> Opened:
    """Open the store that a URL names; what is missing is made.

    Args:
        url: `sqlite:///` and the file's path, as SQLAlchemy writes it: a fourth slash makes it absolute. The
            ledger of `path.db` is `path.ledger.db`.

    Raises:
        LandsealError: the URL is malformed, its scheme is not supported, or the file cannot be used.
    """
    path = _path(url)
    return Opened(SqliteStore(path), ledger_of(path))


def ledger_named(url: str) -> Path:
    """Return where the ledger of the store is that a URL names; neither is opened or made.

    Raises:
        LandsealError: the URL is malformed, or its scheme is not supported.
    """
    return ledger_of(_path(url))


def _path(url: str) -> Path:
    scheme, separator, _ = url.partition("://")
    if separator and scheme != "sqlite":
        # The rest of an address may hold a password: it is not shown.
        raise LandsealError(
            f'--store: expected a URL that begins with {_SQLITE}, got "{scheme}://..."', remedy=_REMEDY
        )
    name = url.removeprefix(_SQLITE)
    if (
        not url.startswith(_SQLITE)
        or name.endswith("/")
        or name in {"", ":memory:"}
        or set(name) & {"?", "#"}
    ):
        raise LandsealError(
            f'--store: expected {_SQLITE} and the path of a file, got "{url}"', remedy=_REMEDY
        )
    return Path(name)


def ledger_of(store: Path) -> Path:
    """Return where the ledger of an embedded store is: beside it."""
    return store.with_name(f"{store.name.removesuffix('.db')}.ledger.db")

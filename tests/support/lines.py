"""The server's line over a folder, as tests feed it, and what it has told and kept."""

from collections.abc import Iterator
from pathlib import Path

from landseal.messages import Event
from landseal.units import NS_PER_S
from landseal_server.home import Home
from landseal_server.intake.decode import Received
from landseal_server.intake.desk import Counts
from landseal_server.intake.quarantine import Quarantine
from landseal_server.intake.raw import NoRaw
from landseal_server.ledger import Ledger
from landseal_server.line import Line, Told
from landseal_server.store.rows import SecondRow
from landseal_server.store.sqlite import SqliteStore
from support.blocks import T0_NS
from support.configs import server_config


class Reader:
    """A line over a folder, and what it has told."""

    def __init__(self, folder: Path) -> None:
        self.store, self.ledger = SqliteStore(folder / "s.db"), Ledger(folder / "s.ledger.db")
        self.counts, self.told = Counts(), list[Told]()
        self.line = Line(
            home=Home(server_config(folder, cameras=True, tags=["sling"])),
            ledger=self.ledger,
            store=self.store,
            raw=NoRaw(),
            quarantine=Quarantine(folder / "quarantine.raw"),
            counts=self.counts,
        )

    def feed(self, messages: list[Received], now_s: float) -> None:
        for message in messages:
            self.line.take(message, T0_NS + int(now_s * NS_PER_S))
        self.told += self.line.read(now_s, now_s)

    def commit(self, now_s: float) -> None:
        self.told.append(self.line.commit(now_s))

    def seconds(self) -> list[SecondRow]:
        return list(self.store.seconds("buttons", T0_NS, 2**62))

    def events(self) -> list[Event]:
        return self.ledger.events("buttons", limit=1000)


def readers(folder: Path, *names: str) -> Iterator[list[Reader]]:
    """Yield lines over folders of their own, for a fixture; close them after it."""
    made = [Reader(folder / name) for name in names]
    yield made
    for home in made:
        home.store.close()
        home.ledger.close()


def letters(home: Reader) -> int:
    (count,) = home.ledger.db.execute("SELECT COUNT(*) FROM outbox").fetchone()
    return int(count)

"""The server: wires the parts, starts and stops them in order."""

import errno
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from landseal.clock import Clock
from landseal.errors import LandsealError
from landseal.topics import Topics
from landseal_server.alerts.push import deliver, is_address
from landseal_server.alerts.teller import Deliver, Teller
from landseal_server.config import ServerConfig
from landseal_server.home import Home
from landseal_server.intake.decode import Received
from landseal_server.ledger import Ledger
from landseal_server.link import Link
from landseal_server.media import Media
from landseal_server.pipeline import Pipeline
from landseal_server.store.sqlite import SqliteStore
from landseal_server.web.app import make_app
from landseal_server.web.parts import Health, WebParts
from landseal_server.web.views import Views

_ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 -- compared, not bound


@dataclass(frozen=True)
class DataFolder:
    """Where everything is kept."""

    path: Path

    @property
    def store(self) -> Path:
        """The embedded time series."""
        return self.path / "landseal.db"

    @property
    def ledger(self) -> Path:
        """The ledger, beside the store."""
        return self.path / "landseal.ledger.db"

    @property
    def raw(self) -> Path:
        """Raw blocks."""
        return self.path / "raw"

    @property
    def quarantine(self) -> Path:
        """Messages that could not be read."""
        return self.path / "quarantine.raw"

    @property
    def media(self) -> Path:
        """Pictures."""
        return self.path / "media"


def read_until_ns(data: Path) -> int:
    """Return the start of the last second that was read into a data folder; -1 where there is none."""
    path = DataFolder(data).ledger
    if not path.exists():
        return -1
    ledger = Ledger(path)
    latest = max((memory.read_until_ns for memory in ledger.memories().values()), default=-1)
    ledger.close()
    return latest


class Server:
    """One home's server: threads for MQTT, pipeline and alerts; `web` runs in an event loop.

    Raises:
        LandsealError: the data folder cannot be used, an address is unknown, or the port is taken.
    """

    def __init__(self, config: ServerConfig, clock: Clock, deliver_: Deliver = deliver) -> None:
        folder = DataFolder(config.data.resolve())
        home = Home(config)
        _check_addresses(home.addresses())
        self._socket = _bound(config.web.host, config.web.port)
        media = Media(folder.media)
        self._writer = SqliteStore(folder.store)
        self._teller = Teller(
            ledger_path=folder.ledger,
            media=media,
            addresses=home.addresses(),
            names=home.pet_names(),
            zone=home.zone,
            deliver=deliver_,
        )
        self.link = Link(config.mqtt, Topics(config.home), self._take_in)
        self.pipeline = Pipeline(
            home=home,
            ledger_path=folder.ledger,
            raw_folder=folder.raw,
            quarantine=folder.quarantine,
            store=self._writer,
            clock=clock,
            announcer=self.link,
            on_news=self._teller.wake,
            on_failure=self.ask_to_stop,
        )
        self.views = Views(home, Ledger(folder.ledger), SqliteStore(folder.store), clock)
        parts = WebParts(self.views, media, self.pipeline.picture_arrived, self.health)
        app = make_app(parts, config.web.edge_token)
        self._web = _Web(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))

    @property
    def url(self) -> str:
        """Where the page is."""
        host, port = self._socket.getsockname()[:2]
        here = "127.0.0.1" if host in _ANY_ADDRESS else host
        return f"http://{f'[{here}]' if ':' in here else here}:{port}"

    async def run(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Run until it is asked to stop; then keep what is in hand.

        Raises:
            Exception: the defect that has ended the pipeline, so that whoever supervises starts it again.
        """
        self.pipeline.start()
        self._teller.start()
        self.link.start()
        on_ready()
        try:
            await self._web.serve(sockets=[self._socket])
        finally:
            self.link.stop()
            self.pipeline.stop()
            self._teller.stop()
            self._close()
        if self.pipeline.failure is not None:
            raise self.pipeline.failure

    def ask_to_stop(self) -> None:
        """Let `run` end soon."""
        self._web.should_exit = True

    def health(self) -> Health:
        """Say how the server is."""
        counts = self.pipeline.counts
        return Health(
            broker=self.link.connected,
            problem=self.pipeline.problem,
            blocks=counts.blocks,
            duplicates=counts.duplicates,
            late=counts.late,
            skewed=counts.skewed,
            refused=counts.refused,
            lost=counts.lost,
            edges={edge: status.online for edge, status in dict(self.link.edges).items()},
        )

    def _take_in(self, received: Received) -> None:
        """Pass on from link to pipeline, which tells through the link: neither could be made first."""
        self.pipeline.put(received)

    def _close(self) -> None:
        self.views.ledger.close()
        self.views.store.close()
        self._writer.close()
        self._socket.close()


class _Web(uvicorn.Server):
    """Uvicorn without signal handlers of its own: the command that runs the server decides about signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


def _bound(host: str, port: int) -> socket.socket:
    """Bind the port before anything else is started, so that a second server ends here."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise LandsealError(
                f"port {port} of {host} is taken",
                remedy="Another Landseal may be running: stop it, or choose another port (web.port, --port).",
            ) from None
        raise LandsealError(
            f"cannot listen on {host}:{port} ({error.strerror})",
            remedy="Choose an address of this machine (web.host) and a port above 1023 (web.port).",
        ) from None
    return bound


def _check_addresses(addresses: Mapping[str, str]) -> None:
    for recipient, url in addresses.items():
        if not is_address(url):
            person, number = recipient.split("/")
            raise LandsealError(
                f"people.{person}.urls[{number}]: no service that Apprise knows (the address is not shown)",
                remedy="See https://github.com/caronc/apprise/wiki for how each service is written.",
            )

"""`landseal simulate --store`: a life through edge, intake and recogniser into a store.

Sensors and camera are computed in processes of their own; here the server's line reads what they send,
without a broker and without waiting: the code that runs in a home, but for the radio and the wire.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np

from landseal.config import check
from landseal.errors import LandsealError
from landseal.messages import Event
from landseal.units import NS_PER_S
from landseal_server.config import ServerConfig
from landseal_server.home import Home
from landseal_server.intake.decode import Received
from landseal_server.intake.desk import Counts
from landseal_server.intake.quarantine import Quarantine
from landseal_server.intake.raw import NoRaw
from landseal_server.ledger import Ledger
from landseal_server.line import Line, Told
from landseal_server.store.open import Opened
from landseal_sim.household import PET, pet_table
from landseal_sim.life.calendar import Calendar
from landseal_sim.record.beside import beside
from landseal_sim.record.camera import camera_messages
from landseal_sim.record.edges import STRETCH_S, Asked
from landseal_sim.record.sensors import sensor_messages

HOME: Final = "home"

_UNPACK: Final = msgspec.msgpack.Decoder(list[Received])

_READ_AFTER_S = 0.3  # of the last message of a stretch: a second that is not whole yet waits for the next one
_LAST_S = 60.0  # at the end nothing more will come, and nothing waits


@dataclass
class Fed:
    """What came of it."""

    seconds: float = 0.0
    counts: Counts = field(default_factory=Counts)
    events: dict[str, Event] = field(default_factory=dict)
    """The newest revision of each, by its id."""


def feed(asked: Asked, opened: Opened, on_progress: Callable[[float], None]) -> Fed:
    """Let a life be read into a store and its ledger.

    Args:
        asked: whose life, and for how long.
        opened: the store; its ledger must not hold anything of this pet yet.
        on_progress: told the seconds of her life that are done.

    Raises:
        LandsealError: store or ledger cannot take it, or hold another life already.
    """
    require_new(opened)
    _keep_large_arrays()
    ledger, fed = Ledger(opened.ledger), Fed()
    line = Line(
        home=Home(_config(asked)),
        ledger=ledger,
        store=opened.store,
        raw=NoRaw(),
        quarantine=Quarantine(opened.ledger.with_suffix(".quarantine.raw")),
        counts=fed.counts,
    )
    for to_s, messages in _stretches(asked):
        last = to_s >= asked.until_s
        for told in _read(line, asked.calendar, messages, to_s, wait_s=_LAST_S if last else _READ_AFTER_S):
            fed.events |= {record.event.id: record.event for record in told.events}
        fed.seconds = to_s
        on_progress(to_s)
    ledger.close()
    return fed


def require_new(opened: Opened) -> None:
    """See to it that no life has been read into a store.

    Raises:
        LandsealError: one has been, be it in part.
    """
    ledger = Ledger(opened.ledger)
    taken = PET in ledger.memories()
    ledger.close()
    if taken:
        raise LandsealError(
            "a life has been read into it already, or a part of one",
            where=str(opened.ledger),
            remedy="Name a new store, or delete this one: two lives in one would contradict each other.",
        )


def _stretches(asked: Asked) -> Iterator[tuple[float, list[Received]]]:
    """Yield the end of each stretch with all messages of it."""
    with ExitStack() as stack:
        streams = [stack.enter_context(beside(_packed_sensors, asked))]
        if asked.camera:
            streams.append(stack.enter_context(beside(_packed_camera, asked)))
        for number, stretch in enumerate(zip(*streams, strict=True), start=1):
            messages = [message for packed in stretch for message in _UNPACK.decode(packed)]
            yield min(number * STRETCH_S, asked.until_s), messages


def _packed_sensors(asked: Asked) -> Iterator[bytes]:
    """Yield each stretch of `sensor_messages` as bytes: from process to process, pickles are slow."""
    return map(msgspec.msgpack.encode, sensor_messages(asked))


def _packed_camera(asked: Asked) -> Iterator[bytes]:
    return map(msgspec.msgpack.encode, camera_messages(asked))


def _read(
    line: Line, calendar: Calendar, messages: list[Received], to_s: float, *, wait_s: float
) -> Iterator[Told]:
    received_ns = calendar.utc_ns(to_s)
    for message in messages:
        line.take(message, received_ns)
    yield from line.read(to_s + wait_s, received_ns / NS_PER_S)
    yield line.commit(received_ns / NS_PER_S)


def _config(asked: Asked) -> ServerConfig:
    """Return the configuration of the home that she lives in."""
    pet = pet_table(asked.section) | ({} if asked.camera else {"cameras": []})
    table: dict[str, object] = {
        "home": HOME,
        "time_zone": asked.calendar.zone.key,
        "web": {"edge_token": "nobody ever asks for it"},
        "pets": {PET: pet},
    }
    return check(table, ServerConfig, where="simulated home")


def _keep_large_arrays() -> None:
    """Let the C library keep the memory of large arrays: it returns each until it has met one."""
    np.empty(24 << 20, dtype=np.uint8).fill(0)

"""The intake: every message is decoded, counted once, written down raw and put into its pet's lane."""

import logging
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final

from landseal.blocks import AccelBlock, MotionSecond
from landseal.messages import Stored
from landseal.units import NS_PER_S
from landseal.words import THINGS, ClockState, Role
from landseal_server.intake.decode import Decoded, Received, Refused, decode
from landseal_server.intake.lane import Arrival, Epoch, Lane
from landseal_server.intake.positions import Position, StreamKey
from landseal_server.intake.quarantine import Quarantine, Quarantined
from landseal_server.intake.raw import RawRecord, RawSink

_log = logging.getLogger(__name__)

FUTURE_S: Final = 120
"""[E] A block from further ahead comes from a clock that is wrong: it is kept, and not taken for now."""

# A stream that is wrong is wrong every second: the log says so once in a while, the counter each time.
_LOG_EVERY = 100


@dataclass
class Counts:
    """What has come since the start."""

    blocks: int = 0
    duplicates: int = 0
    late: int = 0
    skewed: int = 0
    refused: int = 0
    lost: int = 0


@dataclass
class Routes:
    """Which stream belongs to which pets, and as what: `(edge, stream) -> [(pet, role or camera)]`."""

    table: Mapping[tuple[str, str], list[tuple[str, Role | str]]] = field(default_factory=dict)

    def of(self, key: StreamKey) -> list[tuple[str, Role | str]]:
        """Return whom a stream belongs to."""
        return self.table.get((key.edge, key.stream), [])

    def readers(self, key: StreamKey) -> list[tuple[str, Role | str]]:
        """Return whose seconds a stream makes: nobody's where it is of a thing and not of a body.

        A tag on a sling or a cart is neither waited for nor counted as a device on her.
        """
        return [(pet, source) for pet, source in self.of(key) if source not in THINGS]


class Desk:
    """Takes messages in, and hands out epochs.

    A block is `seen` when it has come, and `done` when its second has been read: only what is done is
    confirmed, so that a crash in between loses nothing that its edge has forgotten.
    """

    def __init__(
        self,
        routes: Routes,
        raw: RawSink,
        quarantine: Quarantine,
        done: dict[StreamKey, Position],
        read_until_ns: Mapping[str, int],
        counts: Counts,
    ) -> None:
        self._routes = routes
        self._raw = raw
        self._quarantine = quarantine
        self._done = done
        self._seen = deepcopy(done)
        self._counts = counts
        pets = {pet for wearers in routes.table.values() for pet, _ in wearers}
        self._lanes = {pet: Lane(pet, read_until_ns.get(pet, -1)) for pet in pets}
        self._waiting: dict[tuple[StreamKey, int], int] = {}
        self._spoken: set[StreamKey] = set()

    def take(self, received: Received, received_ns: int) -> None:
        """Take one message in.

        Args:
            received: the message.
            received_ns: UTC of its arrival, by the server's clock.

        Raises:
            OSError: it cannot be written down; it is not confirmed, and its edge keeps it.
        """
        decoded = decode(received)
        if isinstance(decoded, Refused):
            self._refuse(decoded, received, received_ns)
        elif self._is_new(decoded):
            block = decoded.block
            record = RawRecord(block.boot, block.seq, received_ns, received.payload)
            self._raw.append(decoded.key.edge, decoded.key.stream, block.t0_ns, record)
            self._counts.blocks += 1
            self._route(decoded, skewed=block.t0_ns > received_ns + FUTURE_S * NS_PER_S)

    def due(self, now_s: float) -> Iterator[list[Epoch]]:
        """Yield rounds of epochs that can be read: in each round at most one of each pet, oldest first."""
        queues = [list(lane.due(now_s)) for lane in self._lanes.values()]
        for depth in range(max(map(len, queues), default=0)):
            yield [queue[depth] for queue in queues if depth < len(queue)]

    def finish(self, epoch: Epoch) -> None:
        """Note that an epoch has been read: its blocks are done once each pet they belong to has had them."""
        for arrival in epoch.arrivals:
            self._release(arrival.key, arrival.seq)

    def changed(self) -> dict[StreamKey, Position]:
        """Return the positions of the streams that have spoken since the last call of `told`."""
        return {key: self._done[key] for key in self._spoken if key in self._done}

    def told(self) -> dict[str, Stored]:
        """Return what to tell each edge whose streams have spoken, and begin anew."""
        words: dict[str, Stored] = {}
        for key in sorted(self._spoken):
            position = self._done.setdefault(key, Position())
            stored = words.setdefault(key.edge, Stored(streams=[]))
            stored.streams.append(position.stored(key.stream, key.boot))
        self._spoken.clear()
        return words

    def _is_new(self, decoded: Decoded) -> bool:
        """Count a block; False for one that has come before or that there is no room for."""
        block, key = decoded.block, decoded.key
        self._spoken.add(key)
        seen, done = self._seen.get(key), self._done.get(key)
        if seen is None or done is None:
            self._meet(key, block)
            seen = self._seen.setdefault(key, Position())
            done = self._done.setdefault(key, Position())
        for pet, _ in self._routes.readers(key):
            if not self._lanes[pet].has_room_for(block.t0_ns):
                return False
        done.raise_floor(block.floor)
        self._counts.lost += seen.raise_floor(block.floor)
        if not seen.add(block.seq):
            self._counts.duplicates += 1
            return False
        return True

    def _meet(self, key: StreamKey, block: AccelBlock | MotionSecond) -> None:
        """Greet a stream of a new boot: say when nobody owns it; follow it when its clock was set back.

        A clock that was never set since the power came back is not followed: it is about to leap forward.
        """
        wearers = self._routes.of(key)
        if not wearers:
            _log.warning(
                "%s of edge %s belongs to no pet: kept raw, not read (see pets.NAME.sensors in server.toml)",
                key.stream,
                key.edge,
            )
        for pet, source in self._routes.readers(key):
            if isinstance(source, Role) and block.clock is ClockState.SYNCHRONISED:
                self._lanes[pet].follow_back(block.t0_ns)

    def _route(self, decoded: Decoded, *, skewed: bool) -> None:
        key, block = decoded.key, decoded.block
        self._counts.skewed += skewed
        wearers = [] if skewed else self._routes.of(key)
        self._waiting[key, block.seq] = len(wearers)
        if not wearers:
            self._waiting[key, block.seq] = 1
            self._release(key, block.seq)
        for pet, source in wearers:
            arrival = Arrival(
                key=key,
                seq=block.seq,
                block=block,
                source=source,
                arrived_s=decoded.received.arrived_s,
                through=self._seen[key].through,
            )
            if not self._lanes[pet].offer(arrival):
                self._counts.late += 1
                self._release(key, block.seq)

    def _release(self, key: StreamKey, seq: int) -> None:
        left = self._waiting.pop((key, seq), 0) - 1
        if left > 0:
            self._waiting[key, seq] = left
        else:
            self._done[key].add(seq)
            self._spoken.add(key)

    def _refuse(self, refused: Refused, received: Received, received_ns: int) -> None:
        self._counts.refused += 1
        stream = received.stream
        self._quarantine.keep(
            Quarantined(
                received_ns=received_ns,
                edge=stream.edge,
                stream=stream.stream,
                why=refused.why,
                payload=received.payload,
            )
        )
        if self._counts.refused % _LOG_EVERY == 1:
            _log.warning("%s of edge %s: a block was refused: %s", stream.stream, stream.edge, refused.why)
        if refused.key is not None:
            self._seen.setdefault(refused.key, Position()).add(refused.seq)
            self._done.setdefault(refused.key, Position()).add(refused.seq)
            self._spoken.add(refused.key)

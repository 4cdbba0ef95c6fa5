"""What the edge still owes the server: blocks that have not been confirmed. Pure; memory only."""

import heapq
from dataclasses import dataclass
from itertools import count, islice
from typing import Final

from landseal.codec import encode_block
from landseal.messages import Stored
from landseal.topics import Channel
from landseal_edge.sender import MakeBlock

CAPACITY_BLOCKS: Final = 200_000
"""About 18 hours of three streams: what a Pi can spare in memory."""

RESEND_AFTER_S: Final = 2.0
"""A block that was sent this long ago and is not confirmed was lost on the way, or the server was away."""

RESEND_AT_ONCE: Final = 500
"""Resent per word of the server at most: a backlog flows beside the live blocks and does not drown them."""


@dataclass
class Owed:
    """One block on its way."""

    order: int
    """Blocks are numbered over all streams as they are made."""
    channel: Channel
    stream: str
    seq: int
    payload: bytes
    sent_s: float | None = None
    """When it was last handed to the broker, on the caller's monotonic clock; None: never."""

    def is_overdue(self, now_s: float) -> bool:
        """Tell whether it was sent too long ago, or never."""
        return self.sent_s is None or now_s - self.sent_s > RESEND_AFTER_S


class Held:
    """Blocks in the order they were made, each until `stored` names it."""

    def __init__(self, boot: str, capacity: int = CAPACITY_BLOCKS) -> None:
        self._boot = boot
        self._capacity = capacity
        self._orders = count()
        self._streams: dict[str, dict[int, Owed]] = {}
        self._next_seq: dict[str, int] = {}
        self.dropped = 0
        """Blocks given up, oldest first, because the capacity was reached."""

    def __len__(self) -> int:
        return sum(map(len, self._streams.values()))

    def take(self, channel: Channel, stream: str, make: MakeBlock) -> Owed:
        """Number a block, build it with `make(boot, seq, floor)` and keep it."""
        if len(self) >= self._capacity:
            self._drop_oldest()
        seq = self._next_seq.get(stream, 0)
        waiting = self._streams.setdefault(stream, {})
        payload = encode_block(make(self._boot, seq, next(iter(waiting), seq)))
        owed = Owed(next(self._orders), channel, stream, seq, payload)
        waiting[seq] = owed
        self._next_seq[stream] = seq + 1
        return owed

    def confirm(self, stored: Stored) -> int:
        """Forget what the server says it has; return how many blocks that were."""
        before = len(self)
        for word in stored.streams:
            waiting = self._streams.get(word.stream, {})
            if word.boot == self._boot:
                for seq in [seq for seq in waiting if word.covers(seq)]:
                    del waiting[seq]
        return before - len(self)

    def overdue(self, now_s: float) -> list[Owed]:
        """Return the oldest blocks that should be sent again, now that the server is known to listen."""
        in_order = heapq.merge(*(w.values() for w in self._streams.values()), key=lambda owed: owed.order)
        return list(islice((owed for owed in in_order if owed.is_overdue(now_s)), RESEND_AT_ONCE))

    def oldest(self) -> Owed | None:
        """Return the block that has waited longest: the question to a server that is silent."""
        firsts = (next(iter(waiting.values())) for waiting in self._streams.values() if waiting)
        return min(firsts, key=lambda owed: owed.order, default=None)

    def _drop_oldest(self) -> None:
        oldest = self.oldest()
        if oldest is not None:
            del self._streams[oldest.stream][oldest.seq]
            self.dropped += 1

"""From blocks to epochs: each pet's seconds, in order, each read once all that belongs to it is there.

A second is read as soon as every device that is on the air has delivered it, and at the latest
`HOLD_BACK_S` after its first block came: measured by arrival, not by the clocks of edge and server, so
that a skewed clock delays nothing. When an edge is known to hold older blocks (an outage ends), the lane
reads up to the hole, and waits for what fills it as long as it keeps coming. Pure: the time of arrival is
passed in.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec

from landseal.blocks import AccelBlock, MotionSecond
from landseal.units import NS_PER_S, whole_second
from landseal.words import THINGS, Role
from landseal_server.intake.positions import StreamKey

HOLD_BACK_S: Final = 0.5
"""How long a second waits for the device that has not delivered it yet."""

INCOMPLETE_S: Final = 1.5
"""How long it waits for the rest of itself: a block cut short at a gap is followed by the other part."""

BACKLOG_S: Final = 5.0
"""How long it waits for older blocks that an edge holds, since the last one of them came."""

ON_AIR_S: Final = 5
"""A device that delivered nothing for so many seconds of data is not waited for."""

SET_BACK_S: Final = 60
"""[E] A new agent's clock that is further behind than this was set back."""

MAX_WAITING: Final = 7200
"""Seconds that may wait for one pet; beyond it the edge is left to keep them."""


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """One block that has come for a pet."""

    key: StreamKey
    seq: int
    block: AccelBlock | MotionSecond
    source: Role | str
    """The sensor's role, or the camera's name."""
    arrived_s: float
    """On the caller's monotonic clock."""
    through: int
    """All of the stream up to this sequence have come: a hole above it is still held by the edge."""


@dataclass
class Epoch:
    """One second of one pet, with all that came of it."""

    pet: str
    t_ns: int
    first_arrived_s: float
    arrivals: list[Arrival] = field(default_factory=list)

    def accel(self) -> dict[Role, list[AccelBlock]]:
        """Return the blocks of each sensor on her, in order of time."""
        return self._blocks(things=False)

    def tags(self) -> dict[Role, list[AccelBlock]]:
        """Return the blocks of each tag on a thing of hers, in order of time: of this second or before."""
        return self._blocks(things=True)

    def motion(self) -> dict[str, MotionSecond]:
        """Return what each camera saw."""
        return {
            str(arrival.source): arrival.block
            for arrival in self.arrivals
            if isinstance(arrival.block, MotionSecond)
        }

    def _blocks(self, *, things: bool) -> dict[Role, list[AccelBlock]]:
        found: dict[Role, list[AccelBlock]] = {}
        for arrival in self.arrivals:
            block, source = arrival.block, arrival.source
            if isinstance(block, AccelBlock) and isinstance(source, Role) and (source in THINGS) is things:
                found.setdefault(source, []).append(block)
        for blocks in found.values():
            if len(blocks) > 1:
                blocks.sort(key=lambda block: block.t0_ns)
        return found


@dataclass
class _Device:
    """How far one stream has delivered."""

    delivered_ns: int = -1
    complete_ns: int = -1
    """Start of the last second below which nothing is missing."""
    above_hole: dict[int, int] = field(default_factory=dict)
    """Blocks above a hole, by sequence: the start of their second."""
    progress_s: float = 0.0
    """When a hole last opened, or began to fill."""

    def note(self, arrival: Arrival, t_ns: int) -> None:
        """Take in a block."""
        self.delivered_ns = max(self.delivered_ns, t_ns)
        if not self.above_hole and arrival.seq <= arrival.through:  # as nearly every block comes
            self.progress_s, self.complete_ns = arrival.arrived_s, max(self.complete_ns, t_ns)
            return
        if not self.above_hole or arrival.seq < max(self.above_hole):
            self.progress_s = arrival.arrived_s
        self.above_hole[arrival.seq] = t_ns
        if len(self.above_hole) > MAX_WAITING:  # a hole that nobody fills must not fill the memory
            del self.above_hole[min(self.above_hole)]
        for seq in [seq for seq in self.above_hole if seq <= arrival.through]:
            self.complete_ns = max(self.complete_ns, self.above_hole.pop(seq))

    def awaits(self, t_ns: int, now_s: float) -> bool:
        """Tell whether blocks before this second are still to come, and are coming."""
        return bool(self.above_hole) and self.complete_ns < t_ns and now_s - self.progress_s < BACKLOG_S


class Lane:
    """The seconds of one pet that wait to be read."""

    def __init__(self, pet: str, read_until_ns: int = -1) -> None:
        self.pet = pet
        self.read_until_ns = read_until_ns
        """Start of the last second that was read: an earlier one comes too late."""
        self._waiting: dict[int, Epoch] = {}
        self._devices: dict[StreamKey, _Device] = {}
        self._tags: list[tuple[int, StreamKey, int, str, Arrival]] = []
        """A heap: what tags have told of seconds that are not read yet."""

    def has_room_for(self, t0_ns: int) -> bool:
        """Tell whether a block can wait; one that fills a hole below what waits always can."""
        return len(self._waiting) < MAX_WAITING or t0_ns < max(self._waiting)

    def offer(self, arrival: Arrival) -> bool:
        """Take a block; return False when its second has been read already.

        A tag's block makes no second, and none waits for it: it is read with the next of hers, however late.
        """
        if arrival.source in THINGS:
            return self._keep_aside(arrival)
        t_ns = whole_second(arrival.block.t0_ns)
        self._devices.setdefault(arrival.key, _Device()).note(arrival, t_ns)
        if t_ns <= self.read_until_ns:
            return False
        epoch = self._waiting.setdefault(t_ns, Epoch(self.pet, t_ns, arrival.arrived_s))
        epoch.arrivals.append(arrival)
        return True

    def follow_back(self, t0_ns: int) -> None:
        """Begin again at an earlier time: a sensor's agent has started anew, with a clock set back for good.

        A recording that is played twice does the same. A few seconds back are no reason: another device of
        hers may have been ahead.
        """
        if t0_ns < self.read_until_ns - SET_BACK_S * NS_PER_S:
            self.read_until_ns = t0_ns - 1

    def due(self, now_s: float) -> Iterator[Epoch]:
        """Yield the seconds that can be read, oldest first, and forget them."""
        for t_ns in sorted(self._waiting):
            epoch = self._waiting[t_ns]
            if not self._ready(epoch, now_s):
                return
            del self._waiting[t_ns]
            self.read_until_ns = t_ns
            while self._tags and self._tags[0][0] < t_ns + NS_PER_S:
                epoch.arrivals.append(heapq.heappop(self._tags)[-1])
            yield epoch

    def _keep_aside(self, arrival: Arrival) -> bool:
        if len(self._tags) >= MAX_WAITING:
            return False
        order = (arrival.block.t0_ns, arrival.key, arrival.seq, str(arrival.source))
        heapq.heappush(self._tags, (*order, arrival))
        return True

    def _ready(self, epoch: Epoch, now_s: float) -> bool:
        present = {arrival.key for arrival in epoch.arrivals}
        missing = False
        for key, device in self._devices.items():
            if device.awaits(epoch.t_ns, now_s):
                return False
            missing |= key not in present and _is_on_air(device, epoch.t_ns)
        waited_s = now_s - epoch.first_arrived_s
        if not _whole(epoch) and not self._later_than(epoch):
            return waited_s >= INCOMPLETE_S
        return not missing or waited_s >= HOLD_BACK_S

    def _later_than(self, epoch: Epoch) -> bool:
        """Tell whether every sensor of the epoch has delivered a later second: no other part will come."""
        return all(self._devices[arrival.key].delivered_ns > epoch.t_ns for arrival in epoch.arrivals)


def _is_on_air(device: _Device, t_ns: int) -> bool:
    """Tell whether a device that has not delivered this second is still expected to."""
    return t_ns - ON_AIR_S * NS_PER_S <= device.delivered_ns < t_ns


def _whole(epoch: Epoch) -> bool:
    """Tell whether each sensor's blocks reach to the end of the second."""
    short: set[StreamKey] = set()
    reaching: set[StreamKey] = set()
    for arrival in epoch.arrivals:
        block = arrival.block
        if isinstance(block, AccelBlock):
            last_ns = block.t0_ns + (block.samples + 0.5) * NS_PER_S / block.rate_hz
            (reaching if last_ns >= epoch.t_ns + NS_PER_S else short).add(arrival.key)
    return short <= reaching

"""Which blocks have been had: per stream and boot, and what to answer on `stored`. Pure."""

from typing import Final

import msgspec

from landseal.messages import StoredStream

MAX_GAPS: Final = 64
"""Gaps told in one message; what lies behind the last of them is told when they are filled."""


class Position(msgspec.Struct, kw_only=True):
    """One stream of one boot."""

    through: int = -1
    """All up to this were had, or given up by the edge."""
    above: list[tuple[int, int]] = []
    """Ranges that were had above it, first and last included, sorted, not touching."""
    lost: int = 0
    """Blocks that the edge gave up before they were had."""

    def has(self, seq: int) -> bool:
        """Tell whether a block was had."""
        return seq <= self.through or any(first <= seq <= last for first, last in self.above)

    def add(self, seq: int) -> bool:
        """Note a block; return False when it was had before."""
        if seq == self.through + 1 and not self.above:  # as nearly every block comes
            self.through = seq
            return True
        if self.has(seq):
            return False
        self.above = _joined([*self.above, (seq, seq)])
        self._close()
        return True

    def raise_floor(self, floor: int) -> int:
        """Take the edge's word that nothing below `floor` is to come; return how many are lost by it."""
        if floor <= self.through + 1:
            return 0
        had = sum(min(last, floor - 1) - first + 1 for first, last in self.above if first < floor)
        lost = floor - 1 - self.through - had
        self.lost += lost
        self.through = floor - 1
        self.above = [(max(first, floor), last) for first, last in self.above if last >= floor]
        self._close()
        return lost

    @property
    def highest(self) -> int:
        """The highest block had."""
        return self.above[-1][1] if self.above else self.through

    def stored(self, stream: str, boot: str) -> StoredStream:
        """Return what to tell the edge."""
        told = self.above[:MAX_GAPS]
        ends = [self.through, *(last for _, last in told)]
        gaps = [(end + 1, first - 1) for end, (first, _) in zip(ends, told, strict=False)]
        return StoredStream(stream=stream, boot=boot, through=self.through, highest=ends[-1], gaps=gaps)

    def _close(self) -> None:
        while self.above and self.above[0][0] <= self.through + 1:
            self.through = max(self.through, self.above.pop(0)[1])


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


class StreamKey(msgspec.Struct, frozen=True, order=True, cache_hash=True, gc=False):
    """Whose position it is."""

    edge: str
    stream: str
    boot: str

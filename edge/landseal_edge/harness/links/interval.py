"""How often a device speaks: learned, not guessed. Pure."""

from collections import deque
from typing import Final

from landseal.units import NS_PER_S

LEARNED_FROM: Final = 16
"""Spaces of which the longest is taken, as in habluetooth: a mean would call a device gone that misses
one."""

UNKNOWN_NS: Final = 60 * NS_PER_S
"""[E] Until so many are known."""

_PATIENCE: Final = 2
"""[E] A word may be missed twice as long as ever before."""

_LEAST_NS: Final = 10 * NS_PER_S
"""What the server calls a tag that is silent (docs/words.md)."""


class LearnedInterval:
    """Tells when a device is gone, by its own pace."""

    def __init__(self) -> None:
        self._spaces_ns: deque[int] = deque(maxlen=LEARNED_FROM)
        self._heard_ns: int | None = None

    def hear(self, now_ns: int) -> None:
        """Note a word of it; a space in which it was gone teaches nothing."""
        if self._heard_ns is not None and self.is_here(now_ns):
            self._spaces_ns.append(now_ns - self._heard_ns)
        self._heard_ns = now_ns

    @property
    def longest_ns(self) -> int | None:
        """The longest space of the last 16; None while they are fewer."""
        return max(self._spaces_ns) if len(self._spaces_ns) == LEARNED_FROM else None

    @property
    def rate_hz(self) -> float | None:
        """How often it speaks, on average over them; None while they are fewer."""
        spaces_ns = self._spaces_ns
        return NS_PER_S * LEARNED_FROM / sum(spaces_ns) if len(spaces_ns) == LEARNED_FROM else None

    def is_here(self, now_ns: int) -> bool:
        """Tell whether it is on the air."""
        if self._heard_ns is None:
            return False
        longest_ns = self.longest_ns
        allowed_ns = UNKNOWN_NS if longest_ns is None else max(_LEAST_NS, _PATIENCE * longest_ns)
        return now_ns - self._heard_ns <= allowed_ns

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {"heard_ns": self._heard_ns, "longest_ns": self.longest_ns, "spaces": len(self._spaces_ns)}

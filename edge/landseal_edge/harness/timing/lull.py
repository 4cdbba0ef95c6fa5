"""What a silence was, for sensors that number nothing: late, or lost. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from landseal.units import NS_PER_S

LULL_NS: Final = NS_PER_S // 2
"""[E] Silence that is no longer a radio's jitter."""

_LULL_PERIODS: Final = 5
"""[E] Nor a slow sensor's pace."""

JUDGED_AFTER_NS: Final = NS_PER_S
"""[E] What a link has held back comes within this: it delivers several packets in each of its 20 turns a
second."""

_LATE_SHARE: Final = 0.5
"""[E] Where less than this share of what the silence kept is delivered after all, the rest is lost."""


@dataclass(frozen=True)
class Lull:
    """A silence that has just ended, and that is not understood yet."""

    from_ns: int
    to_ns: int

    def is_open(self, now_ns: int) -> bool:
        """Tell whether what it has held back may still be coming."""
        return now_ns < self.to_ns + JUDGED_AFTER_NS

    def was_loss(self, came: Iterable[tuple[int, int]], period_ns: float) -> bool:
        """Tell whether its samples are gone, from what has come since it ended.

        The most that was ever late counts, not what is late by now: a link that delivers seldom is silent
        again meanwhile, and holds back what was taken since.

        Args:
            came: when each packet came, and how many samples it held.
            period_ns: the time between two samples.
        """
        samples, late = 0, 0.0
        for at_ns, more in came:
            samples += more
            late = max(late, samples - (at_ns - self.to_ns) / period_ns)
        return late < _LATE_SHARE * (self.to_ns - self.from_ns) / period_ns


def is_lull(silence_ns: int, packet_ns: float) -> bool:
    """Tell whether a silence needs an explanation, given how far packets lie apart."""
    return silence_ns > max(LULL_NS, _LULL_PERIODS * packet_ns)

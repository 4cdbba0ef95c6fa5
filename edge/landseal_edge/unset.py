"""Samples that wait until the host knows the time."""

from typing import Final

from landseal.clock import Clock
from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal.words import ClockState

WAIT_NS: Final = 900 * NS_PER_S
"""[E] Since the host has started. A router and a time server are there within minutes of a power cut; where
nobody answers in this time there is none, and a late alarm is worth less than a block that is marked."""


class Unset:
    """Holds samples back, stamped with boot time, while UTC is unknown.

    What is held is turned into UTC only when it is let go: by the offset that is right then. Its gaps stay
    gaps, as no sample is touched. What goes out unset all the same is marked in its block.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: list[AccelSamples] = []

    def __len__(self) -> int:
        return len(self._held)

    def take(self, samples: AccelSamples) -> list[AccelSamples]:
        """Take samples; return those that can be sent, oldest first."""
        self._held.append(samples)
        return [] if self._should_wait() else self.release()

    def release(self) -> list[AccelSamples]:
        """Return all that is held."""
        held, self._held = self._held, []
        return held

    def _should_wait(self) -> bool:
        is_unset = self._clock.state() is ClockState.UNSYNCHRONISED
        return is_unset and self._clock.boottime_ns() < WAIT_NS

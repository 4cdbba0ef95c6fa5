"""What a sensor's numbers tell: packets that came twice, and samples that never came. Pure."""

from collections import deque
from collections.abc import Sequence
from typing import Final

from landseal.units import NS_PER_S

REMEMBERED: Final = 16
"""[E] Packets among which a repeat is looked for: copies follow each other at once. Fewer than any maker's
numbers."""

_SHORT_OF_A_PACKET: Final = 0.25
"""[E] Less than this share of a packet is the counter's inaccuracy: what gets lost are whole packets."""

_COPIED_SHARE: Final = 1 / 3
"""[E] Half of what comes twice is copies; less where the last of them is still to come."""

_EARLY_NS: Final = 2 * NS_PER_S
"""[E] Numbers that run ahead of the time that has passed by more than this were not counted on: a restart."""


class Repeats:
    """Finds packets that were delivered before.

    A link that was lost without `disconnect()` delivers each notification of the next one twice
    (bleak#2002), and an advertisement is sent many times. A sequence or a counter tells that for certain.
    Without either (WitMotion, motion tags) only the bytes are left, and a sensor that lies still may say
    the same twice; so they count as a repeat only in the same instant. Copies of one notification are
    handed on within one turn of the event loop, some 10 us apart; two true ones are 5 ms apart where they
    are made (200 Hz), but the radio may deliver both at once. So there it takes more: such a link doubles
    every packet, and a sensor that lies still repeats one now and then. An advertisement goes out on three
    channels within 10 ms, and again after 100 ms and more.

    Args:
        instant_ns: how far apart two deliveries of one packet may be.
    """

    def __init__(self, instant_ns: int) -> None:
        self._instant_ns = instant_ns
        self._packet: bytes | bytearray = b""
        self._at_ns = 0
        self._keys: deque[int] = deque(maxlen=REMEMBERED)

    def is_copy(self, packet: bytes | bytearray, arrived_ns: int) -> bool:
        """Tell whether these bytes are those of the instant before."""
        same = arrived_ns - self._at_ns <= self._instant_ns and packet == self._packet
        self._packet, self._at_ns = packet, arrived_ns
        return same

    def copies(self, arrivals: Sequence[tuple[int, bytes | bytearray]]) -> list[bool]:
        """Tell which of the notifications that came together are copies: many of them, or none."""
        same = [self.is_copy(packet, at_ns) for at_ns, packet in arrivals]
        return same if sum(same) >= _COPIED_SHARE * len(same) else [False] * len(same)

    def is_known(self, key: int | None) -> bool:
        """Tell whether a packet with this sequence (or, without one, counter) was there a moment ago."""
        if key is None:
            return False
        if key in self._keys:
            return True
        self._keys.append(key)
        return False


class Unwrapped:
    """A number that begins anew at `wraps`, without that."""

    def __init__(self, wraps: int | None) -> None:
        self._wraps = wraps
        self._last: int | None = None

    def take(self, number: int) -> int:
        """Return the number as if it did not wrap; smaller than the one before where it went back."""
        if self._last is None or self._wraps is None:
            self._last = number
            return number
        step = (number - self._last) % self._wraps
        self._last += step if step < self._wraps / 2 else step - self._wraps
        return self._last


class Missing:
    """Counts the samples that a sensor has taken and nobody has received."""

    def __init__(self) -> None:
        self._sequence: int | None = None
        self._counter_ns: int | None = None
        self._arrived_ns: int | None = None

    def skip(self, sequence: int | None) -> None:
        """Note a packet that told a battery and no sample: its number, unwrapped, is not missing."""
        self._sequence = self._sequence if sequence is None else sequence

    def before(
        self,
        arrived_ns: int,
        samples: int,
        period_ns: float,
        *,
        sequence: int | None,
        counter_ns: int | None,
    ) -> int | None:
        """Return how many samples are missing before a packet.

        Args:
            arrived_ns: CLOCK_BOOTTIME at which it came.
            samples: how many it holds.
            period_ns: the time between two samples.
            sequence: its number, unwrapped.
            counter_ns: the sensor's clock at its last sample, unwrapped.

        Returns:
            None where its numbers do not go on from those of the packet before: the sensor counts anew.
        """
        waited_ns = None if self._arrived_ns is None else arrived_ns - self._arrived_ns
        steps = _steps(self._sequence, sequence), _steps(self._counter_ns, counter_ns)
        self._arrived_ns, self._sequence, self._counter_ns = arrived_ns, sequence, counter_ns
        if waited_ns is None:
            return None
        if steps[0] is not None:
            missing = (steps[0] - 1) * samples
        elif steps[1] is not None:
            missing = round(steps[1] / period_ns) - samples
            missing = 0 if 0 > missing > -samples or missing < _SHORT_OF_A_PACKET * samples else missing
        else:
            return 0
        return (
            missing if 0 <= missing * period_ns <= waited_ns + _EARLY_NS and min(_known(steps)) > 0 else None
        )


def _steps(before: int | None, now: int | None) -> int | None:
    return None if before is None or now is None else now - before


def _known(steps: tuple[int | None, ...]) -> list[int]:
    return [step for step in steps if step is not None]

"""What a sensor has sent, sample by sample: what must arrive, once each."""

import numpy as np
from numpy.typing import NDArray


class Ledger:
    """The numbers of the samples that were handed to a link that stood: no more, no fewer.

    Samples are numbered from 0 as the sensor measures them, whether anybody listens or not, and the number
    goes on when the sensor starts anew: it is the simulation's, not the sensor's.
    """

    def __init__(self) -> None:
        self._first: list[int] = []
        self._count: list[int] = []

    def enter(self, first: int, count: int) -> None:
        """Note that a packet with these samples was sent."""
        self._first.append(first)
        self._count.append(count)

    @property
    def packets(self) -> int:
        """How many packets were sent."""
        return len(self._first)

    @property
    def samples(self) -> int:
        """How many samples were sent."""
        return sum(self._count)

    def numbers(self) -> NDArray[np.int64]:
        """Return the numbers of all samples that were sent, in order."""
        ranges = [
            np.arange(first, first + count) for first, count in zip(self._first, self._count, strict=True)
        ]
        return np.concatenate(ranges) if ranges else np.empty(0, dtype=np.int64)

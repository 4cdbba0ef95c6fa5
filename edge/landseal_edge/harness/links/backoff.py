"""How long to wait before the next attempt: longer each time, and never in step with others. Pure."""

from random import Random
from typing import Final

FIRST_S: Final = 0.5
"""[E] A link that was lost by chance is back at once: back on the air in less than 5 s is what is asked
for."""

MOST_S: Final = 30.0
"""[E] A sensor that was carried home again is heard within half a minute."""


class Backoff:
    """Doubles the wait with each failure, and takes between half and all of it.

    Seven sensors that lose one adapter would else come back in the same instant, for ever.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self.failures = 0
        """Since the last success."""

    def fail(self) -> float:
        """Note a failure; return the seconds to wait."""
        most_s = min(MOST_S, FIRST_S * 2.0 ** min(self.failures, 16))
        self.failures += 1
        return self._random.uniform(most_s / 2, most_s)

    def succeed(self) -> None:
        """Begin again with a short wait."""
        self.failures = 0

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {"failures": self.failures}

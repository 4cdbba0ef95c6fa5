"""What to do about a radio that hears nothing at all: rescan, reset, give up. Pure.

One sensor that is silent has an empty battery, or is out with the dog. When nothing is heard of any device,
the radio itself is what has failed: scans stall without a word (bluez#1554, #1126, bleak#832).
"""

from enum import StrEnum
from typing import Final

from landseal.errors import LandsealError
from landseal.units import NS_PER_S

SILENT_NS: Final = 90 * NS_PER_S
"""As in Home Assistant: rare beacons speak once a minute, and this is before the 180 s after which it
forgets them."""


_EXIT_STEP: Final = 3


class RadioDeadError(LandsealError):
    """Bluetooth hears nothing, and resetting it has not helped: the service manager is to start us anew."""

    exit_code = 75
    """EX_TEMPFAIL of sysexits.h: a new start may help."""


class Remedy(StrEnum):
    """What is done, from mild to hard."""

    RESCAN = "rescan"
    RESET = "reset"
    EXIT = "exit"


class Escalation:
    """Counts stretches of 90 s in which nothing was heard, and names the remedy for each.

    Whoever never heard anything does not give up: it may be a house with a single sensor, on its charger.
    """

    def __init__(self, now_ns: int) -> None:
        self._heard_ns = now_ns
        self._steps = 0
        self._ever = False

    def hear(self, now_ns: int) -> None:
        """Note that a device was heard."""
        self._heard_ns, self._steps, self._ever = now_ns, 0, True

    def idle(self, now_ns: int) -> None:
        """Note that nobody is listened for."""
        self._heard_ns, self._steps = now_ns, 0

    def due(self, now_ns: int) -> Remedy | None:
        """Return the remedy for the silence so far; each is due once."""
        if now_ns - self._heard_ns < SILENT_NS * (self._steps + 1):
            return None
        self._steps += 1
        if self._steps == 1:
            return Remedy.RESCAN
        return Remedy.EXIT if self._ever and self._steps >= _EXIT_STEP else Remedy.RESET

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {"heard_ns": self._heard_ns, "steps": self._steps, "ever_heard": self._ever}

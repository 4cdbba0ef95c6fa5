"""Looking for a sensor that must be somewhere."""

import asyncio
import logging
from typing import Final

from landseal.clock import Clock
from landseal_edge.harness.links.radio import Radio
from landseal_edge.harness.links.radio_parts import Found
from landseal_edge.harness.links.waiting import pause

_log = logging.getLogger(__name__)

UNSEEN_S: Final = 60.0
"""[E] Sensors that can be connected to advertise every second or so."""


class Seeking:
    """Waits for an address, and says so when it takes long."""

    def __init__(self, name: str, title: str, address: str, clock: Clock) -> None:
        self._name = name
        self._title = title
        self._address = address
        self._clock = clock
        self.word = ""
        """What there is to say about it in a word; empty: nothing."""

    async def find(self, radio: Radio) -> Found:
        """Return the device as soon as it is heard."""
        complaint = asyncio.create_task(self._complain())
        try:
            return await radio.find(self._address)
        finally:
            complaint.cancel()
            self.word = ""

    async def _complain(self) -> None:
        await pause(self._clock, UNSEEN_S)
        self.word = "not_seen"
        _log.warning(
            "%s: %s at %s was not seen for %g s. Is it charged, near, switched on, and connected to nothing "
            "else (a phone)? `landseal edge scan` shows what is near. See docs/troubleshooting-bluetooth.md.",
            self._name,
            self._title,
            self._address,
            UNSEEN_S,
        )

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {"seeking": self.word}

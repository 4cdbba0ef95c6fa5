"""One connection to one sensor, from connect to disconnect."""

import logging
from typing import Any, Final

from bleak.backends.device import BLEDevice

from landseal.clock import Clock
from landseal_edge.harness.links.radio_parts import Client, ClientFactory
from landseal_edge.harness.links.trouble import TROUBLE
from landseal_edge.harness.links.waiting import pause, within
from landseal_edge.harness.maker import GattMaker, Write
from landseal_edge.harness.timing.stream import Arrival

_log = logging.getLogger(__name__)

CONNECT_S: Final = 15.0
"""[E] A sensor that was heard a moment ago answers within a second or two."""

ANSWER_S: Final = 5.0
"""[E] For everything that is asked of a connected sensor."""


class Session:
    """Collects the notifications of one connection; those of an earlier one never get in.

    Each session is a new client with a callback of its own, and is closed by `disconnect()` whatever has
    ended it: what a lost client had subscribed would be delivered again, on top of the next one's
    (bleak#2002).
    """

    def __init__(self, make_client: ClientFactory, device: BLEDevice, maker: GattMaker, clock: Clock) -> None:
        self._maker = maker
        self._clock = clock
        self._client: Client = make_client(device, self._on_lost)
        self._arrivals: list[Arrival] = []
        self._open = True
        self._is_lost = False

    @property
    def is_lost(self) -> bool:
        """Whether the radio says that the connection is gone; it may be gone without a word."""
        return self._is_lost or not self._client.is_connected

    async def connect(self) -> None:
        """Connect; the caller has the air to itself.

        Raises:
            TROUBLE: it could not be done.
        """
        await within(self._clock, CONNECT_S, self._client.connect())

    async def wake(self, rate_hz: float) -> None:
        """Have it notify, and set its rate.

        Raises:
            TROUBLE: it could not be done.
        """
        for uuid in self._maker.notify:
            await within(self._clock, ANSWER_S, self._client.start_notify(uuid, self._on_packet))
        await self.write(*self._maker.wake(rate_hz))

    async def write(self, *writes: Write) -> None:
        """Write in order, with the pauses that the sensor needs.

        Raises:
            TROUBLE: it could not be done.
        """
        for one in writes:
            writing = self._client.write_gatt_char(one.uuid, one.payload, one.with_response)
            await within(self._clock, ANSWER_S, writing)
            if one.settle_s:
                await pause(self._clock, one.settle_s)

    async def battery_pct(self) -> int | None:
        """Return the charge; None where it is notified when asked for, or is not told.

        Raises:
            TROUBLE: it could not be asked.
        """
        uuid = self._maker.battery_level
        if uuid is None:
            await self.write(*self._maker.ask_battery())
            return None
        level = await within(self._clock, ANSWER_S, self._client.read_gatt_char(uuid))
        return level[0] if len(level) and level[0] <= 100 else None  # noqa: PLR2004 -- percent

    def fetch(self) -> list[Arrival]:
        """Return the packets that have come since the last call."""
        arrivals, self._arrivals = self._arrivals, []
        return arrivals

    async def close(self) -> None:
        """Disconnect, whatever the radio says to it."""
        self._open = False
        try:
            await within(self._clock, ANSWER_S, self._client.disconnect())
        except TROUBLE as error:
            _log.debug("disconnect: %s", error)

    def _on_packet(self, _: Any, packet: bytearray) -> None:  # noqa: ANN401 -- bleak's characteristic
        if self._open:
            self._arrivals.append(Arrival(self._clock.boottime_ns(), packet))

    def _on_lost(self, _: Any) -> None:  # noqa: ANN401 -- bleak's client
        self._is_lost = True

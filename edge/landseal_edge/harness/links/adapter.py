"""Switching a Bluetooth adapter off and on again."""

from typing import Final, Protocol

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from landseal.clock import Clock
from landseal_edge.harness.links.waiting import pause, within

ANSWER_S: Final = 10.0
"""[E] BlueZ answers within a second; a wedged controller never does."""


_ATTEMPTS: Final = 5
_AGAIN_S: Final = 0.5
"""[E] BlueZ is "Busy" while it still switches off; an adapter that is left so hears nothing any more."""


class Adapter(Protocol):
    """What can be done about an adapter that hears nothing."""

    async def reset(self) -> None:
        """Switch it off and on again.

        Raises:
            OSError: it cannot be; says why.
        """
        ...


class BlueZAdapter:
    """The host's adapter, by BlueZ's property `Powered` (org.bluez.Adapter1). Not tried on a real adapter.

    Args:
        name: as `hci0`.
        clock: how long an answer may take.
    """

    def __init__(self, name: str, clock: Clock) -> None:
        self._path = f"/org/bluez/{name}"
        self._clock = clock
        self.resets = 0

    async def reset(self) -> None:
        """Switch it off and on again.

        Raises:
            OSError: BlueZ cannot be asked, or says no.
        """
        self.resets += 1
        bus = MessageBus(bus_type=BusType.SYSTEM)
        try:
            await within(self._clock, ANSWER_S, bus.connect())
            await self._power(bus, powered=False)
            await self._switch_on(bus)
        finally:
            bus.disconnect()

    async def _switch_on(self, bus: MessageBus) -> None:
        for _ in range(_ATTEMPTS - 1):
            try:
                await self._power(bus, powered=True)
            except OSError:
                await pause(self._clock, _AGAIN_S)
            else:
                return
        await self._power(bus, powered=True)

    async def _power(self, bus: MessageBus, *, powered: bool) -> None:
        ask = Message(
            destination="org.bluez",
            path=self._path,
            interface="org.freedesktop.DBus.Properties",
            member="Set",
            signature="ssv",
            body=["org.bluez.Adapter1", "Powered", Variant("b", powered)],
        )
        answer = await within(self._clock, ANSWER_S, bus.call(ask))
        if answer.message_type is MessageType.ERROR:
            msg = f"{self._path}: Powered = {powered}: {answer.error_name}: {answer.body}"
            raise OSError(msg)

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {"resets": self.resets}

"""Which one is it? A sensor blinks where it can; else it is tapped, and its name is shown."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bleak.backends.device import BLEDevice

from landseal.clock import Clock
from landseal.errors import LandsealError
from landseal.sources import SensorSource
from landseal.units import NS_PER_S
from landseal_edge.harness.fitting.owner import Owner
from landseal_edge.harness.fitting.taps import Taps
from landseal_edge.harness.links.bluetooth import told_apart
from landseal_edge.harness.links.radio_parts import ClientFactory
from landseal_edge.harness.links.waiting import pause
from landseal_edge.harness.maker import Write
from landseal_edge.harness.makers.known import GATT_MAKERS

_EVERY_NS: Final = NS_PER_S // 4

_BLINK_S: Final = 2.0
"""[E] How long the connection is kept after the last write: some sensors stop blinking when it ends."""


def blinks(maker: str | None) -> bool:
    """Tell whether a maker's sensors can show themselves."""
    known = GATT_MAKERS.get(maker or "")
    return known is not None and bool(known.identify())


async def blink(client: ClientFactory, device: BLEDevice, writes: Sequence[Write], clock: Clock) -> None:
    """Connect, and write what makes it blink or beep.

    Raises:
        LandsealError: it cannot be reached.
    """
    async with told_apart():
        connection = client(device, lambda _: None)
        try:
            await connection.connect()
            for write in writes:
                await connection.write_gatt_char(write.uuid, write.payload, write.with_response)
                await pause(clock, write.settle_s)
            await pause(clock, _BLINK_S)
        finally:
            await connection.disconnect()


async def wait_for_tap(
    wanted: str, sources: Mapping[str, SensorSource], owner: Owner, clock: Clock, seconds: float
) -> None:
    """Show which sensor is being tapped until it is the wanted one.

    Raises:
        LandsealError: it was not tapped in time; says which were heard.
    """
    taps, names = Taps(), ", ".join(sources)
    owner.tell(
        f"Tap the sensor that you take for {wanted} with a finger, once a second. Listening to: {names}."
    )
    end_ns = clock.boottime_ns() + int(seconds * NS_PER_S)
    listening = [asyncio.create_task(_listen(name, source, taps)) for name, source in sources.items()]
    try:
        await _until_tapped(wanted, taps, owner, clock, end_ns)
    except LandsealError as untapped:
        raise next(_errors(listening), untapped) from None  # says more than that nothing was heard
    finally:
        owner.live("")
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)


def _errors(tasks: Sequence[asyncio.Task[None]]) -> Iterator[LandsealError]:
    for task in tasks:
        error = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(error, LandsealError):
            yield error


async def _until_tapped(wanted: str, taps: Taps, owner: Owner, clock: Clock, end_ns: int) -> None:
    said: str | None = None
    while (now_ns := clock.boottime_ns()) < end_ns:
        tapped = taps.tapped(now_ns)
        if tapped == wanted:
            owner.tell(f"The one you tap is {wanted}.")
            return
        if tapped is not None and tapped != said:
            owner.tell(f"The one you tap is {tapped}, not {wanted}.")
            said = tapped
        owner.live(_levels(taps.levels_mg(now_ns)))
        await clock.sleep_until(now_ns + _EVERY_NS)
    heard = ", ".join(taps.levels_mg(end_ns)) or "none"
    raise LandsealError(
        f"it was not tapped, or not heard (heard: {heard})",
        where=wanted,
        remedy="Is it switched on and near? Tap harder, and only one at a time.",
    )


async def _listen(name: str, source: SensorSource, taps: Taps) -> None:
    async for samples in source.samples():
        taps.take(name, samples)


def _levels(levels_mg: Mapping[str, float]) -> str:
    return "   ".join(f"{name}: {mg:.0f} mg" for name, mg in sorted(levels_mg.items())) or "nothing heard yet"

"""Listening to what is near for a while."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from landseal.clock import Clock
from landseal.errors import LandsealError
from landseal.units import NS_PER_S
from landseal_edge.harness.fitting.scan_table import Nearby, Row
from landseal_edge.harness.links.bluetooth import scanning
from landseal_edge.harness.links.radio_parts import ScannerFactory, advertised
from landseal_edge.harness.maker import Advertised

_LOOK_EVERY_NS: Final = NS_PER_S // 2


async def scan(
    scanner: ScannerFactory,
    nearby: Nearby,
    clock: Clock,
    seconds: float,
    show: Callable[[Sequence[Row]], None],
) -> list[Row]:
    """Scan for a while, showing twice a second what is near; return what was near at the end.

    Raises:
        LandsealError: Bluetooth cannot be used; says what to do.
    """

    def heard(device: BLEDevice, data: AdvertisementData) -> None:
        nearby.heard(advertised(device, data), clock.boottime_ns())

    end_ns = clock.boottime_ns() + int(seconds * NS_PER_S)
    async with scanning(scanner, heard):
        while (now_ns := clock.boottime_ns()) < end_ns:
            show(nearby.rows(now_ns))
            await clock.sleep_until(min(end_ns, now_ns + _LOOK_EVERY_NS))
    return nearby.rows(clock.boottime_ns())


@dataclass(frozen=True)
class Seen:
    """One device that was looked for."""

    device: BLEDevice
    advertised: Advertised


async def find(scanner: ScannerFactory, address: str, clock: Clock, seconds: float) -> Seen:
    """Scan until a device is heard.

    Raises:
        LandsealError: it is not, or Bluetooth cannot be used; says what to do.
    """
    seen: list[Seen] = []

    def heard(device: BLEDevice, data: AdvertisementData) -> None:
        if device.address.upper() == address.upper():
            seen.append(Seen(device, advertised(device, data)))

    end_ns = clock.boottime_ns() + int(seconds * NS_PER_S)
    async with scanning(scanner, heard):
        while not seen and (now_ns := clock.boottime_ns()) < end_ns:
            await clock.sleep_until(min(end_ns, now_ns + _LOOK_EVERY_NS))
    if not seen:
        raise LandsealError(
            f"was not heard for {seconds:.0f} s",
            where=address,
            remedy="Is it on, near, and connected to nothing else? landseal edge scan shows more.",
        )
    return seen[-1]

"""What the owner's commands do with radio, clock and configuration: each an errand from beginning to end."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.live import Live

from landseal.clock import Clock, SystemClock
from landseal.errors import LandsealError
from landseal.sources import SensorSource
from landseal_edge.config import BleSensor, EdgeConfig
from landseal_edge.harness.fitting.adding import add_as
from landseal_edge.harness.fitting.calibrate import Asked, calibrate
from landseal_edge.harness.fitting.calibration import Calibration
from landseal_edge.harness.fitting.identify import blink, blinks, wait_for_tap
from landseal_edge.harness.fitting.listening import Listening
from landseal_edge.harness.fitting.opening import config_if_there, named, opened
from landseal_edge.harness.fitting.owner import TerminalOwner
from landseal_edge.harness.fitting.scan import find, scan
from landseal_edge.harness.fitting.scan_table import Nearby, Row
from landseal_edge.harness.fitting.scan_view import table_of
from landseal_edge.harness.fitting.sensor_file import (
    DEFAULT_ADAPTER,
    adapter_in,
    names_by_address,
    names_in,
    read_or_new,
)
from landseal_edge.harness.links.bluetooth import try_scan
from landseal_edge.harness.links.opened import Backend, host_backend
from landseal_edge.harness.makers.known import GATT_MAKERS, gatt_maker_of

Opened = Callable[
    [EdgeConfig, Collection[str], Clock, Backend], AbstractAsyncContextManager[Mapping[str, SensorSource]]
]

FIND_S: Final = 10.0
"""[E] How long is looked for one sensor: they advertise several times a second, tags every 1-2 s."""


@dataclass(frozen=True)
class Parts:
    """What the errands touch: another radio and another clock may take the machine's place."""

    backend: Callable[[str, Clock], Backend]
    """By the adapter's name."""
    clock: Clock
    opened: Opened
    config: Path = Path("edge.toml")
    """The configuration where none is named."""


def own_parts() -> Parts:
    """Return this machine's."""
    return Parts(host_backend, SystemClock(), opened)


async def show_near(
    parts: Parts, config: Path, seconds: float, console: Console, *, everything: bool = False
) -> list[Row]:
    """Show for a while what is near, and return it.

    Raises:
        LandsealError: Bluetooth cannot be used, or the configuration cannot be read.
    """
    text, where = read_or_new(config), str(config)
    nearby = Nearby(names_by_address(text, where=where))
    radio = parts.backend(adapter_in(text, where=where), parts.clock)
    last: Sequence[Row] = ()
    try:
        with Live(console=console, auto_refresh=False, transient=True) as live:

            def show(rows: Sequence[Row]) -> None:
                nonlocal last
                last = rows
                live.update(table_of(rows, everything=everything), refresh=True)

            rows = await scan(radio.make_scanner, nearby, parts.clock, seconds, show)
    except asyncio.CancelledError:  # whoever has seen enough (Ctrl-C) keeps what was seen
        if last:
            console.print(table_of(last, everything=everything))
        raise
    console.print(table_of(rows, everything=everything))
    return rows


async def show_which(parts: Parts, sensor: str, path: Path, seconds: float, console: Console) -> None:
    """Have a sensor blink, or wait until it is tapped.

    Raises:
        LandsealError: it is not there, or was not tapped; Bluetooth cannot be used.
    """
    owner, config = TerminalOwner(console), config_if_there(path)
    name, section = named(config, sensor, where=str(path))
    worn = section if isinstance(section, BleSensor) else None
    radio = parts.backend(DEFAULT_ADAPTER if config is None else config.bluetooth.adapter, parts.clock)
    if config is not None and name is not None and not (worn and blinks(worn.maker)):
        async with parts.opened(config, config.sensors, parts.clock, radio) as sources:
            await wait_for_tap(name, sources, owner, parts.clock, seconds)
        return
    seen = await find(radio.make_scanner, worn.address if worn else sensor, parts.clock, FIND_S)
    maker = GATT_MAKERS[worn.maker] if worn else gatt_maker_of(seen.advertised)
    if maker is None or not maker.identify():
        raise LandsealError(
            "it can neither blink nor beep, and is not in edge.toml",
            where=sensor,
            remedy=f"Add it, then tap it: landseal edge scan --write {path}",
        )
    owner.tell(f"{name or seen.device.address} blinks or beeps for some seconds now.")
    await blink(radio.make_client, seen.device, maker.identify(), parts.clock)


async def offer_to_add(parts: Parts, sensor: str, path: Path, console: Console) -> None:
    """Offer to look for a sensor that edge.toml does not have yet.

    Raises:
        LandsealError: none is near, or none is chosen; Bluetooth cannot be used.
    """
    names, owner = names_in(read_or_new(path), where=str(path)), TerminalOwner(console)
    if sensor in names:
        return
    answer = await owner.choose(
        f"{path} has no {sensor} yet (it has: {', '.join(sorted(names)) or 'none'}). Look for it now?",
        {
            "yes": f"yes: it is switched on and near, and is to be called {sensor}",
            "no": "no, I meant another",
        },
    )
    if answer == "yes":
        rows = await show_near(parts, path, FIND_S, console)
        await add_as(sensor, rows, path, owner)


async def guide(parts: Parts, config: EdgeConfig, sensor: str, asked: Asked, console: Console) -> Calibration:
    """Guide the owner through a calibration.

    Raises:
        LandsealError: the sensor cannot be heard, or the owner gives up.
    """
    radio = parts.backend(config.bluetooth.adapter, parts.clock)
    if isinstance(config.sensors.get(sensor), BleSensor):
        # A radio that cannot be used says so before anybody lays a harness on a table.
        await try_scan(radio.make_scanner, parts.clock)
    async with (
        parts.opened(config, [sensor], parts.clock, radio) as sources,
        Listening(sensor, sources[sensor]) as listening,
    ):
        return await calibrate(listening, TerminalOwner(console), asked)

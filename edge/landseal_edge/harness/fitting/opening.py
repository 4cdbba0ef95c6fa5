"""Sensors of `edge.toml`, opened without an agent: for calibrating and identifying them."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from landseal.clock import Clock
from landseal.errors import LandsealError, first_of
from landseal.sources import SensorSource
from landseal_edge.config import BleSensor, EdgeConfig, ReplaySensor, load_edge_config
from landseal_edge.harness.links.opened import Backend, open_sensors
from landseal_edge.harness.links.radio import Radio
from landseal_edge.replay.opened import replayed

Sensor = ReplaySensor | BleSensor


@asynccontextmanager
async def opened(
    config: EdgeConfig, names: Collection[str], clock: Clock, backend: Backend
) -> AsyncIterator[Mapping[str, SensorSource]]:
    """Open sensors as the agent does; they run as long as this is entered.

    Raises:
        LandsealError: one of them is not in the file, or cannot be opened; Bluetooth cannot be used.
    """
    for name in names:
        require_sensor(config, name)
    sensors = {name: config.sensors[name] for name in names}
    played = {n: replayed(s, clock) for n, s in sensors.items() if isinstance(s, ReplaySensor)}
    worn = {n: s for n, s in sensors.items() if isinstance(s, BleSensor)}
    if not worn:
        yield played
        return
    heard, radio = open_sensors(worn, backend, clock)
    async with _running(radio):
        yield {**played, **heard}


@asynccontextmanager
async def _running(radio: Radio) -> AsyncIterator[None]:
    """Run the radio meanwhile; what it raises ends what is done meanwhile."""
    try:
        async with asyncio.TaskGroup() as group:
            running = group.create_task(radio.run())
            yield
            running.cancel()
    except BaseExceptionGroup as group:
        errors = group.subgroup(LandsealError)
        if errors is None:
            raise
        raise first_of(errors) from None


def require_sensor(config: EdgeConfig, name: str) -> None:
    """Refuse a name that the file does not have.

    Raises:
        LandsealError: says which it has.
    """
    if name not in config.sensors:
        raise _no_such(name, config)


def config_if_there(path: Path) -> EdgeConfig | None:
    """Return a configuration; None where there is no file.

    Raises:
        LandsealError: names every wrong key.
    """
    return load_edge_config(path) if path.exists() else None


def named(
    config: EdgeConfig | None, sensor: str, *, where: str = "edge.toml"
) -> tuple[str, Sensor] | tuple[None, None]:
    """Return which sensor a person means by name or address; None, None: an address that is not in it.

    Raises:
        LandsealError: it is a name that nothing has.
    """
    for name, section in ({} if config is None else config.sensors).items():
        if sensor == name or (isinstance(section, BleSensor) and sensor.upper() == section.address.upper()):
            return name, section
    if ":" in sensor:
        return None, None
    raise _no_such(sensor, config, where)


def _no_such(name: str, config: EdgeConfig | None, where: str = "edge.toml") -> LandsealError:
    has = ", ".join({} if config is None else config.sensors) or "none"
    return LandsealError(
        "no such sensor",
        where=f"{where}: sensors.{name}",
        remedy=f"It has: {has}. To add one: landseal edge scan --write {where}",
    )

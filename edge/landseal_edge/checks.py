"""What an edge contributes to `landseal doctor`."""

import asyncio
from importlib.util import find_spec

from landseal.clock import SystemClock
from landseal.errors import LandsealError
from landseal.health import Check, Examined, Finding, Health, configured, unexamined
from landseal.reach import broker_finding
from landseal_edge.config import BleSensor, EdgeConfig, load_edge_config


def edge_checks() -> list[Check]:
    """Return the edge's checks."""
    return [
        Check("config", "edge", _config),
        Check("video", "edge", _video),
        Check("bluetooth", "edge", _bluetooth),
        Check("broker", "edge", _broker),
    ]


def _loaded(examined: Examined) -> EdgeConfig | Finding:
    return configured(examined.edge_config, load_edge_config, "--edge-config")


def _config(examined: Examined) -> Finding:
    loaded = _loaded(examined)
    if isinstance(loaded, Finding):
        return loaded
    return Finding(Health.HEALTHY, f"{len(loaded.sensors)} sensors, {len(loaded.cameras)} cameras")


def _video(_: Examined) -> Finding:
    if find_spec("av") is None:
        return Finding(Health.WARNING, "PyAV is missing: cameras cannot be read", "Install landseal[edge].")
    return Finding(Health.HEALTHY, "PyAV is installed")


def _bluetooth(examined: Examined) -> Finding:
    """Scan for a moment, where a sensor asks for it."""
    loaded = _loaded(examined)
    if isinstance(loaded, Finding):
        return unexamined(loaded)
    sensors = [name for name, sensor in loaded.sensors.items() if isinstance(sensor, BleSensor)]
    if not sensors:
        return Finding(Health.SKIPPED, "no sensor is heard over Bluetooth")
    if find_spec("bleak") is None:
        return Finding(Health.CRITICAL, "bleak is missing: no sensor can be heard", "Install landseal[edge].")
    from landseal_edge.harness.links.bluetooth import try_scan
    from landseal_edge.harness.links.opened import host_backend

    adapter, clock = loaded.bluetooth.adapter, SystemClock()
    try:
        asyncio.run(try_scan(host_backend(adapter, clock).make_scanner, clock))
    except LandsealError as error:
        return Finding(Health.CRITICAL, f"{error.where}: {error.what}", error.remedy)
    return Finding(Health.HEALTHY, f"{adapter} scans; {len(sensors)} sensors are heard over Bluetooth")


def _broker(examined: Examined) -> Finding:
    loaded = _loaded(examined)
    if isinstance(loaded, Finding):
        return unexamined(loaded)
    return broker_finding(loaded.mqtt)

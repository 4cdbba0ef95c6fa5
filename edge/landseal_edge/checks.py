"""What an edge contributes to `landseal doctor`."""

from importlib.util import find_spec

from landseal.health import Check, Examined, Finding, Health, configured, unexamined
from landseal.reach import broker_finding
from landseal_edge.config import EdgeConfig, load_edge_config


def edge_checks() -> list[Check]:
    """Return the edge's checks."""
    return [
        Check("config", "edge", _config),
        Check("video", "edge", _video),
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


def _broker(examined: Examined) -> Finding:
    loaded = _loaded(examined)
    if isinstance(loaded, Finding):
        return unexamined(loaded)
    return broker_finding(loaded.mqtt)

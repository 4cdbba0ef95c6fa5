"""What a server contributes to `landseal doctor`."""

import os

from landseal.health import Check, Examined, Finding, Health, configured, unexamined
from landseal.reach import broker_finding
from landseal_server.config import ServerConfig, load_server_config


def server_checks() -> list[Check]:
    """Return the server's checks."""
    return [
        Check("config", "server", _config),
        Check("data folder", "server", _data),
        Check("broker", "server", _broker),
    ]


def _loaded(examined: Examined) -> ServerConfig | Finding:
    return configured(examined.server_config, load_server_config, "--server-config")


def _config(examined: Examined) -> Finding:
    loaded = _loaded(examined)
    if isinstance(loaded, Finding):
        return loaded
    if not loaded.people:
        return Finding(Health.WARNING, "nobody is told of anything", "Add [people.NAME] with urls.")
    return Finding(Health.HEALTHY, f"{len(loaded.pets)} pets, {len(loaded.people)} people")


def _data(examined: Examined) -> Finding:
    loaded = _loaded(examined)
    if isinstance(loaded, Finding):
        return unexamined(loaded)
    folder = loaded.data.resolve()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        return Finding(
            Health.CRITICAL, f"{existing} cannot be written", "Give the server's user the right to."
        )
    return Finding(Health.HEALTHY, f"{folder} can be written")


def _broker(examined: Examined) -> Finding:
    loaded = _loaded(examined)
    if isinstance(loaded, Finding):
        return unexamined(loaded)
    return broker_finding(loaded.mqtt)

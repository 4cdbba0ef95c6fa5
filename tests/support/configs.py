"""Configurations of a small home."""

from collections.abc import Sequence
from pathlib import Path

from landseal.config import check
from landseal_server.config import ServerConfig

EDGE_TOKEN = "a token for tests alone"  # noqa: S105 -- it opens nothing


def server_config(
    data: Path, *, port: int = 8420, cameras: bool = False, tags: Sequence[str] = ()
) -> ServerConfig:
    """Return the configuration of a home with one dog, her trunk and pelvis, perhaps tags and a camera."""
    sensors = [
        {"edge": "pi", "sensor": role, "role": role, "mount_deg": [0, 0, 0]}
        for role in ("trunk", "pelvis", *tags)
    ]
    pet = {
        "name": "Buttons",
        "weight_kg": 9,
        "sensors": sensors,
        "cameras": [{"edge": "pi", "camera": "cam"}] if cameras else [],
    }
    table: dict[str, object] = {
        "data": str(data),
        "web": {"port": port, "edge_token": EDGE_TOKEN},
        "pets": {"buttons": pet},
        "people": {"anna": {"urls": ["json://127.0.0.1:9/"]}},
    }
    return check(table, ServerConfig, where="test")

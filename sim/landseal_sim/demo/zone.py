"""The time zone of this machine, by its name."""

from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

_LOCALTIME: Final = Path("/etc/localtime")


def local_zone() -> str:
    """Return the machine's time zone, such as `Europe/Berlin`; UTC where it cannot be told."""
    _, _, name = str(_LOCALTIME.resolve()).partition("/zoneinfo/")
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return "UTC"
    return name

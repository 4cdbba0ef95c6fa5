"""Checks: what `landseal doctor` runs, and what each part contributes to it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from landseal.errors import LandsealError


class Health(StrEnum):
    """The outcome of a check, from good to bad; the last two say that nothing was learnt."""

    HEALTHY = "healthy"
    WARNING = "warning"
    CRITICAL = "critical"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Finding:
    """What a check found, what it means, and how to mend it."""

    health: Health
    what: str
    remedy: str = ""


@dataclass(frozen=True)
class Examined:
    """What a check may look at: the configuration files that were named, where they were."""

    edge_config: Path | None = None
    server_config: Path | None = None


M = TypeVar("M")


def configured(path: Path | None, load: Callable[[Path], M], option: str) -> M | Finding:
    """Return the configuration that was named, or the finding that there is none or that it is wrong."""
    if path is None:
        return Finding(Health.SKIPPED, "no configuration named", f"Name it with {option}.")
    try:
        return load(path)
    except LandsealError as error:
        return Finding(Health.CRITICAL, str(error), "Mend the file; docs/configuration.md lists every key.")


def unexamined(loaded: Finding) -> Finding:
    """Return what a check says that has no configuration to look at, given why there is none."""
    if loaded.health is Health.SKIPPED:
        return loaded
    return Finding(Health.SKIPPED, "the configuration could not be read")


@dataclass(frozen=True)
class Check:
    """One named check."""

    name: str
    category: str
    run: Callable[[Examined], Finding]

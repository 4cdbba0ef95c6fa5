"""`landseal doctor`: every installed part brings its checks; this runs them and says what to do."""

import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from landseal.clock import SystemClock
from landseal.errors import LandsealError
from landseal.health import Check, Examined, Finding, Health
from landseal.words import ClockState

GROUP: Final = "landseal.checks"
_LOW_DISK_BYTES: Final = 500_000_000
_STYLES: Final = {
    Health.HEALTHY: "green",
    Health.WARNING: "yellow",
    Health.CRITICAL: "bold red",
    Health.UNKNOWN: "magenta",
    Health.SKIPPED: "dim",
}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the report, as `--json` prints it."""

    category: str
    name: str
    health: Health
    what: str
    remedy: str


def doctor(
    *,
    edge_config: Annotated[Path | None, typer.Option(help="The edge's configuration to examine.")] = None,
    server_config: Annotated[Path | None, typer.Option(help="The server's configuration to examine.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the findings here; - is standard output.")] = None,
) -> None:
    """Examine this machine; the exit code is 0 unless a check is critical."""
    examined = Examined(edge_config=edge_config, server_config=server_config)
    reports = [_run(check, examined) for check in installed_checks()]
    Console(stderr=str(json) == "-").print(_table(reports))
    if json is not None:
        _write_json(reports, json)
    if any(report.health is Health.CRITICAL for report in reports):
        raise typer.Exit(1)


def installed_checks() -> Iterator[Check]:
    """Yield the checks of every installed part."""
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        yield from entry.load()()


def core_checks() -> list[Check]:
    """Return the checks that hold for any machine."""
    return [
        Check("python", "machine", _python),
        Check("clock", "machine", _clock),
        Check("disk", "machine", _disk),
    ]


def _run(check: Check, examined: Examined) -> Report:
    finding = check.run(examined)
    return Report(
        category=check.category,
        name=check.name,
        health=finding.health,
        what=finding.what,
        remedy=finding.remedy,
    )


def _python(_: Examined) -> Finding:
    return Finding(Health.HEALTHY, f"Python {sys.version.split()[0]}")


def _clock(_: Examined) -> Finding:
    if SystemClock().state() is ClockState.SYNCHRONISED:
        return Finding(Health.HEALTHY, "the clock shows a plausible date")
    return Finding(
        Health.CRITICAL,
        "the clock was not set since the power came back",
        "Connect the network so that it can be set: timedatectl set-ntp true",
    )


def _disk(_: Examined) -> Finding:
    free = shutil.disk_usage(Path.cwd()).free
    shown = f"{free / 1e9:.1f} GB free here"
    if free < _LOW_DISK_BYTES:
        return Finding(Health.WARNING, shown, "Free some space: raw blocks and pictures need it.")
    return Finding(Health.HEALTHY, shown)


def _table(reports: list[Report]) -> Table:
    table = Table("part", "check", "health", "what", "what to do", box=None, pad_edge=False)
    table.columns[-1].overflow = "fold"  # a file's name that is cut is no help
    for report in reports:
        style = _STYLES[report.health]
        table.add_row(
            report.category,
            report.name,
            f"[{style}]{report.health}[/]",
            escape(report.what),
            escape(report.remedy),
        )
    return table


def _write_json(reports: list[Report], target: Path) -> None:
    line = msgspec.json.encode(reports).decode()
    if str(target) == "-":
        typer.echo(line)
    else:
        try:
            target.write_text(line + "\n", encoding="utf-8")
        except OSError as error:
            raise LandsealError(f"cannot be written ({error.strerror})", where=str(target)) from None

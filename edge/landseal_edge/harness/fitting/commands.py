"""`landseal edge scan`, `identify` and `calibrate`: the owner's side of the harness."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landseal.errors import LandsealError
from landseal.words import Role
from landseal_edge.harness.fitting.sides import Lies, Points

if TYPE_CHECKING:
    from rich.console import Console

    from landseal_edge.harness.fitting.errands import Parts

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The edge's configuration.", show_default="edge.toml")
]


def scan(
    context: typer.Context,
    *,
    seconds: Annotated[float, typer.Option(help="How long to listen.", min=1, max=86400)] = 20.0,
    json: Annotated[Path | None, typer.Option(help="Write what was near here; - is standard output.")] = None,
    write: Annotated[Path | None, typer.Option(help="Add new sensors to this edge.toml.")] = None,
    config: ConfigOption = None,
    everything: Annotated[bool, typer.Option("--all", help="List devices that nobody knows, too.")] = False,
) -> None:
    """Show which sensors are near, and write those that are new into edge.toml."""
    from landseal_edge.harness.fitting.adding import add_sensors, next_steps
    from landseal_edge.harness.fitting.errands import show_near
    from landseal_edge.harness.fitting.owner import TerminalOwner

    console, parts = _console(json), _parts(context)
    rows = asyncio.run(
        show_near(parts, write or config or parts.config, seconds, console, everything=everything)
    )
    if json is not None:
        _write_json(rows, json)
    if write is not None:
        names = asyncio.run(add_sensors(rows, write, TerminalOwner(console)))
        for name in names:
            console.print(next_steps(name), markup=False, highlight=False, soft_wrap=True)


def identify(
    context: typer.Context,
    sensor: Annotated[str, typer.Argument(help="Its name in edge.toml, or its address.")],
    *,
    config: ConfigOption = None,
    seconds: Annotated[float, typer.Option(help="How long to wait for a tap.", min=1, max=3600)] = 60.0,
) -> None:
    """Make a sensor blink or beep; one that cannot is tapped, and its name is shown."""
    from landseal_edge.harness.fitting.errands import show_which

    parts = _parts(context)
    asyncio.run(show_which(parts, sensor, config or parts.config, seconds, _console(None)))


def calibrate(  # noqa: PLR0913 -- a command's options
    context: typer.Context,
    sensor: Annotated[str, typer.Argument(help="Its name in edge.toml.")],
    *,
    config: ConfigOption = None,
    role: Annotated[
        Role | None,
        typer.Option(
            help="Where she wears it: trunk or pelvis; else a name that is a role says it.",
            show_default="trunk",
        ),
    ] = None,
    arrow: Annotated[
        Points | None,
        typer.Option(help="Where the arrow on the sensor points, if you will not lift the harness."),
    ] = None,
    lies: Annotated[Lies | None, typer.Option(help="Which side of her is down.")] = None,
    standing: Annotated[
        bool, typer.Option("--standing", help="Let her stand as well; needs --phase free.")
    ] = False,
    phase: Annotated[
        str | None, typer.Option(help="Her care plan's phase, as her vet has set it: strict_rest, free ...")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Write the result here; - is standard output.")] = None,
) -> None:
    """Measure how a sensor sits on her: harness flat on a table, then the dog lying as she lies."""
    from landseal_edge.config import load_edge_config
    from landseal_edge.harness.fitting.calibrate import Asked, require_may_stand
    from landseal_edge.harness.fitting.calibration_report import (
        report,
        require_harness,
        role_of,
        server_lines,
    )
    from landseal_edge.harness.fitting.calibration_verdict import Quality, findings, worst
    from landseal_edge.harness.fitting.errands import guide, offer_to_add

    role = role or role_of(sensor)
    require_harness(role)
    if standing:
        require_may_stand(phase)
    console, parts = _console(json), _parts(context)
    config = config or parts.config
    asyncio.run(offer_to_add(parts, sensor, config, console))
    loaded = load_edge_config(config)
    found = asyncio.run(guide(parts, loaded, sensor, Asked(arrow, lies, standing), console))
    looked_at = findings(found)
    console.print(report(found, looked_at), markup=False, highlight=False)
    if worst(looked_at) is Quality.REFUSED:
        raise LandsealError(
            "this calibration is not good enough to be used", remedy="See above, and begin again."
        )
    if json is not None:
        _write_json({"edge": loaded.edge, "sensor": sensor, "role": role, "mount_deg": found.mount_deg}, json)
    where = "\nPut these lines into her [[pets.NAME.sensors]] in server.toml, and restart the server:\n"
    console.print(where, markup=False, highlight=False)
    lines = server_lines(edge=loaded.edge, sensor=sensor, role=role, mount_deg=found.mount_deg)
    console.print(lines, markup=False, highlight=False)


def _parts(context: typer.Context) -> "Parts":
    """Return what a test has put in place, or the machine's own radio and clock."""
    from landseal_edge.harness.fitting.errands import Parts, own_parts

    return context.obj if isinstance(context.obj, Parts) else own_parts()


def _console(json: Path | None) -> "Console":
    """Return where people read: standard error, where standard output is for a program."""
    from rich.console import Console

    return Console(stderr=str(json) == "-")


def _write_json(value: object, target: Path) -> None:
    import msgspec

    line = msgspec.json.encode(value).decode()
    if str(target) == "-":
        typer.echo(line)
        return
    try:
        target.write_text(line + "\n", encoding="utf-8")
    except OSError as error:
        raise LandsealError(f"cannot be written ({error.strerror})", where=str(target)) from None

"""The `landseal` command: a shell that finds its subcommands by entry point.

Core does not know edge, server or simulator; each registers its commands under `landseal.commands`.
Only the command that was called is imported.
"""

import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Final

import typer

from landseal import __version__
from landseal.errors import LandsealError

GROUP: Final = "landseal.commands"
EXIT_INTERRUPTED: Final = 130
"""What a shell expects after Ctrl-C: 128 + SIGINT."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; leave with 0 only when what was asked was done."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    try:
        _shell(argv)(argv, prog_name="landseal")
    except LandsealError as error:
        typer.echo(f"landseal: {error}", err=True)
        sys.exit(error.exit_code)
    except ModuleNotFoundError as error:
        if str(error.name).startswith("landseal"):
            raise  # a defect of ours
        extra = "Install landseal with the extra for this part: landseal[edge], [server], [sim] or [radio]."
        typer.echo(f"landseal: {error.name} is not installed. {extra}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)


def _shell(argv: list[str]) -> typer.Typer:
    """Build the application with the called command alone, or with all of them for `--help`."""
    shell = typer.Typer(
        help="Landseal: watches a recovering dog, and tells when she stands up.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    shell.callback()(_options)
    found = entry_points(group=GROUP)
    called = argv[0] if argv and argv[0] in found.names else None
    for entry in sorted(found, key=lambda entry: entry.name):
        if called in (None, entry.name):
            _add(shell, entry)
    return shell


def _add(shell: typer.Typer, entry: EntryPoint) -> None:
    """Add what an entry point names: a Typer application as a group, a function as a command."""
    command = entry.load()
    if isinstance(command, typer.Typer):
        shell.add_typer(command, name=entry.name)
    else:
        shell.command(entry.name)(command)


def _show_version(value: bool) -> None:  # noqa: FBT001 -- an option's callback is called so
    if value:
        typer.echo(f"landseal {__version__}")
        raise typer.Exit


def _options(
    *,
    _version: bool = typer.Option(
        False,  # noqa: FBT003 -- the option's default, typer's way
        "--version",
        callback=_show_version,
        is_eager=True,
        help="Print the version and leave.",
    ),
) -> None:
    """Landseal: watches a recovering dog, and tells when she stands up."""

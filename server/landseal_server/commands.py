"""`landseal server ...`."""

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landseal.stopping import on_stop

if TYPE_CHECKING:
    from landseal_server.server import Server

server = typer.Typer(help="The server: recognises, keeps, tells.", no_args_is_help=True)


@server.callback()
def _group() -> None:
    """The server: recognises, keeps, tells."""


@server.command()
def run(
    *,
    config: Annotated[Path, typer.Option(help="The server's configuration.")] = Path("server.toml"),
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more.")] = False,
) -> None:
    """Run the server until Ctrl-C or SIGTERM."""
    from landseal.clock import SystemClock
    from landseal_server.config import load_server_config
    from landseal_server.server import Server

    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, format="%(levelname)s %(message)s")
    asyncio.run(_run(Server(load_server_config(config), SystemClock())))


async def _run(running: "Server") -> None:
    on_stop(running.ask_to_stop)
    await running.run(on_ready=lambda: typer.echo(f"landseal: the page is at {running.url}"))

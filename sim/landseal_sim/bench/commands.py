"""`landseal bench`: runs the programs of `benchmarks/`, which are part of a checkout and of nothing else."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

import landseal_sim
from landseal.errors import LandsealError

bench = typer.Typer(help="Measure how fast it is, beside its peers.", no_args_is_help=True)


@bench.callback()
def _bench() -> None:
    """Measure how fast it is, beside its peers."""


@bench.command()
def ble(
    *,
    json: Annotated[
        Path | None, typer.Option("--json", help='Write the figures there; "-" is standard output.')
    ] = None,
    seconds: Annotated[float, typer.Option(help="How long each run listens.", min=1)] = 10.0,
    runs: Annotated[int, typer.Option(help="Runs of which the median is told.", min=1)] = 3,
) -> None:
    """Sensors over a virtual radio: samples kept, CPU share, and microseconds to decode a frame."""
    program("ble").run(json=json, seconds=seconds, runs=runs)


def program(name: str) -> ModuleType:
    """Return a benchmark's module.

    Raises:
        LandsealError: this is no checkout.
    """
    folder = Path(landseal_sim.__file__).parents[2] / "benchmarks"
    if not (folder / f"{name}.py").is_file():
        raise LandsealError(
            "the benchmarks are part of a checkout, and this is none",
            where=f"bench {name}",
            remedy="Clone the repository, run scripts/test --setup-only, and then .venv/bin/landseal bench.",
        )
    sys.path.insert(0, str(folder))
    return import_module(name)

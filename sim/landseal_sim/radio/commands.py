"""`landseal pretend`: the edge's commands for its owner, in a room of computed sensors."""

from pathlib import Path

import typer

from landseal_edge.harness.fitting import commands as owner_commands

PRETENDED = Path("pretend.toml")
"""Computed sensors have no business in an owner's own edge.toml."""

pretend = typer.Typer(
    help="Try `landseal edge scan`, `identify` and `calibrate` without hardware.", no_args_is_help=True
)


@pretend.callback()
def _room(context: typer.Context) -> None:
    """Try `landseal edge scan`, `identify` and `calibrate` without hardware: computed sensors are near."""
    from landseal.clock import SystemClock
    from landseal_edge.harness.fitting.errands import Parts
    from landseal_edge.harness.fitting.opening import opened
    from landseal_sim.radio.room import Room, one_of_each

    context.obj = Parts(Room(*one_of_each()).backend, SystemClock(), opened, config=PRETENDED)


for _command in (owner_commands.scan, owner_commands.identify, owner_commands.calibrate):
    pretend.command()(_command)

"""`landseal evaluate`, `landseal predict`, `landseal train`."""

from pathlib import Path
from typing import Annotated

import typer

from landseal.errors import LandsealError
from landseal_sim.accuracy.mode import LeaveOut, Mode


def evaluate(  # noqa: PLR0913 -- a command's options
    file: Annotated[Path | None, typer.Argument(help="A recording of a real dog, with labels.")] = None,
    *,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="On simulated homes, a life for each seed.")
    ] = False,
    world: Annotated[str, typer.Option(help="easy, home, hard, or a TOML file.")] = "home",
    seeds: Annotated[str, typer.Option(help="A:B, both included.")] = "0:7",
    days: Annotated[float, typer.Option(help="How long each life is.", min=0.01, max=400)] = 2.0,
    sensors: Annotated[
        str | None,
        typer.Option(help="Such as trunk,pelvis,camera, instead of each dog's own and the camera."),
    ] = None,
    dog: Annotated[
        str | None, typer.Option(help="A shipped dog, or a TOML file; else the shipped dogs in turn.")
    ] = None,
    leave_out: Annotated[
        LeaveOut, typer.Option(help="With a FILE: learn without each of these in turn, and score on it.")
    ] = LeaveOut.DATE,
    rate_hz: Annotated[float | None, typer.Option(help="The recording's rate.", min=0.1, max=1000)] = None,
    protocol: Annotated[
        str | None,
        typer.Option(help="A published protocol on its own FILE: kumpulainen, on DogMoveData.csv."),
    ] = None,
    role: Annotated[str, typer.Option(help="With --protocol: trunk (the harness) or collar.")] = "trunk",
    pet: Annotated[
        str | None, typer.Option(help="On your own dog, by what people have answered: her id.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="With --pet: the server's data folder; else data.")
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="With --pet: a store instead, whose ledger is beside it.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="With --pet: from this day on (UTC).")] = None,
    as_json: Annotated[
        str | None,
        typer.Option("--json", help="Write JSON into this file; - is standard output."),
    ] = None,
) -> None:
    """Measure how often the recogniser is right."""
    from landseal_sim.accuracy import against

    if protocol is not None and not simulated and pet is None:
        against.by_protocol(file, protocol, role, as_json)
        return
    if protocol is not None or sum((file is not None, simulated, pet is not None)) != 1:
        raise LandsealError(
            "evaluate: expected one of FILE, --simulated, --pet",
            remedy="Say what the recogniser is to be held against.",
        )
    if pet is None and (data, store, since) != (None, None, None):
        raise LandsealError("evaluate: --data, --store and --since belong to --pet")
    if pet is not None:
        against.on_this_dog(pet, data, store, since, as_json)
    elif file is None:
        named = None if sensors is None else tuple(name.strip() for name in sensors.split(","))
        against.on_simulated(world, against.seed_range(seeds), days, named, dog, as_json)
    else:
        against.on_recordings(file, leave_out, rate_hz, as_json)


def predict(
    file: Annotated[Path, typer.Argument(help="A recording: CSV (plain or .gz), or Landseal's own .npz.")],
    *,
    out: Annotated[Path, typer.Option(help="Write seconds.csv and events.csv into this folder.")],
    rate_hz: Annotated[float | None, typer.Option(help="The recording's rate.", min=0.1, max=1000)] = None,
    mode: Annotated[
        Mode, typer.Option(help="live: only what came before each second is known; whole: the session.")
    ] = Mode.LIVE,
) -> None:
    """Say of a recording what she did in each second, and when she got up or set off; labels are not read."""
    from rich.console import Console
    from rich.progress import track

    from landseal_server.recognise.model import shipped
    from landseal_sim.accuracy import predicting
    from landseal_sim.accuracy.recorded import sessions

    console = Console(stderr=True, highlight=False)
    found = list(sessions(file, rate_hz))
    told = predicting.predict(track(found, "reading", console=console), mode, shipped(), out)
    console.print(
        f"{told.sessions} sessions, {told.seconds:,} seconds in {out / predicting.SECONDS},"
        f" {told.events} events in {out / predicting.EVENTS}",
        soft_wrap=True,
    )


def train(
    *,
    data: Annotated[
        Path | None, typer.Option(help="Folder of the recordings; else LANDSEAL_DATA, or ../shared/data.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Write the weights into this file.")],
) -> None:
    """Learn from recordings and simulation, and write the weights; a few minutes. Needs scikit-learn."""
    from rich.console import Console

    from landseal_sim.accuracy.train import train as make
    from landseal_sim.realism.plain import demand
    from landseal_sim.realism.recorded import DOGACCEL, folder
    from landseal_sim.record.progress import shares

    demand()
    console = Console(stderr=True, highlight=False)
    with shares(console, "learning") as on_progress:
        size = make(folder(data) / DOGACCEL, out, on_progress)
    console.print(f"{size / 1e3:.0f} kB of weights in {out}", soft_wrap=True)

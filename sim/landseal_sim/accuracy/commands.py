"""`landseal evaluate`."""

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
    as_json: Annotated[
        str | None,
        typer.Option("--json", help="Write JSON into this file; - is standard output."),
    ] = None,
) -> None:
    """Measure how often the recogniser is right."""
    if simulated and (file is not None or protocol is not None):
        raise LandsealError("evaluate: expected a FILE or --simulated, not both")
    if protocol is not None:
        _by_protocol(file, protocol, role, as_json)
        return
    if file is not None:
        _on_recordings(file, leave_out, rate_hz, as_json)
        return
    if not simulated:
        raise LandsealError(
            "evaluate: expected a FILE or --simulated", remedy="Say what the recogniser is held against."
        )
    named = None if sensors is None else tuple(name.strip() for name in sensors.split(","))
    _on_simulated(world, _range(seeds), days, named, dog, as_json)


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


def _on_recordings(file: Path, leave_out: LeaveOut, rate_hz: float | None, as_json: str | None) -> None:
    import msgspec
    from rich.console import Console

    from landseal_sim.accuracy import held_out
    from landseal_sim.accuracy.show_held import show_held
    from landseal_sim.accuracy.train import simulated_lessons
    from landseal_sim.realism.plain import demand
    from landseal_sim.record.progress import shares

    demand()
    with shares(Console(stderr=True), "learning and scoring") as on_progress:
        lessons = simulated_lessons(lambda share: on_progress(0.1 * share))
        found = held_out.evaluate(
            file, rate_hz, leave_out, lessons, lambda share: on_progress(0.1 + 0.9 * share)
        )
    show_held(found, Console(stderr=as_json == "-", highlight=False))
    _give(msgspec.json.encode(found).decode(), as_json)


def _on_simulated(
    world: str,
    seeds: tuple[int, int],
    days: float,
    sensors: tuple[str, ...] | None,
    dog: str | None,
    as_json: str | None,
) -> None:
    import msgspec
    from rich.console import Console

    from landseal_sim.accuracy import simulated
    from landseal_sim.accuracy.show import show
    from landseal_sim.record.progress import progress

    wanted = simulated.Wanted(world, *seeds, days, sensors, dog)
    with progress(Console(stderr=True), "living", simulated.length_s(wanted)) as on_progress:
        found = simulated.evaluate(wanted, on_progress)
    show(found, Console(stderr=as_json == "-", highlight=False))
    _give(msgspec.json.encode(found).decode(), as_json)


def _by_protocol(file: Path | None, protocol: str, role: str, as_json: str | None) -> None:
    from rich.console import Console

    from landseal_sim.accuracy.kumpulainen.command import run

    _give(run(file, protocol, role, Console(stderr=as_json == "-", highlight=False)), as_json)


def _range(seeds: str) -> tuple[int, int]:
    first, colon, last = seeds.partition(":")
    if not (colon and first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise LandsealError(
            f'--seeds: expected two numbers A:B, the first no larger than the second, got "{seeds}"'
        )
    return int(first), int(last)


def _give(encoded: str, as_json: str | None) -> None:
    """Give the JSON where it was asked for: the last line of standard output, or a file."""
    if as_json == "-":
        typer.echo(encoded)
    elif as_json is not None:
        try:
            Path(as_json).write_text(encoded + "\n", encoding="utf-8")
        except OSError as error:
            raise LandsealError(f"cannot be written ({error.strerror})", where=as_json) from None

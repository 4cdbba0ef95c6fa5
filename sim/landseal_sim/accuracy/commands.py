"""`landseal evaluate`."""

from pathlib import Path
from typing import Annotated

import typer

from landseal.errors import LandsealError


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
    if pet is not None:
        if file is not None or simulated:
            raise LandsealError("evaluate --pet: expected neither a FILE nor --simulated beside it")
        _on_this_dog(pet, data, store, since, as_json)
        return
    if (data, store, since) != (None, None, None):
        raise LandsealError("evaluate: --data, --store and --since belong to --pet")
    if file is not None:
        raise LandsealError(
            "evaluate: recordings cannot be evaluated yet", remedy="Say --simulated, without a file."
        )
    if not simulated:
        raise LandsealError(
            "evaluate: expected a FILE or --simulated, or --pet",
            remedy="Say what the recogniser is held against.",
        )
    named = None if sensors is None else tuple(name.strip() for name in sensors.split(","))
    _on_simulated(world, _range(seeds), days, named, dog, as_json)


def _on_this_dog(
    pet: str, data: Path | None, store: str | None, since: str | None, as_json: str | None
) -> None:
    import msgspec
    from rich.console import Console

    from landseal_server.labels import own
    from landseal_server.labels.show import show

    found = own.on_this_dog(pet, own.ledger_path(data, store), own.day(since))
    show(found, Console(stderr=as_json == "-", highlight=False))
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

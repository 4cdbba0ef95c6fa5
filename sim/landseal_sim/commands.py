"""`landseal demo`."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer

from landseal.errors import LandsealError
from landseal.words import EventKind, Role

_SECONDS_PER_MINUTE = 60


def demo(  # noqa: PLR0913 -- a command's options
    *,
    port: Annotated[
        int, typer.Option(help="Where the page is served, on 127.0.0.1.", min=1, max=65535)
    ] = 8420,
    minutes_per_second: Annotated[
        float | None,
        typer.Option(help="Let this many of her minutes pass in a second; else real time.", min=0.02, max=10),
    ] = None,
    recording: Annotated[Path | None, typer.Option(help="Play a real dog's recording instead.")] = None,
    session: Annotated[str | None, typer.Option(help="Of the recording, play this session alone.")] = None,
    rate_hz: Annotated[float | None, typer.Option(help="The recording's rate.", min=0.1, max=1000)] = None,
    role: Annotated[Role, typer.Option(help="Where the recorded sensor sat: trunk or collar.")] = Role.TRUNK,
    until: Annotated[
        EventKind | None, typer.Option(help="End with 0 when such an event is stored, served and pushed.")
    ] = None,
    timeout: Annotated[float, typer.Option(help="Give up waiting after so many seconds.", min=1)] = 300.0,
    seed: Annotated[int, typer.Option(help="Another seed is another day of hers.", min=0)] = 1,
    data: Annotated[Path | None, typer.Option(help="Keep the data here; else it is gone at the end.")] = None,
) -> None:
    """Run a whole home in one process: a dog who cannot walk, her sensors, and what is told of her."""
    import msgspec
    from rich.console import Console

    from landseal_server.alerts.policy import PUSHED
    from landseal_sim.demo.run import Wanted, run

    if role not in (Role.TRUNK, Role.COLLAR):
        raise LandsealError(f'--role: expected "trunk" or "collar", got "{role}"')
    if until is not None and until not in PUSHED:
        kinds = ", ".join(sorted(PUSHED))
        raise LandsealError(
            f"--until {until}: no such event is ever pushed", remedy=f"Wait for one of: {kinds}."
        )
    wanted = Wanted(
        port=port,
        speed=_SECONDS_PER_MINUTE * minutes_per_second if minutes_per_second else 1.0,
        seed=seed,
        recording=recording,
        session=session,
        rate_hz=rate_hz,
        role=role,
        until=until,
        timeout_s=timeout,
        data=data,
    )
    outcome = asyncio.run(run(wanted, Console(stderr=until is not None)))
    if until is None:
        return
    if outcome.verdict is None:
        raise LandsealError(
            f"no confirmed {until} was stored, served and pushed; seen instead: {outcome.seen_instead}"
        )
    typer.echo(msgspec.json.encode(outcome.verdict).decode())


def simulate(  # noqa: PLR0913 -- a command's options
    *,
    days: Annotated[float, typer.Option(help="How long.", min=0.01, max=400)] = 7.0,
    seed: Annotated[int, typer.Option(help="Another seed is another life.", min=0)] = 1,
    dog: Annotated[str, typer.Option(help="A shipped dog, or a TOML file.")] = "paretic-small",
    world: Annotated[str, typer.Option(help="easy, home, hard, or a TOML file.")] = "home",
    start: Annotated[
        str, typer.Option(help="Local date, or date and time, at which it begins.")
    ] = "2026-03-23",
    zone: Annotated[str, typer.Option(help="Time zone of the home.")] = "Europe/Berlin",
    out: Annotated[Path | None, typer.Option(help="Write files into this new folder.")] = None,
    video: Annotated[
        float, typer.Option(help="With --out: film so many minutes round her first rise.", min=0, max=600)
    ] = 0.0,
    store: Annotated[
        str | None,
        typer.Option(help="Let it be read into this store and its ledger, as if it were lived here."),
    ] = None,
) -> None:
    """Compute a dog's life: what her sensors give, the truth beside it, and a picture of her days."""
    from rich.console import Console

    from landseal_sim.life.calendar import begins, zone_named
    from landseal_sim.record.edges import Asked
    from landseal_sim.record.order import Order, carry_out
    from landseal_sim.world.load import load_dog, load_world

    if out is None and store is None:
        raise LandsealError(
            "simulate: expected --out, --store or both", remedy="Say where the life is to be written."
        )
    if video and out is None:
        raise LandsealError("--video: expected --out beside it", remedy="Name the folder for the film.")
    calendar = begins(start, zone_named(zone))
    asked = Asked(load_dog(dog), load_world(world), calendar, seed, calendar.after_days(days))
    order = Order(asked, named={"dog": dog, "world": world}, out=out, film_minutes=video, store=store)
    # Asked to end, it ends as on Ctrl-C: its own processes first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    carry_out(order, Console(stderr=True))


def realism(
    *,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder of the recordings; else LANDSEAL_DATA, or ../shared/data."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the simulated dogs.", min=0)] = 1,
    as_json: Annotated[
        str | None,
        typer.Option("--json", help="Write JSON into this file; - is standard output."),
    ] = None,
) -> None:
    """Hold the simulated dog against recordings of real ones: how real is she?"""
    import msgspec
    from rich.console import Console

    from landseal_sim.realism.measure import measure, show
    from landseal_sim.realism.recorded import folder

    console = Console(stderr=as_json == "-", highlight=False)
    found = measure(folder(data), seed, lambda text: console.print(f"{text} ..."))
    show(found, console)
    encoded = msgspec.json.encode(found).decode()
    if as_json == "-":
        typer.echo(encoded)
    elif as_json is not None:
        _write(Path(as_json), encoded)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise LandsealError(f"cannot be written ({error.strerror})", where=str(path)) from None

"""What `landseal evaluate` holds the recogniser against: homes, recordings, a protocol, your own dog."""

from pathlib import Path

import typer

from landseal.errors import LandsealError
from landseal_sim.accuracy.mode import LeaveOut


def on_simulated(
    world: str,
    seeds: tuple[int, int],
    days: float,
    sensors: tuple[str, ...] | None,
    dog: str | None,
    as_json: str | None,
) -> None:
    """Score on simulated homes."""
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


def on_recordings(file: Path, leave_out: LeaveOut, rate_hz: float | None, as_json: str | None) -> None:
    """Learn without a part of the recordings, and score on it."""
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


def by_protocol(file: Path | None, protocol: str, role: str, as_json: str | None) -> None:
    """Score by a published protocol on its own data."""
    from rich.console import Console

    from landseal_sim.accuracy.kumpulainen.command import run

    _give(run(file, protocol, role, Console(stderr=as_json == "-", highlight=False)), as_json)


def on_this_dog(
    pet: str, data: Path | None, store: str | None, since: str | None, as_json: str | None
) -> None:
    """Say what people have answered about their own dog."""
    import msgspec
    from rich.console import Console

    from landseal_server.labels import own
    from landseal_server.labels.show import show

    found = own.on_this_dog(pet, own.ledger_path(data, store), own.day(since))
    show(found, Console(stderr=as_json == "-", highlight=False))
    _give(msgspec.json.encode(found).decode(), as_json)


def seed_range(seeds: str) -> tuple[int, int]:
    """Read A:B, both included.

    Raises:
        LandsealError: it is no such range.
    """
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

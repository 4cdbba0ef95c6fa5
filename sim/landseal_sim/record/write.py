"""`landseal simulate --out`: a life as files, with its truth, its picture and, on request, a film."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import landseal
from landseal.errors import LandsealError
from landseal.words import Role
from landseal_sim.acts.script import Act
from landseal_sim.life.calendar import Calendar
from landseal_sim.life.life import Life
from landseal_sim.record.actogram import draw_actogram
from landseal_sim.record.beside import beside
from landseal_sim.record.edges import Asked
from landseal_sim.record.files import SensorFiles
from landseal_sim.record.harness import Harness
from landseal_sim.sensing.fitting import POCKET_DEG
from landseal_sim.truth.book import Book, write_truth


@dataclass(frozen=True)
class Written:
    """What came of it."""

    folder: Path
    book: Book
    samples: int
    """Over all sensors."""


def write_life(
    asked: Asked, folder: Path, *, named: dict[str, str], on_progress: Callable[[float], None]
) -> Written:
    """Write a life into a folder that is empty or new.

    Args:
        asked: whose, and how long.
        folder: where to.
        named: how world and dog were asked for.
        on_progress: told the seconds of her life that are done.

    Raises:
        LandsealError: the folder holds something already, or the disk does not take it.
    """
    require_empty(folder)
    here, there = asked.section.sensors[::2], asked.section.sensors[1::2]
    life, book, samples = asked.life(), Book(), 0
    # Sensors know nothing of one another: every other one is computed in a process beside this one.
    with beside(_write_sensors, _Part(asked, there, folder)) as others:
        for act, heard in _written(life, _Part(asked, here, folder)):
            book.enter(act)
            samples += heard
            on_progress(act.end_s)
        samples += sum(others)
    book.end(asked.until_s)
    write_truth(folder / "truth.jsonl", book, life.calendar)
    _write_about(folder / "life.json", life, asked.until_s, named)
    title = f"{life.section.name}: what she did (world {life.world.name}, seed {life.seed})"
    draw_actogram(folder / "actogram.png", book, life.calendar, title)
    return Written(folder, book, samples)


@dataclass(frozen=True)
class _Part:
    """Some of her sensors."""

    asked: Asked
    roles: list[Role]
    folder: Path


def _write_sensors(part: _Part) -> Iterator[int]:
    """Write some of her sensors; yield, once, how many samples they have given."""
    yield sum(samples for _, samples in _written(part.asked.life(), part))


def _written(life: Life, part: _Part) -> Iterator[tuple[Act, int]]:
    """Yield act after act, with the samples of it that are written; at the end all files are whole."""
    until_s, harness = part.asked.until_s, Harness(life, part.roles)
    files = {
        role: SensorFiles(part.folder / "sensors", role, sensor, life.calendar)
        for role, sensor in harness.sensors.items()
    }
    for act in life.acts_until(until_s):
        samples = 0
        for role, heard in harness.hears(act):
            lived = heard.part(heard.at_s < until_s) if act.end_s > until_s else heard
            files[role].add(lived)
            samples += len(lived.at_s)
        yield act, samples
    for file in files.values():
        file.close()


def require_empty(folder: Path) -> None:
    """Make a folder, or take one that is empty.

    Raises:
        LandsealError: it holds something, or cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = next(folder.iterdir(), None)
    except OSError as error:
        raise LandsealError(f"cannot be used ({error.strerror})", where=str(folder)) from None
    if taken is not None:
        raise LandsealError(
            f'the folder is not empty (it has "{taken.name}")',
            where=str(folder),
            remedy="Name a new folder: nothing is overwritten.",
        )


def _write_about(path: Path, life: Life, until_s: float, named: dict[str, str]) -> None:
    about = {
        "made_by": f"landseal {landseal.__version__}",
        "until": life.calendar.local(until_s).isoformat(),
        "seed": life.seed,
        "start": _start(life.calendar),
        "time_zone": life.calendar.zone.key,
        **named,
        "pet": {"name": life.section.name, "weight_kg": life.section.weight_kg},
        "pockets_deg": {str(role): POCKET_DEG[role] for role in life.section.sensors},
        "dog_as_read": life.section.model_dump(mode="json"),
        "world_as_read": life.world.model_dump(mode="json"),
    }
    try:
        path.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise LandsealError(f"cannot be written ({error.strerror})", where=str(path)) from None


def _start(calendar: Calendar) -> str:
    return calendar.local(0).isoformat()

"""A bar for whoever waits: how much of her life has been lived."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from landseal_sim.life.calendar import SECONDS_PER_DAY


@contextmanager
def progress(console: Console, words: str, total_s: float) -> Iterator[Callable[[float], None]]:
    """Show a bar; give the function that is told the seconds done."""
    columns = (
        TextColumn(words),
        BarColumn(),
        TextColumn("{task.fields[of]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(words, total=total_s, of="")

        def tell(done_s: float) -> None:
            done = min(done_s, total_s)
            bar.update(task, completed=done, of=_of(done, total_s))

        yield tell


@contextmanager
def shares(console: Console, words: str) -> Iterator[Callable[[float], None]]:
    """Show a bar for work whose length is not a time; give the function that is told the share done, 0-1."""
    columns = (TextColumn(words), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(words, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _of(done_s: float, total_s: float) -> str:
    """Say how much of it is done, in days, or in minutes where it is short."""
    if total_s >= SECONDS_PER_DAY:
        return f"{done_s / SECONDS_PER_DAY:.1f} of {total_s / SECONDS_PER_DAY:.1f} days"
    return f"{done_s / 60:.0f} of {total_s / 60:.0f} min"

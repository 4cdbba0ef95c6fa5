"""A bar for whoever waits: how much of her life has been lived."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from landseal_sim.life.calendar import SECONDS_PER_DAY


@contextmanager
def progress(console: Console, words: str, total_s: float) -> Iterator[Callable[[float], None]]:
    """Show a bar; give the function that is told the seconds done."""
    columns = (
        TextColumn(words),
        BarColumn(),
        TextColumn("{task.fields[day]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(words, total=total_s, day="")

        def tell(done_s: float) -> None:
            day = f"day {min(done_s, total_s) / SECONDS_PER_DAY:.1f} of {total_s / SECONDS_PER_DAY:g}"
            bar.update(task, completed=min(done_s, total_s), day=day)

        yield tell

"""The figures as tables, for people, and a bar for whoever waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from landseal_sim.accuracy.kumpulainen.evaluation import Kumpulainen, Tell
from landseal_sim.accuracy.kumpulainen.scoring import Share

_SHORT: Final = ("gallop", "lying", "sit", "sniff", "stand", "trot", "walk")
"""The classes, in their order."""


def show(found: Kumpulainen, console: Console) -> None:
    """Print the figures."""
    console.print(_summary(found))
    console.print(_confusion(found))
    if not found.whole:
        console.print("This is not the whole published file: its figures are no comparison.")
    if found.absent:
        console.print(f"Without a window, and so without a score: {', '.join(found.absent)}")


@contextmanager
def bar(console: Console) -> Iterator[Tell]:
    """Show a bar; give the function that is told what is done, and what share of it."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("reading", total=1.0)
        yield lambda words, share: shown.update(task, description=words, completed=share)


def _summary(found: Kumpulainen) -> Table:
    scores, published = found.scores, found.published
    table = Table("", "", title=f"{found.file}, {found.role}: {len(scores.dogs)} dogs, each left out once")
    table.add_row("accuracy of windows, %", _percent(scores.accuracy))
    table.add_row("accuracy, mean of dogs, %", f"{100 * scores.accuracy_of_dogs:.1f}")
    table.add_row("macro F1, %", _percent(scores.macro_f1))
    table.add_row("published accuracy, %, as here without gyroscope", f"{published.accuracy_pct:.1f}")
    table.add_row("published accuracy, %, with gyroscope", f"{published.accuracy_with_gyroscope_pct:.1f}")
    for kind, count in found.windows.items():
        table.add_row(f"windows: {kind.replace('_', ' ')}", str(count))
    table.add_row("shipped of it", found.shipped)
    return table


def _confusion(found: Kumpulainen) -> Table:
    table = Table("true", "F1", *_SHORT, title="windows by true class, and as they were told")
    table.columns[0].no_wrap = True
    for name, row in zip(found.classes, found.scores.confusion, strict=True):
        f1 = found.scores.f1[name]
        table.add_row(name, "-" if f1 is None else f"{f1:.3f}", *map(str, row))
    return table


def _percent(share: Share) -> str:
    low, high = share.interval
    return f"{100 * share.value:.1f} (95 %: {100 * low:.1f}-{100 * high:.1f})"

"""The figures on one dog, for people."""

from rich.console import Console
from rich.table import Table

from landseal.words import Confidence
from landseal_server.labels.adapt import NEWEST
from landseal_server.labels.report import Missed, OnThisDog, Share, Threshold


def show(found: OnThisDog, console: Console) -> None:
    """Print them; what nobody can know yet is said in words."""
    since = "" if found.since is None else f" since {found.since:%Y-%m-%d}"
    if not found.answers:
        console.print(f"Nothing has been told of {found.pet}{since}.")
    else:
        console.print(_table(found, f"{found.pet}{since}: what was told, and what people say of it"))
        if not any(row.true or row.false for row in found.answers):
            console.print("Nobody has answered yet: how often it is right on this dog is not known.")
    console.print(_missed(found.missed))
    console.print(_threshold(found.confirmed_sum))


def _table(found: OnThisDog, title: str) -> Table:
    columns = ("", "told as", "told", "true", "false", "no answer", "precision", "95 % (Wilson)")
    table = Table(*columns, title=title)
    for row in found.answers:
        numbers = (row.told, row.true, row.false, row.unanswered)
        table.add_row(str(row.kind), str(row.told_as), *map(str, numbers), *_said(row.precision))
    return table


def _missed(missed: Missed) -> str:
    if missed.missed.interval is None:
        return "Missed stands: nobody has reported one, nor said of a told one that it was so; not known."
    share, interval = _said(missed.missed)
    return (
        f"Missed stands: {missed.reported} reported that nothing was told of, beside {missed.answered_true}"
        f" told and answered as true: {share} missed (95 %: {interval}).\n"
        "That is a lower bound if people tap a stand that they saw for themselves less often than they"
        " answer one that they were told of."
    )


def _threshold(threshold: Threshold) -> str:
    low, high = threshold.bounds
    return (
        f"A {Confidence.CONFIRMED} stand of hers needs cues of {threshold.in_force:g}"
        f" (bounds {low:g} to {high:g}). Of the stands that this decides about, people have answered"
        f" {threshold.answers} (the newest {NEWEST} count), {threshold.true} as true; with what is"
        f" believed beforehand, {threshold.believed:.0%} of them are."
        f" With fewer than {threshold.least_answers} answers nothing moves."
    )


def _said(share: Share) -> tuple[str, str]:
    if share.share is None or share.interval is None:
        return "-", ""
    low, high = share.interval
    return f"{share.share:.2f}", f"{low:.2f}-{high:.2f}"

"""The figures as tables, for people."""

from rich.console import Console
from rich.table import Table

from landseal_sim.accuracy.figures import EventScore, FalseFriend, Simulated

_EVENTS = ("stood_up", "rise_failed", "dog_sit_stall", "fall", "turn", "walk")
_WRONG = {
    "stood_up": "stood",
    "stood_up_possible": "maybe",
    "rise_failed": "failed",
    "dog_sit_stall": "stall",
    "walk": "walk",
    "fall": "fall",
    "turn": "turn",
}


def show(found: Simulated, console: Console) -> None:
    """Print the figures."""
    console.print(_events(found))
    console.print(_seconds(found))
    console.print(_friends(found))


def _events(found: Simulated) -> Table:
    sensors = "each dog's own, camera" if found.sensors is None else ", ".join(found.sensors)
    columns = ("told", "F1", "95 %", "right", "false", "missed", "or possible", "latency s")
    table = Table(
        *columns, title=f"{found.world}, seeds {found.seeds}, {found.days:g} days each, sensors: {sensors}"
    )
    for kind in _EVENTS:
        score: EventScore = getattr(found, kind)
        low_high = score.f1_interval
        table.add_row(
            kind,
            _number(score.f1),
            "" if low_high is None else f"{low_high[0]:.2f}-{low_high[1]:.2f}",
            *map(str, (score.tp, score.fp, score.fn)),
            _number(score.possible_recall),
            _number(score.median_latency_s, 1),
        )
    return table


def _seconds(found: Simulated) -> Table:
    table = Table("", "", title=f"{found.days_worn:.1f} days worn")
    table.add_row("false stands a day worn", _number(found.false_per_day))
    table.add_row("assisted stands told as unassisted", str(found.assisted_as_unassisted))
    table.add_row("wear, accuracy", _number(found.wear.accuracy))
    table.add_row("posture, macro F1", _number(found.posture.macro_f1))
    for name, f1 in found.posture.f1.items():
        table.add_row(f"  {name}, F1", _number(f1))
    for group, steps in found.steps.items():
        error = _number(steps.median_abs_pct_error, 1)
        table.add_row(f"steps, {group}: median error in %, of {steps.bouts} walks", error)
    return table


def _friends(found: Simulated) -> Table:
    table = Table("false friend", "happened", *_WRONG.values(), title="wrongly told while it happened")
    for row in found.false_friends:
        if row.happened:
            table.add_row(str(row.doing), str(row.happened), *(_count(row, name) for name in _WRONG))
    return table


def _count(row: FalseFriend, name: str) -> str:
    return str(getattr(row, name) or "")


def _number(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"

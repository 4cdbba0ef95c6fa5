"""What came of leaving recordings out, as tables for people."""

from rich.console import Console
from rich.table import Table

from landseal_sim.accuracy.held_out import Held
from landseal_sim.accuracy.scored import Interval, OnsetScore, PostureScore

_POSTURES = {
    "whole": "whole session known",
    "live_calibrated": "live, mount calibrated",
    "live": "live, mount unknown",
    "simulation_alone": "taught by simulation alone, live",
    "simulation_alone_whole": "taught by simulation alone, whole session",
}
_ONSETS = {"lying_to_up": "lying to up", "rest_to_moving": "rest to moving"}


def show_held(found: Held, console: Console) -> None:
    """Print the figures."""
    title = (
        f"{found.file} at {found.rate_hz:g} Hz, {found.sessions} sessions, {found.hours:.2f} h;"
        f" each {found.leave_out} left out in turn"
    )
    postures = Table("postures", "accuracy", "95 %", "macro F1", "95 %", "unknown", title=title)
    for name, words in _POSTURES.items():
        score: PostureScore = getattr(found, name)
        postures.add_row(
            words,
            f"{score.accuracy:.3f}",
            _between(score.accuracy_interval),
            f"{score.macro_f1:.3f}",
            _between(score.macro_f1_interval),
            f"{score.unknown:.1%}",
        )
    console.print(postures)
    onsets = Table("live", "F1", "95 %", "right", "false", "missed", "false an hour", "latency s")
    for name, words in _ONSETS.items():
        events: OnsetScore = getattr(found, name)
        onsets.add_row(
            words,
            f"{events.f1:.3f}",
            _between(events.f1_interval),
            *map(str, (events.right, events.false, events.missed)),
            f"{events.false_per_hour:.1f}",
            "-" if events.median_latency_s is None else f"{events.median_latency_s:.1f}",
        )
    console.print(onsets)


def _between(interval: Interval) -> str:
    return f"{interval[0]:.2f}-{interval[1]:.2f}"

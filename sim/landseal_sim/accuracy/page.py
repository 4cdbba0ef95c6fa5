"""docs/accuracy.md from the JSON of the evaluations: `python -m landseal_sim.accuracy.page FOLDER`.

`scripts/accuracy` runs the evaluations and this; nothing on the page is typed in by hand but its words.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from landseal_sim.accuracy.figures import EventScore, Simulated
from landseal_sim.accuracy.held_out import Held
from landseal_sim.accuracy.scored import Interval, OnsetScore, PostureScore

_POSTURES: Final = (
    ("whole", "whole session known (report, reanalyse)", (".848 / .814", ".87 / .84")),
    ("live_calibrated", "live, mount calibrated", (".79 / .73", ".85 / .80")),
    ("live", "live, mount unknown", (".77 / .72", ".83 / .79")),
    ("simulation_alone", "live, mount unknown, taught by simulation alone", ("", "- / .65")),
    ("simulation_alone_whole", "whole session, taught by simulation alone", ("", "")),
)
"""Field, words, and what plain methods reach and what was set as the goal: accuracy / macro F1."""

_ONSETS: Final = (
    ("lying_to_up", "lying to up", {"block": (".55-.69", ".75"), "date": (".15", ".40")}),
    ("rest_to_moving", "rest to moving", {"block": (".52-.60", ".70"), "date": ("", ".70")}),
)

_SENSORS: Final = {
    "trunk pelvis camera": ".97",
    "trunk camera": ".93",
    "trunk thigh_left thigh_right": ".97",
    "trunk": "recall of possible .90",
}
_EVENTS: Final = ("stood_up", "rise_failed", "dog_sit_stall", "fall", "turn", "walk")

_HEAD: Final = """# How often it is right: the figures

Made on {today} from the command named above each table (`scripts/accuracy` runs them all); how each figure is
defined stands in [evaluation.md](evaluation.md). All intervals are 95 %, by bootstrap: over sessions of the
recordings, over lives of the simulated homes. Nothing that is scored was learnt from.
"""

_UNKNOWN: Final = """## What is not known

- **No recording of a dog who cannot walk exists here.** All recordings are of healthy dogs on five half-days
  in one week; every figure on falls, failed tries, stalls, help and wear is of simulated dogs.
- **How many dogs were recorded, how heavy they were, and by which rule they were labelled** is written
  nowhere. Dates stand for dogs; with four of them the intervals are wide, and they are of sessions, which are
  not independent within a date.
- **The rate of the recordings** (15 Hz) is an assumption of those who keep them.
- Some choices were made with the same recordings in view: the angles of the postures are those of
  [words.md](words.md), but the weight of movement against angle, how much a second counts as evidence for a
  mount, and the strengths of regularisation were set when scores on all dates could be seen. New days may
  score a little lower.
- Steps have no truth in the recordings; cadence was looked at there, not scored.
- What the calibration curve says of recordings it does not say of a home, where a dog lies for twenty hours a
  day.
"""


def page(folder: Path, today: date) -> str:
    """Return the page.

    Args:
        folder: `recorded-*.json` and `simulated-*.json`, as `landseal evaluate --json` writes them.
        today: the date that the page bears.
    """
    held = [
        msgspec.json.decode(path.read_bytes(), type=Held) for path in sorted(folder.glob("recorded-*.json"))
    ]
    lives = [
        msgspec.json.decode(path.read_bytes(), type=Simulated)
        for path in sorted(folder.glob("simulated-*.json"))
    ]
    parts = [_HEAD.format(today=today.isoformat()), *_recorded(held), *_simulated(lives), _UNKNOWN]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _recorded(held: list[Held]) -> Iterator[str]:
    yield "## On recordings of real dogs"
    for one in held:
        yield f"`landseal evaluate {one.file} --leave-out {one.leave_out}`"
        yield (
            f"{one.sessions} sessions, {one.hours:.2f} h, at {one.rate_hz:g} Hz; learnt anew without each of"
            f" {', '.join(one.groups)}, and scored on it. *Plain* and *goal* are accuracy / macro F1, or F1."
        )
        yield _table(
            (
                "postures",
                "accuracy",
                "macro F1",
                "lying",
                "sitting",
                "standing",
                "moving",
                "unknown",
                "plain",
                "goal",
            ),
            (_posture_row(getattr(one, field), words, marks) for field, words, marks in _POSTURES),
        )
        yield _table(
            (
                "live, trunk alone",
                "F1",
                "right",
                "false",
                "missed",
                "false an hour",
                "latency s",
                "plain",
                "goal",
            ),
            (_onset_row(getattr(one, field), words, marks[one.leave_out]) for field, words, marks in _ONSETS),
        )
    if held:
        yield (
            "Onsets are what `landseal predict` tells; the server tells stands from a rest of a minute,"
            " by witnesses (below). *Mount calibrated* is by another session of the same half-day."
        )
        yield "### How much a probability is worth"
        yield (
            "Seconds of the recordings, live with the mount unknown, by the probability that the likeliest"
            " posture was given; and the share of them in which it was right."
        )
        curve = held[-1].live.curve
        yield _table(
            ("said", *(f"{point.said:.2f}" for point in curve)),
            [
                ("right", *(f"{point.right:.2f}" for point in curve)),
                ("seconds", *(f"{point.seconds:,}" for point in curve)),
            ],
        )


def _simulated(lives: list[Simulated]) -> Iterator[str]:
    yield "## On simulated homes"
    yield (
        "Seeds of which nothing was seen before. Camera frames"
        " are skipped where nothing in view changes (evaluation.md says how). Helped stands count as stands."
    )
    yield _table(
        ("world, sensors", "stood up F1", "95 %", "recall with possible", "false a day", "latency s",
         "assisted as unassisted", "goal"),
        map(_stand_row, lives),
    )  # fmt: skip
    yield _table(
        ("world, sensors", *_EVENTS[1:], "wear", "posture macro F1", "steps healthy %", "steps paretic %"),
        map(_other_row, lives),
    )
    for one in lives:
        yield f"### {_named(one)}"
        sensors = "" if one.sensors is None else f" --sensors {','.join(one.sensors)}"
        dogs = ", ".join(f"{count} x {name}" for name, count in one.dogs.items())
        asked = f"--world {one.world} --seeds {one.seeds} --days {one.days:g}{sensors}"
        yield f"`landseal evaluate --simulated {asked}`"
        yield f"{dogs}; {one.days_worn:.1f} days worn. Wrongly told while something easily mistaken happened:"
        columns = ("stood_up", "stood_up_possible", "rise_failed", "dog_sit_stall", "walk", "fall", "turn")
        yield _table(
            ("false friend", "happened", *columns),
            (
                (str(row.doing), str(row.happened), *(str(getattr(row, name) or "") for name in columns))
                for row in one.false_friends
                if row.happened
            ),
        )


def _posture_row(score: PostureScore, words: str, marks: tuple[str, str]) -> tuple[str, ...]:
    return (
        words,
        f"{score.accuracy:.3f} ({_between(score.accuracy_interval)})",
        f"**{score.macro_f1:.3f}** ({_between(score.macro_f1_interval)})",
        *(f"{score.f1[name]:.2f}" for name in ("lying", "sitting", "standing", "moving")),
        f"{score.unknown:.1%}",
        *marks,
    )


def _onset_row(score: OnsetScore, words: str, marks: tuple[str, str]) -> tuple[str, ...]:
    latency = "-" if score.median_latency_s is None else f"{score.median_latency_s:.1f}"
    f1 = f"**{score.f1:.3f}** ({_between(score.f1_interval)})"
    counts = map(str, (score.right, score.false, score.missed))
    return (words, f1, *counts, f"{score.false_per_hour:.1f}", latency, *marks)


def _stand_row(one: Simulated) -> tuple[str, ...]:
    stood = one.stood_up
    return (
        _named(one),
        f"**{_number(stood.f1)}**",
        "-" if stood.f1_interval is None else _between(stood.f1_interval),
        _number(stood.possible_recall),
        _number(one.false_per_day, 2),
        _number(stood.median_latency_s, 1),
        str(one.assisted_as_unassisted),
        _SENSORS.get(" ".join(one.sensors or ()), "") if one.world == "home" else "",
    )


def _other_row(one: Simulated) -> tuple[str, ...]:
    scores: list[EventScore] = [getattr(one, kind) for kind in _EVENTS[1:]]
    steps = (one.steps[gait].median_abs_pct_error for gait in ("healthy", "paretic"))
    return (
        _named(one),
        *(_number(score.f1) for score in scores),
        _number(one.wear.accuracy),
        _number(one.posture.macro_f1),
        *(_number(error, 1) for error in steps),
    )


def _named(one: Simulated) -> str:
    return f"{one.world}: {'each dog as she is' if one.sensors is None else ' + '.join(one.sensors)}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _between(interval: Interval) -> str:
    return f"{interval[0]:.2f}-{interval[1]:.2f}"


def _number(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


if __name__ == "__main__":
    sys.stdout.write(page(Path(sys.argv[1]), date.today()))  # noqa: DTZ011 -- the day where it is made

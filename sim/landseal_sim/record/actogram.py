"""The days of a life in one picture: a row a day, posture as colour, and beneath it what happened."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from landseal.errors import LandsealError
from landseal.words import LYING, EventKind, Posture, Wear
from landseal_sim.life.calendar import Calendar
from landseal_sim.truth.book import Book
from landseal_sim.truth.words import Span, Track, TrueEvent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Paul Tol's muted scheme (https://personal.sron.nl/~pault/), told apart by people who see fewer colours.
COLOURS: Final = {
    Posture.LYING_STERNAL: "#88ccee",
    Posture.LYING_LEFT: "#332288",
    Posture.LYING_RIGHT: "#6699cc",
    Posture.LYING_BACK: "#44aa99",
    Posture.SITTING: "#ddcc77",
    Posture.STANDING: "#117733",
    Posture.WALKING: "#cc6677",
    Posture.RUNNING: "#882255",
    Posture.OTHER: "#999933",
}
_LAND_SEAL: Final = "#0077bb"
_NOT_WORN: Final = "#bbbbbb"
_HELPED: Final = "#ee7733"
_MARKS: Final = {
    EventKind.STOOD_UP: ("^", "#117733", "stood up alone"),
    EventKind.RISE_FAILED: ("v", "#aa3377", "failed"),
    EventKind.DOG_SIT_STALL: ("s", "#aa3377", "stalled in the dog-sit"),
    EventKind.FALL: ("x", "black", "fell"),
}
_HOURS = 24.0
_LEAST_H = 0.02  # anything shorter is drawn this wide, or a rise would be thinner than a hair


def draw_actogram(path: Path, book: Book, calendar: Calendar, title: str) -> None:
    """Draw a picture of the truth, as PNG or SVG by the name's ending.

    Raises:
        LandsealError: the file cannot be written.
    """
    from matplotlib.figure import Figure

    last_s = max((span.to_s for span in book.spans), default=0.0)
    days = calendar.day(max(0.0, last_s - 1)) + 1
    figure = Figure(figsize=(12, 1.4 + 0.75 * days), layout="constrained")
    axes = figure.subplots()
    for (layer, day, above, height, colour), hours in sorted(_bars(book.spans, calendar).items()):
        axes.broken_barh(hours, (day + above, height), facecolors=colour, linewidth=0, zorder=layer)
    for event in book.events():
        _draw_event(axes, event, calendar)
    _dress(axes, calendar, days, title)
    try:
        figure.savefig(path, dpi=110)
    except OSError as error:
        raise LandsealError(f"cannot be written ({error.strerror})", where=str(path)) from None


_Bar = tuple[int, int, float, float, str]
"""Layer, day, place below the day's top, height, colour."""


def _bars(spans: Iterable[Span], calendar: Calendar) -> dict[_Bar, list[tuple[float, float]]]:
    """Return the hours (from, how many) of each kind of bar: one call draws them all."""
    found: defaultdict[_Bar, list[tuple[float, float]]] = defaultdict(list)
    for span in spans:
        look = _look(span)
        if look is not None:
            layer, above, height, colour = look
            for day, from_h, to_h in _by_day(
                calendar.local(span.from_s), calendar.local(span.to_s), calendar
            ):
                found[layer, day, above, height, colour].append((from_h, max(to_h - from_h, _LEAST_H)))
    return found


def _look(span: Span) -> tuple[int, float, float, str] | None:
    """Return layer, place, height and colour of a span; None where it is not drawn."""
    match span.track:
        case Track.POSTURE:
            lying = Posture(span.value) in LYING
            return (1 if lying else 2, 0.0, 0.44, COLOURS.get(Posture(span.value), "white"))
        case Track.LAND_SEAL:
            return (1, 0.44, 0.12, _LAND_SEAL)
        case Track.ASSISTANCE:
            return (2, 0.56, 0.12, _HELPED)
        case Track.WEAR if span.value == Wear.NOT_WORN:
            return (3, 0.0, 0.68, _NOT_WORN)
        case _:
            return None


def _draw_event(axes: "Axes", event: TrueEvent, calendar: Calendar) -> None:
    if event.kind not in _MARKS:
        return
    marker, colour, _ = _MARKS[event.kind]
    local = calendar.local(event.onset_s)
    day = (local.date() - calendar.local(0).date()).days
    filled = event.assistance == "unassisted"
    axes.plot(
        _hour(local),
        day + 0.81,
        marker=marker,
        color=colour,
        markersize=4,
        markerfacecolor=colour if filled else "white",
        linestyle="none",
    )


def _by_day(start: datetime, end: datetime, calendar: Calendar) -> Iterator[tuple[int, float, float]]:
    """Yield the local days that a span touches, with the hours it takes of each."""
    first = calendar.local(0).date()
    day = start.date()
    while day <= end.date():
        midnight = datetime.combine(day, time(), tzinfo=calendar.zone)
        from_h = _hour(start) if day == start.date() else 0.0
        to_h = _hour(end) if day == end.date() else _HOURS
        if to_h > from_h:
            yield (day - first).days, from_h, to_h
        day = (midnight + timedelta(days=1)).date()


def _hour(moment: datetime) -> float:
    return moment.hour + moment.minute / 60 + (moment.second + moment.microsecond / 1e6) / 3600


def _dress(axes: "Axes", calendar: Calendar, days: int, title: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    first = calendar.local(0).date()
    axes.set_xlim(0, _HOURS)
    axes.set_ylim(days, 0)
    axes.set_xticks(range(0, 25, 2), [f"{hour}:00" for hour in range(0, 25, 2)])
    axes.set_yticks(
        [day + 0.4 for day in range(days)], [f"{first + timedelta(days=day):%a %d %b}" for day in range(days)]
    )
    axes.set_title(title, loc="left")
    for edge in ("top", "right", "left"):
        axes.spines[edge].set_visible(False)
    axes.tick_params(length=0)
    patches: Iterable[Patch | Line2D] = [
        *(Patch(color=colour, label=posture.replace("_", " ")) for posture, colour in COLOURS.items()),
        Patch(color=_LAND_SEAL, label="land seal"),
        Patch(color=_HELPED, label="helped"),
        Patch(color=_NOT_WORN, label="harness off"),
        *(
            Line2D([], [], marker=marker, color=colour, linestyle="none", label=label)
            for marker, colour, label in _MARKS.values()
        ),
    ]
    axes.legend(
        handles=list(patches),
        loc="upper center",
        bbox_to_anchor=(0.5, -0.03 - 0.12 / days),
        ncols=8,
        frameon=False,
        fontsize=8,
    )

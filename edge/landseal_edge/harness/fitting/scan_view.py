"""The table of what is near, in the owner's words."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from landseal_edge.harness.fitting.scan_table import Row, known_of

_NEAR_DBM: Final = -70
_FAR_DBM: Final = -85
"""[E] Below this a connection breaks whenever somebody walks between."""

_LOW_BATTERY_PCT: Final = 20

_COLUMNS: Final[Mapping[str, int | None]] = {
    "name": 14,
    "maker": 13,
    "own name": 11,
    "ads/s": None,
    "gives": None,
    "bat": None,
    "dBm": None,
    "address": None,
}
"""The widest that each may be."""

_RIGHT: Final = ("ads/s", "bat")

_DISPENSABLE: Final = ("ads/s", "own name", "gives")
"""In this order they go where a terminal is narrow."""

_ANY_WIDTH: Final = 1000

_NOTHING: Final = (
    "No sensor is near yet. Switch it on (until its lamp blinks), take it off its charger, and come nearer:",
    "two metres, nothing between. A sensor that another program is connected to (its maker's app on a phone,",
    "an edge agent that runs) stays silent: close that first.",
)


def table_of(rows: Sequence[Row], *, everything: bool = False) -> RenderableType:
    """Return the table; unknown devices are counted unless all are wanted."""
    known = known_of(rows)
    listed = rows if everything else known
    parts: list[RenderableType] = [_Fitted(listed)] if listed else []
    if not known:
        parts.append(Text(" ".join(_NOTHING), style="yellow"))
    if not everything and len(rows) > len(known):
        parts.append(Text(_others(len(rows) - len(known)), style="dim"))
    return Group(*parts)


def _others(count: int) -> str:
    one = "1 other device is near that no maker of ours knows" if count == 1 else ""
    many = f"{count} other devices are near that no maker of ours knows"
    return f"{one or many} (phones, watches, lamps): --all lists them."


class _Fitted:
    """The table on this terminal: what is not needed to tell sensors apart goes before anything is cut."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for count in range(len(_DISPENSABLE) + 1):
            table = _table(self._rows, _DISPENSABLE[:count])
            if (
                console.measure(table, options=options.update(max_width=_ANY_WIDTH)).maximum
                <= options.max_width
            ):
                break
        yield table


def _table(rows: Sequence[Row], left_out: Collection[str] = ()) -> Table:
    """A row stays a row: what is too long is cut."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    shown = [header for header in _COLUMNS if header not in left_out]
    for header in shown:
        right = header in _RIGHT
        table.add_column(
            header, no_wrap=True, justify="right" if right else "left", max_width=_COLUMNS[header]
        )
    for row in rows:
        cells = _cells(row)
        table.add_row(*(cells[header] for header in shown))
    return table


def _cells(row: Row) -> dict[str, Text]:
    return {
        "name": Text(row.name or "new", style="bold green" if row.name else "cyan" if row.maker else "dim"),
        "maker": Text(row.title or "unknown"),
        "own name": Text(row.called or "-"),
        "ads/s": Text("-" if row.adverts_per_s is None else f"{row.adverts_per_s:.1f}"),
        "gives": Text(_gives(row)),
        "bat": _battery(row.battery_pct),
        "dBm": _signal(row),
        "address": Text(row.address),
    }


def _gives(row: Row) -> str:
    """Return the rates it can be asked for; a sensor that only advertises gives a sample in each."""
    if row.rates_hz:
        return f"{min(row.rates_hz):g}-{max(row.rates_hz):g}Hz"
    if row.trouble:
        return row.trouble.replace("_", " ")
    if not row.maker:
        return "-"
    return "adverts" if row.moves else "no motion"


def _battery(battery_pct: int | None) -> Text:
    if battery_pct is None:
        return Text("-")
    return Text(f"{battery_pct}%", style="red" if battery_pct < _LOW_BATTERY_PCT else "")


def _signal(row: Row) -> Text:
    if row.rssi_dbm is None:
        return Text("-")
    word, style = ("near", "green") if row.rssi_dbm >= _NEAR_DBM else ("fair", "")
    if row.rssi_dbm < _FAR_DBM:
        word, style = "far", "red"
    return Text(f"{row.rssi_dbm} {word}", style=style)

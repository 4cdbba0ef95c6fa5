"""The table of what is near, in the owner's words."""

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from landseal_edge.harness.fitting.scan_table import Row, known_of

_NEAR_DBM: Final = -70
_FAR_DBM: Final = -85
"""[E] Below this a connection breaks whenever somebody walks between."""

_LOW_BATTERY_PCT: Final = 20

_NOTHING: Final = (
    "No sensor is near yet. Switch it on (until its lamp blinks), take it off its charger, and come nearer:",
    "two metres, nothing between. A sensor that another program is connected to (its maker's app on a phone,",
    "an edge agent that runs) stays silent: close that first.",
)


def table_of(rows: Sequence[Row], *, everything: bool = False) -> RenderableType:
    """Return the table; unknown devices are counted unless all are wanted."""
    known = known_of(rows)
    listed = rows if everything else known
    parts: list[RenderableType] = [_table(listed)] if listed else []
    if not known:
        parts.append(Text(" ".join(_NOTHING), style="yellow"))
    if not everything and len(rows) > len(known):
        parts.append(Text(_others(len(rows) - len(known)), style="dim"))
    return Group(*parts)


def _others(count: int) -> str:
    one = "1 other device is near that no maker of ours knows" if count == 1 else ""
    many = f"{count} other devices are near that no maker of ours knows"
    return f"{one or many} (phones, watches, lamps): --all lists them."


def _table(rows: Sequence[Row]) -> Table:
    """Fit for 80 columns: what is too long is cut, and a row stays a row."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("name", no_wrap=True)
    table.add_column("maker", no_wrap=True, max_width=13)
    table.add_column("own name", no_wrap=True, max_width=11)
    table.add_column("ads/s", justify="right", no_wrap=True)
    table.add_column("gives", no_wrap=True)
    table.add_column("bat", justify="right", no_wrap=True)
    table.add_column("dBm", no_wrap=True)
    table.add_column("address", no_wrap=True, min_width=len("AA:BB:CC:DD:EE:FF"))
    for row in rows:
        table.add_row(
            Text(row.name or "new", style="bold green" if row.name else "cyan" if row.maker else "dim"),
            Text(row.title or "unknown"),
            Text(row.called or "-"),
            Text("-" if row.adverts_per_s is None else f"{row.adverts_per_s:.1f}"),
            Text(_gives(row)),
            _battery(row.battery_pct),
            _signal(row),
            Text(row.address),
        )
    return table


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

"""From what is near to what `edge.toml` has: each new sensor gets a name that the owner chooses."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from landseal.config import check
from landseal.errors import LandsealError
from landseal.words import Role
from landseal_edge.config import EdgeConfig
from landseal_edge.harness.fitting.owner import Owner
from landseal_edge.harness.fitting.scan_table import Row
from landseal_edge.harness.fitting.sensor_file import (
    Entry,
    ble_entry,
    names_in,
    read_or_new,
    replace_file,
    with_sensors,
)

RATE_HZ: Final = 50.0
"""Everything is read at 50 Hz (docs/words.md): faster costs battery alone."""

_LEAVE_OUT: Final = "no"

_WORN: Final = (Role.TRUNK, Role.PELVIS)
_TAGS: Final = (Role.SLING, Role.CART)


async def add_sensors(rows: Sequence[Row], path: Path, owner: Owner) -> list[str]:
    """Ask for each new sensor's name, and write them; return the names.

    Raises:
        LandsealError: no new sensor is near, or the file cannot be written.
    """
    new = _new(rows, path)
    text = read_or_new(path)
    added: dict[str, Entry] = {}
    for row in new:
        name = await _named(row, names_in(text, where=str(path)) | set(added), owner)
        if name != _LEAVE_OUT:
            added[name] = entry_of(row)
    if added:
        write(path, with_sensors(text, added, where=str(path)), owner)
    return list(added)


async def add_as(name: str, rows: Sequence[Row], path: Path, owner: Owner) -> None:
    """Ask which of the new sensors is to have this name, and write it.

    Raises:
        LandsealError: no new sensor is near, none is chosen, or the file cannot be written.
    """
    new = _new(rows, path)
    answers = {row.address: _described(row) for row in new}
    address = await owner.choose(f"Which one is {name}?", {**answers, _LEAVE_OUT: "none of them"})
    for row in new:
        if row.address == address:
            text = read_or_new(path)
            write(path, with_sensors(text, {name: entry_of(row)}, where=str(path)), owner)
            return
    raise LandsealError("nothing was chosen", where=name, remedy="landseal edge scan shows what is near.")


def next_steps(name: str) -> str:
    """Return what to do with a sensor that was added: a tag on a thing needs no calibration."""
    identify = f"Next: landseal edge identify {name}"
    return identify if name in _TAGS else f"{identify}, then landseal edge calibrate {name}"


def write(path: Path, text: str, owner: Owner) -> None:
    """Write the file, and say where the former one is.

    Raises:
        LandsealError: an agent could not read it, or it cannot be written.
    """
    check(tomllib.loads(text), EdgeConfig, where=path.name)
    kept = replace_file(path, text)
    owner.tell(f"{path} is written." + (f" The former one is kept as {kept.name}." if kept else ""))


def entry_of(row: Row) -> Entry:
    """Return the keys for `edge.toml`: the slowest rate that is fast enough, else the fastest."""
    enough = [rate for rate in row.rates_hz if rate >= RATE_HZ]
    rate_hz = min(enough) if enough else max(row.rates_hz, default=None)
    return ble_entry(maker=str(row.maker), address=row.address, rate_hz=rate_hz)


def _new(rows: Sequence[Row], path: Path) -> list[Row]:
    new = [row for row in rows if row.moves and row.name is None]
    if not new:
        raise LandsealError(
            "no new sensor is near",
            where=str(path),
            remedy="Switch it on, take it off its charger, come nearer, and scan again.",
        )
    return new


def _described(row: Row) -> str:
    called = f' that calls itself "{row.called}"' if row.called else ""
    signal = "" if row.rssi_dbm is None else f", {row.rssi_dbm} dBm"
    return f"A {row.title}{called} ({row.address}{signal})"


async def _named(row: Row, taken: set[str], owner: Owner) -> str:
    names = {name: _meaning(name) for name in _free_names(row, taken)}
    leave_out = {_LEAVE_OUT: "not ours, or not now: leave it out"}
    # Tags and thermometers are a neighbour's as often as one's own: they are not taken by mere Enter.
    return await owner.choose(
        f"{_described(row)}. What is it to be?",
        {**names, **leave_out} if row.rates_hz else {**leave_out, **names},
    )


def _free_names(row: Row, taken: set[str]) -> Iterator[str]:
    """Yield names that nothing has yet: worn where it streams, on a thing where it only advertises."""
    for role in (*_WORN, *_TAGS) if row.rates_hz else (*_TAGS, *_WORN):
        if role not in taken:
            yield str(role)
    number = 1
    while (name := str(row.maker) if number == 1 else f"{row.maker}-{number}") in taken:
        number += 1
    yield name


def _meaning(name: str) -> str:
    return {
        Role.TRUNK: "trunk: in the harness, on her back behind the shoulders",
        Role.PELVIS: "pelvis: in the rear harness, over her hips",
        Role.SLING: "sling: on the sling that she is held up with",
        Role.CART: "cart: on her wheels",
    }.get(Role(name) if name in set(Role) else Role.COLLAR, f"{name}: something else")

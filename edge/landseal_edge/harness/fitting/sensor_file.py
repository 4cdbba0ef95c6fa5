"""Adds a sensor to `edge.toml`, and changes nothing else in it: comments, order and values stay."""

import contextlib
import os
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable

from landseal.errors import LandsealError
from landseal.slugs import is_slug
from landseal_edge.config import BluetoothSection

DEFAULT_ADAPTER: Final = BluetoothSection().adapter

Entry = Mapping[str, str | float]
"""The keys of a `[sensors.NAME]`."""

NEW_FILE: Final = """\
# What this machine reads, and where it sends it. Every key: docs/configuration.md
home = "home"
edge = "pi"

[mqtt]
host = "127.0.0.1"   # where the broker runs
port = 1883
"""
"""What a new file begins with."""


def ble_entry(*, maker: str, address: str, rate_hz: float | None) -> Entry:
    """Return the keys of a sensor over Bluetooth; one that only advertises is asked for no rate."""
    entry: dict[str, str | float] = {"source": "ble", "maker": maker, "address": address}
    if rate_hz is not None:
        entry["rate_hz"] = int(rate_hz) if rate_hz == int(rate_hz) else rate_hz
    return entry


def with_sensors(text: str, added: Mapping[str, Entry], *, where: str) -> str:
    """Return the file's text with sensors added.

    Raises:
        LandsealError: it is not TOML, a name is no name or already taken, or the text cannot be added to
            without changing what is there.
    """
    before = _parsed(text, where)
    for name in added:
        _require_free(before, name, where)
    try:
        document = tomlkit.parse(text)
        sensors = document.setdefault("sensors", tomlkit.table(is_super_table=True))
        for name, entry in added.items():
            table = tomlkit.inline_table() if isinstance(sensors, InlineTable) else tomlkit.table()
            table.update(entry)
            sensors[name] = table
        after = tomlkit.dumps(document)
    except (TOMLKitError, TypeError, ValueError, AttributeError):
        after = ""
    if not _same_but_for(before, after, added):
        raise LandsealError(
            "the sensor cannot be added without changing what is there",
            where=where,
            remedy=f"Add it by hand: {' '.join(lines_of(added).split())}",
        )
    return after


def lines_of(added: Mapping[str, Entry]) -> str:
    """Return what is added, as TOML."""
    document = tomlkit.document()
    document["sensors"] = {name: dict(entry) for name, entry in added.items()}
    return tomlkit.dumps(document)


def names_by_address(text: str, *, where: str) -> dict[str, str]:
    """Return the name of each address that the file has already; as upper-case addresses.

    Raises:
        LandsealError: it is not TOML.
    """
    sensors = _parsed(text, where).get("sensors", {})
    if not isinstance(sensors, dict):
        return {}
    return {
        str(sensor["address"]).upper(): name
        for name, sensor in sensors.items()
        if isinstance(sensor, dict) and "address" in sensor
    }


def names_in(text: str, *, where: str) -> set[str]:
    """Return the names of the sensors and cameras that the file has.

    Raises:
        LandsealError: it is not TOML.
    """
    table = _parsed(text, where)
    parts = [table.get(kind, {}) for kind in ("sensors", "cameras")]
    return {name for part in parts if isinstance(part, dict) for name in part}


def adapter_in(text: str, *, where: str) -> str:
    """Return which Bluetooth adapter the file names: it may not be whole enough yet to be loaded.

    Raises:
        LandsealError: it is not TOML.
    """
    section = _parsed(text, where).get("bluetooth", {})
    return str(section.get("adapter", DEFAULT_ADAPTER)) if isinstance(section, dict) else DEFAULT_ADAPTER


def read_or_new(path: Path) -> str:
    """Return the file's text, or what a new one begins with.

    Raises:
        LandsealError: it is there and cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return NEW_FILE
    except (OSError, UnicodeDecodeError) as error:
        raise LandsealError(f"cannot be read ({error})", where=str(path)) from None


def replace_file(path: Path, text: str) -> Path | None:
    """Write the file at one stroke; return where the former one was kept, None where there was none.

    A crash leaves the old file or the new one. Its mode stays, as it may hold a password, and so does its
    owner, where one may: with sudo it would else be root's, and its agent could not read it any more.

    Raises:
        LandsealError: it cannot be written.
    """
    target = path.resolve()  # a link stays a link
    try:
        kept = _kept(target) if target.exists() else None
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if kept is not None:
                _keep_owner(target, name)
                shutil.copymode(target, name)
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise LandsealError(f"cannot be written ({error.strerror})", where=str(path)) from None
    return kept


def _keep_owner(target: Path, name: str) -> None:
    """Give the new file the owner and group of the former one, as far as this user may."""
    former = target.stat()
    for owner, group in ((-1, former.st_gid), (former.st_uid, -1)):
        with contextlib.suppress(PermissionError):
            os.chown(name, owner, group)


def _kept(target: Path) -> Path:
    """Copy the file beside itself, under a name that nothing has yet."""
    kept = target.with_name(f"{target.name}.bak")
    number = 1
    while kept.exists():
        number += 1
        kept = target.with_name(f"{target.name}.bak{number}")
    shutil.copy2(target, kept)
    return kept


def _parsed(text: str, where: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LandsealError(f"is not TOML: {error}", where=where) from None


def _require_free(table: Mapping[str, object], name: str, where: str) -> None:
    if not is_slug(name):
        raise LandsealError(
            f'"{name}" cannot be a sensor\'s name',
            remedy="Use lower-case letters, digits, - and _, at most 40 characters.",
        )
    for kind in ("sensors", "cameras"):
        part = table.get(kind, {})
        if isinstance(part, dict) and name in part:
            raise LandsealError(
                f'"{name}" is there already',
                where=where,
                remedy="Choose another name, or remove it from the file first.",
            )


def _same_but_for(before: Mapping[str, object], after: str, added: Mapping[str, Entry]) -> bool:
    """Tell whether the new text says what the old one did, and what was added: read by another parser."""
    try:
        found = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    sensors = before.get("sensors", {})
    wanted = {**sensors, **added} if isinstance(sensors, dict) else None
    return found == {**before, "sensors": wanted}

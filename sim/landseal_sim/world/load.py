"""Worlds and dogs by name or by file; a file may build on a shipped one and change what it names."""

import tomllib
from importlib import resources
from pathlib import Path
from typing import Final, TypeVar

from landseal.config import Section, check
from landseal.errors import LandsealError
from landseal_sim.world.model import DogSection, World

WORLDS: Final = ("easy", "home", "hard")

_Table = dict[str, object]
M = TypeVar("M", bound=Section)


def load_world(named: str) -> World:
    """Read a shipped world, or a TOML file.

    Raises:
        LandsealError: no such world or file, it is not TOML, or a key is wrong.
    """
    return check(_table("worlds", named), World, where=_shown(named))


def load_dog(named: str) -> DogSection:
    """Read a shipped dog, or a TOML file.

    Raises:
        LandsealError: no such dog or file, it is not TOML, or a key is wrong.
    """
    return check(_table("dogs", named), DogSection, where=_shown(named))


def dogs() -> list[str]:
    """Return the names of the shipped dogs."""
    return _names("dogs")


def _names(kind: str) -> list[str]:
    return sorted(
        file.name.removesuffix(".toml") for file in _shipped(kind).iterdir() if file.name[-5:] == ".toml"
    )


def _shipped(kind: str) -> "resources.abc.Traversable":
    return resources.files("landseal_sim.world") / kind


def _table(kind: str, named: str, followed: int = 0) -> _Table:
    """Return a file's table, on top of that of the file it builds on."""
    table = _read(kind, named)
    base = table.pop("base", None)
    if base is None:
        return table
    if not isinstance(base, str) or followed > 3:  # noqa: PLR2004 -- deeper is a circle, or nobody can read it
        raise LandsealError(
            f"base: expected the name of one of {', '.join(_names(kind))}, got {base!r}", where=_shown(named)
        )
    if base not in _names(kind):
        base = str(Path(named).parent / base)  # a relative path is beside the file that names it
    return _merged(_table(kind, base, followed + 1), table)


def _read(kind: str, named: str) -> _Table:
    path = Path(named)
    try:
        if named in _names(kind):
            text = (_shipped(kind) / f"{named}.toml").read_text(encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
        return tomllib.loads(text)
    except FileNotFoundError:
        raise LandsealError(
            f'no such {kind[:-1]}: "{named}"', remedy=f"Name a file, or one of: {', '.join(_names(kind))}."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise LandsealError(f"cannot be read ({error})", where=named) from None
    except tomllib.TOMLDecodeError as error:
        raise LandsealError(f"is not TOML: {error}", where=named) from None


def _merged(under: _Table, over: _Table) -> _Table:
    """Lay one table over another; a distribution replaces the whole of what was there."""
    merged = dict(under)
    for key, value in over.items():
        before = merged.get(key)
        if isinstance(before, dict) and isinstance(value, dict) and not _is_distribution(value):
            merged[key] = _merged(before, value)
        else:
            merged[key] = value
    return merged


def _is_distribution(value: _Table) -> bool:
    return bool({"low", "mean", "median", "value"} & value.keys())


def _shown(named: str) -> str:
    return Path(named).name

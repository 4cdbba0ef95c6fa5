"""Configuration files: TOML, checked by a model, with errors that name file, key and remedy."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from landseal.errors import LandsealError
from landseal.slugs import PATTERN

Name = Annotated[str, Field(pattern=PATTERN)]
"""A slug, in a configuration."""


class Section(BaseModel):
    """A table of a configuration file: an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=Section)


class MqttSection(Section):
    """`[mqtt]`: where the broker is, the same for edge and server."""

    host: str = "127.0.0.1"
    port: int = Field(default=1883, ge=1, le=65535)
    username: str | None = None
    password: str | None = Field(default=None, repr=False)


def load(path: Path, model: type[M]) -> M:
    """Read and check a TOML file.

    Raises:
        LandsealError: the file is missing, is not TOML, or a key is wrong; names all of them.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LandsealError(
            "no such file",
            where=str(path),
            remedy="Write it (docs/configuration.md), or name another with --config.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise LandsealError(f"cannot be read ({error})", where=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise LandsealError(f"is not TOML: {error}", where=str(path)) from None
    return check(table, model, where=path.name)


def check(table: dict[str, object], model: type[M], *, where: str) -> M:
    """Check a table that came from somewhere else than a file.

    Raises:
        LandsealError: a key is wrong; every wrong key is named with what was expected and found.
    """
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise LandsealError("; ".join(_lines(error, table, where))) from None


def _lines(error: ValidationError, table: dict[str, object], where: str) -> list[str]:
    return [_line(dict(problem), table, where) for problem in error.errors(include_url=False)]


def _line(problem: dict[str, object], table: dict[str, object], where: str) -> str:
    key = ".".join(_written(problem["loc"], table))
    place = f"{where}: {key}" if key else where
    match problem["type"]:
        case "missing":
            return f"{place}: this key is required"
        case "extra_forbidden":
            return f"{place}: no such key"
        case "union_tag_not_found":
            return f"{place}: `source` is required"
        case "union_tag_invalid":
            told = cast("dict[str, str]", problem["ctx"])
            return f'{place}.source: expected one of {told["expected_tags"]}, got "{told["tag"]}"'
        case "value_error":
            return f"{place}: {str(problem['msg']).removeprefix('Value error, ')}"
        case _:
            return f"{place}: {_wanted(str(problem['msg']))}, got {_shown(key, problem['input'])}"


def _written(location: object, table: Any) -> list[str]:  # noqa: ANN401 -- TOML
    """Return the parts of a place as the file has them: pydantic adds which kind of table it saw."""
    written: list[str] = []
    parts = list(location) if isinstance(location, tuple) else [location]
    for part in parts:
        if isinstance(table, dict) and part not in table and part == table.get("source"):
            continue
        known = (isinstance(table, dict) and part in table) or isinstance(table, list)
        table = table[part] if known else None
        written.append(str(part))
    return written


def _wanted(message: str) -> str:
    """Turn pydantic's "Input should be a valid number" into "expected number"."""
    for opening in (
        "Input should be a valid ",
        "Input should be ",
        "String should have ",
        "List should have ",
    ):
        if message.startswith(opening):
            return f"expected {message.removeprefix(opening)}"
    return message[:1].lower() + message[1:]


def _shown(key: str, value: object) -> str:
    """Show a wrong value, but never one that may be a secret."""
    if any(word in key for word in ("password", "token", "urls")):
        return "something else (not shown)"
    return f'"{value}"' if isinstance(value, str) else repr(value)

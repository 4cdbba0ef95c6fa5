"""Ids: short names that are safe in topics, paths, tags and addresses alike."""

import re
from typing import Annotated, Final

import msgspec

PATTERN: Final = r"^[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?$"
"""Lower-case letters, digits, `-` and `_` inside; 1 to 40 characters: no `/`, `+`, `#`, `..` or space."""

Slug = Annotated[str, msgspec.Meta(pattern=PATTERN)]
"""The name of a home, edge, sensor, camera or pet."""

EventId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,119}$")]
"""The name the ledger gives an event; safe as a file name."""

BootId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$")]
"""Made at random at each start of an agent: sequences count from 0 within it."""


def is_slug(text: str) -> bool:
    """Tell whether `text` may name a home, edge, sensor, camera or pet."""
    return re.fullmatch(PATTERN, text) is not None

"""Messages that could not be read, kept with the reason: a person may find out what sent them."""

from pathlib import Path
from typing import Final

import msgspec

from landseal.blocks import MAX_PAYLOAD_BYTES

MOST_BYTES: Final = 16_000_000
"""Beyond it nothing more is kept: who sends rubbish without end must not fill the disk."""


class Quarantined(msgspec.Struct, frozen=True, kw_only=True):
    """One message that was refused."""

    received_ns: int
    edge: str
    stream: str
    why: str
    payload: bytes
    """Its beginning, up to the largest payload that is ever good."""


class Quarantine:
    """Appends to one file, a MessagePack object after the other.

    Raises:
        OSError: from `keep`, when the disk does not take it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, refused: Quarantined) -> None:
        """Keep a message, as long as there is room."""
        shortened = msgspec.structs.replace(refused, payload=refused.payload[:MAX_PAYLOAD_BYTES])
        record = msgspec.msgpack.encode(shortened)
        kept = self._path.stat().st_size if self._path.exists() else 0
        if kept + len(record) <= MOST_BYTES:
            with self._path.open("ab") as file:
                file.write(record)

"""Work that fails: another process must be able to import it."""

from collections.abc import Iterator

from landseal.errors import LandsealError


def refuses(reason: str) -> Iterator[int]:
    yield 1
    raise LandsealError(reason)


def breaks(reason: str) -> Iterator[int]:
    yield 1
    raise ValueError(reason)

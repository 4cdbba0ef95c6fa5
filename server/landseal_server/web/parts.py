"""What the HTTP side is given by the server."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from starlette.requests import Request

from landseal_server.media import Media
from landseal_server.web.views import Views


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How the server is, as `/healthz` tells it."""

    broker: bool
    problem: str | None
    blocks: int
    duplicates: int
    late: int
    skewed: int
    refused: int
    lost: int
    edges: dict[str, bool]
    """Each edge that has spoken, and whether it is online."""


@dataclass(frozen=True)
class WebParts:
    """The parts that routes work with."""

    views: Views
    media: Media
    on_picture: Callable[[str], None]
    """Called with an event's id when its picture has been kept."""
    health: Callable[[], Health]


def parts_of(request: Request) -> WebParts:
    """Return the parts of the application that a request came to."""
    parts = request.app.state.parts
    if not isinstance(parts, WebParts):
        raise TypeError(parts)
    return parts

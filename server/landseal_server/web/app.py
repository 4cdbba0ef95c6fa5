"""The HTTP application."""

from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from landseal_server.web import api, page
from landseal_server.web.access import Access
from landseal_server.web.parts import WebParts
from landseal_server.web.problems import on_problem

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class SafeHeaders:
    """ASGI middleware: what every answer says to the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to one answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers)


def make_app(parts: WebParts, edge_token: str) -> Starlette:
    """Build the application over its parts."""
    app = Starlette(
        routes=[*api.ROUTES, *page.ROUTES],
        middleware=[Middleware(SafeHeaders), Middleware(Access, edge_token=edge_token)],
        exception_handlers={HTTPException: on_problem},
    )
    app.state.parts = parts
    return app

"""Who may ask what. Until people can sign in, the page is for this machine alone.

Whoever sits at the machine is let in: the connection must come from loopback, and the request must name a
loopback host, so that no other site's page can ask through the browser (DNS rebinding). An edge shows its
token when it brings a picture, from anywhere. `/healthz` is open.
"""

import hmac
from http import HTTPStatus
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from landseal_server.web.problems import problem_response

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Access:
    """ASGI middleware that lets a request through or answers it with 401 or 403."""

    def __init__(self, app: ASGIApp, edge_token: str) -> None:
        self._app = app
        self._edge_token = edge_token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Decide about one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await problem_response(*refusal)(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[HTTPStatus, str] | None:
        headers = Headers(scope=scope)
        if scope["path"] == "/healthz":
            return None
        if scope["method"] == "POST":
            return None if self._is_edge(headers) else (HTTPStatus.UNAUTHORIZED, "An edge's token is needed.")
        if not _from_loopback(scope):
            return (
                HTTPStatus.UNAUTHORIZED,
                "This page is for the machine it runs on, until people can sign in.",
            )
        if headers.get("host", "").rsplit(":", 1)[0] not in LOOPBACK_NAMES:
            return HTTPStatus.FORBIDDEN, "Ask for it as http://127.0.0.1 or http://localhost."
        return None

    def _is_edge(self, headers: Headers) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), self._edge_token)


def _from_loopback(scope: Scope) -> bool:
    client = scope.get("client")
    try:
        return client is not None and ip_address(client[0]).is_loopback
    except ValueError:
        return False

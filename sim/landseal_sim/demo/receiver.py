"""A phone to push to: an HTTP server on loopback that takes Apprise's JSON notifications."""

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True)
class Push:
    """A push that has arrived."""

    title: str
    body: str
    pictures: list[bytes]
    at_s: float
    """When, on this process' monotonic clock."""


class Receiver:
    """Takes pushes, and keeps them in order of arrival."""

    def __init__(self, on_push: Callable[[Push], None]) -> None:
        self._on_push = on_push
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The Apprise address of this phone."""
        return f"json://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        on_push = self._on_push

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                at_s = time.monotonic()
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                pictures = [base64.b64decode(a["base64"]) for a in told.get("attachments") or []]
                on_push(Push(told["title"], told["message"], pictures, at_s))
                self.send_response(HTTPStatus.OK)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- http.server's name
                """Say nothing: the demo tells of each push itself."""

        return Handler

"""Pictures on their way to the server: one at a time, in the background, tried again for a while."""

import asyncio
import logging
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

_log = logging.getLogger(__name__)

ATTEMPTS_AFTER_S: Final = (0.0, 1.0, 5.0, 30.0)
"""A server that restarts is back within seconds; after half a minute the moment has been told without it."""

_TIMEOUT_S = 10.0
_CREATED = 201


class PictureUpload:
    """Sends pictures to `POST /api/v1/media/<event>/picture` with the edge's token."""

    def __init__(self, url: str, token: str) -> None:
        self._url = urlsplit(url)
        self._token = token
        self._queue: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(maxsize=32)

    def offer(self, event: str, picture: bytes) -> None:
        """Queue a picture; when 32 wait already, say so and leave this one out."""
        try:
            self._queue.put_nowait((event, picture))
        except asyncio.QueueFull:
            _log.warning("picture of %s left out: 32 wait for the server already", event)

    async def run(self) -> None:
        """Send what is queued until cancelled."""
        while True:
            event, picture = await self._queue.get()
            await self._send_patiently(event, picture)

    async def _send_patiently(self, event: str, picture: bytes) -> None:
        for pause_s in ATTEMPTS_AFTER_S:
            await asyncio.sleep(pause_s)
            problem = await asyncio.to_thread(self._send, event, picture)
            if problem is None:
                return
        _log.warning("picture of %s was not taken by %s: %s", event, self._url.netloc, problem)

    def _send(self, event: str, picture: bytes) -> str | None:
        """Send one picture; return what went wrong, or None."""
        connect = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        connection = connect(self._url.netloc, timeout=_TIMEOUT_S)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "image/jpeg"}
        try:
            connection.request("POST", f"/api/v1/media/{event}/picture", picture, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as error:
            return str(error) or type(error).__name__
        finally:
            connection.close()
        return None if answer.status == _CREATED else f"HTTP {answer.status}"

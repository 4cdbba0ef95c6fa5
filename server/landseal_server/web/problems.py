"""Errors of the HTTP side: problem+json (RFC 9457) that says what to do."""

from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response


class Problem(HTTPException):
    """An answer that is an error; raised anywhere below the routes."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(status, detail)


def problem_response(status: int, detail: str) -> Response:
    """Return a problem+json answer."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return Response(msgspec.json.encode(body), status, media_type="application/problem+json")


async def on_problem(_request: Request, error: Exception) -> Response:
    """Answer an `HTTPException`, ours or Starlette's."""
    if not isinstance(error, HTTPException):
        raise error
    return problem_response(error.status_code, error.detail)

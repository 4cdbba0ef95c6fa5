"""`/api/v1`: JSON for programs; the same objects as on MQTT."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from landseal.clock import utc, utc_ns
from landseal_server.media import MAX_PICTURE_BYTES
from landseal_server.web.parts import parts_of
from landseal_server.web.problems import Problem
from landseal_server.web.views import MAX_BINS

DEFAULT_EVENTS = 50
MAX_EVENTS = 500


def known_pet(request: Request) -> str:
    """Return the pet named in the path.

    Raises:
        Problem: 404, there is no such pet.
    """
    pet = str(request.path_params["pet"])
    if pet not in parts_of(request).views.home.pets:
        raise Problem(HTTPStatus.NOT_FOUND, f'There is no pet "{pet}".')
    return pet


def pets(request: Request) -> Response:
    """`GET /api/v1/pets`."""
    return _json({"pets": parts_of(request).views.pets()})


def now(request: Request) -> Response:
    """`GET /api/v1/pets/{pet}/now`."""
    return _json(parts_of(request).views.now(known_pet(request)))


def events(request: Request) -> Response:
    """`GET /api/v1/pets/{pet}/events?limit=&before=`: the newest first; `next` continues."""
    limit = _whole(request, "limit", DEFAULT_EVENTS, 1, MAX_EVENTS)
    before = request.query_params.get("before")
    before_ns = None if before is None else utc_ns(_moment("before", before))
    found = parts_of(request).views.events(known_pet(request), limit=limit, before_ns=before_ns)
    return _json({"events": found, "next": found[-1].onset if len(found) == limit else None})


def activity(request: Request) -> Response:
    """`GET /api/v1/pets/{pet}/activity?from=&to=&every=`: seconds of each posture per bin."""
    pet = known_pet(request)
    from_ns, to_ns = (utc_ns(_moment(key, _required(request, key))) for key in ("from", "to"))
    every_s = _whole(request, "every", 60, 1, 31 * 86400)
    if to_ns <= from_ns:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "to: expected a time after from.")
    if (to_ns - from_ns) / (every_s * 1e9) > MAX_BINS:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, f"every: at most {MAX_BINS} bins; ask for longer ones."
        )
    bins = parts_of(request).views.activity(pet, from_ns, to_ns, every_s)
    return _json({"every_s": every_s, "bins": [{"t": utc(b.t_ns), **_without_t(b)} for b in bins]})


def picture(request: Request) -> Response:
    """`GET /api/v1/media/{event}/picture`."""
    parts = parts_of(request)
    event = parts.views.ledger.event(str(request.path_params["event"]))
    path = None if event is None else parts.media.picture(event.id)
    if path is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no picture of this event.")
    return FileResponse(path, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


async def keep_picture(request: Request) -> Response:
    """`POST /api/v1/media/{event}/picture`: an edge brings the picture of a moment."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_PICTURE_BYTES:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MAX_PICTURE_BYTES} bytes.")
    await run_in_threadpool(_keep_picture, request, bytes(body))
    return Response(status_code=HTTPStatus.CREATED)


def _keep_picture(request: Request, jpeg: bytes) -> None:
    parts = parts_of(request)
    event_id = str(request.path_params["event"])
    if parts.views.ledger.event(event_id) is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such event.")
    try:
        parts.media.keep_picture(event_id, jpeg)
    except ValueError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"The picture: {error}.") from None
    except OSError as error:
        raise Problem(HTTPStatus.INSUFFICIENT_STORAGE, f"It cannot be kept: {error.strerror}.") from None
    parts.on_picture(event_id)


def healthz(request: Request) -> Response:
    """`GET /healthz`: 200 while blocks are taken in and kept, 503 otherwise."""
    health = parts_of(request).health()
    status = HTTPStatus.OK if health.problem is None and health.broker else HTTPStatus.SERVICE_UNAVAILABLE
    return _json(health, status)


ROUTES = [
    Route("/healthz", healthz),
    Route("/api/v1/pets", pets),
    Route("/api/v1/pets/{pet}/now", now),
    Route("/api/v1/pets/{pet}/events", events),
    Route("/api/v1/pets/{pet}/activity", activity),
    Route("/api/v1/media/{event}/picture", picture, methods=["GET"]),
    Route("/api/v1/media/{event}/picture", keep_picture, methods=["POST"]),
]


def _json(body: Any, status: int = HTTPStatus.OK) -> Response:  # noqa: ANN401 -- whatever msgspec encodes
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def _without_t(bin_: msgspec.Struct) -> dict[str, Any]:
    table = msgspec.structs.asdict(bin_)
    del table["t_ns"]
    return table


def _required(request: Request, key: str) -> str:
    value = request.query_params.get(key)
    if value is None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{key}: this parameter is required.")
    return value


def _moment(key: str, text: str) -> datetime:
    """Read a time with its zone; a space is a plus sign that was not escaped."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 1970 < moment.year < 2200:  # noqa: PLR2004 -- sane years
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f'{key}: expected a time such as 2026-11-21T06:00:00Z, got "{text}".',
        )
    return moment


def _whole(request: Request, key: str, default: int, least: int, most: int) -> int:
    text = request.query_params.get(key, str(default))
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f'{key}: expected a whole number from {least} to {most}, got "{text}".',
        )
    return int(text)

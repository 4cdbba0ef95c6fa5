import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from support.blocks import T0_NS
from support.configs import EDGE_TOKEN, server_config

from landseal.clock import ScaledClock, utc
from landseal.messages import PetState
from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind, Posture, Wear
from landseal_edge.camera.pictures import jpeg
from landseal_server.episodes.state import Draft
from landseal_server.home import Home
from landseal_server.ledger import Ledger
from landseal_server.media import Media
from landseal_server.store.protocol import Batch
from landseal_server.store.rows import SecondRow, whole_minute
from landseal_server.store.sqlite import SqliteStore
from landseal_server.web.app import make_app
from landseal_server.web.parts import Health, WebParts
from landseal_server.web.views import Views

PICTURE = "/api/v1/media/{event}/picture"


class Site:
    """The application over a ledger and a store of its own, asked without a network."""

    def __init__(self, folder: Path) -> None:
        self.ledger, self.store = Ledger(folder / "l.db"), SqliteStore(folder / "s.db")
        self.pictured: list[str] = []
        self.health = Health(
            broker=True, problem=None, blocks=0, duplicates=0, late=0, skewed=0, refused=0, lost=0, edges={}
        )
        clock = ScaledClock(T0_NS + 10 * NS_PER_S, speed=1e-6)
        views = Views(Home(server_config(folder)), self.ledger, self.store, clock)
        parts = WebParts(views, Media(folder / "media"), self.pictured.append, lambda: self.health)
        self._app = make_app(parts, EDGE_TOKEN)

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        client: str = "127.0.0.1",
        host: str = "127.0.0.1:8420",
        **more: Any,  # noqa: ANN401 -- httpx's own
    ) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, client=(client, 50000))
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as browser:
                return await browser.request(method, path, **more)

        return asyncio.run(asked())

    def event(self) -> str:
        """Record an event, and return its id."""
        draft = Draft(kind=EventKind.STOOD_UP, confidence=Confidence.CONFIRMED, onset_ns=T0_NS, met_ns=T0_NS)
        with self.ledger.transaction():
            return self.ledger.record("buttons", draft).event.id

    def stands(self, *, until_s: int, since_s: int) -> None:
        """Keep the state of a dog who has stood, as of so many seconds from `T0_NS`."""
        state = PetState(
            pet="buttons",
            t=utc(T0_NS + until_s * NS_PER_S),
            posture=Posture.STANDING,
            since=utc(T0_NS + since_s * NS_PER_S),
            confidence=0.9,
            wear=Wear.WORN,
        )
        with self.ledger.transaction():
            self.ledger.save_state(state)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.ledger.close()
    made.store.close()


def second(n: int) -> SecondRow:
    return SecondRow(
        pet="buttons",
        t_ns=T0_NS + n * NS_PER_S,
        posture=Posture.STANDING,
        confidence=0.9,
        vedba_mg=20.0,
        enmo_mg=1.0,
        pitch_deg=0.0,
        roll_deg=0.0,
        steps=0.0,
        cadence_hz=0.0,
        wear=Wear.WORN,
    )


def test_pets_are_listed(site: Site) -> None:
    assert site.ask("/api/v1/pets").json() == {"pets": [{"id": "buttons", "name": "Buttons"}]}


def test_before_any_data_now_says_that_there_is_none(site: Site) -> None:
    assert site.ask("/api/v1/pets/buttons/now").json() == {
        "pet": "buttons",
        "name": "Buttons",
        "age_s": None,
        "state": None,
    }


def test_now_says_how_old_it_is(site: Site) -> None:
    site.stands(until_s=0, since_s=0)
    told = site.ask("/api/v1/pets/buttons/now").json()
    assert told["age_s"] == pytest.approx(10, abs=0.1)
    assert told["state"]["posture"] == "standing"


def test_old_data_is_not_shown_as_now(site: Site) -> None:
    site.stands(until_s=-600, since_s=-700)
    page = site.ask("/pets/buttons").text
    assert "No data" in page
    assert "Last seen: standing." in page


def test_events_are_served_as_they_are_stored(site: Site) -> None:
    event_id = site.event()
    told = site.ask("/api/v1/pets/buttons/events").json()
    assert [event["id"] for event in told["events"]] == [event_id]
    assert told["next"] is None


def test_activity_is_served_in_bins_and_what_is_not_known_is_left_out(site: Site) -> None:
    site.store.write(Batch(seconds=[second(n) for n in (0, 1, 7)]))
    span = {"from": utc(T0_NS).isoformat(), "to": utc(T0_NS + 10 * NS_PER_S).isoformat(), "every": "5"}
    told = site.ask("/api/v1/pets/buttons/activity", params=span).json()
    assert [(b["posture_s"], b["steps"]) for b in told["bins"]] == [
        ({"standing": 2}, 0.0),
        ({"standing": 1}, 0.0),
    ]
    assert told["bins"][1]["t"] == utc(T0_NS + 5 * NS_PER_S).isoformat().replace("+00:00", "Z")


def test_the_minute_that_is_not_over_is_in_the_activity_too(site: Site) -> None:
    site.store.write(Batch(seconds=[second(n) for n in range(5)]))
    site.stands(until_s=5, since_s=0)
    start_ns = whole_minute(T0_NS)
    span = {
        "from": utc(start_ns).isoformat(),
        "to": utc(start_ns + 120 * NS_PER_S).isoformat(),
        "every": "60",
    }
    told = site.ask("/api/v1/pets/buttons/activity", params=span).json()
    assert [b["posture_s"] for b in told["bins"]] == [{"standing": 5}]


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/api/v1/pets/rex/now", 404, 'There is no pet \\"rex\\"'),
        ("/api/v1/nothing", 404, "Not Found"),
        ("/api/v1/pets/buttons/events?limit=0", 422, "limit: expected a whole number from 1 to 500"),
        ("/api/v1/pets/buttons/events?limit=x", 422, "limit"),
        ("/api/v1/pets/buttons/events?before=noon", 422, "before: expected a time such as"),
        ("/api/v1/pets/buttons/activity", 422, "from: this parameter is required"),
        (
            "/api/v1/pets/buttons/activity?from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z",
            422,
            "after from",
        ),
        (
            "/api/v1/pets/buttons/activity?from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z",
            422,
            "at most 2000 bins",
        ),
        (
            "/api/v1/pets/buttons/activity?from=2026-01-01T00:00:00&to=2026-06-01T00:00:00Z",
            422,
            "from: expected",
        ),
        ("/api/v1/media/20260101t000000-x-walk/picture", 404, "no picture"),
        ("/api/v1/media/..%2f..%2fl.db/picture", 404, "Not Found"),
        ("/static/../page.py", 404, "Not Found"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_says_why(
    site: Site, path: str, status: int, says: str
) -> None:
    answer = site.ask(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.text


def test_an_edge_brings_a_picture_and_everybody_on_the_machine_can_see_it(site: Site) -> None:
    event_id, picture = site.event(), jpeg(_grey())
    headers = {"Authorization": f"Bearer {EDGE_TOKEN}"}
    path = PICTURE.format(event=event_id)
    brought = site.ask(path, "POST", content=picture, headers=headers, client="192.0.2.7", host="server:8420")
    assert (brought.status_code, site.pictured) == (201, [event_id])
    shown = site.ask(path)
    assert shown.content == picture
    assert shown.headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("token", ["", "Bearer wrong", "Basic x", f"Bearer {EDGE_TOKEN}x"])
def test_without_the_edges_token_nothing_is_taken(site: Site, token: str) -> None:
    path = PICTURE.format(event=site.event())
    answer = site.ask(path, "POST", content=jpeg(_grey()), headers={"Authorization": token} if token else {})
    assert (answer.status_code, site.pictured) == (401, [])


@pytest.mark.parametrize(
    ("content", "status"), [(b"no picture", 422), (b"\xff\xd8\xff cut off", 422), (b"\0" * 2_000_001, 413)]
)
def test_what_is_no_whole_picture_is_refused(site: Site, content: bytes, status: int) -> None:
    path = PICTURE.format(event=site.event())
    answer = site.ask(path, "POST", content=content, headers={"Authorization": f"Bearer {EDGE_TOKEN}"})
    assert (answer.status_code, site.pictured) == (status, [])


def test_a_picture_of_no_event_is_refused(site: Site) -> None:
    path = PICTURE.format(event="20260101t000000-x-walk")
    answer = site.ask(path, "POST", content=jpeg(_grey()), headers={"Authorization": f"Bearer {EDGE_TOKEN}"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/pets/buttons", "/api/v1/pets", "/api/v1/pets/buttons/now", "/static/page.js"]
)
def test_who_is_not_on_this_machine_sees_nothing(site: Site, path: str) -> None:
    assert site.ask(path, client="192.0.2.7").status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8420", "localhost.evil:80"])
def test_a_foreign_name_that_leads_here_is_refused(site: Site, host: str) -> None:
    assert site.ask("/api/v1/pets", host=host).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8420", "127.0.0.1", "[::1]:8420"])
def test_this_machine_may_be_called_by_any_of_its_names(site: Site, host: str) -> None:
    assert site.ask("/api/v1/pets", host=host).status_code == 200


def test_health_is_open_and_says_what_is_wrong(site: Site) -> None:
    assert site.ask("/healthz", client="192.0.2.7", host="server").status_code == 200
    site.health = Health(
        broker=False,
        problem="the disk is full",
        blocks=0,
        duplicates=0,
        late=0,
        skewed=0,
        refused=0,
        lost=0,
        edges={},
    )
    answer = site.ask("/healthz")
    assert (answer.status_code, answer.json()["problem"]) == (503, "the disk is full")


def test_every_answer_forbids_foreign_scripts(site: Site) -> None:
    for path in ("/pets/buttons", "/api/v1/pets", "/api/v1/nothing"):
        assert "default-src 'self'" in site.ask(path).headers["content-security-policy"]


def _grey() -> NDArray[np.uint8]:
    return np.full((72, 64), 128, dtype=np.uint8)

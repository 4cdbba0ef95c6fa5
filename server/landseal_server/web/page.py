"""The phone page: what she does now and since when, the strip of postures, the moments with picture.

All of it is HTML made here; the browser only fetches the live part again. So every word lives in one
language, and the page works the moment it has arrived.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from landseal.clock import utc, utc_ns
from landseal.messages import Event, PetState
from landseal.units import NS_PER_S
from landseal.words import LYING, Confidence, Posture, Wear
from landseal_server.alerts.wording import POSTURES, span, words_for
from landseal_server.store.rows import ActivityBin
from landseal_server.web.api import known_pet
from landseal_server.web.parts import parts_of
from landseal_server.web.views import Now, Views

STALE_S: Final = 15
"""Data older than this is not "now"."""

RECENT_S: Final = 600
MOMENTS: Final = 20

_SUREST = 0.99  # nobody is surer of a posture than that

_HERE = Path(__file__).parent
_templates = Jinja2Templates(directory=_HERE / "templates")

_WEAR = {
    Wear.WORN: "harness on",
    Wear.NOT_WORN: "harness off",
    Wear.NO_DATA: "no data",
    Wear.UNKNOWN: "she has not moved for a while",
}


@dataclass(frozen=True)
class Bar:
    """A stretch of one posture in a strip, as shares of its width."""

    left: float
    width: float
    kind: str
    """`lying`, `sitting`, `standing`, `walking`, `running` or `unclear`."""


@dataclass(frozen=True)
class Strip:
    """A strip of postures, and the times under it."""

    bars: list[Bar]
    ticks: list[str]
    label: str
    """What a screen reader says."""


@dataclass(frozen=True)
class Moment:
    """One entry of the feed."""

    id: str
    title: str
    body: str
    when: str
    possible: bool
    picture: bool


def home_page(request: Request) -> Response:
    """`GET /`: the first pet's page."""
    return RedirectResponse(f"/pets/{parts_of(request).views.home.pets[0]}")


def pet_page(request: Request) -> Response:
    """`GET /pets/{pet}`."""
    return _templates.TemplateResponse(request, "page.html", _context(request))


def live_part(request: Request) -> Response:
    """`GET /pets/{pet}/live`: the part of the page that changes."""
    return _templates.TemplateResponse(request, "live.html", _context(request))


ROUTES = [
    Route("/", home_page),
    Route("/pets/{pet}", pet_page),
    Route("/pets/{pet}/live", live_part),
    Mount("/static", StaticFiles(directory=_HERE / "static")),
]


def _context(request: Request) -> dict[str, object]:
    views, pet = parts_of(request).views, known_pet(request)
    now, zone = views.now(pet), views.home.zone
    return {
        "pets": views.pets(),
        "pet": pet,
        "name": now.name,
        "now": _now(now, zone),
        "recent": _recent(views, pet),
        "today": _today(views, pet),
        "counts": _todays(now, views),
        "moments": [_moment(event, now.name, zone) for event in views.events(pet, limit=MOMENTS)],
    }


def _todays(now: Now, views: Views) -> PetState | None:
    """Return the counts, if they are of today: those of the last day with data are not."""
    zone = views.home.zone
    today = utc(views.clock.utc_ns()).astimezone(zone).date()
    return now.state if now.state is not None and now.state.t.astimezone(zone).date() == today else None


def _now(now: Now, zone: ZoneInfo) -> dict[str, str] | None:
    """Say what she does, since when, how sure and how old that is; None before the first data."""
    state = now.state
    if state is None or now.age_s is None:
        return None
    if now.age_s > STALE_S:
        since = f"{state.t.astimezone(zone):%H:%M}"
        return {
            "headline": "No data",
            "since": f"Nothing has come since {since}, {span(now.age_s)} ago.",
            "sure": f"Last seen: {POSTURES[state.posture]}.",
            "kind": "unclear",
        }
    lasted = span((state.t - state.since).total_seconds())
    return {
        "headline": POSTURES[state.posture].capitalize(),
        "since": f"For {lasted}, since {state.since.astimezone(zone):%H:%M:%S}",
        "sure": f"{min(_SUREST, state.confidence):.0%} sure · {_WEAR[state.wear]} · {span(now.age_s)} old",
        "kind": kind_of(state.posture),
    }


def kind_of(posture: Posture) -> str:
    """Return how a posture is coloured: one colour for all ways of lying."""
    if posture in LYING:
        return "lying"
    return "unclear" if posture in (Posture.OTHER, Posture.UNKNOWN) else str(posture)


def _recent(views: Views, pet: str) -> Strip:
    end_ns = views.clock.utc_ns() // NS_PER_S * NS_PER_S
    start_ns = end_ns - RECENT_S * NS_PER_S
    bins = views.activity(pet, start_ns, end_ns, 2)
    ticks = ["10 min ago", "5 min ago", "now"]
    return Strip(_bars(bins, start_ns, end_ns, 2), ticks, "Postures of the last ten minutes")


def _today(views: Views, pet: str) -> Strip:
    """Return the local day from midnight to midnight, 23 to 25 hours long."""
    zone = views.home.zone
    day = utc(views.clock.utc_ns()).astimezone(zone).date()
    start_ns, end_ns = (
        utc_ns(datetime.combine(d, time(), tzinfo=zone)) for d in (day, day + timedelta(days=1))
    )
    bins = views.activity(pet, start_ns, end_ns, 60)
    return Strip(_bars(bins, start_ns, end_ns, 60), ["00", "06", "12", "18", "24"], "Postures of today")


def _bars(bins: Sequence[ActivityBin], start_ns: int, end_ns: int, every_s: int) -> list[Bar]:
    """Join neighbouring bins of one colour."""
    bars: list[Bar] = []
    total = end_ns - start_ns
    for bin_ in bins:
        kind = _prevailing(bin_)
        left, width = (bin_.t_ns - start_ns) / total, every_s * NS_PER_S / total
        last = bars[-1] if bars else None
        if last is not None and last.kind == kind and abs(last.left + last.width - left) < width / 2:
            bars[-1] = Bar(last.left, left + width - last.left, kind)
        else:
            bars.append(Bar(left, width, kind))
    return bars


def _prevailing(bin_: ActivityBin) -> str:
    """Return the colour of a bin: that of the most seconds, all ways of lying taken together."""
    seconds: Counter[str] = Counter()
    for posture, count in bin_.posture_s.items():
        seconds[kind_of(posture)] += count
    return seconds.most_common(1)[0][0]


def _moment(event: Event, name: str, zone: ZoneInfo) -> Moment:
    words = words_for(event, name, zone)
    return Moment(
        id=event.id,
        title=words.title,
        body=words.body,
        when=f"{event.onset.astimezone(zone):%A, %d %B}",
        possible=event.confidence is Confidence.POSSIBLE,
        picture=event.picture,
    )

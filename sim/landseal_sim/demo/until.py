"""`--until KIND`: wait for an event that is stored, served and told, and report how long that took."""

from zoneinfo import ZoneInfo

import httpx
import msgspec

from landseal.clock import ScaledClock, utc_ns
from landseal.messages import Event
from landseal.units import seconds
from landseal.words import Confidence, EventKind
from landseal_server.alerts.wording import words_for
from landseal_sim.demo.witness import Told, Witness


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What `--until` prints when it was seen."""

    event: Event
    onset_to_push_s: float
    """From the event's onset to the push's arrival, in seconds of the wall clock."""
    met_to_push_s: float
    """From the moment at which the definition was met to the push's arrival, likewise."""
    picture: bool
    """Whether the push brought a picture."""


class Waiting:
    """Waits for a confirmed event of one kind."""

    def __init__(
        self, kind: EventKind, witness: Witness, clock: ScaledClock, *, name: str, zone: ZoneInfo, url: str
    ) -> None:
        self._kind = kind
        self._witness = witness
        self._clock = clock
        self._name = name
        self._zone = zone
        self._url = url

    async def verdict(self) -> Verdict:
        """Return once such an event is stored, the API serves it and its push has arrived."""
        while True:
            self._witness.changed.clear()
            for event in [e for e in self._witness.events if self._counts(e)]:
                told = self._push_of(event)
                served = await self._served(event) if told is not None else None
                if told is not None and served is not None:
                    return self._measured(served, *told)
            await self._witness.changed.wait()

    def seen_instead(self) -> str:
        """Say what was seen in place of it."""
        events = {event.id: event for event in self._witness.events}
        listed = ", ".join(f"{e.kind} ({e.confidence})" for e in events.values()) or "no event"
        return f"{listed}; {len(self._witness.pushes)} pushes"

    def _counts(self, event: Event) -> bool:
        return event.kind is self._kind and event.confidence is Confidence.CONFIRMED

    def _push_of(self, event: Event) -> tuple[Event, Told] | None:
        """Return the revision of this event that was told, and its push: they carry the same words."""
        for revision in (e for e in self._witness.events if e.id == event.id):
            words = words_for(revision, self._name, self._zone)
            for told in self._witness.pushes:
                if (told.push.title, told.push.body) == (words.title, words.body):
                    return revision, told
        return None

    async def _served(self, event: Event) -> Event | None:
        """Return the event as the API serves it."""
        async with httpx.AsyncClient(base_url=self._url) as client:
            answer = await client.get(f"/api/v1/pets/{event.pet}/events")
        answer.raise_for_status()
        found = msgspec.json.decode(answer.content, type=_Page).events
        return next((served for served in found if served.id == event.id), None)

    def _measured(self, served: Event, told_of: Event, told: Told) -> Verdict:
        """Measure the push against the revision that it told."""
        return Verdict(
            event=served,
            onset_to_push_s=round(seconds(told.utc_ns - utc_ns(told_of.onset)) / self._clock.speed, 3),
            met_to_push_s=round(seconds(told.utc_ns - utc_ns(told_of.met)) / self._clock.speed, 3),
            picture=bool(told.push.pictures),
        )


class _Page(msgspec.Struct):
    events: list[Event]

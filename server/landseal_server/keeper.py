"""One commit: what was read goes to store and ledger, and what people are to be told goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from msgspec.structs import replace

from landseal.clock import utc, utc_ns
from landseal.messages import Event, PetState, Tap
from landseal.words import Confidence, EventKind
from landseal_server.alerts.outbox import Outbox
from landseal_server.alerts.policy import Circumstances, decide
from landseal_server.episodes.state import Draft
from landseal_server.home import Home
from landseal_server.intake.positions import Position, StreamKey
from landseal_server.labels.adapt import learn
from landseal_server.labels.recount import Recount
from landseal_server.ledger import Ledger, Recorded
from landseal_server.mind import Mind, is_news
from landseal_server.store.protocol import Batch, Store


@dataclass(frozen=True)
class Kept:
    """What a commit has made public."""

    events: list[Recorded]
    states: list[PetState]


class Keeper:
    """Writes commits; belongs to the line."""

    def __init__(self, home: Home, ledger: Ledger, store: Store) -> None:
        self._home = home
        self._ledger = ledger
        self._store = store
        self._outbox = Outbox(ledger)
        self._counted_anew = Recount(ledger, store, home.zone)

    def keep(
        self,
        mind: Mind,
        batch: Batch,
        drafts: Sequence[tuple[str, Draft]],
        pets: Sequence[str],
        positions: dict[StreamKey, Position],
        now_s: float,
    ) -> Kept:
        """Keep all of it, or nothing.

        The store is written inside the ledger's transaction: if either fails, the ledger says that nothing
        happened, and what the store has already will be written again, the same.

        Args:
            mind: whose memories and states are kept.
            batch: the time series read since the last commit; the events are added to it.
            drafts: what happened, each with its pet.
            pets: whose seconds were read.
            positions: how far each stream is done.
            now_s: the server's own clock, for the outbox.

        Raises:
            LandsealError: store or ledger cannot take it.
        """
        with self._ledger.transaction():
            recorded = [self._record(mind, batch, pet, draft, now_s) for pet, draft in drafts]
            batch.events = [record.event for record in recorded if record.changed]
            states = [state for pet in pets if (state := mind.state(pet)) is not None]
            for state in states:
                self._ledger.save_state(state)
            for pet in pets:
                self._ledger.save_memory(pet, mind.memories[pet])
            for key, position in positions.items():
                self._ledger.save_position(key, position)
            self._store.write(batch)
        return Kept([record for record in recorded if record.changed], states)

    def keep_tap(self, mind: Mind, tap: Tap) -> Kept:
        """Keep what a person has said, and what it changes; all that the mind has read must be kept already.

        A tap that is known says nothing. Nobody is pushed for one: who has tapped knows.

        Raises:
            LandsealError: store or ledger cannot take it.
        """
        with self._ledger.transaction():
            if not self._ledger.record_tap(tap):
                return Kept([], [])
            heard = mind.hears(tap)
            answered = self._ledger.answered(tap)
            events = [recorded for recorded in answered if recorded.changed]
            batch = Batch(events=[recorded.event for recorded in events])
            for recorded in events:
                self._recount(mind, batch, recorded)
            states = self._learn(mind, tap.pet) if answered else []
            if heard:
                self._ledger.save_memory(tap.pet, mind.memories[tap.pet])
            self._store.write(batch)
        return Kept(events, states)

    def keep_picture(self, event_id: str) -> Kept:
        """Note in ledger and store that an event has a picture.

        Raises:
            LandsealError: store or ledger cannot take it.
        """
        with self._ledger.transaction():
            recorded = self._ledger.with_picture(event_id)
            if recorded is None or not recorded.changed:
                return Kept([], [])
            self._store.write(Batch(events=[recorded.event]))
        return Kept([recorded], [])

    def _record(self, mind: Mind, batch: Batch, pet: str, draft: Draft, now_s: float) -> Recorded:
        told_walk = self._ledger.told_since(pet, EventKind.WALK, self._midnight_ns(draft.onset_ns))
        recorded = self._ledger.record(pet, draft)
        event, before = recorded.event, recorded.before
        if recorded.answered:
            self._recount(mind, batch, recorded)
        elif is_news(event.confidence, before.confidence if before else None):
            mind.confirm(pet, event.kind, utc_ns(event.onset))
        circumstances = Circumstances(devices_on_her=mind.devices_on(pet), walk_told_today=told_walk)
        if decide(_as_found(event, draft), circumstances).push:
            self._address(event, now_s)
        return recorded

    def _recount(self, mind: Mind, batch: Batch, recorded: Recorded) -> None:
        """Count anew where an answered event is counted, or was."""
        pet = recorded.event.pet
        if pet not in mind.memories:
            return
        for event in (recorded.event, recorded.before):
            if event is not None:
                self._counted_anew.after(event, mind.memories[pet], batch)

    def _learn(self, mind: Mind, pet: str) -> list[PetState]:
        """Move the threshold that answers move; keep it, and what is now to be said of her."""
        if pet not in mind.memories:
            return []
        mind.memories[pet].confirmed_sum = learn(self._ledger.answers(pet)).needed_sum
        self._ledger.save_memory(pet, mind.memories[pet])
        state = mind.state(pet)
        if state is None:
            return []
        self._ledger.save_state(state)
        return [state]

    def _address(self, event: Event, now_s: float) -> None:
        """Put a letter for everybody into the outbox; who has one already gets no second."""
        await_picture = self._home.camera_of(event.pet) is not None
        for recipient in self._home.addresses():
            self._outbox.put(event.id, recipient, now_s, await_picture=await_picture)

    def _midnight_ns(self, moment_ns: int) -> int:
        """Return the UTC of the local midnight before a moment."""
        day = utc(moment_ns).astimezone(self._home.zone).date()
        return utc_ns(datetime.combine(day, time(), tzinfo=self._home.zone))


def _as_found(event: Event, draft: Draft) -> Event:
    """Return an event as the sensors alone tell it, unless a person says that it was none.

    Who has tapped knows; whom to tell besides is decided as if nobody had.
    """
    if event.confidence is Confidence.WITHDRAWN:
        return event
    return replace(event, confidence=draft.confidence, cues=draft.cues)

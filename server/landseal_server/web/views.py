"""What API and page both ask for, read from ledger and store."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from landseal.clock import Clock, utc_ns
from landseal.messages import Event, PetState
from landseal.units import NS_PER_S, seconds
from landseal_server.home import Home
from landseal_server.ledger import Ledger
from landseal_server.store.protocol import Store
from landseal_server.store.rows import (
    NS_PER_MIN,
    ActivityBin,
    MinuteRow,
    MinuteTally,
    bins_of_minutes,
    bins_of_seconds,
    whole_minute,
)

MAX_BINS = 2000
"""A phone is 400 pixels wide; who asks for more is a program, and asks twice."""


class Pet(msgspec.Struct, frozen=True, kw_only=True):
    """One pet, as `/api/v1/pets` lists it."""

    id: str
    name: str


class Now(msgspec.Struct, frozen=True, kw_only=True):
    """What a pet does now, and how old that is."""

    pet: str
    name: str
    age_s: float | None
    """Time since the last second that was read; None before the first."""
    state: PetState | None


@dataclass(frozen=True)
class Views:
    """Reads for one home; safe from any thread."""

    home: Home
    ledger: Ledger
    store: Store
    clock: Clock

    def pets(self) -> list[Pet]:
        """Return every pet."""
        return [Pet(id=pet, name=name) for pet, name in self.home.pet_names().items()]

    def now(self, pet: str) -> Now:
        """Return what a pet does now."""
        state = self.ledger.state(pet)
        age_s = None if state is None else max(0.0, seconds(self.clock.utc_ns() - utc_ns(state.t)))
        return Now(pet=pet, name=self.home.pet_names()[pet], age_s=age_s, state=state)

    def events(self, pet: str, *, limit: int, before_ns: int | None = None) -> list[Event]:
        """Return a pet's newest events, the newest first."""
        return self.ledger.events(pet, limit=limit, before_ns=before_ns)

    def activity(self, pet: str, from_ns: int, to_ns: int, every_s: int) -> Sequence[ActivityBin]:
        """Return what a pet did, in bins of `every_s` seconds; bins without data are left out.

        Bins of whole minutes from a whole minute on are read as minutes; anything else, from the seconds.
        """
        every_ns = every_s * NS_PER_S
        if every_s % 60 == 0 and from_ns % NS_PER_MIN == 0:
            minutes = [*self.store.minutes(pet, from_ns, to_ns), *self._running_minute(pet, from_ns, to_ns)]
            return bins_of_minutes(minutes, from_ns, every_ns)
        return bins_of_seconds(self.store.seconds(pet, from_ns, to_ns), from_ns, every_ns)

    def _running_minute(self, pet: str, from_ns: int, to_ns: int) -> list[MinuteRow]:
        """Return the minute that is not over yet, counted from its seconds."""
        state = self.ledger.state(pet)
        if state is None:
            return []
        start_ns = whole_minute(utc_ns(state.t) - NS_PER_S)
        seconds = self.store.seconds(pet, max(start_ns, from_ns), min(start_ns + NS_PER_MIN, to_ns))
        if not seconds or self.store.minutes(pet, start_ns, start_ns + 1):
            return []
        tally = MinuteTally(t_ns=start_ns)
        for row in seconds:
            tally.count(row)
        return [tally.row(pet)]

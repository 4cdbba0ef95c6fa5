"""Counts mended after an answer: counted anew from the ledger, so that doing it twice changes nothing.

An event is counted in the minute whose second completed its definition.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from landseal.clock import utc, utc_ns
from landseal.messages import Event
from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind
from landseal_server.ledger import Ledger
from landseal_server.memory import PetMemory
from landseal_server.store.protocol import Batch, Store
from landseal_server.store.rows import NS_PER_MIN, whole_minute

_LONGEST_NS: Final = 3600 * NS_PER_S  # [E] from an event's onset to its being met

Rises = tuple[int, int]
"""Rises, failed rises."""


@dataclass(frozen=True)
class Recount:
    """Where rises are counted: the ledger has the truth, the store the minutes that are over."""

    ledger: Ledger
    store: Store
    zone: ZoneInfo

    def after(self, event: Event, memory: PetMemory, batch: Batch) -> None:
        """Count anew the minute and the day of an event that a person has answered.

        A minute that is over is written again with the batch. A day that is over is counted nowhere but
        in its minutes.
        """
        minute_ns = whole_minute(utc_ns(event.met) - NS_PER_S)
        rises = self._counted(event.pet, minute_ns, minute_ns + NS_PER_MIN)
        if memory.minute is not None and memory.minute.t_ns == minute_ns:
            memory.minute.rises, memory.minute.failed_rises = rises
        else:
            self._mend(batch, event.pet, minute_ns, rises)
        day = utc(minute_ns).astimezone(self.zone).date()
        if memory.today.date == day.isoformat():
            from_ns, to_ns = self._midnight_ns(day), self._midnight_ns(day + timedelta(days=1))
            memory.today.rises, memory.today.failed_rises = self._counted(event.pet, from_ns, to_ns)
        memory.last_stood_up_ns = self._last_stood_up_ns(event.pet)

    def _counted(self, pet: str, from_ns: int, to_ns: int) -> Rises:
        """Count the confirmed events that were met after `from` and not after `to`."""
        rows = self.ledger.db.execute(
            "SELECT object FROM event WHERE pet = ? AND onset >= ? AND onset <= ?",
            (pet, from_ns - _LONGEST_NS, to_ns),
        )
        events = [msgspec.json.decode(row[0], type=Event) for row in rows]
        kinds = [
            event.kind
            for event in events
            if event.confidence is Confidence.CONFIRMED and from_ns < utc_ns(event.met) <= to_ns
        ]
        return kinds.count(EventKind.STOOD_UP), kinds.count(EventKind.RISE_FAILED)

    def _mend(self, batch: Batch, pet: str, minute_ns: int, rises: Rises) -> None:
        """Put a minute that is over into the batch with its true counts; one without data has no row."""
        waiting = [row for row in batch.minutes if (row.pet, row.t_ns) == (pet, minute_ns)]
        for row in waiting or self.store.minutes(pet, minute_ns, minute_ns + 1):
            mended = replace(row, rises=rises[0], failed_rises=rises[1])
            batch.minutes = [kept for kept in batch.minutes if kept is not row] + [mended]

    def _last_stood_up_ns(self, pet: str) -> int | None:
        (onset_ns,) = self.ledger.db.execute(
            "SELECT MAX(onset) FROM event WHERE pet = ? AND kind = ?"
            " AND json_extract(object, '$.confidence') = ?",
            (pet, EventKind.STOOD_UP, Confidence.CONFIRMED),
        ).fetchone()
        return None if onset_ns is None else int(onset_ns)

    def _midnight_ns(self, day: date) -> int:
        return utc_ns(datetime.combine(day, time(), tzinfo=self.zone))

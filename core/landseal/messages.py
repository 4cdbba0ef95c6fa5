"""Messages that a person or another program may read: JSON on the wire."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from landseal.blocks import Sequence, UtcNs
from landseal.slugs import BootId, EventId, Slug
from landseal.words import (
    Assistance,
    ClockState,
    Confidence,
    Device,
    EventKind,
    Posture,
    TapKind,
    Wear,
)

Count = Annotated[int, Meta(ge=0)]
Seconds = Annotated[float, Meta(ge=0.0)]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
UtcTime = Annotated[datetime, Meta(tz=True)]
Text = Annotated[str, Meta(max_length=500)]


class LinkStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One sensor or camera, as its edge sees it."""

    stream: Slug
    state: Text
    """In a word: `waiting`, `connected`, `ended`; of a radio also `scanning`, `connecting`, `not_seen`."""
    blocks: Count
    """Blocks made since the agent started."""
    rate_hz: Annotated[float, Meta(gt=0.0)] | None = None
    """Measured; None where it is not known (yet)."""
    jitter_ms: Annotated[float, Meta(ge=0.0)] | None = None
    """By how much 19 packets of 20 come later than the fastest, at most."""
    samples: Count = 0
    """Received since the agent started, each counted once."""
    missing: Count = 0
    """Taken by the sensor and never received though the link was up, as far as its numbers or its pace
    tell."""
    missing_while_down: Count = 0
    """As many as it would have sent while there was no link."""
    duplicates: Count = 0
    """Packets that came a second time, and were dropped."""
    refused: Count = 0
    """Packets that could not be read."""
    connects: Count = 0
    """Connections since the agent started."""
    rssi_dbm: Annotated[int, Meta(ge=-128, le=20)] | None = None
    battery_pct: Annotated[int, Meta(ge=0, le=100)] | None = None


class EdgeStatus(msgspec.Struct, frozen=True, kw_only=True):
    """An edge about itself; retained. The last will is the same message with `online` false."""

    online: bool
    version: Text
    boot: BootId
    clock: ClockState = ClockState.SYNCHRONISED
    unconfirmed_blocks: Count = 0
    """Blocks that the server has not confirmed yet."""
    dropped_blocks: Count = 0
    """Blocks given up because memory was full: lost, and counted here."""
    disk_free_bytes: Count | None = None
    links: list[LinkStatus] = []


class StoredStream(msgspec.Struct, frozen=True, kw_only=True):
    """How far one stream of one boot is stored: all up to `highest` but the `gaps`."""

    stream: Slug
    boot: BootId
    through: Annotated[int, Meta(ge=-1)]
    """Every sequence up to this one is stored or was given up by the edge; -1: none."""
    highest: Annotated[int, Meta(ge=-1)]
    gaps: list[tuple[Sequence, Sequence]] = []
    """What is missing between `through` and `highest`: first and last sequence, both included."""

    def covers(self, seq: int) -> bool:
        """Tell whether the block `seq` is stored."""
        if seq > self.highest:
            return False
        return seq <= self.through or not any(first <= seq <= last for first, last in self.gaps)


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """Server to edge: raw file, store and ledger have these blocks; the edge may forget them."""

    streams: list[StoredStream]


class PictureRequest(msgspec.Struct, frozen=True, kw_only=True, tag="picture"):
    """Server to edge: send the picture nearest to a moment, for an event."""

    event: EventId
    camera: Slug
    at_ns: UtcNs


Command = PictureRequest
"""What a server may ask of an edge: a union with one member so far, told apart by its `type`."""


class Cue(msgspec.Struct, frozen=True, kw_only=True):
    """One reason to believe in an event."""

    device: Device
    weight: Annotated[float, Meta(ge=0.0, le=2.0)]
    why: Text


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened: one and the same object in ledger, store, message, page and push."""

    id: EventId
    revision: Annotated[int, Meta(ge=1)]
    pet: Slug
    kind: EventKind
    confidence: Confidence
    onset: UtcTime
    met: UtcTime
    """The moment at which the definition was complete: the end of the epoch that completed it."""
    duration_s: Seconds | None = None
    """How long it lasted; None while it goes on."""
    attempts: Count | None = None
    """Attempts in the chain that led here, this one included."""
    time_to_rise_s: Seconds | None = None
    """From the onset of the chain's first attempt to the onset of being upright."""
    rest_s: Seconds | None = None
    """How long she had rested before the chain's first attempt."""
    steps: Count | None = None
    """Hind footfalls that bore weight, two a stride; of a trunk alone, all footfalls that it felt."""
    steps_uncertain: bool = False
    """Whether her gait was too irregular to count them well."""
    longest_run: Count | None = None
    """The most consecutive steps: a fall voids those before it."""
    hind_fore_ratio: Share | None = None
    """Estimated share of the fore legs' steps that the hind took too; None where no hind sensor is worn."""
    assistance: Assistance = Assistance.UNKNOWN
    cues: list[Cue] = []
    picture: bool = False
    """Whether a picture of the moment is there to be shown."""


class PetState(msgspec.Struct, frozen=True, kw_only=True):
    """What a pet does now; retained."""

    pet: Slug
    t: UtcTime
    """The end of the last second that was read. How old that is decides what may be said of "now"."""
    posture: Posture
    since: UtcTime
    confidence: Share
    wear: Wear
    last_stood_up: UtcTime | None = None
    rises_today: Count = 0
    failed_rises_today: Count = 0
    steps_today: Count = 0
    battery_pct: Annotated[int, Meta(ge=0, le=100)] | None = None
    """The lowest of her sensors."""


class Tap(msgspec.Struct, frozen=True, kw_only=True):
    """A person's word about the dog. It belongs to the ledger; nothing sends it over the wire yet."""

    id: EventId
    """Chosen by whoever made it: the same tap sent twice is one."""
    pet: Slug
    t: UtcTime
    """The moment it speaks of."""
    kind: TapKind
    event: EventId | None = None
    """The event that it answers."""
    by: Slug | None = None
    """Which person; None where nobody says."""
    made: UtcTime
    """When it was made."""

"""The words of the truth: what the dog really did, in core's terms where core has them."""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from landseal.words import Assistance, EventKind


class Track(StrEnum):
    """What a span of truth speaks of; within one track spans do not overlap."""

    POSTURE = "posture"
    """A `Posture`; the passages between two postures are `other`."""
    LAND_SEAL = "land_seal"
    """The hind legs lie stretched back or to the side; `left`, `right` or `both`."""
    ATTEMPT = "attempt"
    """An effort to get up; how it ended: `up`, `failed` or `stalled`; or `lifted`, when a person did it."""
    BOUT = "bout"
    """Steps in a row; the gait: `walk`, `trot`, `gallop`, `paretic`, `spinal`, `sling` or `cart`."""
    ASSISTANCE = "assistance"
    """Somebody, or something, bears part of her weight: `carried`, `turned`, `sling`, `cart` or `therapy`."""
    DOING = "doing"
    """A `Doing`."""
    WEAR = "wear"
    """A `Wear`, of the whole harness."""


class Doing(StrEnum):
    """What else she does: the false friends of every detector among them."""

    BODY_SHAKE = "body_shake"
    SCRATCH = "scratch"
    PANT = "pant"
    FIDGET = "fidget"
    DREAM = "dream"
    REFLEX_KICK = "reflex_kick"
    SNIFF = "sniff"
    TURN = "turn"
    """She changes the side she lies on, by herself."""
    TURNED = "turned"
    """A person changes it."""
    CARRIED = "carried"
    CAR = "car"
    SLING = "sling"
    CART = "cart"
    JUMP = "jump"
    FALL = "fall"
    PUSHED_UP = "pushed_up"
    """She lifts her chest on her forelegs and lies down again, without an effort of the hind."""
    TABLE = "table"
    """The harness lies on a table, without her."""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Something that lasted; seconds since her life began."""

    track: Track
    value: str
    from_s: float
    to_s: float


class TrueEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event by the definitions of docs/words.md, made from the spans; seconds since her life began."""

    kind: EventKind
    onset_s: float
    met_s: float
    end_s: float
    attempts: int | None = None
    time_to_rise_s: float | None = None
    rest_s: float | None = None
    steps: int | None = None
    assistance: Assistance = Assistance.UNASSISTED


@dataclass(frozen=True)
class Told:
    """The truth about one act: its spans, and each step that bore weight."""

    spans: tuple[Span, ...] = ()
    steps_s: tuple[float, ...] = ()
    words: str = ""
    """In a few words, for whoever watches; empty where it is not worth a word."""

"""What people's answers say of the detector on one dog. Pure: labelled events and taps in, figures out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from landseal.clock import utc_ns
from landseal.messages import Event, Tap
from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind
from landseal_server.episodes.assistance import JUDGED
from landseal_server.labels.adapt import BOUNDS, LEAST_ANSWERS, learn
from landseal_server.labels.answers import ANSWERABLE, HELP, Labelled
from landseal_server.labels.interval import wilson
from landseal_server.ledger import SAME_ONSET_S, event_end_ns

ONE_REPORT_S: Final = 60
"""[E] Taps closer than this report one and the same missed stand."""

OPEN_STAND_S: Final = 600
"""[E] A stand without an end is taken to last so long: who taps meanwhile reports no other."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A share with its 95 % interval, both None where nobody has answered."""

    share: float | None
    interval: tuple[float, float] | None


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What was told of one kind in one way, and what people say of it."""

    kind: EventKind
    told_as: Confidence
    """By the sensors alone."""
    told: int
    true: int
    false: int
    unanswered: int
    precision: Share
    """True of the answered."""


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """Stands that a person has reported, and nothing was told of."""

    reported: int
    answered_true: int
    """Stands that were told, and that a person says were so."""
    missed: Share
    """Reported of both together."""


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """What the cues for a confirmed stand of this dog must add up to."""

    in_force: float
    bounds: tuple[float, float]
    answers: int
    """Answers on stands that it decides about, the newest."""
    true: int
    least_answers: int
    """With fewer nothing moves."""
    believed: float
    """Share of such stands that are believed to be true."""


class OnThisDog(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of `landseal evaluate --pet`."""

    pet: str
    since: datetime | None
    answers: list[Answers]
    missed: Missed
    confirmed_sum: Threshold


@dataclass(frozen=True)
class Ledgered:
    """What the ledger has of a dog."""

    labelled: Sequence[Labelled]
    """All of her events, in order."""
    taps: Sequence[Tap]
    """All that people said, in order of the moments they speak of."""
    confirmed_sum: float
    """The threshold in force."""


def report(pet: str, known: Ledgered, since: datetime | None = None) -> OnThisDog:
    """Return the figures of the events and taps from a moment on; a threshold counts all the newest."""
    events = [one for one in known.labelled if since is None or one.event.onset >= since]
    taps = [tap for tap in known.taps if since is None or tap.t >= since]
    reported = len(missed_stands(known.labelled, taps))
    true = sum(one.true for one in events if one.event.kind is EventKind.STOOD_UP)
    learnt = learn(known.labelled)
    return OnThisDog(
        pet=pet,
        since=since,
        answers=_by_kind(events),
        missed=Missed(reported=reported, answered_true=true, missed=_share(reported, reported + true)),
        confirmed_sum=Threshold(
            in_force=known.confirmed_sum,
            bounds=BOUNDS,
            answers=learnt.answers,
            true=learnt.true,
            least_answers=LEAST_ANSWERS,
            believed=learnt.believed,
        ),
    )


def missed_stands(labelled: Iterable[Labelled], taps: Iterable[Tap]) -> list[Tap]:
    """Return the taps, in order, that say of a moment that she did it, with no event near it.

    Near is what the ledger takes for one event: its time, and 5 s round it.
    """
    events = [one.event for one in labelled if one.event.kind in JUDGED]
    missed: list[Tap] = []
    for tap in taps:
        known = missed and (tap.t - missed[-1].t).total_seconds() < ONE_REPORT_S
        if tap.kind in HELP and tap.event is None and not known:
            missed += [] if any(_near(event, utc_ns(tap.t)) for event in events) else [tap]
    return missed


def _near(event: Event, moment_ns: int) -> bool:
    slack_ns = SAME_ONSET_S * NS_PER_S
    end_ns = event_end_ns(event)
    if event.kind is EventKind.STOOD_UP and event.duration_s is None:
        end_ns += OPEN_STAND_S * NS_PER_S
    return utc_ns(event.onset) - slack_ns <= moment_ns <= end_ns + slack_ns


def _by_kind(events: Iterable[Labelled]) -> list[Answers]:
    """Count by kind and by how it was told; of what was never told there is no row."""
    counts: dict[tuple[EventKind, Confidence], Counter[str]] = {}
    for one in events:
        if one.event.kind in ANSWERABLE:
            answer = "true" if one.true else "false" if one.false else "unanswered"
            counts.setdefault((one.event.kind, one.told), Counter())[answer] += 1
    order = {kind: place for place, kind in enumerate(EventKind)}
    return [_answers(*key, counts[key]) for key in sorted(counts, key=lambda key: (order[key[0]], key[1]))]


def _answers(kind: EventKind, told_as: Confidence, count: Counter[str]) -> Answers:
    return Answers(
        kind=kind,
        told_as=told_as,
        told=count.total(),
        true=count["true"],
        false=count["false"],
        unanswered=count["unanswered"],
        precision=_share(count["true"], count["true"] + count["false"]),
    )


def _share(part: int, whole: int) -> Share:
    return Share(share=part / whole if whole else None, interval=wilson(part, whole))

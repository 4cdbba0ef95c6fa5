"""Assistance: what speaks for help, and what for her having done it alone. The table first, as data.

`unassisted` needs evidence from the beginning to the end; whatever is missing from it makes it `unknown`.
A verdict is only ever revised towards help: what was seen of it does not go away. (A rear that rises first
looks like a sling, and may never prove one: it is no sign here.)
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from landseal.units import NS_PER_S
from landseal.words import Assistance, EventKind, Role, family
from landseal_server.episodes.state import Draft


class Sign(StrEnum):
    """What a second can show of help, or of nobody having been able to see any."""

    TAG_MOVED = "tag_moved"
    """The tag on her sling or her cart."""
    TAG_SILENT = "tag_silent"
    """She has one, and nothing was heard of it."""
    PERSON_SEEN = "person_seen"
    """By any camera of hers; how far from her, nothing can tell yet."""
    UNWATCHED = "unwatched"
    """No camera had her, and her alone, in view that can tell persons."""


class Rule(NamedTuple):
    """A sign, when it counts, and what it makes of a rise."""

    sign: Sign
    before_onset_s: int
    after_met_s: int
    verdict: Assistance


TABLE: Final = (
    Rule(Sign.TAG_MOVED, 3, 3, Assistance.ASSISTED),
    Rule(Sign.TAG_MOVED, 30, 10, Assistance.UNKNOWN),
    Rule(Sign.TAG_SILENT, 30, 3, Assistance.UNKNOWN),
    Rule(Sign.PERSON_SEEN, 30, 10, Assistance.UNKNOWN),
    Rule(Sign.UNWATCHED, 30, 0, Assistance.UNKNOWN),
)
"""[E] The first that applies decides; where none does, she did it alone. A therapy session, a person whose
box touches hers: rules of their own, once anything tells of them. A tap stands above all (ledger.py)."""

JUDGED: Final = frozenset(
    {EventKind.STOOD_UP, EventKind.RISE_FAILED, EventKind.DOG_SIT_STALL, EventKind.WALK}
)
"""What somebody can have helped with."""

SILENT_AFTER_S: Final = 10
"""[E] A tag is asked for nothing more often than a sensor, and is not waited for."""

_OPEN_S: Final = 15  # after an event was met: the longest rule, and a tag's word that comes late
_KEPT_S: Final = 900  # [E] of signs: longer than any rise, and than most walks
_HELPFUL: Final = (Assistance.UNASSISTED, Assistance.UNKNOWN, Assistance.ASSISTED)

Span = tuple[int, int]


class HelpMemory(msgspec.Struct, kw_only=True):
    """What is remembered of help for one pet."""

    t_ns: int = -1
    """Start of the last second."""
    spans: dict[Sign, list[Span]] = {}
    """When each sign held: from, to."""
    tags_ns: dict[Role, int] = {}
    """Start of the last second that each tag told of."""
    tags_g: dict[Role, tuple[float, float, float]] = {}
    """What each tag felt in it, on average."""
    sling_ns: int = -1
    """Start of the last second in which the tag on her sling moved."""
    judged: dict[EventKind, Draft] = {}
    """The latest of each family, by its kind, with its verdict so far."""


def note(memory: HelpMemory, t_ns: int, signs: Iterable[Sign], *, tags_moved_ns: Iterable[int]) -> None:
    """Take in one second.

    Args:
        memory: of the pet.
        t_ns: start of the second.
        signs: what it has shown.
        tags_moved_ns: the seconds in which a tag has moved; a tag's word may come late.
    """
    if t_ns < memory.t_ns:
        memory.spans, memory.judged, memory.t_ns = {}, {}, -1
        memory.tags_ns, memory.tags_g, memory.sling_ns = {}, {}, -1
    if memory.t_ns >= 0 and t_ns > memory.t_ns + NS_PER_S:
        _add(memory, Sign.UNWATCHED, (memory.t_ns + NS_PER_S, t_ns))
    for sign in signs:
        _add(memory, sign, (t_ns, t_ns + NS_PER_S))
    for moved_ns in tags_moved_ns:
        _add(memory, Sign.TAG_MOVED, (moved_ns, moved_ns + NS_PER_S))
    memory.t_ns = t_ns


def judge(memory: HelpMemory, drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Yield the drafts of a second with their verdicts, and those before it whose verdict has changed."""
    for draft in drafts:
        yield _judged(memory, draft) if draft.kind in JUDGED else draft
    for before in list(memory.judged.values()):
        if memory.t_ns <= _end_ns(before) + _OPEN_S * NS_PER_S:
            after = _judged(memory, before)
            if after != before:
                yield after


def verdict(spans: dict[Sign, list[Span]], onset_ns: int, met_ns: int) -> Assistance:
    """Read the table for what began and was met at these moments."""
    for rule in TABLE:
        from_ns, to_ns = onset_ns - rule.before_onset_s * NS_PER_S, met_ns + rule.after_met_s * NS_PER_S
        if any(a < to_ns and b > from_ns for a, b in spans.get(rule.sign, ())):
            return rule.verdict
    return Assistance.UNASSISTED


def _judged(memory: HelpMemory, draft: Draft) -> Draft:
    """Return a draft with its verdict, and remember it."""
    slot = min(family(draft.kind))
    found = verdict(memory.spans, draft.onset_ns, _end_ns(draft))
    if memory.t_ns - draft.onset_ns > (_KEPT_S - TABLE[1].before_onset_s) * NS_PER_S:
        found = max(found, Assistance.UNKNOWN, key=_HELPFUL.index)  # its beginning is forgotten
    before = memory.judged.get(slot)
    if before is not None and before.onset_ns == draft.onset_ns:
        found = max(found, before.assistance, key=_HELPFUL.index)
    memory.judged[slot] = judged = msgspec.structs.replace(draft, assistance=found)
    return judged


def _end_ns(draft: Draft) -> int:
    """Return until when help counts: to the moment a rise was met, to the end of a walk."""
    if draft.kind is EventKind.WALK and draft.duration_s is not None:
        return max(draft.met_ns, draft.onset_ns + int(draft.duration_s * NS_PER_S))
    return draft.met_ns


def _add(memory: HelpMemory, sign: Sign, span: Span) -> None:
    """Note that a sign held; what touches the span before is one with it."""
    spans = memory.spans.get(sign)
    if spans is None:
        memory.spans[sign] = [span]
    elif span[0] <= spans[-1][1] and span[1] >= spans[-1][0]:
        spans[-1] = (min(spans[-1][0], span[0]), max(spans[-1][1], span[1]))
    else:
        spans.append(span)
        while spans[0][1] < span[1] - _KEPT_S * NS_PER_S:
            del spans[0]

"""The one threshold that taps move: how much evidence makes a stand of this dog a confirmed one.

Cues come in steps of a half, and two devices that agree add up to 1.5 at least: between the table's 1.5 and
2.0 lies the stand for which there is the trunk's transition and one more witness. Where people say of most
of these that they were none, this dog fools that pair of witnesses, and a third cue, or ten steps, is asked
for. It only ever changes the word: such a stand is told, and pushed, as one that may have been.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from landseal.messages import Event
from landseal.words import Confidence, Device, EventKind
from landseal_server.episodes.cues import CONFIRMED_SUM, judge
from landseal_server.labels.answers import Labelled

BOUNDS: Final = (CONFIRMED_SUM, 2.0)
"""[E] Never less than the table asks for, never more than two whole cues."""

LEAST_ANSWERS: Final = 10
"""[E] With fewer answers nothing moves."""

NEWEST: Final = 50
"""[E] So many answers count: a dog who recovers is not judged by what she was."""

PRIOR_TRUE: Final = 9.0
"""[E] What is believed before the first answer: as if nine of ten had been true."""

PRIOR_FALSE: Final = 1.0

TRUE_ENOUGH: Final = 0.6
"""[E] From this share on they are called confirmed: a detector that is right more often than not."""


@dataclass(frozen=True)
class Learnt:
    """What the answers say of the stands that the threshold decides about."""

    answers: int
    """Those that count."""
    true: int
    believed: float
    """Mean of the Beta distribution after them: the share of such stands that are true."""
    needed_sum: float
    """The threshold that follows."""


def learn(labelled: Iterable[Labelled]) -> Learnt:
    """Return what follows from a dog's stands, in order of time."""
    answers = [one.true for one in labelled if one.answered and is_doubtful(one.event)][-NEWEST:]
    true = sum(answers)
    believed = (PRIOR_TRUE + true) / (PRIOR_TRUE + PRIOR_FALSE + len(answers))
    moves = len(answers) >= LEAST_ANSWERS and believed < TRUE_ENOUGH
    return Learnt(len(answers), true, believed, BOUNDS[1] if moves else BOUNDS[0])


def is_doubtful(event: Event) -> bool:
    """Tell whether the threshold decides about an event: its own cues reach the lower bound alone."""
    own = [cue for cue in event.cues if cue.device is not Device.TAP]
    return (
        event.kind is EventKind.STOOD_UP
        and judge(own, BOUNDS[0]) is Confidence.CONFIRMED
        and judge(own, BOUNDS[1]) is not Confidence.CONFIRMED
    )

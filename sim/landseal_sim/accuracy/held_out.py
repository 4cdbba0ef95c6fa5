"""`landseal evaluate FILE --leave-out date|block`: learn anew without each group, and score on it.

The rules are those of docs/evaluation.md: one-second windows, labels at least 75 % pure, four classes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal.errors import LandsealError
from landseal_server.recognise import session
from landseal_server.recognise.model import Model
from landseal_server.recognise.onsets import OnsetKind
from landseal_server.recognise.poses import Vigour
from landseal_sim.accuracy import onsets
from landseal_sim.accuracy.learning import (
    Lesson,
    RecordedLesson,
    filtered,
    learn,
    learn_postures,
    recorded_lessons,
)
from landseal_sim.accuracy.mode import LeaveOut
from landseal_sim.accuracy.onset_truth import lying_to_up, rest_to_moving
from landseal_sim.accuracy.recorded import labelled
from landseal_sim.accuracy.scored import OnsetScore, PostureScore, Told, onset_score, posture_score

Array = NDArray[np.float64]

_LEAST_GROUPS = 2


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    file: str
    rate_hz: float
    leave_out: LeaveOut
    groups: list[str]
    sessions: int
    hours: float
    whole: PostureScore
    """The whole session known, the mount not."""
    live_calibrated: PostureScore
    live: PostureScore
    """Causal, and the mount unknown."""
    lying_to_up: OnsetScore
    rest_to_moving: OnsetScore
    simulation_alone: PostureScore
    """Live, mount unknown, by a model that has seen no recording."""
    simulation_alone_whole: PostureScore


@dataclass(frozen=True)
class _Said:
    """What was said of one session by a model that has not seen its group."""

    whole: Array
    calibrated: Array
    live: Array
    events: list[onsets.Event]


def evaluate(
    file: Path,
    rate_hz: float | None,
    leave_out: LeaveOut,
    simulated: Sequence[Lesson],
    on_progress: Callable[[float], None],
) -> Held:
    """Learn and score.

    Args:
        file: labelled recordings.
        rate_hz: their rate, where the format's own is not right.
        leave_out: what is left out together.
        simulated: what is learnt beside the recordings, in every fold.
        on_progress: told the share that is done.

    Raises:
        LandsealError: the recordings cannot be read, have no labels, or too few of what is to be left out.
    """
    lessons = recorded_lessons(labelled(file, rate_hz))
    groups = sorted({getattr(lesson.of, leave_out) for lesson in lessons})
    if len(groups) < _LEAST_GROUPS:
        raise LandsealError(
            f"has one {leave_out} only: there is nothing left to learn from",
            where=str(file),
            remedy="Say `landseal predict`, or evaluate on recordings of several days.",
        )
    said: dict[str, _Said] = {}
    for number, group in enumerate(groups):
        model = learn([one for one in lessons if getattr(one.of, leave_out) != group], simulated)
        mine = [one for one in lessons if getattr(one.of, leave_out) == group]
        said |= zip((one.of.session.name for one in mine), _say(mine, model), strict=True)
        on_progress((number + 1) / (len(groups) + 1))
    alone = learn_postures([], simulated)
    live = _live([one.free for one in lessons], alone.live.chance, alone.vigour)
    found = [said[one.of.session.name] for one in lessons]
    label = [one.free.label for one in lessons]
    return Held(
        file=file.name,
        rate_hz=lessons[0].of.session.rate_hz,
        leave_out=leave_out,
        groups=groups,
        sessions=len(lessons),
        hours=sum(one.of.hours for one in lessons),
        whole=posture_score([*zip(label, (one.whole for one in found), strict=True)]),
        live_calibrated=posture_score(
            [(one.calibrated.label, own.calibrated) for one, own in zip(lessons, found, strict=True)]
        ),
        live=posture_score([*zip(label, (one.live for one in found), strict=True)]),
        lying_to_up=_onsets(lessons, found, OnsetKind.LYING_TO_UP),
        rest_to_moving=_onsets(lessons, found, OnsetKind.REST_TO_MOVING),
        simulation_alone=posture_score([*zip(label, live, strict=True)]),
        simulation_alone_whole=posture_score(
            [*zip(label, (session.whole(one.free.seen, alone).chance for one in lessons), strict=True)]
        ),
    )


def _say(lessons: Sequence[RecordedLesson], model: Model) -> list[_Said]:
    free = [one.free for one in lessons]
    postures = model.postures
    live = _live(free, postures.live.chance, postures.vigour)
    calibrated = _live([one.calibrated for one in lessons], postures.live.chance, postures.vigour)
    beliefs = filtered([one.seen for one in free], postures.vigour)
    return [
        _Said(
            session.whole(one.seen, postures).chance,
            own_calibrated,
            own_live,
            onsets.detect(onsets.seconds_of(one.seen.windows, one.seen.found, belief), model.onsets),
        )
        for one, own_live, own_calibrated, belief in zip(free, live, calibrated, beliefs, strict=True)
    ]


def _live(lessons: Sequence[Lesson], judge: Callable[[Array], Array], vigour: Vigour) -> list[Array]:
    return [judge(columns) for columns in session.live_columns([one.seen for one in lessons], vigour)]


def _onsets(lessons: Sequence[RecordedLesson], said: Sequence[_Said], kind: OnsetKind) -> OnsetScore:
    truth = {OnsetKind.LYING_TO_UP: lying_to_up, OnsetKind.REST_TO_MOVING: rest_to_moving}[kind]
    told = []
    for lesson, one in zip(lessons, said, strict=True):
        events = [event for event in one.events if event.kind is kind]
        told.append(
            Told(
                true_s=truth(lesson.of.codes(), lesson.of.session.rate_hz),
                onset_s=[event.onset_s for event in events],
                decided_s=[event.decided_s for event in events],
                hours=lesson.of.hours,
            )
        )
    return onset_score(told)

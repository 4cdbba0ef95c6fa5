"""`landseal train`: what the recogniser has learnt, from recordings and from simulation.

scikit-learn learns; numpy alone applies what was learnt (`landseal_server/recognise/model.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.words import Role
from landseal_server.recognise.cadence import step_band_hz
from landseal_server.recognise.context import COLUMNS
from landseal_server.recognise.hypotheses import Hypotheses, any_way, near
from landseal_server.recognise.model import Judgement, Model
from landseal_server.recognise.mount import rotation_from_angles
from landseal_server.recognise.poses import CLASSES, LYING, Vigour
from landseal_server.recognise.session import Looked, live_columns, look, whole_columns
from landseal_sim.accuracy.calibrated import mount_of
from landseal_sim.accuracy.recorded import UNSAID, Labelled
from landseal_sim.accuracy.schooled import Taught
from landseal_sim.sensing.fitting import POCKET_DEG

STRENGTH: Final = 0.003
"""Inverse of the regularisation. Strong: four dates are few, and what is alike in them may be chance."""

_SIMULATED_SHARE: Final = 2.0
"""Weight of all simulated seconds together against all recorded ones."""

_ASLEEP: Final = (2.6, 0.9)
"""[E] Mean and spread of log(VeDBA in mg + 1) of a dog who lies: recordings show her awake and panting, at
home she sleeps at a tenth of that. It is broad, so that it fits both."""

_NORMAL: Final = 1.4826  # makes a median deviation a standard deviation
_TRUNK: Final = Role.TRUNK

WEIGHT_KG: Final = 20.0
"""[E] Of a recorded dog: nobody has written it down."""

Array = NDArray[np.float64]
Table = tuple[Array, NDArray[np.int8]]


@dataclass(frozen=True)
class Lesson:
    """A session to learn from: what is seen of it, and what it was."""

    seen: Looked
    label: NDArray[np.int8]
    """(seconds,) index into `CLASSES`, or `UNSAID`."""


def recorded_lessons(recordings: Sequence[Labelled]) -> list[Lesson]:
    """Return what recordings teach: each once with its mount unknown, and once with its mount calibrated."""
    ways: list[tuple[Labelled, Hypotheses]] = [
        *((recording, any_way()) for recording in recordings),
        *((recording, near(mount_of(recording))) for recording in recordings),
    ]
    return [Lesson(look(one.session.grid, way, step_band_hz(WEIGHT_KG)), one.seconds()) for one, way in ways]


def simulated_lesson(taught: Taught) -> Lesson:
    """Return what a simulated dog teaches, whose pocket is known but not how she wears it."""
    pocket = rotation_from_angles(*POCKET_DEG[_TRUNK])
    return Lesson(look(taught.grid, near(pocket), step_band_hz(taught.weight_kg)), taught.label)


def learn(recorded: Sequence[Lesson], simulated: Sequence[Lesson]) -> Model:
    """Learn all that is learnt; one of the two may be empty."""
    vigour = _vigour(recorded or simulated)
    parts = recorded, simulated
    return Model(
        vigour,
        _judgement([_live(part, vigour) for part in parts]),
        _judgement([_whole(part, vigour) for part in parts]),
    )


def _live(lessons: Sequence[Lesson], vigour: Vigour) -> Table:
    """Return the columns and labels of all seconds that say something, with what came before them."""
    return _said(lessons, live_columns([lesson.seen for lesson in lessons], vigour))


def _whole(lessons: Sequence[Lesson], vigour: Vigour) -> Table:
    """Return the same, with what lies around them."""
    return _said(lessons, [whole_columns(lesson.seen, vigour) for lesson in lessons])


def _said(lessons: Sequence[Lesson], columns: Sequence[Array]) -> Table:
    if not lessons:
        return np.empty((0, COLUMNS)), np.empty(0, np.int8)
    label = np.concatenate([lesson.label for lesson in lessons])
    return np.concatenate(columns)[label != UNSAID], label[label != UNSAID]


def _vigour(lessons: Sequence[Lesson]) -> Vigour:
    """Return how much dogs move in each posture: medians and their spread, which outliers do not move."""
    log_vedba = np.concatenate([lesson.seen.log_vedba() for lesson in lessons])
    label = np.concatenate([lesson.label for lesson in lessons])
    mean, spread = np.full((2, len(CLASSES)), np.nan)
    mean[LYING], spread[LYING] = _ASLEEP
    for number in range(len(CLASSES)):
        if number != LYING:
            values = log_vedba[label == number]
            mean[number] = np.median(values)
            spread[number] = _NORMAL * np.median(np.abs(values - mean[number]))
    return Vigour(mean, spread)


def _judgement(parts: Sequence[Table]) -> Judgement:
    """Learn from parts that each count as much as its weight says, whatever their size."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    largest = max(len(label) for _, label in parts[:1]) or len(parts[1][1])
    shares = (1.0, _SIMULATED_SHARE)
    values, label = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    weight = np.concatenate(
        [
            np.full(len(own), share * largest / max(1, len(own)))
            for share, (_, own) in zip(shares, parts, strict=True)
        ]
    )
    scaler = StandardScaler().fit(values, sample_weight=weight)
    fitted = LogisticRegression(C=STRENGTH, max_iter=1000).fit(scaler.transform(values), label, weight)
    return Judgement(scaler.mean_, scaler.scale_, fitted.coef_, fitted.intercept_)

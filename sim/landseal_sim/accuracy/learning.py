"""What the recogniser learns, from recordings and from simulation.

scikit-learn learns; numpy alone applies what was learnt (`landseal_server/recognise/model.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.errors import LandsealError
from landseal.words import Role
from landseal_server.recognise.cadence import step_band_hz
from landseal_server.recognise.context import COLUMNS
from landseal_server.recognise.hypotheses import any_way, near
from landseal_server.recognise.model import Judgement, Model, PostureModel
from landseal_server.recognise.mount import rotation_from_angles
from landseal_server.recognise.onsets import OnsetModel
from landseal_server.recognise.poses import CLASSES, LYING, Vigour
from landseal_server.recognise.session import Seen, live_columns, look, whole_columns
from landseal_sim.accuracy import onsets
from landseal_sim.accuracy.calibrated import calibrations
from landseal_sim.accuracy.recorded import UNSAID, Labelled
from landseal_sim.accuracy.schooled import Taught
from landseal_sim.sensing.fitting import POCKET_DEG

_STRENGTH: Final = 0.003
"""Inverse of the regularisation. Strong: four dates are few, and what is alike in them may be chance."""

_SIMULATED_SHARE: Final = 0.5
"""Weight of all simulated seconds together against all recorded ones. Without them the model would never
have seen a dog asleep; what recordings teach comes first."""

WEIGHT_KG: Final = 20.0
"""[E] Of a recorded dog: nobody has written it down."""

_ASLEEP: Final = (2.6, 0.9)
"""[E] Mean and spread of log(VeDBA in mg + 1) of a dog who lies: recordings show her awake and panting, at
home she sleeps at a tenth of that. It is broad, so that it fits both."""

_NORMAL: Final = 1.4826  # makes a median deviation a standard deviation

Array = NDArray[np.float64]
Table = tuple[Array, NDArray[np.int8]]


@dataclass(frozen=True)
class Lesson:
    """A stretch to learn postures from: what is seen of it, and what it was."""

    seen: Seen
    label: NDArray[np.int8]
    """(seconds,) index into `CLASSES`, or `UNSAID`."""


@dataclass(frozen=True)
class RecordedLesson:
    """A recording, seen once with its mount unknown and once with the calibration of its block.

    The session that the block is calibrated by has no labels there.
    """

    of: Labelled
    free: Lesson
    calibrated: Lesson


def recorded_lessons(recordings: Sequence[Labelled]) -> list[RecordedLesson]:
    """Return what recordings teach."""
    band_hz, calibrated = step_band_hz(WEIGHT_KG), calibrations(recordings)
    found = []
    for one in recordings:
        by, mount = calibrated[one.block]
        own = np.full(len(one.session.grid), UNSAID, np.int8) if by == one.session.name else one.seconds()
        grid = one.session.grid
        free = Lesson(look(grid, any_way(), band_hz), one.seconds())
        found.append(RecordedLesson(one, free, Lesson(look(grid, near(mount), band_hz), own)))
    return found


def simulated_lesson(taught: Taught) -> Lesson:
    """Return what a simulated dog teaches, whose pocket is known but not how she wears it."""
    pocket = rotation_from_angles(*POCKET_DEG[Role.TRUNK])
    return Lesson(look(taught.grid, near(pocket), step_band_hz(taught.weight_kg)), taught.label)


def learn(recorded: Sequence[RecordedLesson], simulated: Sequence[Lesson]) -> Model:
    """Learn all that is learnt; of postures from both, of onsets from recordings."""
    postures = learn_postures(recorded, simulated)
    return Model(postures, learn_onsets(recorded, postures.vigour))


def learn_postures(recorded: Sequence[RecordedLesson], simulated: Sequence[Lesson]) -> PostureModel:
    """Learn postures; one of the two may be empty.

    Live, from recordings both with their mount unknown and calibrated: a calibration that misleads must do
    little harm.
    """
    free, calibrated = [one.free for one in recorded], [one.calibrated for one in recorded]
    vigour = _vigour(free, simulated)
    return PostureModel(
        vigour,
        _judgement(_live([*free, *calibrated], vigour), _live(simulated, vigour)),
        _judgement(_whole(free, vigour), _whole(simulated, vigour)),
    )


def learn_onsets(recorded: Sequence[RecordedLesson], vigour: Vigour) -> OnsetModel:
    """Learn the onsets of rises and of set-offs."""
    beliefs = filtered([one.free.seen for one in recorded], vigour)
    return onsets.train(
        [
            onsets.Session(one.of.block, belief, one.of.session.grid, one.of.codes(), one.of.session.rate_hz)
            for one, belief in zip(recorded, beliefs, strict=True)
        ]
    )


def filtered(sessions: Sequence[Seen], vigour: Vigour) -> list[Array]:
    """Return the postures' probabilities as the filter has them, before they are judged, (seconds, classes).

    Onsets are read from these: what is learnt from a few dates would not mean the same on another mount.
    """
    return [np.exp(columns[:, : len(CLASSES)]) for columns in live_columns(sessions, vigour)]


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


def _vigour(recorded: Sequence[Lesson], simulated: Sequence[Lesson]) -> Vigour:
    """Return how much dogs move in each posture: medians and their spread, which outliers do not move.

    Of recorded dogs; of simulated ones where no recorded dog did it.

    Raises:
        LandsealError: neither did.
    """
    mean, spread = (np.full(len(CLASSES), number) for number in _ASLEEP)
    for number, name in enumerate(CLASSES):
        if number == LYING:
            continue
        seen = [part for part in map(_log_vedba_of(number), (recorded, simulated)) if len(part)]
        if not seen:
            raise LandsealError(
                f"nowhere in these recordings is a dog {name}: there is nothing to learn that from",
                remedy="Learn from recordings with all of: " + ", ".join(CLASSES) + ".",
            )
        mean[number] = np.median(seen[0])
        spread[number] = _NORMAL * np.median(np.abs(seen[0] - mean[number]))
    return Vigour(mean, spread)


def _log_vedba_of(number: int) -> Callable[[Sequence[Lesson]], Array]:
    """Return the function that gathers the log VeDBA of one class from lessons."""

    def gather(lessons: Sequence[Lesson]) -> Array:
        parts = [lesson.seen.log_vedba()[lesson.label == number] for lesson in lessons]
        return np.concatenate([np.empty(0), *parts])

    return gather


def _judgement(recorded: Table, simulated: Table) -> Judgement:
    """Learn from both parts; a recorded second weighs 1, if there is any."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    size = len(recorded[1]) or len(simulated[1])
    values = np.concatenate([recorded[0], simulated[0]])
    label = np.concatenate([recorded[1], simulated[1]])
    weight = np.concatenate([np.ones(len(recorded[1])), _SIMULATED_SHARE * size * _evened(simulated[1])])
    scaler = StandardScaler().fit(values, sample_weight=weight)
    fitted = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(scaler.transform(values), label, weight)
    return Judgement(scaler.mean_, scaler.scale_, fitted.coef_, fitted.intercept_)


def _evened(label: NDArray[np.int8]) -> Array:
    """Return weights of sum 1 by which each class counts as the root of how often it is seen.

    At home she lies nine seconds of ten: by their number alone nothing else would be worth learning.
    """
    if not len(label):
        return np.empty(0)
    counts = np.bincount(label, minlength=len(CLASSES))
    each = 1 / np.sqrt(np.maximum(counts, 1))
    return np.asarray(each[label] / np.sqrt(counts).sum())

"""Simulated dogs as the recordings would have shown them: a part with faults, at 15 Hz, with labels."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from landseal.units import STANDARD_GRAVITY_M_S2
from landseal.words import LYING, Posture, Role
from landseal_sim.acts.script import Act
from landseal_sim.life.calendar import begins
from landseal_sim.life.life import Life
from landseal_sim.realism.clips import CLASSES, RATE_HZ, UNSAID, Clip
from landseal_sim.sensing.sensor import Sensor
from landseal_sim.truth.book import Book
from landseal_sim.truth.words import Doing, Span, Track
from landseal_sim.world.load import load_world
from landseal_sim.world.model import DogSection

_LYING, _SITTING, _STANDING, _MOVING = range(len(CLASSES))
_GAIN: Final = 0.944
"""What the part that recorded reads of 1 g: the median of the calmest third of 24-01."""

_RANGE_M_S2: Final = 39.1  # as in the recordings; likewise the step below
_STEP_M_S2: Final = 0.01
_NOISE_G: Final = 0.009
"""Root mean square per axis of the part that recorded: the quietest two seconds of 24-01, and white."""

_AWAKE_S: Final = 60.0
"""A recording is made of a dog who is up and about: of a rest it has this much before and after an outing."""

_LEAST_S: Final = 30.0
_TOUCHED: Final = frozenset({Doing.CARRIED, Doing.CAR, Doing.SLING, Doing.CART, Doing.TURNED, Doing.TABLE})
_LIVELY: Final = frozenset({Doing.BODY_SHAKE, Doing.SCRATCH, Doing.JUMP, Doing.FALL})
"""What somebody who labels by the eye would not call standing, sitting or lying."""


@dataclass(frozen=True)
class Subject:
    """A simulated dog, and how long she is recorded."""

    name: str
    section: DogSection
    world: str = "home"
    seed: int = 1
    hours: float = 12.0

    def life(self) -> Life:
        """Begin her life, at eight in the morning."""
        return Life(
            self.section, load_world(self.world), begins("2026-03-23T08:00", ZoneInfo("UTC")), self.seed
        )


def sound(weight_kg: float) -> DogSection:
    """Return a dog with nothing wrong with her, who wears one sensor."""
    return DogSection(name=f"sound {weight_kg:g} kg", weight_kg=weight_kg, sensors=[Role.TRUNK])


def paretic(weight_kg: float) -> DogSection:
    """Return one whose left hind leg does half of what it should, and the right one most."""
    return DogSection(
        name=f"paretic {weight_kg:g} kg",
        weight_kg=weight_kg,
        left_hind=0.5,
        right_hind=0.15,
        sensors=[Role.TRUNK],
    )


def simulated_clips(subject: Subject, *, other_as: str | None = None) -> list[Clip]:
    """Record a simulated dog through her sensor; a clip is an outing with a minute of rest on both sides.

    Args:
        subject: whom, and for how long.
        other_as: the class of the passages between two postures; None leaves them out.
    """
    life = subject.life()
    acts = list(life.acts_until(3600 * subject.hours))
    at_s = np.arange(0, acts[-1].end_s - 1, 1 / RATE_HZ)
    label = labels(acts, at_s, UNSAID if other_as is None else CLASSES.index(other_as))
    accel, part = _measured(life, acts, at_s), _parts(acts, at_s)
    return [
        Clip(
            subject.name,
            f"{subject.world}-{subject.seed} {first}",
            accel[first:last],
            label[first:last],
            part[first:last],
        )
        for first, last in _awake(label)
        if last - first >= _LEAST_S * RATE_HZ
    ]


def _measured(life: Life, acts: list[Act], at_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the part in her harness gives, resampled and cut off as in the recordings."""
    sensor = Sensor(Role.TRUNK, life.world.sensors[Role.TRUNK], life.seed)
    parts = [sensor.measure(act, life.felt(act)) for act in acts]
    taken_s = np.concatenate([part.at_s for part in parts])
    values = np.concatenate([part.lsb for part in parts]).astype(np.float64) * sensor.g_per_lsb
    seen = np.stack([np.interp(at_s, taken_s, axis) for axis in values.T], axis=1) * STANDARD_GRAVITY_M_S2
    seen *= _GAIN
    seen += np.random.default_rng(life.seed).normal(0, _NOISE_G * STANDARD_GRAVITY_M_S2, seen.shape)
    steps = np.rint(np.clip(seen, -_RANGE_M_S2, _RANGE_M_S2) / _STEP_M_S2)
    return np.asarray(steps * _STEP_M_S2 / STANDARD_GRAVITY_M_S2)


def labels(acts: list[Act], at_s: NDArray[np.float64], other: int) -> NDArray[np.int8]:
    """Return the class of each moment, (samples,), or `UNSAID`; passages between two postures are `other`."""
    book = Book()
    for act in acts:
        book.enter(act)
    label = np.full(len(at_s), UNSAID, dtype=np.int8)
    for span in sorted(book.spans, key=lambda span: list(Track).index(span.track)):
        named = _named(span, other)
        if named is not None:
            label[np.searchsorted(at_s, span.from_s) : np.searchsorted(at_s, span.to_s)] = named
    return label


def _named(span: Span, other: int) -> int | None:
    """Return the class that a span of truth gives to its samples; None: it says nothing of that."""
    if span.track is Track.POSTURE:
        posture = Posture(span.value)
        if posture in LYING:
            return _LYING
        plain = {Posture.SITTING: _SITTING, Posture.STANDING: _STANDING, Posture.OTHER: other}
        return plain.get(posture, _MOVING)
    if span.track is Track.ASSISTANCE:
        return UNSAID
    if span.track is Track.DOING and Doing(span.value) in _TOUCHED:
        return UNSAID
    return _MOVING if span.track is Track.DOING and Doing(span.value) in _LIVELY else None


def _parts(acts: list[Act], at_s: NDArray[np.float64]) -> NDArray[np.int64]:
    starts = np.array([act.start_s for act in acts])
    return np.asarray(np.searchsorted(starts, at_s, side="right") - 1)


def _awake(label: NDArray[np.int8]) -> list[tuple[int, int]]:
    """Return the first and last samples of the stretches near to anything but lying."""
    lively = np.isin(label, (_SITTING, _STANDING, _MOVING)).astype(np.int64)
    reach = round(_AWAKE_S * RATE_HZ)
    count = np.concatenate([[0], np.cumsum(lively)])
    at = np.arange(len(label))
    near = count[np.minimum(at + reach, len(label))] > count[np.maximum(at - reach, 0)]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))

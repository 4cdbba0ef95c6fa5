"""Posture angles against their bands, and how far gravity turns between lying and standing in one fitting."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal.words import Posture, Role
from landseal_server.recognise.features import pitch_deg, roll_deg
from landseal_sim.realism.clips import Clip
from landseal_sim.realism.simulated import Subject
from landseal_sim.truth.words import Track

BANDS_DEG: Final = {
    Posture.STANDING: ((-15, 15), (-20, 20)),
    Posture.LYING_STERNAL: ((-10, 25), (-35, 35)),
    Posture.SITTING: ((30, 50), (-20, 20)),
    Posture.LYING_LEFT: ((-20, 20), (-110, -70)),
    Posture.LYING_RIGHT: ((-20, 20), (70, 110)),
    Posture.WALKING: ((-15, 15), (-20, 20)),
}
"""Pitch and roll of docs/words.md; where it says "about", 20 degrees either way [E]."""

_LEAST_S: Final = 2.0  # of a span that has an angle of its own
_LYING, _STANDING = 0, 2
_LEAST_SAMPLES: Final = 150  # ten seconds of each, or there is no mean to speak of


class Angles(msgspec.Struct, frozen=True, kw_only=True):
    """Pitch and roll of the trunk in one posture, by seconds."""

    posture: Posture
    seconds: int
    pitch_deg: tuple[float, float, float]
    """5th, 50th and 95th percentile."""
    roll_deg: tuple[float, float, float]
    inside: float
    """Share of the seconds inside both bands."""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """Angle between mean gravity lying and standing, while a harness was not taken off."""

    fitting: str
    deg: float


def angles(subjects: Iterable[Subject]) -> list[Angles]:
    """Measure what the trunk itself feels, without a sensor's faults."""
    by_posture = gravity_by_posture(subjects)
    return [_angles(posture, by_posture[posture]) for posture in BANDS_DEG if posture in by_posture]


def gravity_by_posture(subjects: Iterable[Subject]) -> dict[Posture, NDArray[np.float64]]:
    """Return the mean specific force of each whole second, (seconds, 3), by posture."""
    found: dict[Posture, list[NDArray[np.float64]]] = {}
    for subject in subjects:
        life = subject.life()
        for act in life.acts_until(3600 * subject.hours):
            felt = life.felt(act)
            second = int(felt.rate_hz)
            for span in act.told.spans:
                if span.track is Track.POSTURE and span.to_s - span.from_s >= _LEAST_S and not act.in_use:
                    first, last = (
                        int((at_s - act.start_s) * felt.rate_hz) for at_s in (span.from_s, span.to_s)
                    )
                    part = felt.specific_force_g[Role.TRUNK][first:last]
                    whole = part[: len(part) // second * second].reshape(-1, second, 3).mean(axis=1)
                    found.setdefault(Posture(span.value), []).append(whole)
    return {posture: np.concatenate(parts) for posture, parts in found.items()}


def _angles(posture: Posture, gravity: NDArray[np.float64]) -> Angles:
    pitch, roll = pitch_deg(gravity), roll_deg(gravity)
    (low, high), (left, right) = BANDS_DEG[posture]
    inside = (pitch >= low) & (pitch <= high) & (roll >= left) & (roll <= right)
    return Angles(
        posture=posture,
        seconds=len(gravity),
        pitch_deg=_percentiles(pitch),
        roll_deg=_percentiles(roll),
        inside=float(inside.mean()),
    )


def _percentiles(values: NDArray[np.float64]) -> tuple[float, float, float]:
    low, middle, high = (float(value) for value in np.percentile(values, [5, 50, 95]))
    return low, middle, high


def turns(clips: Sequence[Clip]) -> list[Turn]:
    """Measure, for each group of clips that has both, the angle between gravity lying and standing."""
    found = []
    for group in sorted({clip.group for clip in clips}):
        mine = [clip for clip in clips if clip.group == group]
        lying, standing = (
            np.concatenate([c.accel_g[c.label == which] for c in mine]) for which in (_LYING, _STANDING)
        )
        if min(len(lying), len(standing)) >= _LEAST_SAMPLES:
            found.append(Turn(fitting=group, deg=_between_deg(lying.mean(axis=0), standing.mean(axis=0))))
    return found


def _between_deg(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    cosine = first @ second / (np.linalg.norm(first) * np.linalg.norm(second))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))

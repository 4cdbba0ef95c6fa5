"""What she does: a rest in the land seal, two tries that fail, and then she stands and walks out of view.

A small senior dog of 9 kg with a weak left hind leg. Each chapter is followed by the next for as long as
somebody watches; the lengths vary with the seed.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from landseal.words import EventKind, Posture
from landseal_sim.dog.pose import Track

WEIGHT_KG: Final = 9.0
MAT_X: Final = 0.45
"""Where her mat is, as a share of the picture's width."""
OUT_OF_VIEW_X: Final = 1.4


@dataclass(frozen=True)
class Happening:
    """The truth about something that happened."""

    kind: EventKind
    onset_s: float
    end_s: float
    words: str


@dataclass(frozen=True)
class Stretch:
    """The truth about a posture that lasted; the passages between two postures belong to none."""

    posture: Posture
    from_s: float
    to_s: float


@dataclass
class Chapter:
    """One round of her day: the track of her body, and the truth beside it."""

    track: Track = field(default_factory=Track)
    happenings: list[Happening] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    arrives: bool = False
    """Whether she is carried in first; until then the room is empty."""

    @property
    def length_s(self) -> float:
        """How long the chapter is."""
        return self.track.end_s


def chapter(seed: int, number: int) -> Chapter:
    """Write a chapter; the first begins with an empty room, so that the camera can learn it."""
    rng = np.random.default_rng((seed, number))
    told = Chapter(arrives=number == 0)
    if told.arrives:
        _carried_in(told)
    else:
        told.track.at(0.0, x=MAT_X)
    _rests(told, float(rng.uniform(68, 76)))
    for attempt in (1, 2):
        _fails(told, attempt, rng)
        _rests(told, float(rng.uniform(11.5, 13.5)))
    _rises(told, rng)
    _walks(told, OUT_OF_VIEW_X, 11.0)
    _lies_down(told)
    _rests(told, float(rng.uniform(72, 84)))
    _rises(told, rng)
    _walks(told, MAT_X, 11.0)
    _lies_down(told)
    return told


def _carried_in(told: Chapter) -> None:
    """Somebody lowers her onto the mat from above, after the camera has seen the room without her."""
    told.track.at(0.0, x=MAT_X, lift=1.2, pelvis_pitch_deg=4.0, trunk_pitch_deg=4.0)
    told.track.at(5.0).at(9.0, lift=0.0, pelvis_pitch_deg=14.0, trunk_pitch_deg=8.0)


def _rests(told: Chapter, length_s: float) -> None:
    start_s = told.length_s
    told.track.at(start_s + length_s)
    told.stretches.append(Stretch(Posture.LYING_STERNAL, start_s, told.length_s))


def _fails(told: Chapter, attempt: int, rng: np.random.Generator) -> None:
    """The front comes up, the hind does not follow, and she sinks back."""
    start_s, lean = told.length_s, float(rng.uniform(6, 14))
    track = told.track
    track.at(start_s + 0.4, struggle=0.16, hind_struggle=0.04)
    track.at(
        start_s + 1.5,
        trunk_pitch_deg=26 + 3 * attempt,
        trunk_roll_deg=lean,
        front=0.75,
        pelvis_roll_deg=lean / 2,
    )
    track.at(start_s + 2.4, struggle=0.2, hind_struggle=0.09, trunk_pitch_deg=30, hind=0.1)
    track.at(
        start_s + 3.4,
        trunk_pitch_deg=8,
        trunk_roll_deg=0,
        front=0.0,
        pelvis_roll_deg=0,
        hind=0.0,
        struggle=0.08,
    )
    track.at(start_s + 4.0, struggle=0.0, hind_struggle=0.0)
    words = f"tries to get up ({attempt}), and sinks back"
    told.happenings.append(Happening(EventKind.RISE_FAILED, start_s, told.length_s, words))


def _rises(told: Chapter, rng: np.random.Generator) -> None:
    """Front up, hind push, sway, settle; then she stands for a while."""
    start_s, lean = told.length_s, float(rng.uniform(-10, 10))
    track = told.track
    track.at(start_s + 0.4, struggle=0.18, hind_struggle=0.05)
    track.at(start_s + 1.6, trunk_pitch_deg=30, trunk_roll_deg=lean, front=0.85)
    track.at(start_s + 2.2, hind_struggle=0.2)
    track.at(
        start_s + 3.6, hind=0.9, pelvis_pitch_deg=-4, pelvis_roll_deg=lean, struggle=0.12, trunk_pitch_deg=6
    )
    upright_s = start_s + 4.6
    track.at(upright_s, front=1.0, hind=1.0, struggle=0.0, hind_struggle=0.0, sway=0.02, trunk_pitch_deg=1)
    track.at(upright_s + 0.6, trunk_roll_deg=0, pelvis_roll_deg=0, pelvis_pitch_deg=0)
    track.at(upright_s + float(rng.uniform(10, 13)))
    told.happenings.append(Happening(EventKind.STOOD_UP, start_s, told.length_s, "gets up, and stands"))
    told.stretches.append(Stretch(Posture.STANDING, upright_s, told.length_s))


def _walks(told: Chapter, to_x: float, length_s: float) -> None:
    start_s = told.length_s
    told.track.at(start_s + 0.5, gait=0.24)
    told.track.at(start_s + length_s - 0.5, x=to_x)
    told.track.at(start_s + length_s, gait=0.0).at(start_s + length_s + 4.0)
    told.happenings.append(Happening(EventKind.WALK, start_s, start_s + length_s, "walks"))
    told.stretches.append(Stretch(Posture.WALKING, start_s + 0.5, start_s + length_s - 0.5))


def _lies_down(told: Chapter) -> None:
    start_s = told.length_s
    told.track.at(
        start_s + 1.2, hind=0.2, pelvis_pitch_deg=14, struggle=0.08, hind_struggle=0.1, trunk_pitch_deg=14
    )
    told.track.at(start_s + 2.4, front=0.0, hind=0.0, trunk_pitch_deg=8, sway=0.0)
    told.track.at(start_s + 3.0, struggle=0.0, hind_struggle=0.0)

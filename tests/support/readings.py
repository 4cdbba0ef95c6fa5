"""Seconds as the recogniser reads them, and what the state machine tells of a dog who does them in a row."""

from collections.abc import Iterable

from msgspec.structs import replace

from landseal.blocks import Box
from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind, Posture, Role
from landseal_server.episodes import machine
from landseal_server.episodes.reading import Femur, Movement, Reading, Sight
from landseal_server.episodes.state import Draft, Episodes

STILL = Movement(
    vedba_mg=5,
    enmo_mg=2,
    burst_s=0,
    first_burst_s=1,
    tilt_change_deg=0.3,
    rhythm=0,
    cadence_hz=0,
    lowest_pitch_deg=8,
    highest_pitch_deg=8,
)
EFFORT = replace(
    STILL, vedba_mg=250, burst_s=0.9, first_burst_s=0.25, tilt_change_deg=24, highest_pitch_deg=32
)
SWAYS = replace(STILL, vedba_mg=25, tilt_change_deg=2, lowest_pitch_deg=0, highest_pitch_deg=2)
STEPS = replace(
    SWAYS,
    vedba_mg=180,
    burst_s=1,
    first_burst_s=0,
    tilt_change_deg=4,
    rhythm=0.8,
    cadence_hz=3,
    stepping=1,
    stepping_from_s=0,
    stepping_until_s=1,
    stepping_mg=150,
    heave_mg=150,
)

LIES = Reading(0, Posture.LYING_STERNAL, 0.99, 0.99, 0.0, 8, 0, STILL)
TRIES = Reading(0, Posture.OTHER, 0.9, 0.05, 0.05, 20, 5, EFFORT)
STANDS = Reading(0, Posture.STANDING, 0.95, 0.02, 0.97, 1, 0, SWAYS)
WALKS = Reading(0, Posture.WALKING, 0.95, 0.01, 0.98, 1, 0, STEPS)
SITS = Reading(
    0, Posture.SITTING, 0.95, 0.02, 0.02, 40, 0, replace(STILL, lowest_pitch_deg=39, highest_pitch_deg=41)
)
LEFT = replace(LIES, posture=Posture.LYING_LEFT, roll_deg=-90.0)
RIGHT = replace(LIES, posture=Posture.LYING_RIGHT, roll_deg=90.0)
ROLLS = replace(
    TRIES, pitch_deg=5, roll_deg=-40, trunk=replace(EFFORT, lowest_pitch_deg=0, highest_pitch_deg=12)
)
"""She rolls over: effort, but neither end comes up."""
RAISED = replace(TRIES, pitch_deg=-20, trunk=replace(EFFORT, lowest_pitch_deg=-25, highest_pitch_deg=0))
"""Somebody's sling raises her rear."""

Part = tuple[Reading, int]


def told(*parts: Part, state: Episodes | None = None, start: int = 0) -> list[Draft]:
    """Return the drafts of a dog who does these things for so many seconds each."""
    state = state or Episodes()
    drafts, t = [], start
    for reading, count in parts:
        for _ in range(count):
            drafts += list(machine.advance(state, replace(reading, t_ns=t * NS_PER_S)))
            t += 1
    return drafts


def with_pelvis(reading: Reading, coherence: float, pitch_deg: float | None = None) -> Reading:
    """Return a second in which the pelvis does what the trunk does, or is pitched by itself."""
    pelvis = reading.trunk
    if pitch_deg is not None:
        pelvis = replace(pelvis, lowest_pitch_deg=pitch_deg, highest_pitch_deg=pitch_deg)
    return replace(reading, pelvis=pelvis, coherence=coherence)


def with_thigh(reading: Reading, sagittal_deg: float, out_deg: float = 5.0) -> Reading:
    return replace(reading, femora=(Femur(Role.THIGH_LEFT, sagittal_deg, out_deg),))


def seen(reading: Reading, box: Box | None) -> Reading:
    return replace(reading, sights=(Sight("cam", box, 4 / 3),))


def kinds(drafts: Iterable[Draft]) -> list[tuple[EventKind, Confidence]]:
    return [(draft.kind, draft.confidence) for draft in drafts]

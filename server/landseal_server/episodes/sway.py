"""Sway: what tells her on her feet from lying on her chest, where gravity cannot (docs/words.md).

The posture of a second is judged by what any dog does. After an effort something better is known: how still
this dog was until then. A dog on four feet is never as still, and her trunk and pelvis sway as one.
"""

from typing import Final

from landseal_server.episodes.reading import Movement, Reading
from landseal_server.episodes.state import Episodes

LIKELY: Final = 0.5
SWAY_MG: Final = 15.0
"""[E] VeDBA of a dog on her feet; below it is stillness."""

SWAY_OVER_FLOOR: Final = 2.5
"""[E] Times the VeDBA that this dog had while she lay still; panting doubles it."""

SWAYS_AS_ONE: Final = 0.5
"""[E] Correlation of trunk's and pelvis' sway, of one body on four feet."""

STRUGGLES_S: Final = 0.5
THROUGHOUT_S: Final = 0.75
"""[E] A second with such a burst is an effort, and no sway; so is a shorter one with a tilt."""

UNSETTLED_DEG: Final = 10.0
"""[E] A trunk that has just tilted by more has not settled."""

LEVEL_ROLL_DEG: Final = 35.0  # [E] of a trunk on four feet
LEVEL_PITCH_DEG: Final = 20.0  # [E] a dog that sits is pitched further
SITTING_DEG: Final = 30.0  # [E] from here on she does
SLIPPED_DEG: Final = 10.0
"""[E] One who rests with her nose further down does so herself: no harness slips so far."""


def lies(state: Episodes, reading: Reading) -> bool:
    """Tell whether she lies."""
    return reading.p_lying >= LIKELY and not _sways(state, reading)


def is_upright(state: Episodes, reading: Reading) -> bool:
    """Tell whether her legs carry her; all four of them: a dog with her front held up sits."""
    rested_deg = state.rest.pitch_deg if state.rest is not None else None
    held_up = reading.forward_known and nose_deg(reading) >= _sitting_deg(rested_deg)
    if held_up or pelvis_sits(state, reading):
        return False
    return reading.p_upright >= LIKELY or _sways(state, reading)


def pelvis_sits(state: Episodes, reading: Reading) -> bool:
    """Tell whether the pelvis is pitched as a sitting dog's; she bends her back, and the trunk's is less."""
    rested_deg = state.rest.pelvis_pitch_deg if state.rest is not None else None
    return reading.pelvis is not None and middle_deg(reading.pelvis) >= _sitting_deg(rested_deg)


def is_settled(reading: Reading) -> bool:
    """Tell whether a second that looks like lying may be taken for sway: not while an effort dies away."""
    return reading.p_lying < LIKELY or reading.trunk.tilt_change_deg < UNSETTLED_DEG


def nose_deg(reading: Reading) -> float:
    """Return the second's pitch by the calibration alone, as that of its parts: they are compared."""
    return middle_deg(reading.trunk)


def middle_deg(movement: Movement) -> float:
    """Return a sensor's pitch by its calibration alone."""
    return (movement.lowest_pitch_deg + movement.highest_pitch_deg) / 2


def floor_mg(state: Episodes) -> float | None:
    """Return the VeDBA that she had while she lay still before the effort, or the stand; None without one."""
    if state.stand is not None:
        return state.stand.floor_mg
    return state.rest.floor_mg if state.rest is not None and state.attempt is not None else None


def _sitting_deg(rested_deg: float | None) -> float:
    """Return the pitch from which she sits; of a harness that slipped, against how she rested."""
    return SITTING_DEG + max(-SLIPPED_DEG, rested_deg or 0.0)


def _sways(state: Episodes, reading: Reading) -> bool:
    floor = floor_mg(state)
    trunk = reading.trunk
    if floor is None or trunk.vedba_mg < max(SWAY_MG, SWAY_OVER_FLOOR * floor):
        return False
    if reading.p_lying + reading.p_upright < LIKELY:
        return False  # she does something else
    tilts = trunk.tilt_change_deg >= UNSETTLED_DEG
    struggles = trunk.burst_s >= (STRUGGLES_S if tilts else THROUGHOUT_S)
    level = abs(reading.roll_deg) < LEVEL_ROLL_DEG and reading.pitch_deg < LEVEL_PITCH_DEG
    as_one = reading.coherence is None or reading.coherence >= SWAYS_AS_ONE
    return level and as_one and not struggles

"""How she was raised: which end came up first, and whether by her own effort or by somebody's arms."""

from typing import Final

from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Attempt, Rest

ATTEMPT_TILT_DEG: Final = 10.0  # [E] of the trunk
FRONT_UP_DEG: Final = 15.0
"""[E] A rise begins with the front. A chest that is pushed up, or a roll, lifts it by less."""

ROLLED_DEG: Final = 35.0
"""[E] Lying on the chest may lean by as much; further is another side."""

WHOLE_DEG: Final = 10.0
"""[E] An attempt's excursion: where neither end came up by so much, the trunk was lifted as a whole."""

REAR_UP_DEG: Final = 20.0
"""[E] By so much a rear comes up when it rises first."""

SLUNG_DEG: Final = 24.0
"""[E] A sling lifts the rear by more than a dog in somebody's arms hangs down. Where one sensor alone cannot
tell the two, a rear that came up first is enough."""

TUMBLED_DEG: Final = 60.0
"""[E] Nobody gets up by standing on end: hands turn a harness about."""


def front_rose(attempt: Attempt, rests_deg: float = 0.0) -> bool:
    """Tell whether the front came up, before the rear; taken for granted where nobody can tell.

    Args:
        attempt: the effort.
        rests_deg: how her trunk is pitched after it: who turns from a side to her chest has not risen.
    """
    if not attempt.forward_known:
        return True
    # The hind's own effort, and no roll: then an attempt's excursion is enough.
    both_tried = attempt.pelvis_onset_ns is not None and attempt.rolled_deg < ROLLED_DEG
    least_deg = ATTEMPT_TILT_DEG if both_tried else FRONT_UP_DEG
    nose_up_deg = attempt.nose_up_deg - max(0.0, rests_deg - max(attempt.rested_deg or 0.0, 0.0))
    return nose_up_deg >= least_deg and not attempt.rear_first and not _tumbled(attempt)


def lifted_whole(attempt: Attempt, swayed: float | None) -> bool:
    """Tell whether somebody picked her up, or her harness, or she but turned: as one, and neither end first.

    Args:
        attempt: the effort.
        swayed: the least coherence of trunk and pelvis since she is up; None without a second sensor.
    """
    if not attempt.forward_known:
        return False
    if _tumbled(attempt):
        return True
    slung_deg = REAR_UP_DEG if attempt.together is None else SLUNG_DEG
    if attempt.nose_up_deg >= _own_front_up_deg(attempt, swayed) or attempt.nose_down_deg >= slung_deg:
        return False
    as_one = attempt.together is None or (attempt.together >= _AS_ONE and (swayed or 0.0) >= _CARRIED)
    unraised = attempt.nose_up_deg < _UNRAISED_DEG and attempt.nose_down_deg < WHOLE_DEG
    return as_one or unraised or attempt.rolled_deg >= ROLLED_DEG


def _own_front_up_deg(attempt: Attempt, swayed: float | None) -> float:
    """Return how far the front must have come up for her to have raised it herself."""
    if min(attempt.together or 0.0, swayed or 0.0) >= ONE_BODY:
        return _HELD_UP_DEG
    return FRONT_UP_DEG if attempt.rolled_deg >= ROLLED_DEG else WHOLE_DEG


_AS_ONE: Final = 0.7
"""[E] Coherence of trunk and pelvis throughout an effort, of a body in somebody's arms."""

_CARRIED: Final = 0.93
"""[E] And of the sway after it: in a sling, and on her own legs, she sways less alike now and then."""

ONE_BODY: Final = 0.95
"""[E] Trunk and pelvis that sway so much alike are carried or driven: legs move them apart. A roll is as
coherent as arms are, and so may a stand be; hardly ever both, one after the other."""

_HELD_UP_DEG: Final = 20.0
"""[E] Arms tilt what they carry, by less than a dog her front."""

_UNRAISED_DEG: Final = 5.0
"""[E] A front that came up by less than this was not raised by her; nor was the rear below `WHOLE_DEG`."""


def _tumbled(attempt: Attempt) -> bool:
    return max(attempt.nose_up_deg, attempt.nose_down_deg) > TUMBLED_DEG


def measure(attempt: Attempt, rest: Rest, reading: Reading) -> None:
    """Note how far either end came up, against how she rested, and how far she rolled."""
    trunk = reading.trunk
    if rest.pitch_deg is not None and attempt.forward_known:
        attempt.rested_deg = rest.pitch_deg if attempt.rested_deg is None else attempt.rested_deg
        up_deg = trunk.highest_pitch_deg - max(attempt.rested_deg, 0.0)
        down_deg = min(attempt.rested_deg, 0.0) - trunk.lowest_pitch_deg
        if attempt.nose_up_deg < FRONT_UP_DEG and down_deg >= REAR_UP_DEG:
            attempt.rear_first |= up_deg < down_deg
        attempt.nose_up_deg = max(attempt.nose_up_deg, up_deg)
        attempt.nose_down_deg = max(attempt.nose_down_deg, down_deg)
    attempt.rolled_deg = max(attempt.rolled_deg, rolled_deg(rest.roll_deg, reading.roll_deg))


def rolled_deg(before_deg: float, now_deg: float) -> float:
    """Return by how much a roll has changed, the short way round, 0-180."""
    return abs((now_deg - before_deg + 180) % 360 - 180)


def compare(attempt: Attempt, reading: Reading) -> None:
    """Note how alike trunk and pelvis move; a weak second beside strong ones says nothing."""
    coherence, vedba_mg = reading.coherence, reading.trunk.vedba_mg
    if coherence is None:
        return
    if vedba_mg > _STRONGER * attempt.strongest_mg:
        attempt.together = coherence
    elif vedba_mg * _STRONGER >= attempt.strongest_mg:
        attempt.together = min(coherence, 1.0 if attempt.together is None else attempt.together)
    attempt.strongest_mg = max(attempt.strongest_mg, vedba_mg)


_STRONGER: Final = 2.0
"""[E] Times."""

"""Is a calibration good enough to be used? What was measured in; findings with remedies out."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from landseal_edge.harness.fitting.calibration import LYING_ROLL_DEG, Calibration
from landseal_edge.harness.fitting.sides import Lies


class Quality(StrEnum):
    """How much may be built on it."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    quality: Quality
    what: str
    remedy: str = ""


_NORM_G: Final = (0.05, 0.15)
"""[E] How far from 1 g a still sensor may read: beyond the first its zero is off, beyond the second it is
read in a wrong unit or broken."""

_ROLL_DEG: Final = {
    Lies.CHEST: (20.0, 35.0),
    Lies.LEFT: (35.0, 55.0),
    Lies.RIGHT: (35.0, 55.0),
}
"""[E] How far her roll may be from the ideal. On her chest: from 20 degrees on a harness counts as slipped,
and dogs lie with up to 35. On her side she may lean on her elbow."""

_PITCH_DEG: Final = {Quality.GOOD: (-10.0, 25.0), Quality.DOUBTFUL: (-25.0, 40.0)}
"""[E] The band of a dog on her chest, often slightly nose-up, and 15 degrees more on either side."""

_TILT_DEG: Final = (20.0, 35.0)
"""[E] Between the table and the dog as she stands: as for the roll."""

_ASKEW_DEG: Final = 25.0
"""[E] Pockets hold a sensor along one of its own axes; half-way between two, the lift was crooked."""


def findings(found: Calibration) -> list[Finding]:
    """Return what was looked at, each with how good it is."""
    return [
        *_sensor(found),
        *_forward(found),
        *_lying(found),
        *_standing(found),
    ]


def worst(found: list[Finding]) -> Quality:
    """Return the quality of the whole: that of its worst part."""
    order = list(Quality)
    return max((one.quality for one in found), key=order.index)


def _sensor(found: Calibration) -> Iterator[Finding]:
    table = found.evidence.table
    off_g = abs(table.norm_g - 1)
    what = f"the sensor at rest reads {table.norm_g:.2f} g, with {table.noise_mg:.1f} mg of noise"
    remedy = "Switch it off and on and try again; if it stays so, calibrate it with its maker's app."
    yield Finding(_graded(off_g, _NORM_G), what, "" if off_g <= _NORM_G[0] else remedy)


def _forward(found: Calibration) -> Iterator[Finding]:
    how = f"forward is known: {found.evidence.forward.how}"
    if found.askew_deg <= _ASKEW_DEG:
        yield Finding(Quality.GOOD, how)
    else:
        yield Finding(
            Quality.DOUBTFUL,
            f"{how}, and lies {found.askew_deg:.0f} degrees off the sensor's own axes",
            "If the sensor lies straight in its pocket, the lift was crooked: do it again, straight up.",
        )


def _lying(found: Calibration) -> Iterator[Finding]:
    lies = found.evidence.lies
    off_deg = (found.lying_roll_deg - LYING_ROLL_DEG[lies] + 180) % 360 - 180
    quality = _graded(abs(off_deg), _ROLL_DEG[lies])
    where = "on her chest" if lies is Lies.CHEST else f"on her {lies} side"
    what = f"lying {where} she reads a roll of {round(found.lying_roll_deg)} degrees"
    yield Finding(quality, what, "" if quality is Quality.GOOD else _roll_remedy(lies, off_deg))
    if lies is Lies.CHEST:
        yield _pitch(found.lying_pitch_deg)


_UPSIDE_DOWN_DEG: Final = 120.0
"""[E] Nearer to upside down than to askew."""


def _roll_remedy(lies: Lies, off_deg: float) -> str:
    if abs(off_deg) > _UPSIDE_DOWN_DEG and lies is Lies.CHEST:
        return "The harness lay upside down on the table, or not as it lies on her back. Begin again."
    if abs(off_deg) > _UPSIDE_DOWN_DEG:
        return "Left and right are exchanged: she lies on her other side, or the other end goes to her head."
    side = "left" if off_deg < 0 else "right"
    return f"The harness hangs over to her {side}, or she leans: put it straight and measure again."


def _pitch(pitch_deg: float) -> Finding:
    whole_deg = round(pitch_deg)
    what = f"and a pitch of {abs(whole_deg)} degrees, nose {'down' if whole_deg < 0 else 'up'}"
    for quality, (low, high) in _PITCH_DEG.items():
        if low <= pitch_deg <= high:
            remedy = "" if quality is Quality.GOOD else "Does the harness lie flat on her back, fore and aft?"
            return Finding(quality, what, remedy)
    return Finding(
        Quality.REFUSED,
        what,
        "No dog lies so. Does the sensor sit in its pocket as it did on the table? Begin again.",
    )


def _standing(found: Calibration) -> Iterator[Finding]:
    if found.standing_tilt_deg is not None:
        quality = _graded(found.standing_tilt_deg, _TILT_DEG)
        yield Finding(
            quality,
            f"standing, up differs from the table's by {found.standing_tilt_deg:.0f} degrees",
            ""
            if quality is Quality.GOOD
            else "Put the harness straight; let her stand square, and begin again.",
        )


def _graded(value: float, bounds: tuple[float, float]) -> Quality:
    doubtful, refused = bounds
    if value > refused:
        return Quality.REFUSED
    return Quality.DOUBTFUL if value > doubtful else Quality.GOOD

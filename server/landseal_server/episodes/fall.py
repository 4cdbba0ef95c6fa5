"""A fall: on her feet, a step of the trunk's roll or pitch, and recumbent before two seconds are over.

Many dogs let themselves drop to a side as fast. What tells a fall from that is how hard she lands.
"""

from collections.abc import Iterator
from math import acos, cos, degrees, radians
from typing import Final

from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind
from landseal_server.episodes import bout
from landseal_server.episodes.effort import UP_S
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Draft, Episodes, Falling
from landseal_server.episodes.sway import is_upright, lies

STEP_DEG: Final = 35.0  # [E] of the trunk
WITHIN_S: Final = 2  # [E] from her feet to the floor
STAYS_S: Final = 3  # [E] down for so long: a body shake throws the trunk about as far, and is over
LEVEL_DEG: Final = 20.0  # [E] a standing trunk leans no further
LOWERED_DEG: Final = 20.0  # [E] who lowers one end by so much first, and
UNROLLED_DEG: Final = 15.0  # [E] has not begun to roll, lies down on purpose
IMPACT_MG: Final = 120.0
"""[E] ENMO on average over two seconds of going down; without such an impact a fall is only possible."""

RECUMBENT_DEG: Final = 60.0  # [E] one that leans further is not, whatever came before


def advance(state: Episodes, reading: Reading) -> Iterator[Draft]:
    """Take in one second; yield a fall when she stays down."""
    lean_deg = _lean_deg(reading)
    recumbent = lean_deg > RECUMBENT_DEG or lies(state, reading)
    if state.falling is not None:
        yield from _follow(state, state.falling, reading, recumbent=recumbent)
    elif state.level_ns is not None and recumbent:
        soon = reading.t_ns - state.level_ns <= WITHIN_S * NS_PER_S
        if soon and reading.trunk.tilt_change_deg > STEP_DEG and not state.carried:
            state.falling = Falling(onset_ns=state.level_ns + NS_PER_S, impact_mg=_impact_mg(state, reading))
        state.level_ns = None
    if _lowers_one_end(reading) and not recumbent:
        state.level_ns, state.lowered_ns = None, reading.t_ns
    elif (
        not _lowered(state, reading)
        and _on_her_feet(state)
        and is_upright(state, reading)
        and lean_deg < LEVEL_DEG
    ):
        state.level_ns = reading.t_ns
    state.tipping_mg = reading.trunk.enmo_mg if reading.trunk.tilt_change_deg > STEP_DEG else 0.0


def _impact_mg(state: Episodes, reading: Reading) -> float:
    """Return the ENMO of this second and the one before, on average: an impact may lie between two."""
    return (state.tipping_mg + reading.trunk.enmo_mg) / 2


def _on_her_feet(state: Episodes) -> bool:
    return state.stand is not None or state.upright_s >= UP_S


def _lowered(state: Episodes, reading: Reading) -> bool:
    """Tell whether she has just lowered one end: she is about to lie down, whatever the other does."""
    before_ns = state.lowered_ns
    return before_ns is not None and 0 <= reading.t_ns - before_ns <= WITHIN_S * NS_PER_S


def _lowers_one_end(reading: Reading) -> bool:
    unrolled = reading.forward_known and abs(reading.roll_deg) < UNROLLED_DEG
    trunk = reading.trunk
    pitched_deg = max(abs(reading.pitch_deg), trunk.highest_pitch_deg, -trunk.lowest_pitch_deg)
    return unrolled and pitched_deg > LOWERED_DEG


def _follow(state: Episodes, falling: Falling, reading: Reading, *, recumbent: bool) -> Iterator[Draft]:
    if not recumbent:
        state.falling = None
        return
    falling.down_s += 1
    falling.impact_mg = max(falling.impact_mg, _impact_mg(state, reading))
    if falling.down_s >= STAYS_S and lies(state, reading):
        state.falling = None
        bout.fell(state)
        yield Draft(
            kind=EventKind.FALL,
            confidence=Confidence.CONFIRMED if falling.impact_mg >= IMPACT_MG else Confidence.POSSIBLE,
            onset_ns=falling.onset_ns,
            met_ns=reading.t_ns + NS_PER_S,
            duration_s=WITHIN_S,
        )


def _lean_deg(reading: Reading) -> float:
    """Return how far the trunk's dorsal axis leans from upright, 0-180."""
    return degrees(acos(cos(radians(reading.pitch_deg)) * cos(radians(reading.roll_deg))))

"""Wear: whether the harness is on the dog, second by second. Pure; a belief that is only revised forward.

A dog that cannot move is not a harness on a chair, and the human rule (van Hees: no movement, not worn)
takes the one for the other. So stillness alone says nothing here: breath does, and its absence, and the
sensor's temperature on its way from skin to room or back. Strength of the radio is left out: it says
where the harness is, not on whom. What each second says is added up as log-odds, each piece bounded,
so that no single knock decides; without news the sum fades, and what is told becomes `unknown`.
"""

import math
from typing import Final

import msgspec

from landseal.units import NS_PER_S, seconds
from landseal.words import TapKind, Wear
from landseal_server.recognise.breathing import SEGMENT_S

STILL_MG: Final = 15.0
"""[E] VeDBA below this is stillness; of a noisy sensor, below `STILL_OVER_FLOOR` times its own floor."""

STILL_OVER_FLOOR: Final = 1.5
"""[E] The noise of a part varies less from second to second."""

LOUDEST_FLOOR_MG: Final = 20.0
"""[E] No part is noisier: a recorded one of 9 mg an axis reads 14 (docs/simulation-realism.md)."""

SURE: Final = 2.0
"""[E] Log-odds from which wear is told: 88 %."""

SUREST: Final = 6.0
"""[E] Log-odds are held below this: a change shows within a minute."""

FADES_S: Final = 600.0
"""[E] Without news a third of the log-odds is left after this."""

MOVED: Final = 0.1
"""[E] Log-odds of a second of movement: hands that carry a harness to its hook take half a minute."""

BREATH: Final = 1.0
"""[E] Log-odds of one segment, at most, for or against."""

RIPPLE: Final = 2.5
"""[E] The ripple that says nothing either way: noise alone gives 1, and by chance up to 4."""

COOLING_C_A_MIN: Final = 0.15
"""[E] A sensor that leaves or meets a warm body changes faster than this for a quarter of an hour."""

TEMPERATURE: Final = 0.06
"""[E] Log-odds of such a second: less than breath, for a dog may lie down on a cold floor."""

_FADED: Final = math.exp(-1 / FADES_S)  # after one second
_FAST_S, _SLOW_S = 30.0, 180.0  # [E] two averages of the temperature: their distance is its slope

HANDLED_S: Final = 30
"""[E] So long round a tap the harness is still in a person's hands: that movement contradicts nothing."""

NOTICED_WITHIN_S: Final = 180
"""[E] A harness that came off is told to be off within this time; else nobody knows when it did."""

BROKEN_S: Final = 10
"""[E] After a longer gap stillness begins anew."""


TAPS: Final = frozenset({TapKind.HARNESS_ON, TapKind.HARNESS_OFF})
"""What a person can say of the harness."""


class WearTap(msgspec.Struct, frozen=True, kw_only=True):
    """A person's word that the harness is on or off."""

    t_ns: int
    kind: TapKind


class WearMemory(msgspec.Struct, kw_only=True):
    """What is remembered of the wear of one pet's harness."""

    log_odds: float = 0.0
    """That it is worn."""
    t_ns: int = -1
    """Start of the last second."""
    still_s: int = 0
    """Seconds without movement in a row."""
    moved_ns: int = -1
    """Start of the last second of movement."""
    floor_mg: float = LOUDEST_FLOOR_MG
    """The least VeDBA that the sensor gives, rising slowly."""
    fast_c: float | None = None
    slow_c: float | None = None
    tapped_ns: int | None = None
    """The moment of a tap that nothing has contradicted yet."""
    taps: list[WearTap] = []
    """Those of moments that have not come yet."""
    told: Wear = Wear.UNKNOWN
    told_since_ns: int = -1
    turned_ns: int = -1
    """When it became so, as far as can be said afterwards: a harness lies still from its last movement on."""
    settled: Wear = Wear.UNKNOWN
    """What was true for good last; `unknown` until something was."""


class Sign(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one second says of wear."""

    t_ns: int
    vedba_mg: float
    ripple: float | None = None
    """Of the segment that ends with it; None where none ends, or where the sensor cannot show breath."""
    temperature_c: float | None = None


def advance(memory: WearMemory, sign: Sign) -> Wear:
    """Take in one second; return what is told of it."""
    _forget(memory, sign.t_ns)
    _obey(memory, sign.t_ns)
    still = _follow_stillness(memory, sign)
    slope = _follow_temperature(memory, sign.temperature_c)
    if memory.tapped_ns is None:
        evidence = MOVED if not still else _of_stillness(memory, sign, slope)
        memory.log_odds = min(SUREST, max(-SUREST, memory.log_odds + evidence))
    told = _told(memory.log_odds)
    if told is not memory.told:
        memory.told, memory.told_since_ns = told, sign.t_ns
        laid_down = told is Wear.NOT_WORN and sign.t_ns - memory.moved_ns <= NOTICED_WITHIN_S * NS_PER_S
        memory.turned_ns = memory.moved_ns + NS_PER_S if laid_down else sign.t_ns
    return told


def tap(memory: WearMemory, kind: TapKind, t_ns: int) -> None:
    """Take a person's word: it holds from its moment on, or from the next second where that has passed."""
    memory.taps = sorted([*memory.taps, WearTap(t_ns=t_ns, kind=kind)], key=lambda said: said.t_ns)


def _forget(memory: WearMemory, t_ns: int) -> None:
    """Let what is believed fade, more over a gap; time that goes back begins anew."""
    before_ns, memory.t_ns = memory.t_ns, t_ns
    step_ns = t_ns - before_ns
    if step_ns == NS_PER_S:  # as nearly every second comes
        memory.log_odds *= _FADED if memory.tapped_ns is None else 1.0
        return
    if before_ns < 0 or step_ns < 0:
        memory.log_odds, memory.moved_ns, memory.tapped_ns, step_ns = 0.0, -1, None, 0
    if step_ns > BROKEN_S * NS_PER_S or step_ns <= 0:
        memory.still_s, memory.fast_c, memory.slow_c = 0, None, None
        memory.told_since_ns = t_ns
    if memory.tapped_ns is None:
        memory.log_odds *= _FADED ** seconds(step_ns)


def _obey(memory: WearMemory, t_ns: int) -> None:
    """Take the taps whose moment has come: they are decisive."""
    while memory.taps and memory.taps[0].t_ns < t_ns + NS_PER_S:
        said = memory.taps.pop(0)
        memory.log_odds = SUREST if said.kind is TapKind.HARNESS_ON else -SUREST
        memory.tapped_ns = max(said.t_ns, t_ns)


def _follow_stillness(memory: WearMemory, sign: Sign) -> bool:
    """Count stillness, and see a tap contradicted by movement; return whether this second is still."""
    lower = sign.vedba_mg < memory.floor_mg
    memory.floor_mg = min(
        LOUDEST_FLOOR_MG, memory.floor_mg + (0.2 if lower else 1e-4) * (sign.vedba_mg - memory.floor_mg)
    )
    still = sign.vedba_mg < max(STILL_MG, STILL_OVER_FLOOR * memory.floor_mg)
    memory.still_s = memory.still_s + 1 if still else 0
    if not still:
        memory.moved_ns = sign.t_ns
        if memory.tapped_ns is not None and sign.t_ns - memory.tapped_ns > HANDLED_S * NS_PER_S:
            memory.tapped_ns = None
    return still


def _follow_temperature(memory: WearMemory, temperature_c: float | None) -> float:
    """Return the slope of the temperature in C a minute; 0 where nothing is known of it."""
    if temperature_c is None:
        return 0.0
    if memory.fast_c is None or memory.slow_c is None:
        memory.fast_c = memory.slow_c = temperature_c
    memory.fast_c += (temperature_c - memory.fast_c) / _FAST_S
    memory.slow_c += (temperature_c - memory.slow_c) / _SLOW_S
    return (memory.fast_c - memory.slow_c) * 60 / (_SLOW_S - _FAST_S)


def _of_stillness(memory: WearMemory, sign: Sign, slope_c_a_min: float) -> float:
    """Return what breath and temperature say of a still second."""
    evidence = 0.0
    if abs(slope_c_a_min) > COOLING_C_A_MIN:
        evidence = math.copysign(TEMPERATURE, slope_c_a_min)
    if sign.ripple is not None and memory.still_s >= SEGMENT_S:
        evidence += max(-BREATH, min(BREATH, math.log((sign.ripple + 1e-9) / RIPPLE)))
    return evidence


def _told(log_odds: float) -> Wear:
    if log_odds >= SURE:
        return Wear.WORN
    return Wear.NOT_WORN if log_odds <= -SURE else Wear.UNKNOWN

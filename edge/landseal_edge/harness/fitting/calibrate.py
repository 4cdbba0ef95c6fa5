"""The guided calibration: what the owner is asked, and what is measured meanwhile.

It moves the harness and never the dog. Everything is timed by the samples' own stamps: no clock is here.
"""

import math
from dataclasses import dataclass
from typing import Final

from landseal.errors import LandsealError
from landseal_edge.harness.fitting.calibration import (
    LIFT_DEG,
    Calibration,
    Evidence,
    Forward,
    calibrated,
    forward_by_arrow,
    forward_by_lift,
)
from landseal_edge.harness.fitting.listening import Listening
from landseal_edge.harness.fitting.owner import Owner
from landseal_edge.harness.fitting.sides import Lies, Points
from landseal_edge.harness.fitting.stillness import (
    ALIVE,
    ALONE,
    Limits,
    Moved,
    Still,
    StillnessWatch,
    angle_deg,
)

STILL_S: Final = 10.0
"""[E] Three breaths of a dog at rest, so that breath averages out."""

LIFTED_S: Final = 2.0
"""[E] As long as a hand holds still."""

SETTLE_S: Final = 3.0
"""[E] The hand that has pressed Enter goes away: the countdown."""

PATIENCE_S: Final = 120.0
"""[E] Then the owner is asked whether to go on waiting."""

FREE: Final = "free"
"""The one phase of a care plan in which she may stand by herself. Her vet sets it."""

_LIFTS: Final = 8
"""[E] So often a hand that is still on its way is measured anew before the owner hears of it."""

_LIFT: Final = "lift"


@dataclass(frozen=True)
class Asked:
    """What the owner has said beforehand; the rest is asked."""

    arrow: Points | None = None
    """Where the arrow on the sensor points; None: asked, with the lift as the first answer."""
    lies: Lies | None = None
    standing: bool = False
    """Whether she is to stand as well. Only after `require_may_stand`."""


def require_may_stand(phase: str | None) -> None:
    """Refuse to let her stand for a calibration, unless her vet permits her to stand as she likes.

    Nobody's word for it is no permission. In `assisted_rehab` she stands with help, and a calibration is no
    reason to; what phases of one's own name permit is not known here.

    Raises:
        LandsealError: she may not, or nobody knows; says how it is done without.
    """
    remedy = "Leave --standing out: flat on the table and lying as she lies is enough."
    if phase is None:
        raise LandsealError("nobody has said whether she may stand", remedy=f"{remedy} Else: --phase free")
    if phase != FREE:
        raise LandsealError(
            f'in the phase "{phase}" she is not made to stand for a calibration', remedy=remedy
        )


@dataclass(frozen=True)
class _Wanted:
    """A stretch of stillness."""

    who: str
    limits: Limits
    need_s: float = STILL_S
    settle_s: float = SETTLE_S
    """0: a hand brings it about, so that movement before it is no news."""


_ON_TABLE: Final = _Wanted("The harness", ALONE)
_LIFTED: Final = _Wanted("The harness", ALIVE, need_s=LIFTED_S, settle_s=0.0)
_ON_HER: Final = _Wanted("She", ALIVE)


async def calibrate(listening: Listening, owner: Owner, asked: Asked) -> Calibration:
    """Guide the owner, and return how the sensor sits.

    Args:
        listening: the sensor, already entered.
        owner: is told and asked.
        asked: what need not be asked.

    Raises:
        LandsealError: the sensor is silent, or the owner gives up.
    """
    steps = 4 if asked.standing else 3
    await owner.ready(
        f"Step 1 of {steps}. Put the sensor into its pocket and lay the harness flat on a table, as it will"
        " lie on her back: the side that goes to her skin is down. She is not needed yet. Hands off."
    )
    table = await _still(listening, owner, _ON_TABLE)
    owner.tell("Good, the table is measured.")
    forward = await _forward(listening, owner, asked, table, f"Step 2 of {steps}.")
    await owner.ready(
        f"Step 3 of {steps}. Put the harness on her where she is, and close the pocket. Let her lie as she"
        " lies: do not turn her, do not make her stand up. She may pant. Wait until she is calm."
    )
    lies = asked.lies or await _lies(owner)
    lying = await _still(listening, owner, _ON_HER)
    standing = None
    if asked.standing:
        await owner.ready(
            f"Step 4 of {steps}. Let her stand square, her head level, on a floor that is not slippery. If"
            " she cannot do so by herself, stop here (Ctrl-C), and begin again without --standing."
        )
        standing = await _still(listening, owner, _ON_HER)
    owner.tell("Measured.")
    return calibrated(Evidence(table, forward, lying, lies, standing))


async def _forward(listening: Listening, owner: Owner, asked: Asked, table: Still, step: str) -> Forward:
    arrow: str | None = asked.arrow
    while True:
        if arrow is None:
            arrow = await owner.choose(
                f"{step} On a table nothing tells which end goes to her head. How do you want to show it?",
                {
                    _LIFT: "I lift the end that goes to her head (best: it is measured)",
                    Points.HEAD: "the arrow printed on the sensor (x) points to her head",
                    Points.TAIL: "the arrow points to her tail",
                    Points.LEFT: "the arrow points to her left",
                    Points.RIGHT: "the arrow points to her right",
                },
            )
        if arrow == _LIFT:
            return await _lifted(listening, owner, table)
        forward = forward_by_arrow(table, Points(arrow))
        if forward is not None:
            return forward
        owner.tell(
            "As the harness lies, that arrow points up or down, and so tells nothing: lift it instead."
        )
        arrow = _LIFT


async def _lifted(listening: Listening, owner: Owner, table: Still) -> Forward:
    while True:
        await owner.ready(
            "Lift the end that goes to her head, a hand's length off the table; the tail end stays on it."
            " Straight up, without turning it. Hold it there until I say so."
        )
        for _ in range(_LIFTS):
            lifted = await _still(listening, owner, _LIFTED)
            forward = forward_by_lift(table, lifted)
            if forward is not None:
                owner.tell("Good, that is forward. Lay it down again.")
                return forward
        lift_deg = angle_deg(table.up, lifted.up)
        wanted = "Higher, please." if lift_deg < LIFT_DEG[0] else "Less steep, please."
        owner.tell(f"It is lifted by {lift_deg:.0f} degrees. {wanted}")


async def _lies(owner: Owner) -> Lies:
    answers = {
        Lies.CHEST: "on her chest",
        Lies.LEFT: "on her left side (the left is down)",
        Lies.RIGHT: "on her right side",
    }
    return Lies(await owner.choose("How does she lie?", {str(key): text for key, text in answers.items()}))


async def _still(listening: Listening, owner: Owner, wanted: _Wanted) -> Still:
    """Wait until something is still for long enough; say by how much it moved, and go on waiting."""
    while True:
        still = await _watched(listening, owner, wanted)
        if still is not None:
            return still
        answer = await owner.choose(
            f"{wanted.who} has not been still for {wanted.need_s:.0f} s yet. Wait longer?",
            {"yes": "yes, wait", "no": "no, stop here: another time"},
        )
        if answer == "no":
            raise LandsealError(
                "not calibrated",
                remedy="Try again when she sleeps; until then her postures are read without it.",
            )


async def _watched(listening: Listening, owner: Owner, wanted: _Wanted) -> Still | None:
    """Return the stretch, or None when patience is at its end."""
    watch = StillnessWatch(wanted.limits, wanted.need_s, wanted.settle_s)
    told: Moved | None = None
    listening.begin()
    owner.live("Listening to the sensor ...")  # a link may take some seconds
    try:
        while watch.heard_s < PATIENCE_S:
            still = watch.take(await listening.samples())
            if still is not None:
                return still
            if watch.broken is not told and wanted.settle_s:
                told = watch.broken
                owner.tell(_broken(wanted, watch.broken))
            owner.live(_now(watch, wanted))
        return None
    finally:
        listening.end()
        owner.live("")


def _broken(wanted: _Wanted, moved: Moved | None) -> str:
    by = "" if moved is None else f" by {_amount(moved)}"
    still = f"up to {wanted.limits.vedba_mg:.0f} mg and {wanted.limits.turned_deg:.0f} degrees is still"
    return f"{wanted.who} moved{by} ({still}). Beginning again by myself as soon as it is quiet."


def _now(watch: StillnessWatch, wanted: _Wanted) -> str:
    if watch.settling_s > 0:
        return f"Hands off ... {math.ceil(watch.settling_s)}"
    if watch.moved is not None:
        return f"{wanted.who} moves now, by {_amount(watch.moved)}. Waiting."
    return f"Still. {math.ceil(watch.left_s)} s to go."


def _amount(moved: Moved) -> str:
    turned = f" and {moved.turned_deg:.0f} degrees" if moved.turned_deg >= 1 else ""
    return f"{moved.vedba_mg:.0f} mg{turned}"

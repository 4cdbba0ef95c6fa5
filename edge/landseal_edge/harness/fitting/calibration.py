"""How a sensor sits on her: still stretches in, a rotation out, and what it rests on.

The safe procedure moves the harness, never the dog. Flat on a table, as it lies on a back, gravity tells
which way is up; nothing tells forward from backward there, so the end that goes to her head is lifted, or
the owner looks at the arrow on the sensor. Then she lies as she lies, which moves nothing and shows a harness
that sits askew, or the wrong way round. Only where her vet permits it does she stand, and then that is "up".

The result is the server's own `mount_deg` (docs/configuration.md) and nothing else. No message carries it
yet: a `calibrate` command from the server would call `calibrate()` in `calibrate.py` with an `Owner` of its
own.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from landseal_edge.harness.fitting.sides import Lies, Points
from landseal_edge.harness.fitting.stillness import Array, Still, angle_deg

LIFT_DEG: Final = (15.0, 75.0)
"""[E] A lift that is steep enough to show a direction, and not so steep that the harness hangs."""

_ARROW_LEVEL: Final = math.sin(math.radians(60.0))
"""[E] An arrow steeper than this points up or down rather than anywhere along her."""


LYING_ROLL_DEG: Final = {Lies.CHEST: 0.0, Lies.LEFT: -90.0, Lies.RIGHT: 90.0}
"""What a sensor on her trunk reads (docs/words.md)."""


@dataclass(frozen=True)
class Forward:
    """Which way is forward, and how that is known."""

    direction: Array
    """(3,) in the sensor's axes; level enough to be a direction, of any length."""
    how: str
    """For people."""


@dataclass(frozen=True)
class Evidence:
    """All that was measured."""

    table: Still
    forward: Forward
    lying: Still
    lies: Lies
    standing: Still | None = None


@dataclass(frozen=True)
class Calibration:
    """How the sensor sits."""

    rotation: Array
    """(3, 3) from the sensor's axes to the body's: x to the head, y left, z up."""
    mount_deg: tuple[float, float, float]
    """Roll, pitch, yaw, as `server.toml` takes them."""
    lying_pitch_deg: float
    """Her trunk as she lies, by this rotation."""
    lying_roll_deg: float
    tilt_deg: float
    """The angle between up on the table and up on her as she lies; on her side near 90."""
    standing_tilt_deg: float | None
    """Likewise as she stands."""
    askew_deg: float
    """From forward to the nearest of the sensor's own axes."""
    evidence: Evidence


def forward_by_lift(table: Still, lifted: Still) -> Forward | None:
    """Return forward, from the table with the head end lifted; None where the lift was too low or too steep.

    With the nose up gravity's reaction leans towards the head (pitch is positive).
    """
    lift_deg = angle_deg(table.up, lifted.up)
    if not LIFT_DEG[0] <= lift_deg <= LIFT_DEG[1]:
        return None
    return Forward(_level(lifted.up, table.up), f"seen from a lift of the head end by {lift_deg:.0f} degrees")


def forward_by_arrow(table: Still, points: Points) -> Forward | None:
    """Return forward, from where the owner sees the arrow point; None where it points up or down."""
    arrow = np.array([1.0, 0.0, 0.0])
    if abs(float(arrow @ table.up)) > _ARROW_LEVEL:
        return None
    along = {
        Points.HEAD: arrow,
        Points.TAIL: -arrow,
        Points.LEFT: np.cross(arrow, table.up),
        Points.RIGHT: np.cross(table.up, arrow),
    }[points]
    return Forward(_level(along, table.up), f"by the arrow on the sensor, which points to her {points}")


def calibrated(evidence: Evidence) -> Calibration:
    """Return how the sensor sits, by all that was measured."""
    up = (evidence.standing or evidence.table).up
    rotation = _rotation(up, evidence.forward.direction)
    x, y, z = rotation @ evidence.lying.up
    return Calibration(
        rotation=rotation,
        mount_deg=angles_of(rotation),
        lying_pitch_deg=math.degrees(math.atan2(x, math.hypot(y, z))),
        lying_roll_deg=math.degrees(math.atan2(y, z)),
        tilt_deg=angle_deg(evidence.table.up, evidence.lying.up),
        standing_tilt_deg=None
        if evidence.standing is None
        else angle_deg(evidence.table.up, evidence.standing.up),
        askew_deg=math.degrees(math.acos(min(1.0, float(np.abs(rotation[0]).max())))),
        evidence=evidence,
    )


def angles_of(rotation: Array) -> tuple[float, float, float]:
    """Return roll, pitch and yaw in degrees, to a tenth: yaw about z, then pitch about y, then roll about x.

    Straight up or down only the sum of roll and yaw means anything: all of it is called yaw.
    """
    sine = -float(np.clip(rotation[2, 0], -1, 1))
    if abs(sine) > 1 - 1e-9:
        roll, yaw = 0.0, math.atan2(-rotation[0, 1], rotation[1, 1])
    else:
        roll = math.atan2(rotation[2, 1], rotation[2, 2])
        yaw = math.atan2(rotation[1, 0], rotation[0, 0])
    roll_deg, pitch_deg, yaw_deg = (
        round(math.degrees(angle), 1) + 0.0 for angle in (roll, math.asin(sine), yaw)
    )
    return roll_deg, pitch_deg, yaw_deg


def _rotation(up: Array, forward: Array) -> Array:
    level = _level(forward, up)
    return np.stack([level, np.cross(up, level), up])


def _level(direction: Array, up: Array) -> Array:
    """Return the part of a direction that is level, of length 1."""
    level = direction - (direction @ up) * up
    return np.asarray(level / max(float(np.linalg.norm(level)), 1e-9))

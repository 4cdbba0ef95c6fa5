"""The words: closed lists that every part of Landseal shares.

A value outside these lists is an error, and "unknown" is always a value, never the absence of one.
"""

from enum import StrEnum
from typing import Final


class Posture(StrEnum):
    """What the dog's body does in one second."""

    LYING_STERNAL = "lying_sternal"
    LYING_LEFT = "lying_left"
    LYING_RIGHT = "lying_right"
    LYING_BACK = "lying_back"
    SITTING = "sitting"
    STANDING = "standing"
    WALKING = "walking"
    RUNNING = "running"
    OTHER = "other"
    UNKNOWN = "unknown"


LYING: Final = frozenset(
    {Posture.LYING_STERNAL, Posture.LYING_LEFT, Posture.LYING_RIGHT, Posture.LYING_BACK},
)
"""The recumbent postures: a rest is made of these."""

UPRIGHT: Final = frozenset({Posture.STANDING, Posture.WALKING, Posture.RUNNING})
"""The postures in which her legs carry her."""


class EventKind(StrEnum):
    """What can happen to a dog, or to the monitor that watches her."""

    STOOD_UP = "stood_up"
    RISE_FAILED = "rise_failed"
    DOG_SIT_STALL = "dog_sit_stall"
    WALK = "walk"
    MILESTONE = "milestone"
    FALL = "fall"
    STUCK = "stuck"
    TURN = "turn"
    TURN_DUE = "turn_due"
    TURN_OVERDUE = "turn_overdue"
    UP_TOO_LONG = "up_too_long"
    WALKED_IN_REST = "walked_in_rest"
    JUMP = "jump"
    RESTLESS_NIGHT = "restless_night"
    REGRESSION = "regression"
    HARNESS_OFF = "harness_off"
    HARNESS_ON = "harness_on"
    DATA_GAP = "data_gap"
    SENSOR_SILENT = "sensor_silent"
    BATTERY_LOW = "battery_low"
    MONITOR_DEAD = "monitor_dead"
    LIMB_MOVEMENT_AT_REST = "limb_movement_at_rest"
    SESSION = "session"


RISE_FAMILY: Final = frozenset({EventKind.STOOD_UP, EventKind.RISE_FAILED, EventKind.DOG_SIT_STALL})
"""Kinds that are readings of one and the same attempt; any other kind is a family of its own."""


def family(kind: EventKind) -> frozenset[EventKind]:
    """Return the kinds that a later reading of the same occurrence may turn `kind` into."""
    return RISE_FAMILY if kind in RISE_FAMILY else frozenset({kind})


class Confidence(StrEnum):
    """How sure an event is. Counts and milestones take `CONFIRMED` only."""

    CONFIRMED = "confirmed"
    POSSIBLE = "possible"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """Where on a pet (or on which thing) a sensor sits."""

    TRUNK = "trunk"
    PELVIS = "pelvis"
    THIGH_LEFT = "thigh_left"
    THIGH_RIGHT = "thigh_right"
    COLLAR = "collar"
    SLING = "sling"
    CART = "cart"


THINGS: Final = frozenset({Role.SLING, Role.CART})
"""Roles of a tag on a thing that is given to a pet: it says nothing of her own body."""

THIGHS: Final = frozenset({Role.THIGH_LEFT, Role.THIGH_RIGHT})
"""Roles on a limb: only with a vet on record."""


class Wear(StrEnum):
    """Whether the harness is on the dog. The four are never merged."""

    WORN = "worn"
    NOT_WORN = "not_worn"
    NO_DATA = "no_data"
    UNKNOWN = "unknown"


class Assistance(StrEnum):
    """Whether somebody helped. `UNKNOWN` is never counted as `UNASSISTED`."""

    ASSISTED = "assisted"
    UNASSISTED = "unassisted"
    UNKNOWN = "unknown"


class ClockState(StrEnum):
    """Whether the host's clock was set from a time server when a sample was stamped."""

    SYNCHRONISED = "synchronised"
    UNSYNCHRONISED = "unsynchronised"


class Device(StrEnum):
    """The independent witnesses of a rise; cues of one device count once, together."""

    TRUNK = "trunk"
    PELVIS = "pelvis"
    THIGH = "thigh"
    CAMERA = "camera"
    BAROMETER = "barometer"
    TAP = "tap"


class TapKind(StrEnum):
    """What a person can say about the dog with one tap."""

    ALONE = "alone"
    """She did it alone."""
    HELPED = "helped"
    FALSE_ALARM = "false_alarm"
    LAND_SEAL = "land_seal"
    """This pose, now, is her land seal."""
    HARNESS_ON = "harness_on"
    HARNESS_OFF = "harness_off"

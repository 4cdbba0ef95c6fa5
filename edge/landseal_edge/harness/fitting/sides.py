"""What the owner says of sensor and dog: closed lists."""

from enum import StrEnum


class Points(StrEnum):
    """Where the arrow on the sensor (its x axis) points when the harness is on her."""

    HEAD = "head"
    TAIL = "tail"
    LEFT = "left"
    RIGHT = "right"


class Lies(StrEnum):
    """Which side of her is down."""

    CHEST = "chest"
    LEFT = "left"
    RIGHT = "right"

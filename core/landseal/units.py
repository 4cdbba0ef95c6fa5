"""Units: the few factors between them, each written once."""

from typing import Final

NS_PER_S: Final = 1_000_000_000
"""Nanoseconds in a second: time inside arrays and messages is an integer count of nanoseconds."""

STANDARD_GRAVITY_M_S2: Final = 9.80665
"""Standard gravity, m/s^2 (ISO 80000-3): specific force is kept in g everywhere."""

MG_PER_G: Final = 1000.0
"""Milli-g in a g: VeDBA and ENMO are reported in mg."""


def seconds(ns: int) -> float:
    """Turn nanoseconds into seconds, for people; never feed the result back into arithmetic on time."""
    return ns / NS_PER_S


def whole_second(ns: int) -> int:
    """Return the start of the UTC second that `ns` (nanoseconds) lies in, in nanoseconds."""
    return ns - ns % NS_PER_S

"""The interval of a share: Wilson's score interval.

E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209-212.
It keeps its coverage with few answers and with shares of 0 and 1, where the textbook's one has no width
(R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, whose table the test holds it to).
"""

from math import sqrt
from statistics import NormalDist
from typing import Final

COVERAGE: Final = 0.95

_Z = NormalDist().inv_cdf((1 + COVERAGE) / 2)


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """Return the 95 % interval of the share `part / whole`; None where there is no whole."""
    if not whole:
        return None
    share, square = part / whole, _Z * _Z
    centre = share + square / (2 * whole)
    half = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    low, high = ((centre + sign * half) / (1 + square / whole) for sign in (-1, 1))
    return (0.0 if part == 0 else low), (1.0 if part == whole else high)

"""How full a cell is, as far as its voltage tells: for people, who change it, and for nothing else."""

from typing import Final

Curve = tuple[tuple[int, int], ...]
"""(mV, percent), rising."""

COIN_CELL: Final[Curve] = ((2100, 0), (2440, 6), (2740, 18), (2900, 42), (3000, 100))
"""A lithium coin cell (CR2032, CR2477): the linearised curve of Nordic's nRF5 SDK, `app_util.h` [S]."""

LITHIUM_POLYMER: Final[Curve] = (
    (3400, 0),
    (3550, 5),
    (3610, 10),
    (3690, 15),
    (3710, 20),
    (3730, 30),
    (3770, 40),
    (3790, 50),
    (3820, 60),
    (3870, 75),
    (3930, 90),
    (3960, 100),
)
"""One cell of 3.7 V: the steps of WitMotion's app, as programs that copied it have them [S], joined by lines;
below 3.55 V [E]."""


def cell_pct(millivolts: int, curve: Curve) -> int:
    """0-100, by straight lines between the curve's points."""
    below_mv, below_pct = curve[0]
    if millivolts <= below_mv:
        return below_pct
    for above_mv, above_pct in curve[1:]:
        if millivolts <= above_mv:
            return round(
                below_pct + (above_pct - below_pct) * (millivolts - below_mv) / (above_mv - below_mv)
            )
        below_mv, below_pct = above_mv, above_pct
    return below_pct

"""What a sensor tells of itself beside its samples: battery, temperature, and how well it is heard.

All of it changes by the clock, every half minute, and by nothing that a dog does at that moment.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from landseal.words import THINGS, Role
from landseal_sim.sensing.battery import Battery

EVERY_S: Final = 30.0

_SKIN_C: Final = 33.0
_ROOM_C: Final = 21.0
_WARMING_S: Final = 700.0
"""[E] After this time two thirds of the way from room to skin are done: a capsule in a pocket."""

_HERE_DBM: Final = -64.0
_AWAY_DB: Final = -18.0
_KEEPS: Final = 0.9  # of its deviation from one reading to the next
_STRAYS_DB: Final = 4.0


@dataclass(frozen=True)
class Reading:
    """One half minute's."""

    battery_pct: int
    rssi_dbm: int
    temperature_c: float


NOTHING_TOLD: Final = Reading(100, int(_HERE_DBM), _SKIN_C)


class Gauges:
    """One sensor's; ask for each half minute in order."""

    def __init__(self, role: Role, battery: Battery, rng: np.random.Generator) -> None:
        self._on_her = role not in THINGS
        self._battery = battery
        self._rng = rng
        self._temperature_c = _SKIN_C if self._on_her else _ROOM_C
        self._stray_db = 0.0
        self._cell = -1
        self._reading = NOTHING_TOLD

    def read(self, cell: int, *, worn: bool, away: bool) -> Reading:
        """Return what it tells in the half minute `cell` since her life began.

        Args:
            cell: which half minute; the same one is the same reading, whatever has changed meanwhile.
            worn: whether she wears it as that begins.
            away: whether she is out of the room as that begins.
        """
        while self._cell < cell:
            self._cell += 1
            goal_c = _SKIN_C if worn and self._on_her else _ROOM_C
            self._temperature_c += (goal_c - self._temperature_c) * (1 - np.exp(-EVERY_S / _WARMING_S))
            self._stray_db = _KEEPS * self._stray_db + _STRAYS_DB * (1 - _KEEPS**2) ** 0.5 * float(
                self._rng.standard_normal()
            )
            level_dbm = _HERE_DBM + (_AWAY_DB if away else 0.0) + self._stray_db
            self._reading = Reading(
                battery_pct=self._battery.percent(self._cell * EVERY_S),
                rssi_dbm=int(np.clip(round(level_dbm), -110, -30)),
                temperature_c=round(float(self._temperature_c), 1),
            )
        return self._reading

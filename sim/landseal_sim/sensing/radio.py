"""The way to the Pi: packets, losses, fades, stalls, empty batteries."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from landseal.words import Role
from landseal_sim.acts.script import Act
from landseal_sim.life.calendar import SECONDS_PER_DAY
from landseal_sim.sensing.battery import Battery
from landseal_sim.sensing.gauges import EVERY_S, NOTHING_TOLD, Gauges, Reading
from landseal_sim.sensing.sensor import Measured
from landseal_sim.world.draw import Distribution
from landseal_sim.world.model import RadioSection

_STAMPED_JITTER = 0.2
"""[E] Share of the radio's jitter that is left in the stamps once an edge has fitted the sensor's clock."""

_AIR_S = 0.012
_BLOCK = 4096  # packets whose fate is drawn together


@dataclass(frozen=True)
class Heard:
    """What the Pi gets of a sensor's samples."""

    at_s: NDArray[np.float64]
    """(samples,) as it stamps them, since her life began, rising."""
    arrived_s: NDArray[np.float64]
    """(samples,) when they came in."""
    packet: NDArray[np.int64]
    """(samples,) number of the packet that brought each."""
    lsb: NDArray[np.int16]
    """(samples, 3)."""
    told: Reading = NOTHING_TOLD
    """What the sensor tells of itself meanwhile."""

    def part(self, mine: NDArray[np.bool_] | slice, told: Reading | None = None) -> "Heard":
        """Return some of the samples, by a mask of (samples,) or by a slice."""
        return Heard(
            self.at_s[mine], self.arrived_s[mine], self.packet[mine], self.lsb[mine], told or self.told
        )


@dataclass
class Outages:
    """Times at which nothing comes through, drawn as they are asked for, one after the other."""

    rng: np.random.Generator
    a_day: float
    length_s: Distribution
    _from_s: list[float] = field(default_factory=list)
    _to_s: list[float] = field(default_factory=list)

    def between(self, from_s: float, to_s: float) -> list[tuple[float, float]]:
        """Return the outages, first and last second of each, that touch a stretch of time."""
        self._draw(to_s)
        first, last = bisect_right(self._to_s, from_s), bisect_left(self._from_s, to_s)
        return list(zip(self._from_s[first:last], self._to_s[first:last], strict=True))

    def within(self, at_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which moments lie in an outage."""
        inside = np.zeros(len(at_s), dtype=bool)
        if len(at_s):
            for from_s, to_s in self.between(float(at_s[0]), float(at_s[-1]) + 1e-9):
                inside |= (at_s >= from_s) & (at_s < to_s)
        return inside

    def _draw(self, to_s: float) -> None:
        """Draw until one begins behind a moment; none begins before the last is over."""
        while self.a_day and (not self._from_s or self._from_s[-1] < to_s):
            over_s = self._to_s[-1] if self._to_s else 0.0
            self._from_s.append(over_s + float(self.rng.exponential(SECONDS_PER_DAY / self.a_day)))
            self._to_s.append(self._from_s[-1] + self.length_s.draw(self.rng))


class Radio:
    """One sensor's link; call `send` for each act in order.

    What becomes of a packet is drawn by its number, so that it is one and the same in the two acts that it
    may belong to.
    """

    def __init__(self, role: Role, radio: RadioSection, rate_hz: float, seed: int) -> None:
        self._rate_hz = rate_hz
        self._radio = radio
        self._key = (seed, 23, list(Role).index(role))
        rng = np.random.default_rng(self._key)
        fades, stalls, strays = (np.random.default_rng(rng.integers(2**62)) for _ in range(3))
        self._fades = Outages(fades, 24 * radio.fades_an_hour, radio.fade_s)
        self._stalls = Outages(stalls, 24 * radio.late_an_hour, radio.late_s)
        self._battery = Battery(radio, rng)
        self._gauges = Gauges(role, self._battery, strays)
        self._drawn = lru_cache(maxsize=4)(self._draw)

    def send(self, measured: Measured, act: Act) -> list[Heard]:
        """Let the samples of an act through: whole packets, or nothing of one; in parts of half minutes."""
        at_s, size = measured.at_s, self._radio.packet_samples
        if not len(at_s):
            return []
        number = (measured.first + np.arange(len(at_s))) // size
        packets = np.arange(number[0], number[-1] + 1)
        of = number - number[0]
        # When each packet begins, be it in the act before.
        packets_s = at_s[0] + (packets * size - measured.first) / self._rate_hz
        luck, jitter = self._fate(packets)
        lost = luck < self._radio.lost
        kept = (~lost & ~self._fades.within(packets_s) & ~self._battery.is_empty(packets_s))[of]
        jitter_s = jitter * self._radio.jitter_ms / 1000
        # Stamps stay in order: an edge's fit would never let two samples change places.
        most_s = 0.4 / self._rate_hz
        stamped_s = at_s + np.clip(_STAMPED_JITTER * jitter_s, -most_s, most_s)[of]
        arrived_s = self._arrived(packets_s, size, np.abs(jitter_s))[of]
        whole = Heard(stamped_s[kept], arrived_s[kept], number[kept], measured.lsb[kept])
        return list(self._by_half_minute(act, (at_s[kept] // EVERY_S).astype(np.int64), whole))

    def _by_half_minute(self, act: Act, cells: NDArray[np.int64], whole: Heard) -> Iterator[Heard]:
        """Part what was heard by half minutes, each with what the sensor tells of itself in it."""
        cuts = [0, *(np.flatnonzero(np.diff(cells)) + 1).tolist(), len(cells)]
        walks = "x" in act.frames.moving()
        for first, last in pairwise(cuts):
            if last > first:
                cell = int(cells[first])
                pose = act.frames.at(max(0.0, cell * EVERY_S - act.start_s)) if walks else act.frames.first
                told = self._gauges.read(cell, worn=act.harness_on, away=not 0 < pose.x < 1)
                yield whole.part(slice(first, last), told)

    def _fate(self, packets: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the luck (0-1) and the jitter (a bell, clipped) of each packet."""
        blocks = range(int(packets[0] // _BLOCK), int(packets[-1] // _BLOCK) + 1)
        luck, jitter = (
            np.concatenate(parts) for parts in zip(*(self._drawn(b) for b in blocks), strict=True)
        )
        mine = packets - blocks[0] * _BLOCK
        return luck[mine], jitter[mine]

    def _draw(self, block: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        rng = np.random.default_rng((*self._key, 1, block))
        return rng.random(_BLOCK), np.clip(rng.standard_normal(_BLOCK), -3, 3)

    def _arrived(
        self, packets_s: NDArray[np.float64], size: int, jitter_s: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return when packets come in: what a stall holds up comes at its end, all at once."""
        arrived = packets_s + size / self._rate_hz + _AIR_S + jitter_s
        for from_s, to_s in self._stalls.between(float(packets_s[0]), float(packets_s[-1]) + 1.0):
            arrived = np.where((arrived >= from_s) & (arrived < to_s), to_s, arrived)
        return np.asarray(np.maximum.accumulate(arrived))

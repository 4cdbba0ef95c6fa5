"""The way to the Pi: packets, losses, fades, stalls, empty batteries."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from landseal.words import Role
from landseal_sim.life.calendar import SECONDS_PER_DAY
from landseal_sim.sensing.sensor import Measured
from landseal_sim.world.draw import Distribution
from landseal_sim.world.model import RadioSection

_STAMPED_JITTER = 0.2
"""[E] Share of the radio's jitter that is left in the stamps once an edge has fitted the sensor's clock."""

_AIR_S = 0.012


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
    battery_pct: int
    rssi_dbm: int
    temperature_c: float

    def part(self, mine: NDArray[np.bool_]) -> "Heard":
        """Return some of the samples, by a mask of (samples,)."""
        arrays = {name: getattr(self, name)[mine] for name in ("at_s", "arrived_s", "packet", "lsb")}
        return replace(self, **arrays)


@dataclass
class Outages:
    """Times at which nothing comes through, drawn as they are asked for."""

    rng: np.random.Generator
    a_day: float
    length_s: Distribution
    _spans: list[tuple[float, float]] = field(default_factory=list)
    _drawn_s: float = 0.0

    def until(self, to_s: float) -> NDArray[np.float64]:
        """Return all outages that begin before a moment, (outages, 2)."""
        while self.a_day and self._drawn_s < to_s:
            self._drawn_s += float(self.rng.exponential(SECONDS_PER_DAY / self.a_day))
            self._spans.append((self._drawn_s, self._drawn_s + self.length_s.draw(self.rng)))
        return np.array([span for span in self._spans if span[0] < to_s] or np.empty((0, 2)))

    def within(self, at_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which moments lie in an outage."""
        if not len(at_s):
            return np.zeros(0, dtype=bool)
        inside = np.zeros(len(at_s), dtype=bool)
        for from_s, to_s in self.until(float(at_s[-1])):
            if to_s > at_s[0]:
                inside |= (at_s >= from_s) & (at_s < to_s)
        return inside


class Battery:
    """A cell that empties, stays empty for a while, and is charged."""

    def __init__(self, radio: RadioSection, rng: np.random.Generator) -> None:
        self._lasts_s = radio.battery_days.draw(rng) * SECONDS_PER_DAY
        self._empty_s = radio.recharged_after_h.draw(rng) * 3600
        self._since_s = -float(rng.uniform(0, 0.5)) * self._lasts_s

    def is_empty(self, at_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell at which moments it gives nothing."""
        return np.asarray((at_s - self._since_s) % (self._lasts_s + self._empty_s) > self._lasts_s)

    def percent(self, at_s: float) -> int:
        """Return what it says of itself."""
        used = (at_s - self._since_s) % (self._lasts_s + self._empty_s) / self._lasts_s
        return int(np.clip(round(100 * (1 - used)), 0, 100))


class Radio:
    """One sensor's link; call `send` for each act in order."""

    def __init__(self, role: Role, radio: RadioSection, rate_hz: float, seed: int) -> None:
        self._rate_hz = rate_hz
        rng = np.random.default_rng((seed, 100 + list(Role).index(role)))
        self._radio = radio
        self._rng = rng
        self._fades = Outages(
            np.random.default_rng(rng.integers(2**62)), 24 * radio.fades_an_hour, radio.fade_s
        )
        self._stalls = Outages(
            np.random.default_rng(rng.integers(2**62)), 24 * radio.late_an_hour, radio.late_s
        )
        self._battery = Battery(radio, rng)

    def send(self, measured: Measured, *, away: bool) -> Heard:
        """Let a sensor's samples through: whole packets, or nothing of one.

        Args:
            measured: the samples of an act.
            away: whether she is out of the room: the radio is weaker there.
        """
        at_s, size = measured.at_s, self._radio.packet_samples
        number = (measured.first + np.arange(len(at_s))) // size
        of = number - number[:1].sum()  # which packet each sample is in, from 0
        begins = np.searchsorted(of, np.arange(of[-1] + 1 if len(of) else 0))
        packets_s = at_s[begins]
        jitter_s = np.clip(self._rng.standard_normal(len(begins)), -3, 3) * self._radio.jitter_ms / 1000
        lost = self._rng.random(len(begins)) < self._radio.lost * (4 if away else 1)
        kept = (~lost & ~self._fades.within(packets_s) & ~self._battery.is_empty(packets_s))[of]
        # Stamps stay in order: an edge's fit would never let two samples change places.
        most_s = 0.4 / self._rate_hz
        stamped_s = at_s + np.clip(_STAMPED_JITTER * jitter_s, -most_s, most_s)[of]
        return Heard(
            at_s=stamped_s[kept],
            arrived_s=self._arrived(packets_s, size, np.abs(jitter_s))[of][kept],
            packet=number[kept],
            lsb=measured.lsb[kept],
            battery_pct=self._battery.percent(float(at_s[0]) if len(at_s) else 0.0),
            rssi_dbm=int(np.clip(self._rng.normal(-82 if away else -64, 4), -110, -30)),
            temperature_c=measured.temperature_c,
        )

    def _arrived(
        self, packets_s: NDArray[np.float64], size: int, jitter_s: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return when packets come in: what a stall holds up comes at its end, all at once."""
        arrived = packets_s + size / self._rate_hz + _AIR_S + jitter_s
        if len(packets_s):
            for from_s, to_s in self._stalls.until(float(packets_s[-1])):
                if to_s > packets_s[0]:
                    arrived = np.where((arrived >= from_s) & (arrived < to_s), to_s, arrived)
        return np.asarray(np.maximum.accumulate(arrived))

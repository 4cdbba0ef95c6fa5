"""One accelerometer: from what a place feels to the numbers that the part gives out."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.units import MG_PER_G
from landseal.words import Role
from landseal_sim.acts.script import Act
from landseal_sim.dog.body import Felt
from landseal_sim.dog.noise import band_noise
from landseal_sim.life.calendar import SECONDS_PER_DAY
from landseal_sim.sensing.fitting import Fitting
from landseal_sim.world.model import SensorSection

_MOST_LSB: Final = 32_767  # of 16 bits
_FUMBLED_S: Final = 2.5  # that it takes to put a harness on a table, or to take it from there
_BUMPS_AN_HOUR = 2.0  # somebody touches the table on which a harness lies
_UPRIGHT = np.array([0.0, 0.0, 1.0])
_HANGING_G = np.array([0.3, 0.1, 0.95])  # a tag on a hook


@dataclass(frozen=True)
class Measured:
    """What a sensor gives out for an act."""

    first: int
    """Number of the first sample since its life began."""
    at_s: NDArray[np.float64]
    """(samples,) when each was taken, since her life began."""
    lsb: NDArray[np.int16]
    """(samples, 3) in the sensor's own axes."""


class Sensor:
    """One part with its own faults; call `measure` for each act in order."""

    def __init__(self, role: Role, section: SensorSection, seed: int) -> None:
        rng = np.random.default_rng((seed, 21, list(Role).index(role)))
        self.role = role
        self.section = section
        self.fitting = Fitting(role, section, rng)
        self.g_per_lsb = section.lsb_mg / MG_PER_G
        self.true_rate_hz = section.rate_hz * (1 + section.rate_error_pct.draw(rng) / 100)
        self._drift = section.drift_ppm.draw(rng) * 1e-6
        self._offset_g = np.array([section.offset_mg.draw(rng) for _ in range(3)]) / MG_PER_G
        self._gain = 1 + np.array([section.gain_error_pct.draw(rng) for _ in range(3)]) / 100
        self._seed = seed

    def measure(self, act: Act, felt: Felt) -> Measured:
        """Sample an act: mounted askew, noisy, clipped, quantised, at its own rate."""
        self.fitting.follow(act)
        rng = np.random.default_rng((self._seed, 22, list(Role).index(self.role), act.number))
        first, at_s = self._times(act)
        touched = self._touched(act, felt, at_s, rng)
        noise = rng.standard_normal(touched.shape, dtype=np.float32) * np.float32(
            self.section.noise_mg / MG_PER_G
        )
        seen = touched * self._gain.astype(np.float32) + self._offset_g.astype(np.float32) + noise
        most = min(self.section.range_g / self.g_per_lsb, _MOST_LSB)
        lsb = np.clip(np.rint(seen / np.float32(self.g_per_lsb)), -most, most).astype(np.int16)
        return Measured(first, at_s, lsb)

    def _times(self, act: Act) -> tuple[int, NDArray[np.float64]]:
        """Return the samples of an act: the oscillator is off by a little, and by the hour of the day."""
        first, last = (int(np.ceil(self._count(at_s))) for at_s in (act.start_s, act.end_s))
        plain_s = np.arange(first, last) / self.true_rate_hz
        return first, np.clip(plain_s + self._wander_s(plain_s), act.start_s, act.end_s)

    def _count(self, at_s: float) -> float:
        return (at_s - float(self._wander_s(np.array(at_s)))) * self.true_rate_hz

    def _wander_s(self, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
        turn = 2 * np.pi / SECONDS_PER_DAY
        return np.asarray(self._drift / turn * np.sin(turn * at_s))

    def _touched(
        self, act: Act, felt: Felt, at_s: NDArray[np.float64], rng: np.random.Generator
    ) -> NDArray[np.float32]:
        """Return specific force in the sensor's axes, (samples, 3) in g, before the part's own faults."""
        if self.role in (Role.SLING, Role.CART):
            return _tag(act, self.role, at_s, rng)
        if not act.harness_on:
            return self._off(act, at_s, rng)
        body = _between(felt.specific_force_g[self.role], (at_s - act.start_s) * felt.rate_hz)
        loose = self.section.rattle_g
        if loose and len(body) > 1 and felt.rate_hz > 50:  # noqa: PLR2004 -- lively
            restless = np.abs(np.diff(body, axis=0, prepend=body[:1])).sum(axis=1, keepdims=True)
            body = body + rng.standard_normal(body.shape, dtype=np.float32) * (loose * restless)
        return self._mounted(body, at_s)

    def _mounted(self, body: NDArray[np.float32], at_s: NDArray[np.float64]) -> NDArray[np.float32]:
        """Turn what is felt into the sensor's axes, from each slip on by the new mount."""
        slips = [at for at in self.fitting.changes() if len(at_s) and at_s[0] < at <= at_s[-1]]
        cuts = [0, *np.searchsorted(at_s, slips).tolist(), len(at_s)]
        parts = [
            body[first:last] @ self.fitting.mount(float(at_s[min(first, len(at_s) - 1)])).astype(np.float32)
            for first, last in pairwise(cuts)
            if last > first
        ]
        return np.concatenate(parts) if parts else np.zeros((0, 3), np.float32)

    def _off(self, act: Act, at_s: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float32]:
        """Be taken off and laid on a table, lie there, and be picked up again."""
        felt = _table(self.fitting.mount(act.start_s), at_s, rng)
        hands = np.clip(np.minimum(at_s - act.start_s, act.end_s - at_s) / _FUMBLED_S, 0, 1)
        held = (0.5 + 0.5 * np.cos(np.pi * hands))[:, None].astype(np.float32)
        before = (_UPRIGHT @ self.fitting.mount(act.start_s - 1.0)).astype(np.float32)
        tumbling = band_noise(rng, len(at_s), 3, self.true_rate_hz, (0.3, 4.0)).astype(np.float32)
        return np.asarray((1 - held) * felt + held * (before + np.float32(0.5) * tumbling), np.float32)


def _between(values: NDArray[np.float64], index: NDArray[np.float64]) -> NDArray[np.float32]:
    """Interpolate rows at fractional indices."""
    whole = np.clip(index.astype(np.intp), 0, len(values) - 2)
    share = (index - whole).astype(np.float32)[:, None]
    rows = values.astype(np.float32)
    below = rows[whole]
    return np.asarray(below + share * (rows[whole + 1] - below))


def _table(
    mount: NDArray[np.float64], at_s: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Lie on a table, however it fell; now and then somebody puts something down beside it."""
    felt = np.tile((np.array([0.0, 0.0, 1.0]) @ mount).astype(np.float32), (len(at_s), 1))
    if len(at_s):
        for bump_s in rng.uniform(
            at_s[0], at_s[-1], rng.poisson(_BUMPS_AN_HOUR * (at_s[-1] - at_s[0]) / 3600)
        ):
            since = at_s - bump_s
            ringing = np.where(since > 0, np.exp(-np.maximum(since, 0) / 0.15), 0.0).astype(np.float32)
            felt += rng.normal(0, 0.05, felt.shape).astype(np.float32) * ringing[:, None]
    return felt


def _tag(act: Act, role: Role, at_s: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float32]:
    """Hang on its hook, or move with the person who uses the thing."""
    felt = np.tile(_HANGING_G.astype(np.float32), (len(at_s), 1))
    if role in act.in_use and len(at_s):
        held = np.array([min(1.0, 12 * (p.held_g + p.wheel_g + p.gait_g)) for p in act.frames.poses])
        use = np.interp(at_s - act.start_s, act.frames.times_s, held).astype(np.float32)[:, None]
        steps = np.sin(2 * np.pi * 1.8 * (at_s - act.start_s))[:, None] * np.array([0.05, 0.05, 0.12])
        felt += use * (rng.normal(0, 0.08, felt.shape) + steps).astype(np.float32)
    return felt

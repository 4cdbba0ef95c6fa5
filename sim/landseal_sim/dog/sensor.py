"""A second-rate sensor on her harness: mounted askew, noisy, quantised."""

from collections.abc import AsyncIterator, Callable
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from landseal.clock import Clock
from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal_sim.dog.body import RATE_HZ
from landseal_sim.dog.life import Life, Lived

NOISE_G: Final = 0.0025
"""Root mean square per axis at 50 Hz: a cheap MEMS accelerometer with its filter on."""


class SimSensor:
    """One accelerometer of the simulated dog; fulfils `SensorSource`.

    Args:
        life: whose.
        place: where on her.
        clock: the time that samples are stamped with and waited for.
        start_boottime_ns: when on that clock her life began.
        to_body: rotation (3, 3) from the sensor's axes to the body's: how it is mounted.
        chunk_s: how much is handed over at a time.
        seed: of its noise.
    """

    def __init__(  # noqa: PLR0913 -- a sensor's properties, each named
        self,
        life: Life,
        place: Literal["trunk", "pelvis"],
        clock: Clock,
        *,
        start_boottime_ns: int,
        to_body: NDArray[np.float64],
        chunk_s: float,
        seed: int,
    ) -> None:
        self._life = life
        self._felt: Callable[[Lived], NDArray[np.float64]] = (
            (lambda lived: lived.trunk_g) if place == "trunk" else (lambda lived: lived.pelvis_g)
        )
        self._clock = clock
        self._start_ns = start_boottime_ns
        self._to_body = to_body
        self._size = max(1, round(chunk_s * RATE_HZ))
        self._rng = np.random.default_rng(seed)

    @property
    def rate_hz(self) -> float:
        """The rate of the sensor."""
        return float(RATE_HZ)

    async def samples(self) -> AsyncIterator[AccelSamples]:
        """Yield samples as they come, without end."""
        for lived in self._life.chapters():
            felt = self._measured(self._felt(lived))
            stamps = self._start_ns + ((lived.start_s + np.arange(len(felt)) / RATE_HZ) * NS_PER_S).astype(
                np.int64
            )
            for first in range(0, len(felt), self._size):
                part = slice(first, first + self._size)
                await self._clock.sleep_until(int(stamps[part][-1]))
                yield AccelSamples(stamps[part], felt[part], battery_pct=87, temperature_c=31.0)

    def _measured(self, body_g: NDArray[np.float64]) -> NDArray[np.float32]:
        noise = self._rng.normal(0, NOISE_G, body_g.shape)
        return (body_g @ self._to_body + noise).astype(np.float32)

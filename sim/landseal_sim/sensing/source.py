"""The simulated sensor as an edge reads it, live: samples come when their time has come."""

from collections.abc import AsyncIterator

import numpy as np

from landseal.clock import Clock
from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal_sim.life.life import Life
from landseal_sim.sensing.radio import Heard, Radio
from landseal_sim.sensing.sensor import Sensor


class LifeSensor:
    """One accelerometer of the simulated dog; fulfils `SensorSource`.

    Args:
        life: whose.
        sensor: the part.
        radio: its way to the Pi.
        clock: the time that samples are waited for; stamps are seconds since her life began on it.
        chunk_s: how much is handed over at a time.
    """

    def __init__(self, life: Life, sensor: Sensor, radio: Radio, clock: Clock, *, chunk_s: float) -> None:
        self._life = life
        self._sensor = sensor
        self._radio = radio
        self._clock = clock
        self._size = max(1, round(chunk_s * sensor.section.rate_hz))

    @property
    def rate_hz(self) -> float:
        """The rate that was asked of the sensor."""
        return self._sensor.section.rate_hz

    async def samples(self) -> AsyncIterator[AccelSamples]:
        """Yield samples as they come, without end."""
        for act in self._life.acts():
            for heard in self._radio.send(self._sensor.measure(act, self._life.felt(act)), act):
                for first in range(0, len(heard.at_s), self._size):
                    part = slice(first, first + self._size)
                    await self._clock.sleep_until(int(heard.arrived_s[part][-1] * NS_PER_S))
                    yield samples_of(heard, part, self._sensor.g_per_lsb)


def samples_of(heard: Heard, part: slice, g_per_lsb: float) -> AccelSamples:
    """Return a part of what was heard as an edge's source would give it."""
    return AccelSamples(
        boottime_ns=(heard.at_s[part] * NS_PER_S).astype(np.int64),
        accel_g=heard.lsb[part].astype(np.float32) * np.float32(g_per_lsb),
        battery_pct=heard.told.battery_pct,
        rssi_dbm=heard.told.rssi_dbm,
        temperature_c=heard.told.temperature_c,
    )

"""One sensor's samples become its blocks."""

from typing import Final

from landseal.blocks import AccelBlock, pack_xyz
from landseal.clock import Clock
from landseal.sources import AccelSamples
from landseal.topics import Channel
from landseal_edge.cutter import CutSecond, SecondCutter
from landseal_edge.sender import Sender
from landseal_edge.unset import Unset

G_PER_LSB: Final = 16.0 / 32768
"""Blocks are quantised to the +-16 g of the commonest sensor: 0.49 mg, below any such sensor's noise."""


class SensorReader:
    """Cuts the samples of one sensor into seconds, and hands them on."""

    def __init__(self, name: str, rate_hz: float, clock: Clock, sender: Sender) -> None:
        self._name = name
        self._cutter = SecondCutter(rate_hz)
        self._unset = Unset(clock)
        self._clock = clock
        self._sender = sender
        self.blocks = 0
        """Blocks handed on since the start."""

    def take(self, samples: AccelSamples) -> None:
        """Take what the sensor has given."""
        for known in self._unset.take(samples):
            self._cut(known)

    def end(self) -> None:
        """Hand on what is left: the sensor has ended."""
        for unset in self._unset.release():
            self._cut(unset)
        for second in self._cutter.flush(self._utc_offset_ns()):
            self._send(second)

    def _cut(self, samples: AccelSamples) -> None:
        for second in self._cutter.push(samples, self._utc_offset_ns()):
            self._send(second)

    def _send(self, second: CutSecond) -> None:
        self.blocks += 1
        self._sender.send(
            Channel.ACCEL,
            self._name,
            lambda boot, seq, floor: AccelBlock(
                boot=boot,
                seq=seq,
                floor=floor,
                t0_ns=second.t0_ns,
                rate_hz=second.rate_hz,
                g_per_lsb=G_PER_LSB,
                xyz=pack_xyz(second.accel_g, G_PER_LSB),
                clock=self._clock.state(),
                battery_pct=second.battery_pct,
                rssi_dbm=second.rssi_dbm,
                temperature_c=second.temperature_c,
            ),
        )

    def _utc_offset_ns(self) -> int:
        return self._clock.utc_ns() - self._clock.boottime_ns()

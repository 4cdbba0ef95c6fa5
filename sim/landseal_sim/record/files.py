"""A life as files: each sensor a recording a day."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from landseal.clock import utc
from landseal.recording import SUFFIX, AccelRecording, write_recording
from landseal.units import NS_PER_S
from landseal.words import Role
from landseal_sim.life.calendar import SECONDS_PER_DAY, Calendar
from landseal_sim.sensing.radio import Heard
from landseal_sim.sensing.sensor import Sensor

_DAY_NS = SECONDS_PER_DAY * NS_PER_S


@dataclass
class SensorFiles:
    """Writes one sensor's recordings, a file for each UTC day, as the days go by."""

    folder: Path
    role: Role
    sensor: Sensor
    calendar: Calendar
    _day: int = -1
    _heard: list[tuple[Heard, np.ndarray[tuple[int], np.dtype[np.int64]]]] = field(default_factory=list)

    def add(self, heard: Heard) -> None:
        """Take in what was heard; what lies beyond midnight begins a new file.

        Raises:
            LandsealError: a file cannot be written.
        """
        if not len(heard.at_s):
            return
        ns = self.calendar.start_ns + (heard.at_s * NS_PER_S).astype(np.int64)
        for day in range(int(ns[0] // _DAY_NS), int(ns[-1] // _DAY_NS) + 1):
            if day != self._day:
                self.close()
                self._day = day
            mine = ns // _DAY_NS == day
            self._heard.append((heard if mine.all() else heard.part(mine), ns[mine]))

    def close(self) -> None:
        """Write the day that is in hand.

        Raises:
            LandsealError: the file cannot be written.
        """
        if self._heard:
            path = self.folder / str(self.role) / f"{utc(self._day * _DAY_NS):%Y-%m-%d}{SUFFIX}"
            write_recording(path, self._recording())
        self._heard = []

    def _recording(self) -> AccelRecording:
        packet = np.concatenate([heard.packet for heard, _ in self._heard])
        ns = np.concatenate([ns for _, ns in self._heard])
        firsts = np.flatnonzero(np.diff(packet, prepend=-1))
        of_packet = np.concatenate([np.full(len(heard.at_s), i) for i, (heard, _) in enumerate(self._heard)])[
            firsts
        ]

        def told(values: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
            return np.asarray(np.array(values)[of_packet])

        return AccelRecording(
            rate_hz=self.sensor.section.rate_hz,
            g_per_lsb=self.sensor.g_per_lsb,
            packet_ns=ns[firsts],
            packet_samples=np.diff(firsts, append=len(packet)).astype(np.uint16),
            xyz=np.concatenate([heard.lsb for heard, _ in self._heard]),
            battery_pct=told([heard.told.battery_pct for heard, _ in self._heard]).astype(np.uint8),
            rssi_dbm=told([heard.told.rssi_dbm for heard, _ in self._heard]).astype(np.int8),
            temperature_c=told([heard.told.temperature_c for heard, _ in self._heard]).astype(np.float32),
        )

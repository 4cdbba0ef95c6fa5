"""Her sensors through the edge's own code, a stretch at a time."""

from collections.abc import Iterator

import numpy as np

from landseal.words import Role
from landseal_edge.reader import SensorReader
from landseal_server.intake.decode import Received
from landseal_sim.record.edges import STRETCH_S, Asked, Collector, boot_id
from landseal_sim.record.harness import Harness
from landseal_sim.sensing.pi import PiClock
from landseal_sim.sensing.radio import Heard
from landseal_sim.sensing.source import samples_of

_BEFORE_S = 1e-6


def sensor_messages(asked: Asked) -> Iterator[list[Received]]:
    """Yield the messages of all sensors, a list for each stretch."""
    life = asked.life()
    harness = Harness(life)
    edge = _Edge(harness, PiClock(life.calendar, harness.pi), asked)
    waiting: list[tuple[Role, Heard]] = []
    acts = life.acts()
    done_s, lived_s = 0.0, 0.0
    while done_s < asked.until_s:
        to_s = min(done_s + STRETCH_S, asked.until_s)
        while lived_s < to_s:
            act = next(acts)
            waiting += harness.hears(act)
            lived_s = act.end_s
        for piece_s in [*harness.pi.turns(done_s, to_s), to_s]:
            waiting = edge.take(waiting, piece_s)
        yield edge.fetch(last=to_s >= asked.until_s)
        done_s = to_s


class _Edge:
    """The agent on one Pi, made anew at each of its starts."""

    def __init__(self, harness: Harness, clock: PiClock, asked: Asked) -> None:
        self._harness = harness
        self._clock = clock
        self._asked = asked
        self._sent: list[Received] = []
        self._boots, self._collector, self._readers = self._started()

    def take(self, heard: list[tuple[Role, Heard]], until_s: float) -> list[tuple[Role, Heard]]:
        """Read what was heard before a moment; return what comes after it."""
        self._clock.now_s = until_s - _BEFORE_S
        if len(self._harness.pi.boots(self._clock.now_s)) > self._boots:
            self._end()
            self._sent += self._collector.fetch()
            self._boots, self._collector, self._readers = self._started()
        self._collector.lag_s = self._harness.pi.lag_s(self._clock.now_s)
        left = []
        for role, samples in heard:
            before = int(np.searchsorted(samples.at_s, until_s))
            if before:
                part = samples_of(samples, slice(0, before), self._harness.sensors[role].g_per_lsb)
                self._readers[role].take(part)
            if before < len(samples.at_s):
                left.append((role, samples.part(np.arange(len(samples.at_s)) >= before)))
        return left

    def fetch(self, *, last: bool) -> list[Received]:
        """Return the messages; at the end of all, what is left in the readers too."""
        if last:
            self._end()
        fetched, self._sent = [*self._sent, *self._collector.fetch()], []
        return fetched

    def _started(self) -> tuple[int, Collector, dict[Role, SensorReader]]:
        """Return how often the Pi has come up again, and the line and the readers of its agent, all new."""
        boots = len(self._harness.pi.boots(self._clock.now_s))
        collector = Collector(boot_id(boots), self._asked.calendar)
        readers = {
            role: SensorReader(str(role), sensor.section.rate_hz, self._clock, collector)
            for role, sensor in self._harness.sensors.items()
        }
        return boots, collector, readers

    def _end(self) -> None:
        for reader in self._readers.values():
            reader.end()

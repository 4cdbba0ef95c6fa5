"""One sensor's packets -> its samples, stamped, each once. Pure: moments are handed in."""

from collections import Counter, deque
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal_edge.harness.maker import Decoded, Maker, PacketReader, Refused
from landseal_edge.harness.timing.lull import Lull, is_lull
from landseal_edge.harness.timing.numbering import Missing, Repeats, Unwrapped
from landseal_edge.harness.timing.sensor_time import CounterTime, HeardTime, PacedTime, SensorTime
from landseal_edge.harness.timing.slewing import Run, expand

NOTIFIED_INSTANT_NS: Final = NS_PER_S // 1000
HEARD_INSTANT_NS: Final = NS_PER_S // 20

_NS_PER_MS = NS_PER_S // 1000

_DELAYS = 512  # packets whose delay is remembered: ten seconds of the fastest
_KNOWN_DELAYS = 20  # [E] and so many packets before their jitter is told
_KNOWN_RATE_SAMPLES = 100  # [E] before so many a measured rate is little but jitter


class Arrival(NamedTuple):
    """One packet, and when it came."""

    at_ns: int
    """CLOCK_BOOTTIME."""
    packet: bytes | bytearray


class _Taken(NamedTuple):
    at_ns: int
    decoded: Decoded


class SensorStream:
    """Decodes, drops what came twice, counts what never came, and says when each sample was taken.

    Args:
        maker: how its packets are numbered.
        rate_hz: the rate that it was asked for.
        heard: whether it speaks in advertisements, each for itself.
    """

    def __init__(self, maker: Maker, rate_hz: float, *, heard: bool = False) -> None:
        self._maker = maker
        self._rate_hz = rate_hz
        self._time: SensorTime | None = HeardTime(rate_hz) if heard else None
        self._instant_ns = HEARD_INSTANT_NS if heard else NOTIFIED_INSTANT_NS
        self._waiting: list[_Taken] = []
        self._lull: Lull | None = None
        self._last_ns: int | None = None
        self._spoke_ns: int | None = None
        self._delays_ns: deque[int] = deque(maxlen=_DELAYS)
        self.samples = 0
        """Handed on since the start, each once."""
        self._gone = 0
        self.missing_while_down = 0
        """As many as would have come while the link was down, or the sensor."""
        self.duplicates = 0
        """Packets that came again."""
        self.restarts = 0
        """How often its numbers began anew though the link was up."""
        self.refused: Counter[str] = Counter()
        """Packets that gave nothing, by reason."""
        self.battery_pct: int | None = None
        self.temperature_c: float | None = None
        self.rssi_dbm: int | None = None
        """Told by whoever hears it; goes out with the next samples."""
        self.begin(None)

    def begin(self, reader: PacketReader | None) -> None:
        """Begin a new connection: nothing of the one before is left but the order of time."""
        self._reader = reader
        self._repeats = Repeats(self._instant_ns)
        self._missing = Missing()
        self._sequence = Unwrapped(self._maker.sequence_wraps)
        self._counter = Unwrapped(self._maker.counter_wraps_ns)
        self._fresh, self._was_down = True, True
        self._spoke_ns = None
        self._waiting, self._lull = [], None
        if self._time is not None:
            self._time.restart()

    def woken(self) -> None:
        """Note that the rate was set: what came before it says nothing of what comes."""
        if self._time is not None:
            self._time.restart()

    def take(self, arrivals: Sequence[Arrival], now_ns: int) -> AccelSamples | None:
        """Take the notifications that came since the last call; return the samples that are ready."""
        for (at_ns, packet), is_copy in zip(arrivals, self._repeats.copies(arrivals), strict=True):
            if is_copy:
                self.duplicates += 1
            elif self._reader is not None:
                for told in self._reader.take(packet):
                    self._note(at_ns, told)
        return self._ready(now_ns)

    def hear(self, at_ns: int, told: Decoded | Refused, packet: bytes) -> AccelSamples | None:
        """Take what an advertisement told; `packet` is what would be the same if it was heard twice."""
        unnumbered = isinstance(told, Decoded) and told.sequence is None
        if unnumbered and self._repeats.is_copy(packet, at_ns):
            self.duplicates += 1
        else:
            self._note(at_ns, told)
        return self._ready(at_ns)

    def end(self) -> AccelSamples | None:
        """Return what is still held back: the connection is over."""
        taken, self._waiting = self._waiting, []
        self._judge(taken)
        return self._stamped(taken)

    def _note(self, at_ns: int, told: Decoded | Refused) -> None:
        if isinstance(told, Refused):
            self.refused[told.reason] += 1
            return
        if told.battery_pct is not None:
            self.battery_pct = told.battery_pct
        if told.temperature_c is not None:
            self.temperature_c = told.temperature_c
        if not len(told.accel_g):
            self._missing.skip(None if told.sequence is None else self._sequence.take(told.sequence))
            return
        if self._repeats.is_known(told.counter_ns if told.sequence is None else told.sequence):
            self.duplicates += 1
            return
        self._waiting.append(_Taken(at_ns, told))

    def _ready(self, now_ns: int) -> AccelSamples | None:
        """Stamp what waits, unless a silence before it is not understood yet."""
        if not self._waiting:
            return None
        if self._time is None:
            numbered = self._waiting[0].decoded.counter_ns is not None
            self._time = CounterTime(self._rate_hz) if numbered else PacedTime(self._rate_hz)
        if isinstance(self._time, PacedTime) and self._waiting[0].decoded.sequence is None:
            return self._stamped(self._understood(self._time.period_ns, now_ns))
        taken, self._waiting = self._waiting, []
        return self._stamped(taken)

    def _understood(self, period_ns: float, now_ns: int) -> list[_Taken]:
        """Return what waits, up to the first silence that nobody can explain yet."""
        taken: list[_Taken] = []
        if self._lull is not None:
            if self._lull.is_open(now_ns):
                return taken
            self._judge(self._waiting)
        for number, (at_ns, decoded) in enumerate(self._waiting):
            before_ns, self._spoke_ns = self._spoke_ns, at_ns
            if before_ns is not None and is_lull(at_ns - before_ns, period_ns * len(decoded.accel_g)):
                self._lull = Lull(before_ns, at_ns)
                taken, self._waiting = self._waiting[:number], self._waiting[number:]
                return taken
        taken, self._waiting = self._waiting, []
        return taken

    def _judge(self, taken: list[_Taken]) -> None:
        """Begin afresh after a silence whose samples are lost."""
        lull, self._lull = self._lull, None
        if lull is None or self._time is None:
            return
        came = [(at_ns, len(decoded.accel_g)) for at_ns, decoded in taken]
        if lull.was_loss(came, self._time.period_ns):
            self._time.restart()
            self._fresh = True  # the link was up: what is missing is missing on the air

    def _stamped(self, taken: list[_Taken]) -> AccelSamples | None:
        if not taken or self._time is None:
            return None
        runs = [self._run(self._time, at_ns, decoded) for at_ns, decoded in taken]
        stamps = expand(runs)
        self.samples += len(stamps)
        accel_g = [decoded.accel_g for _, decoded in taken]
        return AccelSamples(
            boottime_ns=stamps,
            accel_g=accel_g[0] if len(accel_g) == 1 else np.concatenate(accel_g),
            battery_pct=self.battery_pct,
            rssi_dbm=self.rssi_dbm,
            temperature_c=self.temperature_c,
        )

    def _run(self, time: SensorTime, at_ns: int, decoded: Decoded) -> Run:
        """Stamp one packet, and count what is missing before it."""
        samples = len(decoded.accel_g)
        sequence = None if decoded.sequence is None else self._sequence.take(decoded.sequence)
        counter_ns = None if decoded.counter_ns is None else self._counter.take(decoded.counter_ns)
        missing = self._missing.before(
            at_ns, samples, time.period_ns, sequence=sequence, counter_ns=counter_ns
        )
        if missing is None and not self._was_down:
            self._fresh = True
            self.restarts += 1
            time.restart()
        run = time.stamp(at_ns, samples, counter_ns, missing or 0)
        if self._fresh:
            self._count_gap(run, time.period_ns)
        self._fresh, self._was_down = False, False
        self._gone += missing or 0
        self._last_ns = run.last_ns
        self._delays_ns.append(at_ns - run.last_ns)
        return run

    def _count_gap(self, run: Run, period_ns: float) -> None:
        """Count what would have come between two stretches of samples."""
        if self._last_ns is not None:
            first_ns = run.last_ns - (run.samples - 1) * run.spacing_ns
            gone = max(0, round((first_ns - self._last_ns) / period_ns) - 1)
            if self._was_down:
                self.missing_while_down += gone
            else:
                self._gone += gone

    @property
    def missing(self) -> int:
        """Samples taken and never received though the link was up, by the sensor's numbers or its pace."""
        return self._gone + (self._time.missing if isinstance(self._time, PacedTime) else 0)

    @property
    def rate_hz(self) -> float | None:
        """The measured rate; None while too little has come."""
        known = self._time is not None and self.samples >= _KNOWN_RATE_SAMPLES
        return NS_PER_S / self._time.period_ns if known and self._time is not None else None

    @property
    def jitter_ms(self) -> float | None:
        """How much later than the fastest 19 of 20 packets are, at most; None for what is heard."""
        if len(self._delays_ns) < _KNOWN_DELAYS or isinstance(self._time, HeardTime):
            return None
        delays_ns = np.array(self._delays_ns)
        return float(np.percentile(delays_ns, 95) - delays_ns.min()) / _NS_PER_MS

    def diagnostics(self) -> dict[str, object]:
        """Return what it has counted, for people."""
        return {
            "samples": self.samples,
            "missing": self.missing,
            "missing_while_down": self.missing_while_down,
            "duplicates": self.duplicates,
            "restarts": self.restarts,
            "refused": dict(self.refused),
            "rate_hz": self.rate_hz,
            "jitter_ms": self.jitter_ms,
            **({} if self._time is None else self._time.diagnostics()),
        }

"""A sensor that one connects to: found, connected, woken, watched, and found again after every loss."""

import logging
from collections import Counter
from collections.abc import AsyncIterator
from random import Random
from typing import Final

from bleak.exc import BleakCharacteristicNotFoundError

from landseal.clock import Clock
from landseal.sources import AccelSamples, LinkFigures
from landseal.units import NS_PER_S
from landseal_edge.harness.links.backoff import Backoff
from landseal_edge.harness.links.radio import Radio
from landseal_edge.harness.links.radio_parts import ClientFactory
from landseal_edge.harness.links.seeking import Seeking
from landseal_edge.harness.links.session import Session
from landseal_edge.harness.links.trouble import TROUBLE
from landseal_edge.harness.links.waiting import pause
from landseal_edge.harness.maker import GattMaker
from landseal_edge.harness.timing.stream import SensorStream

_log = logging.getLogger(__name__)

FETCH_S: Final = 0.2
"""[E] Packets are taken five times a second, not one by one: four sensors at 50 Hz idle below 3 % of a core
so, and the server waits half a second for a device anyhow."""

STALLED_S: Final = 5.0
"""[E] Silence of a sensor that sends many times a second; connections have been seen that stay up and say
nothing."""

BATTERY_EVERY_S: Final = 600.0
"""[E] A battery lasts for days."""

RATE_CHECK_S: Final = 10.0
_RATE_TOLERANCE: Final = 0.2
"""[E] Oscillators are a few percent off; the next rate of any maker is half or twice as fast."""


class _StalledError(OSError):
    """Connected, and silent."""


class GattSource:
    """One sensor, by its address: two may have the same name.

    Args:
        name: its name in the configuration, for messages.
        maker: what is known of its kind.
        address: as the operating system names it.
        rate_hz: the rate to ask for.
        radio: shared by all sensors.
        make_client: `BleakClient`, or another radio's.
        clock: stamps and timers.
        random: spreads the attempts of several sensors.
    """

    def __init__(  # noqa: PLR0913 -- each from another corner
        self,
        name: str,
        maker: GattMaker,
        address: str,
        *,
        rate_hz: float,
        radio: Radio,
        make_client: ClientFactory,
        clock: Clock,
        random: Random,
    ) -> None:
        self._name = name
        self._maker = maker
        self._address = address
        self._rate_hz = rate_hz
        self._radio = radio
        self._make_client = make_client
        self._clock = clock
        self._backoff = Backoff(random)
        self._seeking = Seeking(name, maker.title, address, clock)
        self._stream = SensorStream(maker, rate_hz)
        self._state = "waiting"
        self.connects = 0
        self.losses: Counter[str] = Counter()
        """How connections and attempts have ended."""

    @property
    def rate_hz(self) -> float:
        """The rate it was asked for."""
        return self._rate_hz

    async def samples(self) -> AsyncIterator[AccelSamples]:
        """Yield samples for ever, over any number of connections."""
        while True:
            try:
                session = await self._connected()
            except TROUBLE as error:
                await self._failed(error)
                continue
            try:
                early = self._stream.take(session.fetch(), self._clock.boottime_ns())
                self._stream.woken()
                if early is not None:
                    yield early
                async with self._radio.linked():
                    async for samples in self._heard(session):
                        yield samples
            except TROUBLE as error:
                ended: OSError | Exception = error
            finally:
                await session.close()
            now_ns = self._clock.boottime_ns()
            # What came while a write was waited for that never ended has been received, too.
            for rest in (self._stream.take(session.fetch(), now_ns), self._stream.end()):
                if rest is not None:
                    yield rest
            await self._failed(ended)

    def figures(self) -> LinkFigures:
        """Return how the link is."""
        stream = self._stream
        return LinkFigures(
            state=self._seeking.word or self._state,
            rate_hz=stream.rate_hz,
            jitter_ms=stream.jitter_ms,
            samples=stream.samples,
            missing=stream.missing,
            missing_while_down=stream.missing_while_down,
            duplicates=stream.duplicates,
            refused=stream.refused.total(),
            connects=self.connects,
            rssi_dbm=stream.rssi_dbm,
            battery_pct=stream.battery_pct,
        )

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {
            "state": self._state,
            "address": self._address,
            "maker": self._maker.key,
            "connects": self.connects,
            "losses": dict(self.losses),
            **self._backoff.diagnostics(),
            **self._seeking.diagnostics(),
            **self._stream.diagnostics(),
        }

    async def _connected(self) -> Session:
        self._state = "scanning"
        found = await self._seeking.find(self._radio)
        self._stream.rssi_dbm = found.rssi_dbm
        self._state = "connecting"
        session = Session(self._make_client, found.device, self._maker, self._clock)
        try:
            async with self._radio.quiet():
                await session.connect()
            self._stream.begin(self._maker.reader(self._rate_hz))
            await session.wake(self._rate_hz)
        except BaseException:
            await session.close()
            raise
        self.connects += 1
        _log.info("%s: connected to %s", self._name, self._address)
        return session

    async def _heard(self, session: Session) -> AsyncIterator[AccelSamples]:
        """Yield samples until the connection is lost or falls silent.

        Raises:
            TROUBLE: how it has ended.
        """
        began_ns = spoke_ns = self._clock.boottime_ns()
        battery_ns, rate_is_checked = began_ns, False
        while True:
            await pause(self._clock, FETCH_S)
            now_ns, lost = self._clock.boottime_ns(), session.is_lost
            arrivals = session.fetch()
            if arrivals:
                spoke_ns = now_ns
                self._state = "connected"
                self._radio.hear()
                self._backoff.succeed()
            samples = self._stream.take(arrivals, now_ns)
            if samples is not None:
                yield samples
            if lost:
                msg = "the link was lost"
                raise ConnectionError(msg)
            if now_ns - spoke_ns > STALLED_S * NS_PER_S:
                msg = f"nothing came for {STALLED_S:g} s"
                raise _StalledError(msg)
            if now_ns >= battery_ns:
                battery_ns = now_ns + round(BATTERY_EVERY_S * NS_PER_S)
                await self._ask_battery(session)
            rate_hz = self._stream.rate_hz
            if not rate_is_checked and rate_hz and now_ns - began_ns > RATE_CHECK_S * NS_PER_S:
                rate_is_checked = True
                await self._check_rate(session, rate_hz)

    async def _ask_battery(self, session: Session) -> None:
        """Ask for the charge; a sensor that will not tell is read all the same."""
        try:
            told = await session.battery_pct()
        except TROUBLE as error:
            _log.debug("%s: battery: %s", self._name, error)
        else:
            self._stream.battery_pct = self._stream.battery_pct if told is None else told

    async def _check_rate(self, session: Session, rate_hz: float) -> None:
        """Set the rate once more where the sensor has not taken it: some miss what is written too early."""
        if abs(rate_hz / self._rate_hz - 1) > _RATE_TOLERANCE:
            what = "%s: asked for %g Hz, sends %.1f Hz: asking again"
            _log.warning(what, self._name, self._rate_hz, rate_hz)
            await session.write(*self._maker.wake(self._rate_hz))
            self._stream.woken()

    async def _failed(self, error: Exception) -> None:
        """Say how it has ended, and wait."""
        wait_s = self._backoff.fail()
        self._state = "waiting"
        self.losses[type(error).__name__.strip("_")] += 1
        if isinstance(error, BleakCharacteristicNotFoundError):
            _log.warning("%s: %s It may be no %s; see `maker`.", self._name, error, self._maker.title)
        else:
            _log.info("%s: %s; again in %.1f s", self._name, str(error) or type(error).__name__, wait_s)
        _log.debug("%s: %s", self._name, self.diagnostics())
        await pause(self._clock, wait_s)

"""A sensor that tells everything in its advertisements: Ruuvi, BTHome, the tags on sling and cart."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from landseal.clock import Clock
from landseal.sources import AccelSamples, LinkFigures
from landseal_edge.harness.links.interval import LearnedInterval
from landseal_edge.harness.links.radio import Radio
from landseal_edge.harness.links.radio_parts import advertised
from landseal_edge.harness.maker import AdvertMaker
from landseal_edge.harness.timing.stream import SensorStream

RATE_HZ: Final = 1.0
"""[E] How often such sensors speak, about; the cutter takes 2.5 s of silence for a gap."""

_WAITING_AT_MOST: Final = 1024


class BeaconSource:
    """One such sensor, by its address.

    Args:
        maker: what is known of its kind.
        address: as the operating system names it.
        rate_hz: how often it speaks, as far as its owner knows.
        radio: shared by all sensors.
        clock: stamps.
    """

    def __init__(
        self, maker: AdvertMaker, address: str, *, rate_hz: float, radio: Radio, clock: Clock
    ) -> None:
        self._maker = maker
        self._address = address.upper()
        self._rate_hz = rate_hz
        self._radio = radio
        self._clock = clock
        self._stream = SensorStream(maker, rate_hz, heard=True)
        self._interval = LearnedInterval()
        self._heard: asyncio.Queue[AccelSamples] = asyncio.Queue(_WAITING_AT_MOST)

    @property
    def rate_hz(self) -> float:
        """How often it speaks, as far as its owner knows."""
        return self._rate_hz

    async def samples(self) -> AsyncIterator[AccelSamples]:
        """Yield samples for ever, as they are heard."""
        end = self._radio.listen(self._hear)
        try:
            while True:
                yield await self._heard.get()
        finally:
            end()

    def figures(self) -> LinkFigures:
        """Return how it is heard."""
        stream = self._stream
        here = self._interval.is_here(self._clock.boottime_ns())
        return LinkFigures(
            state="connected" if here else "not_seen" if stream.samples else "scanning",
            rate_hz=self._interval.rate_hz,
            samples=stream.samples,
            missing=stream.missing,
            duplicates=stream.duplicates,
            refused=stream.refused.total(),
            rssi_dbm=stream.rssi_dbm,
            battery_pct=stream.battery_pct,
        )

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {
            "address": self._address,
            "maker": self._maker.key,
            **self._interval.diagnostics(),
            **self._stream.diagnostics(),
        }

    def _hear(self, device: BLEDevice, data: AdvertisementData) -> None:
        """Take an advertisement, of this sensor or of another."""
        if device.address.upper() != self._address:
            return
        said = advertised(device, data)
        told = self._maker.read(said)
        if told is None:
            return
        now_ns = self._clock.boottime_ns()
        self._interval.hear(now_ns)
        self._stream.rssi_dbm = said.rssi_dbm
        samples = self._stream.hear(now_ns, told, _words(data))
        if samples is not None and not self._heard.full():
            self._heard.put_nowait(samples)


def _words(data: AdvertisementData) -> bytes:
    """Return what would be the same if the advertisement was heard twice."""
    return b"".join([*data.manufacturer_data.values(), *data.service_data.values()])

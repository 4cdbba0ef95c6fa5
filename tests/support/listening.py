"""Sources of a fake radio, read as the agent reads them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import numpy as np

from landseal.sources import AccelSamples, SensorSource
from landseal_edge.harness.links.beacon import BeaconSource
from landseal_edge.harness.links.link import GattSource
from landseal_edge.harness.links.radio import Radio
from support.fake_radio import FakeRadio, FakeSensor
from support.fake_time import FakeClock
from support.makers import PER_PACKET, MadeUpMaker, counts


class Listened:
    """One source, and all that it has given."""

    def __init__(self, source: SensorSource) -> None:
        self.source = source
        self.got: list[AccelSamples] = []

    async def read(self) -> None:
        async for samples in self.source.samples():
            self.got.append(samples)

    @property
    def counted(self) -> list[int]:
        return [count for samples in self.got for count in counts(samples.accel_g)]

    @property
    def stamps(self) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
        return np.concatenate([samples.boottime_ns for samples in self.got])


class House:
    """A fake radio with everything of an edge that hears it."""

    def __init__(self, *sensors: FakeSensor, maker: MadeUpMaker | None = None, advert_s: float = 1.0) -> None:
        self.clock = FakeClock()
        self.air = FakeRadio(self.clock, *sensors, advert_s=advert_s)
        self.maker = maker or MadeUpMaker(numbers=True, clock=True)
        self.radio = Radio(self.air.make_scanner, self.air, self.clock, self.air.left_connected)
        self.running: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def live(self) -> AsyncIterator["House"]:
        async with self.air:
            self.running = asyncio.create_task(self.radio.run())
            try:
                yield self
            finally:
                await self.close()

    async def close(self) -> None:
        tasks = [task for task in (*self._tasks, self.running) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def link(self, sensor: FakeSensor) -> tuple[GattSource, Listened]:
        source = GattSource(
            "trunk",
            self.maker,
            sensor.address,
            rate_hz=50.0,
            radio=self.radio,
            make_client=self.air.make_client,
            clock=self.clock,
            random=Random(1),  # noqa: S311 -- it spreads attempts
        )
        return source, self.read(source)

    def beacon(self, sensor: FakeSensor) -> tuple[BeaconSource, Listened]:
        source = BeaconSource(
            self.maker, sensor.address.lower(), rate_hz=1.0, radio=self.radio, clock=self.clock
        )
        return source, self.read(source)

    def read(self, source: SensorSource) -> Listened:
        """Read a source as long as the house lives."""
        listened = Listened(source)
        self._tasks.append(asyncio.create_task(listened.read()))
        return listened


def samples_of(packets: list[int]) -> list[int]:
    """Return the numbers of the samples in these packets."""
    return [number * PER_PACKET + k for number in packets for k in range(PER_PACKET)]

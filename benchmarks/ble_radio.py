"""Sensors over the virtual radio, and what it costs to listen to them: CPU time over wall time.

The radio runs in this process, so its own cost is measured in the same run, with a handler that does nothing,
and subtracted.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bleak import BleakClient

from landseal_edge.harness.makers import known
from landseal_sim.radio.air import Air
from landseal_sim.radio.motion import MOST_NUMBERED, numbered
from landseal_sim.radio.sensor import Unit
from landseal_sim.radio.witmotion import WitMotion

SETTLED_S = 1.5
"""After all sensors stream, before time is taken."""
START_S = 60.0
MAKER = known.GATT_MAKERS["witmotion"]

Listens = Callable[[Air, Sequence[WitMotion], float], AbstractAsyncContextManager[None]]
"""Listens to sensors at a rate, until it is left."""


@dataclass(frozen=True)
class Listened:
    """One run."""

    samples_per_s: float
    """Sent by all sensors together while time was taken."""
    cpu_share: float
    """CPU time of this process over wall time, the radio's included."""


def sensors(count: int) -> list[WitMotion]:
    """Return so many sensors that send a packet for each sample: the busiest there are."""
    motion = numbered(MOST_NUMBERED)
    return [
        WitMotion(Unit(f"C0:00:00:00:00:{n:02X}", f"WT901BLE{n:02}", motion)) for n in range(2, count + 2)
    ]


async def listened(near: Sequence[WitMotion], rate_hz: float, seconds: float, listens: Listens) -> Listened:
    """Listen for so many seconds, once all sensors stream."""
    async with Air(*near) as air, listens(air, near, rate_hz):
        await asyncio.wait_for(_streaming(near, rate_hz), START_S)
        await asyncio.sleep(SETTLED_S)
        sent, cpu_s, began_s = _sent(near), time.process_time(), time.perf_counter()
        await asyncio.sleep(seconds)
        cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - began_s
        return Listened((_sent(near) - sent) / wall_s, cpu_s / wall_s)


@asynccontextmanager
async def empty(air: Air, near: Sequence[WitMotion], rate_hz: float) -> AsyncIterator[None]:
    """Connect with bleak, set the rate, and do nothing with what comes."""
    async with AsyncExitStack() as stack:
        for sensor in near:
            client = await stack.enter_async_context(BleakClient(sensor.address, backend=air.client))
            for uuid in MAKER.notify:
                await client.start_notify(uuid, lambda *_: None)
            for write in MAKER.wake(rate_hz):
                await client.write_gatt_char(write.uuid, write.payload)
        yield


async def _streaming(near: Sequence[WitMotion], rate_hz: float) -> None:
    while not all(one.connected and one.clock.rate_hz == rate_hz for one in near):  # noqa: ASYNC110 -- no event
        await asyncio.sleep(0.05)


def _sent(near: Sequence[WitMotion]) -> int:
    return sum(one.sent.samples for one in near)

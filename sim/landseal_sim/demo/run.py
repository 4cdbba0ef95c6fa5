"""Runs the home: starts everything in order, waits for the end, and takes it all down again."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from rich.console import Console

from landseal.clock import ScaledClock, SystemClock, utc
from landseal.errors import LandsealError
from landseal.stopping import on_stop
from landseal.topics import Topics
from landseal.units import NS_PER_S, whole_second
from landseal.words import EventKind, Role
from landseal_edge.replay.formats import read_recordings
from landseal_server.server import DataFolder, Server, read_until_ns
from landseal_sim.demo import house
from landseal_sim.demo.broker import free_port, running_broker
from landseal_sim.demo.narrator import Narrator
from landseal_sim.demo.receiver import Receiver
from landseal_sim.demo.until import Verdict, Waiting
from landseal_sim.demo.witness import Witness
from landseal_sim.demo.zone import local_zone
from landseal_sim.household import PET
from landseal_sim.life.life import Life
from landseal_sim.record.owner import land_seals, tap_land_seal

_LOOKS_AFTER_S: Final = 20.0
"""So long she has lain there when her owner takes the phone."""

_AFTERMATH_S: Final = 5.0
"""After a recording's last sample: an event takes up to three seconds to reach the phone."""


@dataclass(frozen=True)
class Wanted:
    """What was asked of the demo."""

    port: int
    speed: float
    seed: int
    recording: Path | None
    session: str | None
    rate_hz: float | None
    role: Role
    until: EventKind | None
    timeout_s: float
    data: Path | None


@dataclass(frozen=True)
class Outcome:
    """How it ended."""

    verdict: Verdict | None
    seen_instead: str


async def run(wanted: Wanted, console: Console) -> Outcome:
    """Run the home until the event was seen, the time is up, the recording is over or somebody stops it.

    Raises:
        LandsealError: a port is taken, a recording cannot be read, or the disk does not take the data.
    """
    stopped = asyncio.Event()
    on_stop(stopped.set)
    clock = ScaledClock(_start_ns(wanted.data), wanted.speed)
    cast = _cast(wanted, clock)
    broker_port, token, zone = free_port(), house.new_token(), local_zone()
    witness = Witness(Topics(house.HOME), PET, broker_port, clock)
    with _folder(wanted.data) as data, Receiver(witness.receive) as phone:
        config = house.server_config(
            cast,
            data=data,
            broker_port=broker_port,
            web_port=wanted.port,
            token=token,
            push_url=phone.url,
            zone=zone,
        )
        server = Server(config, clock)
        agent = house.edge_agent(cast, clock, broker_port=broker_port, server_url=server.url, token=token)
        narrator = Narrator(console, config.pets[PET].name, clock, config.zone())
        narrator.listen_to(witness)
        narrator.say("demo", f"the page is at {server.url} (Ctrl-C ends the demo)", "bold")
        waiting = _waiting(wanted, witness, clock, narrator, server.url)
        people = [] if cast.life is None else [_people(cast.life, clock, data, narrator)]
        async with running_broker(broker_port), _running(server, witness):
            timeout_s = wanted.timeout_s if waiting else None
            return await _end(waiting, [agent.run(), *people], stopped, timeout_s)


async def _people(life: Life, clock: ScaledClock, data: Path, narrator: Narrator) -> None:
    """Run who tells what the dog truly does, and who owns her."""
    ledger = DataFolder(data).ledger
    await asyncio.gather(narrator.tell_truth(life), _owner(life, clock, ledger, narrator))


async def _owner(life: Life, clock: ScaledClock, ledger: Path, narrator: Narrator) -> None:
    """Let the owner name the pose once, while she lies so for the first time."""
    lies_so = next(span for act in life.acts() for span in land_seals(act, 2 * _LOOKS_AFTER_S))
    await clock.sleep_until(int((lies_so.from_s + _LOOKS_AFTER_S) * NS_PER_S))
    tap_land_seal(ledger, PET, utc(clock.utc_ns()), by="you")
    narrator.say("the owner", "names the pose with one tap: this is her land seal", "magenta")


def _start_ns(data: Path | None) -> int:
    """Return when the demo begins: now, or behind what a demo that ran faster than life has left there."""
    now_ns = whole_second(SystemClock().utc_ns())
    return now_ns if data is None else max(now_ns, read_until_ns(data) + NS_PER_S)


def _cast(wanted: Wanted, clock: ScaledClock) -> house.Cast:
    if wanted.recording is None:
        return house.simulated(clock, wanted.seed, ZoneInfo(local_zone()))
    recordings = read_recordings(
        wanted.recording, role=wanted.role, session=wanted.session, rate_hz=wanted.rate_hz
    )
    return house.recorded(clock, recordings, wanted.role)


def _waiting(
    wanted: Wanted, witness: Witness, clock: ScaledClock, narrator: Narrator, url: str
) -> Waiting | None:
    if wanted.until is None:
        return None
    return Waiting(wanted.until, witness, clock, name=narrator.name, zone=narrator.zone, url=url)


@contextmanager
def _folder(named: Path | None) -> Iterator[Path]:
    """Give the folder that was named, or one that is gone when the demo is over."""
    if named is not None:
        yield named
        return
    try:
        folder = tempfile.TemporaryDirectory(prefix="landseal-demo-")
    except OSError as error:
        raise LandsealError(
            f"the demo's data cannot be kept ({error.strerror})",
            where=tempfile.gettempdir(),
            remedy="Free some space there, or name another folder with --data.",
        ) from error
    with folder as path:
        yield Path(path)


@asynccontextmanager
async def _running(server: Server, witness: Witness) -> AsyncIterator[None]:
    """Run server and witness; at the end the server keeps what is in hand."""
    witness.connection.start()
    serving = asyncio.create_task(server.run())
    try:
        yield
    finally:
        server.ask_to_stop()
        await serving
        witness.connection.stop()


async def _end(
    waiting: Waiting | None, work: list[Any], stopped: asyncio.Event, timeout_s: float | None
) -> Outcome:
    """Wait for whatever ends the demo, and say how it ended.

    Raises:
        Exception: whatever a part of the home has failed with.
    """
    parts = [asyncio.create_task(part) for part in work]
    goal = asyncio.create_task(waiting.verdict() if waiting else stopped.wait())
    stop = asyncio.create_task(stopped.wait())
    try:
        done, _ = await asyncio.wait(
            {goal, stop, *parts}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED
        )
        for part in done & set(parts):
            part.result()  # a part that failed fails the demo
        if waiting and not stopped.is_set() and done & set(parts):
            await asyncio.wait({goal, stop}, timeout=_AFTERMATH_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*parts, stop):
            task.cancel()
        await asyncio.gather(*parts, stop, return_exceptions=True)
    verdict = goal.result() if goal.done() and not goal.cancelled() else None
    goal.cancel()
    return Outcome(
        verdict=verdict if isinstance(verdict, Verdict) else None,
        seen_instead=waiting.seen_instead() if waiting else "",
    )

"""Computed sensors -> real bleak -> the agent of an edge -> real Mosquitto and server -> its raw files."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from support.homes import HomeOfProcesses
from support.programs import running
from support.wait import eventually

from landseal.blocks import AccelBlock
from landseal.clock import SystemClock
from landseal.codec import decode_block, decode_message
from landseal.config import MqttSection
from landseal.messages import EdgeStatus
from landseal.sources import Linked, LinkFigures
from landseal.topics import Channel, Topics
from landseal_edge.agent import Agent
from landseal_edge.config import BleSensor
from landseal_edge.harness.links.opened import open_sensors, other_backend
from landseal_server.intake.raw import read_raw
from landseal_sim.radio.advertiser import RUUVITAG, Advertiser
from landseal_sim.radio.air import Air
from landseal_sim.radio.motion import numbered, numbers_of
from landseal_sim.radio.movesense import Movesense
from landseal_sim.radio.polar import Polar
from landseal_sim.radio.sensor import GattSensor, Unit
from landseal_sim.radio.witmotion import WitMotion

MOTION_G = numbered(20_000)
ADDRESS = "C0:00:00:00:00:{:02X}".format


class NoAdapter:
    """These radios never need a reset."""

    async def reset(self) -> None:
        pytest.fail("the adapter was reset")


class Edge:
    """An agent in this process, whose radio is computed."""

    def __init__(self, home: HomeOfProcesses, air: Air, sensors: Mapping[str, BleSensor]) -> None:
        clock = SystemClock()
        self.home = home
        self.sources, radio = open_sensors(
            sensors, other_backend(air.scanner, air.client, NoAdapter()), clock
        )
        self.agent = Agent(
            topics=Topics("home"),
            edge="pi",
            mqtt=MqttSection(port=home.broker.port),
            clock=clock,
            sensors=self.sources,
            cameras={},
            services=[radio],
        )

    def figures(self, name: str) -> LinkFigures:
        source = self.sources[name]
        assert isinstance(source, Linked)
        return source.figures()

    def blocks(self, name: str) -> list[AccelBlock]:
        """Return what the server's raw files hold of a sensor; every copy of a block must be the same."""
        found: dict[int, AccelBlock] = {}
        for path in sorted((self.home.folder / "data" / "raw").glob(f"pi/{name}/*")):
            for record in read_raw(path):
                block = decode_block(Channel.ACCEL, record.payload)
                assert isinstance(block, AccelBlock)
                assert found.setdefault(record.seq, block) == block
        return [found[seq] for seq in sorted(found)]

    def numbers(self, name: str) -> list[int]:
        """Return the numbers of the stored samples, as the server has them."""
        parts = [numbers_of(block.accel_g()) for block in self.blocks(name)]
        return [int(number) for part in parts for number in part]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[HomeOfProcesses]:
    made = HomeOfProcesses(tmp_path, edge="pi")
    with made.phone, running(made.broker):
        try:
            made.start_server()
            yield made
        finally:
            made.server.kill()


@asynccontextmanager
async def lived(home: HomeOfProcesses, air: Air, sensors: Mapping[str, BleSensor]) -> AsyncIterator[Edge]:
    async with air:
        edge = Edge(home, air, sensors)
        running_ = asyncio.create_task(edge.agent.run())
        try:
            yield edge
            assert not running_.done(), running_.exception()
        finally:
            running_.cancel()
            with suppress(asyncio.CancelledError):
                await running_


def sensor(maker: str, number: int, rate_hz: float | None) -> BleSensor:
    return BleSensor(source="ble", maker=maker, address=ADDRESS(number), rate_hz=rate_hz)


def unit(number: int, name: str) -> Unit:
    return Unit(ADDRESS(number), name, MOTION_G)


async def stored(edge: Edge, name: str, sent: list[int]) -> list[int]:
    """Wait until the last of these samples is stored; return all that are, up to it."""
    await eventually(lambda: sent[-1] in edge.numbers(name), f"the samples of {name} are stored")
    numbers = edge.numbers(name)
    return numbers[: numbers.index(sent[-1]) + 1]


def sent_so_far(near: GattSensor | Advertiser) -> list[int]:
    return [int(number) for number in near.sent.numbers()]


def test_every_sample_of_four_makers_is_in_the_raw_files_exactly_once(home: HomeOfProcesses) -> None:
    near: dict[str, GattSensor | Advertiser] = {
        "trunk": WitMotion(unit(1, "WT901BLE67")),
        "pelvis": Movesense(unit(2, "Movesense 1")),
        "collar": Polar(unit(3, "Polar H10 1")),
        "sling": Advertiser(ADDRESS(4), MOTION_G, RUUVITAG, interval_s=0.5, copies=3),
    }
    sensors = {
        "trunk": sensor("witmotion", 1, 50),
        "pelvis": sensor("movesense", 2, 52),
        "collar": sensor("polar", 3, 50),
        "sling": sensor("ruuvi", 4, None),
    }

    async def life() -> None:
        async with lived(home, Air(*near.values()), sensors) as edge:
            for name, samples in (("trunk", 800), ("pelvis", 800), ("collar", 800), ("sling", 25)):
                await eventually(lambda: len(sent_so_far(near[name])) > samples, f"{name} sends", 60)  # noqa: B023
            sent = {name: sent_so_far(one) for name, one in near.items()}
            for name in near:
                assert await stored(edge, name, sent[name]) == sent[name], name
                figures = edge.figures(name)
                assert (figures.missing, figures.refused) == (0, 0), name
            for name, rate_hz in (("trunk", 50), ("pelvis", 52), ("collar", 50)):
                measured_hz = edge.figures(name).rate_hz
                assert measured_hz == pytest.approx(rate_hz, rel=0.02), name
                whole = edge.blocks(name)[5:-5]
                assert {block.samples for block in whole} <= set(range(rate_hz - 2, rate_hz + 3)), name
            topic = Topics("home").status("pi")
            told = decode_message((await asyncio.to_thread(home.retained, topic))[topic], EdgeStatus)
            links = {link.stream: link for link in told.links}
            assert set(links) == set(near)
            assert links["trunk"].state == "connected"
            assert links["trunk"].rate_hz == pytest.approx(50, rel=0.02)
            assert links["trunk"].samples > 0
            assert links["pelvis"].jitter_ms is not None

    asyncio.run(life())


def test_ten_losses_in_a_row_double_nothing_and_lose_only_what_was_measured_meanwhile(
    home: HomeOfProcesses,
) -> None:
    trunk = WitMotion(unit(1, "WT901BLE67"))

    async def life() -> None:
        air = Air(trunk)
        async with lived(home, air, {"trunk": sensor("witmotion", 1, 50)}) as edge:
            loop = asyncio.get_running_loop()
            back_s = []
            for _ in range(10):
                had = trunk.sent.samples
                await eventually(lambda: trunk.sent.samples > had + 60, "it sends")  # noqa: B023
                await air.lose(trunk)
                lost_s, had = loop.time(), trunk.sent.samples
                await eventually(lambda: trunk.sent.samples > had, "it sends again")  # noqa: B023
                back_s.append(loop.time() - lost_s)
            had = trunk.sent.samples
            await eventually(lambda: trunk.sent.samples > had + 150, "it sends")
            sent = sent_so_far(trunk)
            assert max(back_s) < 5, back_s
            assert await stored(edge, "trunk", sent) == sent
            figures = edge.figures("trunk")
            assert (figures.duplicates, figures.missing, figures.connects) == (0, 0, 11)
            gone = sent[-1] - sent[0] + 1 - len(sent)
            assert figures.missing_while_down == pytest.approx(gone, rel=0.1)

    asyncio.run(life())

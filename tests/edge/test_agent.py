"""The agent and what runs beside its sensors."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from support.fake_time import FakeClock
from support.programs import free_port

from landseal import cli
from landseal.config import MqttSection
from landseal.sources import AccelSamples
from landseal.topics import Topics
from landseal_edge.agent import Agent
from landseal_edge.harness.links.escalation import RadioDeadError


class Endless:
    """A source that never gives anything."""

    rate_hz = 50.0

    async def samples(self) -> AsyncIterator[AccelSamples]:
        await asyncio.Event().wait()
        yield  # type: ignore[misc]  # never


class Dying:
    """A radio that dies."""

    async def run(self) -> None:
        await asyncio.sleep(0)
        what = "nothing was heard of any device"
        raise RadioDeadError(what, where="Bluetooth")


def test_when_the_radio_dies_the_agent_ends_with_its_words() -> None:
    agent = Agent(
        topics=Topics("home"),
        edge="pi",
        mqtt=MqttSection(port=free_port()),
        clock=FakeClock(),
        sensors={"trunk": Endless()},
        cameras={},
        services=[Dying()],
    )
    with pytest.raises(RadioDeadError, match="nothing was heard"):
        asyncio.run(agent.run())


def test_a_dead_radio_leaves_with_a_code_of_its_own_so_that_a_service_manager_starts_it_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def shell(_: list[str]) -> None:
        what = "nothing was heard of any device"
        raise RadioDeadError(what, where="Bluetooth")

    monkeypatch.setattr(cli, "_shell", shell)
    with pytest.raises(SystemExit) as left:
        cli.main(["edge", "run"])
    assert left.value.code == 75
    assert capsys.readouterr().err == "landseal: Bluetooth: nothing was heard of any device\n"

"""`landseal edge ...` and `landseal replay`."""

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landseal.stopping import on_stop
from landseal.words import Role
from landseal_edge.harness.fitting import commands as owner_commands

if TYPE_CHECKING:
    from landseal.clock import Clock
    from landseal.sources import SensorSource
    from landseal_edge.agent import Agent
    from landseal_edge.config import EdgeConfig
    from landseal_edge.harness.links.radio import Radio
    from landseal_edge.replay.source import ReplaySource

edge = typer.Typer(
    help="The edge agent: reads sensors and cameras, sends what they give.", no_args_is_help=True
)


@edge.callback()
def _group() -> None:
    """The edge agent: reads sensors and cameras, sends what they give."""


for _command in (owner_commands.scan, owner_commands.identify, owner_commands.calibrate):
    edge.command()(_command)


@edge.command()
def run(
    *,
    config: Annotated[Path, typer.Option(help="The edge's configuration.")] = Path("edge.toml"),
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more.")] = False,
) -> None:
    """Run the agent until Ctrl-C, or until every recording in its configuration has ended."""
    from landseal_edge.config import load_edge_config

    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, format="%(levelname)s %(message)s")
    agent = _configured_agent(load_edge_config(config))
    asyncio.run(_run_until_stopped(agent))


def replay(  # noqa: PLR0913 -- a command's options
    file: Annotated[
        Path, typer.Argument(help="A recording: .csv or .csv.gz of a known kind, or Landseal's own .npz.")
    ],
    *,
    mqtt_host: Annotated[str, typer.Option(help="The broker.")] = "127.0.0.1",
    mqtt_port: Annotated[int, typer.Option(help="The broker's port.", min=1, max=65535)] = 1883,
    home: Annotated[str, typer.Option(help="The home to play into.")] = "home",
    edge: Annotated[str, typer.Option(help="The name to send as.")] = "replay",
    sensor: Annotated[str, typer.Option(help="The sensor to be.")] = "trunk",
    role: Annotated[Role, typer.Option(help="Which sensor of the recording to read.")] = Role.TRUNK,
    session: Annotated[str | None, typer.Option(help="Play this session alone.")] = None,
    rate_hz: Annotated[float | None, typer.Option(help="The recording's rate.", min=0.1, max=1000)] = None,
    speed: Annotated[float, typer.Option(help="How many times real time.", min=0.01, max=1000)] = 1.0,
) -> None:
    """Play a recording into a home as a sensor would; leave with 0 when the server has stored all of it."""
    from landseal.clock import ScaledClock, SystemClock
    from landseal.config import MqttSection
    from landseal.topics import Topics
    from landseal.units import NS_PER_S
    from landseal_edge.agent import Agent
    from landseal_edge.replay.formats import read_recordings
    from landseal_edge.replay.source import ReplaySource

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    recordings = read_recordings(file, role=role, session=session, rate_hz=rate_hz)
    duration_s = sum(recording.duration_s for recording in recordings)
    # Faster than life, a recording must start in the past, or it would end in the future.
    head_start_ns = int(duration_s * (1 - 1 / speed) * NS_PER_S)
    clock = ScaledClock(SystemClock().utc_ns() - max(0, head_start_ns), speed)
    source = ReplaySource(recordings, clock, chunk_s=min(1.0, 0.1 * speed))
    agent = Agent(
        topics=Topics(home),
        edge=edge,
        mqtt=MqttSection(host=mqtt_host, port=mqtt_port),
        clock=clock,
        sensors={sensor: source},
        cameras={},
    )
    asyncio.run(_run_with_progress(agent, source))
    typer.echo(f"stored: {duration_s:.0f} s of {file.name} as {sensor} of {edge}")


async def _run_until_stopped(agent: "Agent") -> None:
    """Run until the sources have ended, or Ctrl-C or SIGTERM ends it; either way it says goodbye."""
    import contextlib

    running = asyncio.create_task(agent.run())
    on_stop(running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _run_with_progress(agent: "Agent", source: "ReplaySource") -> None:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("playing", total=source.duration_s)
        source.on_progress = lambda played_s: progress.update(task, completed=played_s)
        await agent.run()


def _configured_agent(config: "EdgeConfig") -> "Agent":
    """Build the agent that `edge.toml` describes."""
    from landseal.clock import SystemClock
    from landseal.topics import Topics
    from landseal_edge.agent import Agent
    from landseal_edge.camera.file import FileCamera
    from landseal_edge.config import ReplaySensor
    from landseal_edge.replay.opened import replayed
    from landseal_edge.upload import PictureUpload

    clock = SystemClock()
    heard, services = _heard(config, clock)
    return Agent(
        topics=Topics(config.home),
        edge=config.edge,
        mqtt=config.mqtt,
        clock=clock,
        sensors={
            name: replayed(s, clock) for name, s in config.sensors.items() if isinstance(s, ReplaySensor)
        }
        | heard,
        services=services,
        cameras={name: FileCamera(c.file, clock, loop=c.loop) for name, c in config.cameras.items()},
        upload=None if config.upload is None else PictureUpload(config.upload.url, config.upload.token),
    )


def _heard(config: "EdgeConfig", clock: "Clock") -> "tuple[dict[str, SensorSource], list[Radio]]":
    """Return the sensors that are heard over Bluetooth; without any, it is not even looked for."""
    from landseal_edge.config import BleSensor

    sensors = {name: sensor for name, sensor in config.sensors.items() if isinstance(sensor, BleSensor)}
    if not sensors:
        return {}, []
    from landseal_edge.harness.links.opened import host_backend, open_sensors

    sources, radio = open_sensors(sensors, host_backend(config.bluetooth.adapter, clock), clock)
    return sources, [radio]

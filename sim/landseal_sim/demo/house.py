"""A whole home in one process: who lives in it, and what is wired to what."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from landseal.clock import Clock, ScaledClock
from landseal.config import MqttSection, check
from landseal.sources import Camera, SensorSource
from landseal.topics import Topics
from landseal.words import Role
from landseal_edge.agent import Agent
from landseal_edge.replay.formats import Recording
from landseal_edge.replay.source import ReplaySource
from landseal_edge.upload import PictureUpload
from landseal_server.config import ServerConfig
from landseal_sim.camera.source import SimCamera
from landseal_sim.household import CAMERA, EDGE, PET, pet_table
from landseal_sim.life.calendar import Calendar
from landseal_sim.life.house import House
from landseal_sim.life.life import Life
from landseal_sim.life.story import story
from landseal_sim.life.view import View
from landseal_sim.sensing.radio import Radio
from landseal_sim.sensing.sensor import Sensor
from landseal_sim.sensing.source import LifeSensor
from landseal_sim.world.load import load_dog, load_world

HOME: Final = "demo"
DOG: Final = "paretic-small"
WORLD: Final = "home"
_RECORDED_KG: Final = 20.0  # the recordings do not say; a middling dog

_FRAMES_HZ: Final = 10.0
_LEAST_FRAMES_HZ: Final = 2.0


@dataclass(frozen=True)
class Cast:
    """Who is watched, and by what."""

    sensors: dict[str, SensorSource]
    cameras: dict[str, Camera]
    pet: dict[str, object]
    """`[pets.NAME]` of the server's configuration."""
    life: Life | None = None
    """The simulated dog; None for a recording."""


def simulated(clock: ScaledClock, seed: int, zone: ZoneInfo) -> Cast:
    """Return a small senior dog with two sensors in her harness and a camera in her room."""
    world, section = load_world(WORLD), load_dog(DOG)
    calendar = Calendar(clock.utc_ns() - clock.boottime_ns(), zone)
    life = Life(section, world, calendar, seed, story)
    chunk_s = min(1.0, 0.1 * clock.speed)
    sensors: dict[str, SensorSource] = {
        str(role): LifeSensor(
            life,
            Sensor(role, world.sensors[role], seed),
            Radio(role, world.radio, world.sensors[role].rate_hz, seed),
            clock,
            chunk_s=chunk_s,
        )
        for role in section.sensors
    }
    # A film at many times its speed shows fewer pictures of each of its seconds.
    rate_hz = max(_LEAST_FRAMES_HZ, _FRAMES_HZ / clock.speed)
    view = View(life, House(world, calendar, seed))
    camera = SimCamera(
        view.scene, clock, start_boottime_ns=0, rate_hz=rate_hz, seed=seed, noise=world.room.noise
    )
    return Cast(sensors, {CAMERA: camera}, pet_table(section), life)


def recorded(clock: ScaledClock, recordings: list[Recording], role: Role) -> Cast:
    """Return a real dog from a recording: one sensor, whose mount nobody knows."""
    source = ReplaySource(recordings, clock, chunk_s=min(1.0, 0.1 * clock.speed))
    pet = {
        "name": "The recorded dog",
        "weight_kg": _RECORDED_KG,
        "sensors": [{"edge": EDGE, "sensor": str(role), "role": str(role)}],
    }
    return Cast({str(role): source}, {}, pet)


def server_config(  # noqa: PLR0913 -- what a configuration says, each named
    cast: Cast, *, data: Path, broker_port: int, web_port: int, token: str, push_url: str, zone: str
) -> ServerConfig:
    """Return the configuration of the home's server, checked as a file's would be."""
    table: dict[str, object] = {
        "home": HOME,
        "data": str(data),
        "time_zone": zone,
        "mqtt": {"port": broker_port},
        "web": {"port": web_port, "edge_token": token},
        "pets": {PET: cast.pet},
        "people": {"you": {"urls": [push_url]}},
    }
    return check(table, ServerConfig, where="demo")


def edge_agent(cast: Cast, clock: Clock, *, broker_port: int, server_url: str, token: str) -> Agent:
    """Return the home's edge."""
    return Agent(
        topics=Topics(HOME),
        edge=EDGE,
        mqtt=MqttSection(port=broker_port),
        clock=clock,
        sensors=cast.sensors,
        cameras=cast.cameras,
        upload=PictureUpload(server_url, token),
    )


def new_token() -> str:
    """Return a secret for this run alone."""
    return secrets.token_urlsafe(24)

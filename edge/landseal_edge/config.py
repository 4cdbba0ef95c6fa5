"""`edge.toml`: what this edge reads and where it sends it."""

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, model_validator

from landseal.config import MqttSection, Name, Section, load
from landseal.words import Role


class ReplaySensor(Section):
    """`[sensors.NAME]`, `source = "replay"`: a recording stands in for a sensor."""

    source: Literal["replay"]
    file: Path
    session: str | None = None
    rate_hz: float | None = Field(default=None, gt=0, le=1000)
    role: Role = Role.TRUNK
    """Which of a recording's sensors to read, where it holds several."""


class FileCamera(Section):
    """`[cameras.NAME]`, `source = "file"`: a video stands in for a camera."""

    source: Literal["file"]
    file: Path
    loop: bool = True


S = TypeVar("S", ReplaySensor, FileCamera)


class UploadSection(Section):
    """`[upload]`: where pictures go."""

    url: str = Field(default="http://127.0.0.1:8420", pattern=r"^https?://[^/]+$")
    token: str = Field(min_length=16, repr=False)


class EdgeConfig(Section):
    """The whole of `edge.toml`."""

    home: Name = "home"
    edge: Name
    mqtt: MqttSection = MqttSection()
    upload: UploadSection | None = None
    sensors: dict[Name, ReplaySensor] = {}
    cameras: dict[Name, FileCamera] = {}

    @model_validator(mode="after")
    def _names_are_unique(self) -> "EdgeConfig":
        both = set(self.sensors) & set(self.cameras)
        if both:
            msg = f'"{min(both)}" names a sensor and a camera: give each its own name'
            raise ValueError(msg)
        if not self.sensors and not self.cameras:
            msg = "expected at least one [sensors.NAME] or [cameras.NAME]"
            raise ValueError(msg)
        return self


def load_edge_config(path: Path) -> EdgeConfig:
    """Read `edge.toml`; relative files in it are beside it.

    Raises:
        LandsealError: names every wrong key.
    """
    config = load(path, EdgeConfig)
    beside = path.parent
    return config.model_copy(
        update={
            "sensors": {name: _beside(sensor, beside) for name, sensor in config.sensors.items()},
            "cameras": {name: _beside(camera, beside) for name, camera in config.cameras.items()},
        },
    )


def _beside(section: S, folder: Path) -> S:
    return section.model_copy(update={"file": folder / section.file})

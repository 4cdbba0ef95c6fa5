"""`edge.toml`: what this edge reads and where it sends it."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from landseal.config import MqttSection, Name, Section, load
from landseal.words import Role
from landseal_edge.harness.makers.known import ADVERT_MAKERS, GATT_MAKERS


class ReplaySensor(Section):
    """`[sensors.NAME]`, `source = "replay"`: a recording stands in for a sensor."""

    source: Literal["replay"]
    file: Path
    session: str | None = None
    rate_hz: float | None = Field(default=None, gt=0, le=1000)
    role: Role = Role.TRUNK
    """Which of a recording's sensors to read, where it holds several."""


class BleSensor(Section):
    """`[sensors.NAME]`, `source = "ble"`: a sensor over Bluetooth Low Energy."""

    source: Literal["ble"]
    maker: str
    address: str = Field(pattern=r"^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$")
    rate_hz: float | None = Field(default=None, gt=0, le=1000)
    """The rate to ask for; None: the one nearest to 50 Hz that it has, or once a second where it
    advertises."""

    @field_validator("maker")
    @classmethod
    def _maker_is_known(cls, maker: str) -> str:
        known = [*GATT_MAKERS, *ADVERT_MAKERS]
        if maker not in known:
            msg = f'no maker "{maker}" is known: expected one of {", ".join(known)}'
            raise ValueError(msg)
        return maker

    @model_validator(mode="after")
    def _rate_is_one_of_its_makers(self) -> "BleSensor":
        maker = GATT_MAKERS.get(self.maker)
        if maker is not None and self.rate_hz not in {None, *maker.rates_hz}:
            rates = ", ".join(f"{rate:g}" for rate in maker.rates_hz)
            msg = f"rate_hz: {maker.title} has {rates}, got {self.rate_hz:g}"
            raise ValueError(msg)
        return self


Sensor = Annotated[ReplaySensor | BleSensor, Field(discriminator="source")]


class BluetoothSection(Section):
    """`[bluetooth]`: which adapter hears the sensors, where there are several."""

    adapter: str = Field(default="hci0", pattern=r"^hci[0-9]+$")


class FileCamera(Section):
    """`[cameras.NAME]`, `source = "file"`: a video stands in for a camera."""

    source: Literal["file"]
    file: Path
    loop: bool = True


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
    bluetooth: BluetoothSection = BluetoothSection()
    sensors: dict[Name, Sensor] = {}
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

    @model_validator(mode="after")
    def _addresses_are_unique(self) -> "EdgeConfig":
        names: dict[str, str] = {}
        for name, sensor in self.sensors.items():
            if isinstance(sensor, BleSensor):
                other = names.setdefault(sensor.address.upper(), name)
                if other != name:
                    msg = f'"{other}" and "{name}" have one address, {sensor.address}: give each its own'
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
            "sensors": {name: _sensor_beside(sensor, beside) for name, sensor in config.sensors.items()},
            "cameras": {
                name: camera.model_copy(update={"file": beside / camera.file})
                for name, camera in config.cameras.items()
            },
        },
    )


def _sensor_beside(sensor: ReplaySensor | BleSensor, folder: Path) -> ReplaySensor | BleSensor:
    if isinstance(sensor, BleSensor):
        return sensor
    return sensor.model_copy(update={"file": folder / sensor.file})

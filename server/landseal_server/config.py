"""`server.toml`: the home, its pets, what they wear, who is told."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from landseal.config import MqttSection, Name, Section, load
from landseal.words import THIGHS, Role


class PetSensor(Section):
    """`[[pets.NAME.sensors]]`: a sensor that the pet wears, or a tag on her sling or cart."""

    edge: Name
    sensor: Name
    role: Role = Role.TRUNK
    mount_deg: tuple[float, float, float] | None = None
    """Roll, pitch, yaw of the sensor in the body frame; left out: unknown, learnt while she walks."""


class PetCamera(Section):
    """`[[pets.NAME.cameras]]`: a camera in whose view the pet lives."""

    edge: Name
    camera: Name


class PetSection(Section):
    """`[pets.NAME]`."""

    name: str = Field(min_length=1, max_length=40)
    """What her people call her."""
    weight_kg: float = Field(gt=0, le=120)
    sensors: list[PetSensor] = Field(min_length=1)
    cameras: list[PetCamera] = []
    thigh_approved_by: str | None = Field(default=None, min_length=3, max_length=80)
    """The vet who has agreed to a strap on a thigh."""

    @model_validator(mode="after")
    def _roles_are_single(self) -> "PetSection":
        roles = [sensor.role for sensor in self.sensors]
        if len(set(roles)) != len(roles):
            msg = "sensors: each role can be given to one sensor only"
            raise ValueError(msg)
        if not {Role.TRUNK, Role.COLLAR} & set(roles):
            msg = 'sensors: expected one with role "trunk" or "collar"'
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _a_vet_knows_of_straps_on_limbs(self) -> "PetSection":
        straps = [sensor.role for sensor in self.sensors if sensor.role in THIGHS]
        if straps and self.thigh_approved_by is None:
            msg = (
                f'sensors: role "{straps[0]}" needs thigh_approved_by = "Dr ..." beside it: on a limb without'
                " feeling a strap can cut off the blood, and she does not notice. Ask her vet first"
            )
            raise ValueError(msg)
        return self


class PersonSection(Section):
    """`[people.NAME]`: somebody who is told."""

    urls: list[str] = Field(min_length=1, repr=False)
    """Apprise addresses; they hold secrets and are never shown."""


class WebSection(Section):
    """`[web]`: the page and the API."""

    host: str = "127.0.0.1"
    port: int = Field(default=8420, ge=1, le=65535)
    edge_token: str = Field(min_length=16, repr=False)
    """What edges show when they bring a picture."""


class ServerConfig(Section):
    """The whole of `server.toml`."""

    home: Name = "home"
    data: Path = Path("data")
    time_zone: str = "UTC"
    mqtt: MqttSection = MqttSection()
    web: WebSection
    pets: dict[Name, PetSection] = Field(min_length=1)
    people: dict[Name, PersonSection] = {}

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            msg = f'expected a time zone such as "Europe/Berlin", got "{zone}"'
            raise ValueError(msg) from None
        return zone

    @model_validator(mode="after")
    def _streams_belong_to_one_pet(self) -> "ServerConfig":
        seen: set[tuple[str, str]] = set()
        for sensor in (sensor for pet in self.pets.values() for sensor in pet.sensors):
            key = (sensor.edge, sensor.sensor)
            if key in seen:
                msg = f'pets: sensor "{sensor.sensor}" of edge "{sensor.edge}" is given twice'
                raise ValueError(msg)
            seen.add(key)
        return self

    def zone(self) -> ZoneInfo:
        """Return the home's time zone."""
        return ZoneInfo(self.time_zone)

    def wearers(self) -> Iterator[tuple[str, PetSensor]]:
        """Yield each pet with each of its sensors."""
        for pet, section in self.pets.items():
            for sensor in section.sensors:
                yield pet, sensor


def load_server_config(path: Path) -> ServerConfig:
    """Read `server.toml`; a relative data folder in it is beside it.

    Raises:
        LandsealError: names every wrong key.
    """
    config = load(path, ServerConfig)
    return config.model_copy(update={"data": path.parent / config.data})

"""The home as the configuration describes it, in the terms of intake, recognition and alerts."""

from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from landseal.words import Role
from landseal_server.config import PetSection, ServerConfig
from landseal_server.intake.desk import Routes
from landseal_server.recognise.mount import rotation_from_angles
from landseal_server.recognise.run import Profile


@dataclass(frozen=True)
class CameraOf:
    """Where a pet's camera is."""

    edge: str
    camera: str


class Home:
    """Who lives here, what they wear, who is told."""

    def __init__(self, config: ServerConfig) -> None:
        self._config = config
        self.name = config.home
        self.zone: ZoneInfo = config.zone()

    @property
    def pets(self) -> list[str]:
        """The pets' ids."""
        return list(self._config.pets)

    def pet_names(self) -> dict[str, str]:
        """Return what each pet is called."""
        return {pet: section.name for pet, section in self._config.pets.items()}

    def routes(self) -> Routes:
        """Return which stream belongs to whom."""
        table: dict[tuple[str, str], list[tuple[str, Role | str]]] = {}
        for pet, section in self._config.pets.items():
            for sensor in section.sensors:
                table.setdefault((sensor.edge, sensor.sensor), []).append((pet, sensor.role))
            for camera in section.cameras:
                table.setdefault((camera.edge, camera.camera), []).append((pet, camera.camera))
        return Routes(table)

    def profiles(self) -> dict[str, Profile]:
        """Return what recognition knows of each pet beforehand."""
        watched = Counter(c.camera for section in self._config.pets.values() for c in section.cameras)
        return {pet: _profile(section, watched) for pet, section in self._config.pets.items()}

    def addresses(self) -> dict[str, str]:
        """Return each recipient's address: one recipient per address of a person."""
        return {
            f"{person}/{number}": url
            for person, section in self._config.people.items()
            for number, url in enumerate(section.urls)
        }

    def camera_of(self, pet: str) -> CameraOf | None:
        """Return the camera to ask for a picture; None where there is none."""
        cameras = self._config.pets[pet].cameras
        return CameraOf(cameras[0].edge, cameras[0].camera) if cameras else None


def _profile(section: PetSection, watched: Counter[str]) -> Profile:
    roles = {sensor.role for sensor in section.sensors}
    return Profile(
        weight_kg=section.weight_kg,
        primary=Role.TRUNK if Role.TRUNK in roles else Role.COLLAR,
        mounts={
            sensor.role: None if sensor.mount_deg is None else rotation_from_angles(*sensor.mount_deg)
            for sensor in section.sensors
        },
        cameras=frozenset(c.camera for c in section.cameras if watched[c.camera] == 1),
    )

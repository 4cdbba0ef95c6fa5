"""The names of a simulated household, and its dog as a server's configuration describes her."""

from typing import Final

from landseal_sim.sensing.fitting import POCKET_DEG
from landseal_sim.world.model import DogSection

EDGE: Final = "pi"
CAMERA: Final = "livingroom"
PET: Final = "buttons"


def pet_table(section: DogSection) -> dict[str, object]:
    """Return `[pets.NAME]`: her sensors, each mounted as its pocket is, and the camera in her room."""
    return {
        "name": section.name,
        "weight_kg": section.weight_kg,
        "thigh_approved_by": "a simulated vet",
        "sensors": [
            {"edge": EDGE, "sensor": str(role), "role": str(role), "mount_deg": list(POCKET_DEG[role])}
            for role in section.sensors
        ],
        "cameras": [{"edge": EDGE, "camera": CAMERA}],
    }

from typing import Any

import pytest
from support.blocks import BOOT
from support.configs import EDGE_TOKEN

from landseal.config import check
from landseal.errors import LandsealError
from landseal_server.config import ServerConfig
from landseal_server.home import Home
from landseal_server.intake.positions import StreamKey


def config(*roles: str, **pet: str) -> ServerConfig:
    sensors = [{"edge": "pi", "sensor": role, "role": role} for role in ("trunk", *roles)]
    buttons: dict[str, Any] = {"name": "Buttons", "weight_kg": 9, "sensors": sensors, **pet}
    table: dict[str, object] = {"web": {"edge_token": EDGE_TOKEN}, "pets": {"buttons": buttons}}
    return check(table, ServerConfig, where="server.toml")


def test_a_tag_on_a_sling_or_a_cart_is_given_to_the_pet_and_read_as_nobodys_body() -> None:
    routes = Home(config("sling", "cart")).routes()
    for thing in ("sling", "cart"):
        key = StreamKey("pi", thing, BOOT)
        assert routes.of(key) == [("buttons", thing)]
        assert routes.readers(key) == []


@pytest.mark.parametrize("role", ["thigh_left", "thigh_right"])
def test_a_strap_on_a_thigh_needs_a_vet_and_the_error_says_why(role: str) -> None:
    with pytest.raises(LandsealError) as caught:
        config(role)
    says = str(caught.value)
    assert says.startswith("server.toml: pets.buttons: ")
    assert f'role "{role}" needs thigh_approved_by = "Dr ..."' in says
    assert "cut off the blood" in says
    assert config(role, thigh_approved_by="Dr Amsel").pets["buttons"].thigh_approved_by == "Dr Amsel"


def test_a_sling_alone_is_no_sensor_on_her() -> None:
    with pytest.raises(LandsealError, match='expected one with role "trunk" or "collar"'):
        check(
            {
                "web": {"edge_token": EDGE_TOKEN},
                "pets": {
                    "buttons": {
                        "name": "Buttons",
                        "weight_kg": 9,
                        "sensors": [{"edge": "pi", "sensor": "sling", "role": "sling"}],
                    }
                },
            },
            ServerConfig,
            where="server.toml",
        )

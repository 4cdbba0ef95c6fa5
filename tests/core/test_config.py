from pathlib import Path

import pytest
from pydantic import Field

from landseal.config import MqttSection, Section, load
from landseal.errors import LandsealError


class Pet(Section):
    weight_kg: float = Field(gt=0)


class Example(Section):
    pets: dict[str, Pet]
    mqtt: MqttSection = MqttSection()


def loaded(tmp_path: Path, text: str) -> Example:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, Example)


def error_of(tmp_path: Path, text: str) -> str:
    with pytest.raises(LandsealError) as caught:
        loaded(tmp_path, text)
    return str(caught.value)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert loaded(tmp_path, "[pets.buttons]\nweight_kg = 9").pets["buttons"].weight_kg == 9


def test_an_error_names_file_key_what_was_expected_and_what_was_found(tmp_path: Path) -> None:
    says = error_of(tmp_path, '[pets.buttons]\nweight_kg = "small"')
    assert says.startswith("config.toml: pets.buttons.weight_kg: expected ")
    assert 'got "small"' in says


def test_an_error_is_a_sentence_whatever_is_wrong(tmp_path: Path) -> None:
    says = error_of(tmp_path, "[mqtt]\nport = 70000\n[pets.buttons]\nweight_kg = -1")
    assert "config.toml: pets.buttons.weight_kg: expected greater than 0, got -1" in says
    assert "config.toml: mqtt.port: expected less than or equal to 65535, got 70000" in says


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert error_of(tmp_path, "[pets.buttons]") == "config.toml: pets.buttons.weight_kg: this key is required"


def test_a_key_that_nobody_knows_is_named(tmp_path: Path) -> None:
    says = error_of(tmp_path, "[pets.buttons]\nweight_kg = 9\nwieght = 1")
    assert says == "config.toml: pets.buttons.wieght: no such key"


def test_a_wrong_password_is_never_shown(tmp_path: Path) -> None:
    says = error_of(tmp_path, '[mqtt]\npassword = ["s3cret"]\n[pets.buttons]\nweight_kg = 9')
    assert "mqtt.password" in says
    assert "s3cret" not in says


def test_what_is_not_toml_is_said_with_its_place(tmp_path: Path) -> None:
    assert "is not TOML" in error_of(tmp_path, "pets = [")
    assert "line 1" in error_of(tmp_path, "pets = = 1")


def test_a_missing_file_is_said_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(LandsealError, match=r"no such file\. Write it.*--config"):
        load(tmp_path / "none.toml", Example)

"""`landseal bench ble`: what it measures must be true."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from support.programs import installed

import landseal_sim
from landseal.errors import LandsealError
from landseal_sim.bench.commands import program

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture
def ble(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield program("ble")
    for name in ("ble", "ble_decode", "ble_home", "ble_radio"):
        sys.modules.pop(name, None)


def test_outside_a_checkout_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landseal_sim, "__file__", str(tmp_path / "site-packages/landseal_sim/__init__.py"))
    with pytest.raises(LandsealError, match="part of a checkout"):
        program("ble")


def test_a_ruuvitag_is_decoded_faster_than_by_its_own_library(ble: ModuleType) -> None:
    theirs = ble.ble_decode.ruuvitag_sensor(3)
    assert theirs is not None
    assert ble.ble_decode.ours(3) < theirs


def test_the_whole_agent_brings_every_sample_once_from_the_air_to_the_raw_files(ble: ModuleType) -> None:
    installed("mosquitto", "mosquitto")
    figures = ble.followed(2, 100.0, 2.0, 1)
    assert figures.sent == figures.stored > 2 * 100 * 2
    assert figures.duplicates == 0
    assert figures.samples_per_s == pytest.approx(200, rel=0.1)


def test_what_is_lost_and_what_comes_twice_is_counted(ble: ModuleType) -> None:
    sent, stored = np.array([1, 2, 3, 7, 8, 9]), np.array([1, 2, 2, 8])
    assert ble.kept(sent, stored).tolist() == [5, 3, 1], "9 is of a second that is not over"

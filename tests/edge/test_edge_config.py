from pathlib import Path

import pytest

from landseal.errors import LandsealError
from landseal_edge.config import BleSensor, EdgeConfig, load_edge_config

GOOD = """
edge = "pi"
[sensors.trunk]
source = "ble"
maker = "witmotion"
address = "aa:bb:cc:dd:ee:01"
rate_hz = 50
[sensors.sling]
source = "ble"
maker = "kkm"
address = "AA:BB:CC:DD:EE:02"
[sensors.old]
source = "replay"
file = "old.csv"
"""


def loaded(tmp_path: Path, text: str) -> EdgeConfig:
    path = tmp_path / "edge.toml"
    path.write_text(text, encoding="utf-8")
    return load_edge_config(path)


def test_sensors_over_bluetooth_stand_beside_recordings(tmp_path: Path) -> None:
    config = loaded(tmp_path, GOOD)
    trunk = config.sensors["trunk"]
    assert isinstance(trunk, BleSensor)
    assert (trunk.maker, trunk.rate_hz) == ("witmotion", 50)
    assert not isinstance(config.sensors["old"], BleSensor)
    assert config.bluetooth.adapter == "hci0"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('"witmotion"', '"witmotoin"', 'sensors.trunk.maker: no maker "witmotoin" is known: expected one of'),
        ("rate_hz = 50", "rate_hz = 60", "sensors.trunk: rate_hz: WitMotion has 10, 20, 50, 100, got 60"),
        ("aa:bb:cc:dd:ee:01", "aabbcc", "sensors.trunk.address: "),
        ("EE:02", "EE:01", '"trunk" and "sling" have one address, AA:BB:CC:DD:EE:01: give each its own'),
        (
            'source = "replay"',
            'source = "usb"',
            "sensors.old.source: expected one of 'replay', 'ble', got \"usb\"",
        ),
        ('source = "replay"', "", "sensors.old: `source` is required"),
        ('file = "old.csv"', "", "sensors.old.file: this key is required"),
        ('maker = "kkm"', "", "sensors.sling.maker: this key is required"),
        ('edge = "pi"', 'edge = "pi"\n[bluetooth]\nadapter = "usb"', "bluetooth.adapter: "),
    ],
)
def test_what_is_wrong_is_named_as_it_stands_in_the_file(
    tmp_path: Path, before: str, after: str, says: str
) -> None:
    with pytest.raises(LandsealError) as caught:
        loaded(tmp_path, GOOD.replace(before, after))
    assert f"edge.toml: {says}" in str(caught.value)

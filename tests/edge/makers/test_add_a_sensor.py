"""The example of docs/sensors.md, run as it stands there."""

import re
import struct
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.frames import advertised_by, holds_for_any_bytes, mg, only, reasons

from landseal_edge.harness.maker import GattMaker
from landseal_edge.harness.makers.known import ADVERT_MAKERS, GATT_MAKERS

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "sensors.md").read_text()
MAKERS = Path(__file__).parents[3] / "edge" / "landseal_edge" / "harness" / "makers"


def example() -> ModuleType:
    """Return the page's block of Python as a module."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    module = ModuleType("acme")
    exec(compile(code, "docs/sensors.md", "exec"), module.__dict__)  # noqa: S102 -- our own page
    return module


ACME: GattMaker = example().Acme()


def test_the_example_has_every_word_of_the_contract() -> None:
    words = {name for name in dir(GattMaker) if not name.startswith("_")}
    assert words <= set(dir(ACME))
    assert len(words) == 12


def test_the_example_reads_what_it_says() -> None:
    read = only(ACME.reader(50.0).take(b"\x07" + struct.pack("<6h", 0, 0, 1000, -1, 2, 998)))
    assert mg(read) == [[0, 0, 1000], [-1, 2, 998]]
    assert read.sequence == 7
    assert ACME.claims(advertised_by(name="Acme 12"))
    assert ACME.wake(50.0)[0].payload == b"\x32"


@given(st.binary(max_size=60))
def test_the_example_holds_for_any_bytes(packet: bytes) -> None:
    for read in ACME.reader(50.0).take(packet):
        holds_for_any_bytes(read)


@given(st.lists(st.tuples(*[st.integers(-0x8000, 0x7FFF)] * 3), min_size=1, max_size=30))
def test_the_example_reads_within_half_an_lsb(samples: list[tuple[int, ...]]) -> None:
    packet = b"\0" + np.array(samples, "<i2").tobytes()
    assert np.abs(only(ACME.reader(50.0).take(packet)).accel_g * 1000 - np.array(samples)).max() <= 0.5


@pytest.mark.parametrize(
    "maker", [*GATT_MAKERS.values(), *ADVERT_MAKERS.values()], ids=lambda maker: str(maker.key)
)
def test_the_page_tells_of_every_maker(maker: GattMaker) -> None:
    rows = [line for line in PAGE.splitlines() if f"| `{maker.key}` |" in line]
    assert rows
    rates = {
        float(rate)
        for row in rows
        for rate in re.findall(r"\d+", row.split("|")[3])
        if "none" not in row.split("|")[3]
    }
    assert rates == set(getattr(maker, "rates_hz", ()))


def test_the_page_tells_every_reason_of_a_refusal() -> None:
    used = {
        word for path in MAKERS.glob("*.py") for word in re.findall(r'Refused\("(\w+)"\)', path.read_text())
    }
    told = set(re.findall(r"`([a-z_]+)`", PAGE.split("is counted")[1].split("## Add")[0]))
    assert {word for word in used if not word.startswith("other_")} <= told
    assert reasons(ACME.reader(50.0).take(b""))[0] in told

"""The owner's side over computed sensors and real bleak: what is near, which one it is, how it lies."""

import asyncio
import io
import tomllib
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from support.harnesses import FLAT, felt

from landseal.clock import SystemClock
from landseal_edge.config import load_edge_config
from landseal_edge.harness.fitting.adding import entry_of, write
from landseal_edge.harness.fitting.errands import Parts, show_near, show_which
from landseal_edge.harness.fitting.listening import Listening
from landseal_edge.harness.fitting.opening import opened
from landseal_edge.harness.fitting.owner import TerminalOwner
from landseal_edge.harness.fitting.sensor_file import NEW_FILE, with_sensors
from landseal_edge.harness.fitting.stillness import ALONE, StillnessWatch
from landseal_edge.harness.links.opened import other_backend
from landseal_server.recognise.mount import rotation_from_angles
from landseal_sim.radio.advertiser import RUUVITAG, Advertiser
from landseal_sim.radio.air import Air
from landseal_sim.radio.landseal import Landseal
from landseal_sim.radio.sensor import Unit
from landseal_sim.radio.witmotion import WitMotion

TRUNK, PELVIS, SLING = (f"C0:00:00:00:00:0{number}" for number in (1, 2, 3))
MOUNT = rotation_from_angles(4, -6, 90)
ON_A_TABLE = felt(FLAT, MOUNT, 200)
NAMES = {TRUNK: "trunk", PELVIS: "pelvis", SLING: "sling"}


class NoAdapter:
    async def reset(self) -> None:
        pytest.fail("the adapter was reset")


def test_sensors_are_found_written_down_told_apart_and_measured(tmp_path: Path) -> None:
    path = tmp_path / "edge.toml"
    console = Console(file=io.StringIO(), width=80)
    pelvis = Landseal(Unit(PELVIS, "Landseal", ON_A_TABLE))
    air = Air(
        WitMotion(Unit(TRUNK, "WT901BLE67", ON_A_TABLE)),
        pelvis,
        Advertiser(SLING, ON_A_TABLE, RUUVITAG, interval_s=0.5),
    )
    parts = Parts(lambda *_: other_backend(air.scanner, air.client, NoAdapter()), SystemClock(), opened)

    async def life() -> None:
        async with air:
            rows = await show_near(parts, path, 3.0, console)
            assert {row.address: row.maker for row in rows} == {
                TRUNK: "witmotion",
                PELVIS: "landseal",
                SLING: "ruuvi",
            }
            assert all(row.adverts_per_s for row in rows)
            added = {NAMES[row.address]: entry_of(row) for row in rows}
            write(path, with_sensors(NEW_FILE, added, where="edge.toml"), TerminalOwner(console))
            await show_which(parts, "pelvis", path, 5.0, console)
            assert pelvis.identified == 1
            up = await measured_up(parts, path)
            assert MOUNT @ up == pytest.approx([0, 0, 1], abs=0.01)

    asyncio.run(asyncio.wait_for(life(), 60))
    assert tomllib.loads(path.read_text(encoding="utf-8"))["sensors"]["trunk"]["rate_hz"] == 50


async def measured_up(parts: Parts, path: Path) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Return where the trunk's sensor feels up, from two still seconds."""
    watch = StillnessWatch(ALONE, need_s=2)
    radio = parts.backend("hci0", parts.clock)
    async with (
        parts.opened(load_edge_config(path), ["trunk"], parts.clock, radio) as sources,
        Listening("trunk", sources["trunk"]) as listening,
    ):
        listening.begin()
        while (still := watch.take(await listening.samples())) is None:
            pass
        return still.up

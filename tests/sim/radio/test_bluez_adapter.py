"""An adapter that is reset, over a private message bus."""

import asyncio
from pathlib import Path

import pytest
from support.bluez import bluez, private_bus

from landseal.clock import SystemClock
from landseal_edge.harness.links.adapter import BlueZAdapter

TIMEOUT_S = 20.0


def reset(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *, busy: int = 0) -> list[bool]:
    """Reset an adapter; return what BlueZ was asked for."""

    async def life() -> list[bool]:
        async with bluez() as served:
            served.busy = busy
            await BlueZAdapter(name, SystemClock()).reset()
            return served.powered

    with private_bus(folder, monkeypatch):
        return asyncio.run(asyncio.wait_for(life(), TIMEOUT_S))


def test_an_adapter_is_switched_off_and_on_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reset("hci0", tmp_path, monkeypatch) == [False, True]


def test_an_adapter_that_is_busy_switching_off_is_not_left_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reset("hci0", tmp_path, monkeypatch, busy=2) == [False, True, True, True]


def test_an_adapter_that_cannot_be_switched_on_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OSError, match=r"hci0: Powered = True: org.bluez.Error.Busy"):
        reset("hci0", tmp_path, monkeypatch, busy=100)

"""The radio for a moment: one scan, or one connection, without an agent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from landseal.clock import Clock
from landseal_edge.harness.links.radio import ANSWER_S
from landseal_edge.harness.links.radio_parts import OnAdvertisement, ScannerFactory
from landseal_edge.harness.links.trouble import TROUBLE, mendable
from landseal_edge.harness.links.waiting import within


@asynccontextmanager
async def scanning(scanner: ScannerFactory, heard: OnAdvertisement) -> AsyncIterator[None]:
    """Scan meanwhile.

    Raises:
        LandsealError: Bluetooth cannot be used; says what to do.
    """
    async with told_apart():
        running = scanner(heard)
        await running.start()
        try:
            yield
        finally:
            await running.stop()


async def try_scan(make_scanner: ScannerFactory, clock: Clock) -> None:
    """Begin a scan, and end it.

    Raises:
        LandsealError: Bluetooth cannot be used; says what to do.
    """
    async with told_apart():
        scanner = make_scanner(lambda _, __: None)
        await within(clock, ANSWER_S, scanner.start())
        await within(clock, ANSWER_S, scanner.stop())


@asynccontextmanager
async def told_apart() -> AsyncIterator[None]:
    """Turn what a radio raises into one line with a remedy.

    Raises:
        LandsealError: Bluetooth cannot be used.
    """
    try:
        yield
    except TROUBLE as error:
        raise mendable(error) from error

"""`landseal evaluate FILE --protocol kumpulainen`."""

from pathlib import Path

import msgspec
from rich.console import Console

from landseal.errors import LandsealError
from landseal.words import Role
from landseal_sim.accuracy.kumpulainen.evaluation import evaluate
from landseal_sim.accuracy.kumpulainen.reading import AXES, WHERE_FROM
from landseal_sim.accuracy.kumpulainen.show import bar, show


def run(file: Path | None, protocol: str, role: str, console: Console) -> str:
    """Run a published protocol, show what it found, and return it as JSON.

    Raises:
        LandsealError: no such protocol or sensor, or the file is not the protocol's.
    """
    if protocol != "kumpulainen":
        raise LandsealError(f'--protocol: expected kumpulainen, got "{protocol}"')
    if role not in AXES:
        raise LandsealError(f'--role: expected {" or ".join(AXES)}, got "{role}"')
    if file is None:
        raise LandsealError(
            "evaluate: --protocol kumpulainen expects the FILE DogMoveData.csv", remedy=WHERE_FROM
        )
    with bar(Console(stderr=True)) as tell:
        found = evaluate(file, Role(role), tell)
    show(found, console)
    return msgspec.json.encode(found).decode()

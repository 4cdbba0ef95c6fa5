"""The public recordings that some tests need; they are not part of the project."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[3] / "shared" / "data"


def recorded(name: str) -> Path:
    """Return a recorded file.

    Fails, and says how to mend it, where there is none; unless `LANDSEAL_SKIP_REAL=1` asked for less.
    """
    folder = Path(os.environ.get("LANDSEAL_DATA", _BESIDE))
    path = folder / name
    if path.is_file():
        return path
    text = (
        f"{name} is not in {folder}: name the folder of the recordings in LANDSEAL_DATA (docs/recordings.md)"
    )
    if os.environ.get("LANDSEAL_SKIP_REAL") == "1":
        pytest.skip(text)
    pytest.fail(text)

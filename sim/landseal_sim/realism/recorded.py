"""The recordings of real dogs that the simulated one is held against: dogaccel (CC0), trunk, January 2018."""

import csv
import gzip
import os
from itertools import groupby
from pathlib import Path
from typing import Final

import numpy as np

from landseal.errors import LandsealError
from landseal.units import STANDARD_GRAVITY_M_S2
from landseal_sim.realism.clips import UNSAID, Clip

TUNED_ON: Final = "24-01"
"""Date of the recordings by which amplitudes of the simulated body were set; all figures leave it out."""

DOGACCEL: Final = Path("dogaccel") / "recordings.csv.gz"
_BESIDE: Final = Path(__file__).parents[4] / "shared" / "data"
_CLASS_OF: Final = {"1": 0, "2": 1, "3": 2, "4": 3}  # 0 and 5 are left out


def folder(named: Path | None) -> Path:
    """Return the folder of the recordings: the one named, that of `LANDSEAL_DATA`, or the one beside."""
    return named or Path(os.environ.get("LANDSEAL_DATA", _BESIDE))


def recorded_clips(data: Path) -> list[Clip]:
    """Read the labelled recordings, one clip a session.

    Raises:
        LandsealError: they are not in that folder, or cannot be read.
    """
    path = data / DOGACCEL
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
            rows = csv.DictReader(text)
            return [_clip(session, list(part)) for session, part in groupby(rows, lambda row: row["session"])]
    except FileNotFoundError:
        raise LandsealError(
            f"there is no {DOGACCEL}",
            where=str(data),
            remedy="Name the folder of the recordings with --data, or in LANDSEAL_DATA (docs/recordings.md).",
        ) from None
    except (OSError, KeyError, ValueError, EOFError) as error:
        raise LandsealError(f"cannot be read ({error})", where=str(path)) from None


def _clip(session: str, rows: list[dict[str, str]]) -> Clip:
    accel = np.array([(row["ax"], row["ay"], row["az"]) for row in rows], dtype=np.float64)
    label = np.array([_CLASS_OF.get(row["label"], UNSAID) for row in rows], dtype=np.int8)
    return Clip(
        group=session[:5],
        session=session,
        accel_g=accel / STANDARD_GRAVITY_M_S2,
        label=label,
        part=np.zeros(len(rows), dtype=np.int64),
    )

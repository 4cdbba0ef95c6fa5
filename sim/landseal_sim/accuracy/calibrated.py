"""What a guided calibration would have found for recordings that nobody calibrated.

Of each block the first session is the calibration: upright is where gravity points while she stands or
moves, as its labels say; forward is the sensor's own long axis, and which way round it lies is seen from
where her nose goes when she sits. It serves the whole block, as an owner's calibration serves a fitting; the
session itself is not scored. In some blocks the harness was put on anew in between, or rolled; that is part
of it.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.poses import MOVING, SITTING, STANDING
from landseal_sim.accuracy.recorded import Labelled

Array = NDArray[np.float64]


def calibrations(recordings: Iterable[Labelled]) -> dict[str, tuple[str, Array]]:
    """Return for each block the session it is calibrated by, and the mount (3, 3) found.

    It is the first session of the block in which she has stood or moved, and sat; else the first.
    """
    blocks: dict[str, list[Labelled]] = {}
    for recording in recordings:
        blocks.setdefault(recording.block, []).append(recording)
    found = {}
    for block, sessions in blocks.items():
        whole = [one for one in sessions if SITTING in one.seconds() and _upright(one).any()]
        chosen = (whole or sessions)[0]
        found[block] = chosen.session.name, mount_of(chosen)
    return found


def mount_of(recording: Labelled) -> Array:
    """Return the rotation (3, 3) from the sensor's axes to the body's, as one recording's labels tell it."""
    gravity, label = recording.session.grid.mean(axis=1, dtype=np.float64), recording.seconds()
    upright = _upright(recording)
    up = np.median(gravity[upright if upright.any() else slice(None)], axis=0)
    up /= np.linalg.norm(up)
    sits = gravity[label == SITTING]
    tailwards = len(sits) > 0 and float(np.median(sits, axis=0)[0] - up[0]) < 0
    along = np.array([-1.0 if tailwards else 1.0, 0, 0])
    forward = along - (along @ up) * up
    forward /= np.linalg.norm(forward)
    return np.stack([forward, np.cross(up, forward), up])


def _upright(recording: Labelled) -> NDArray[np.bool_]:
    return np.isin(recording.seconds(), (STANDING, MOVING))

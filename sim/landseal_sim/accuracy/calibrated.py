"""What a guided calibration would have found for a recording that nobody calibrated.

Upright is where gravity points while she stands or moves, as its labels say; forward is the sensor's own long
axis, which way round its pocket lies is the one thing that is said of a date. That is what an owner's
calibration gives (docs/words.md), and it is used for the figures "mount calibrated" alone.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.poses import MOVING, STANDING
from landseal_sim.accuracy.recorded import Labelled

_TAILWARDS: Final = frozenset({"24-01"})
"""Dates on which the sensor's x axis pointed to the tail: she pitches towards -x when she sits."""


def mount_of(recording: Labelled) -> NDArray[np.float64]:
    """Return the rotation (3, 3) from the sensor's axes to the body's."""
    label, gravity = recording.seconds(), recording.session.grid.mean(axis=1, dtype=np.float64)
    upright = np.isin(label, (STANDING, MOVING))
    up = np.median(gravity[upright if upright.any() else slice(None)], axis=0)
    up /= np.linalg.norm(up)
    along = np.array([-1.0 if recording.date in _TAILWARDS else 1.0, 0, 0])
    forward = along - (along @ up) * up
    forward /= np.linalg.norm(forward)
    return np.stack([forward, np.cross(up, forward), up])

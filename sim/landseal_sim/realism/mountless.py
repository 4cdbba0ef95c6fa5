"""Features of a session whose mount nobody knows: up is learnt from movement, fore and aft from sitting.

Not causal, for it looks at the session from end to end; that is what the recordings' README measures too.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.units import MG_PER_G
from landseal_server.recognise.mount import rotation_to_up
from landseal_sim.realism.clips import RATE_HZ, Clip
from landseal_sim.realism.movement import band_powers
from landseal_sim.realism.telling import rhythm

_LIVELY_SHARE: Final = 0.3  # of the seconds: those in which she surely is on her feet
_NEAR_S: Final = (1, 3, 8)  # how far round a second its neighbours are averaged
_SMALL: Final = 1e-9

Array = NDArray[np.float64]


def session_features(clip: Clip) -> Array:
    """Return the features of each whole second of a session, (seconds, features)."""
    count = len(clip.label) // RATE_HZ
    vedba = np.log(_seconds(clip.dynamic_g(), count).mean(axis=1) * MG_PER_G + 1)
    body = clip.accel_g @ _to_body(clip, count, vedba).T
    gravity = _seconds(body, count).mean(axis=1)
    powers = np.log(band_powers(_round(body, count)) + _SMALL)
    own = np.stack(
        [
            gravity[:, 2],
            np.hypot(gravity[:, 0], gravity[:, 1]),
            gravity[:, 0],
            np.abs(gravity[:, 1]),
            vedba,
            vedba - np.quantile(vedba, 0.8),
            vedba - np.quantile(vedba, 0.1),
            rhythm(_centred(_round(body, count))),
        ],
        axis=1,
    )
    shares = powers - powers.mean(axis=1, keepdims=True)
    return np.concatenate([own, shares, *(_around(own[:, :6], near) for near in _NEAR_S)], axis=1)


def _to_body(clip: Clip, count: int, vedba: Array) -> Array:
    """Return the rotation (3, 3) to z up while she moves, and x the way the trunk tips when she sits."""
    gravity = _seconds(clip.accel_g, count).mean(axis=1)
    lively = vedba >= np.quantile(vedba, 1 - _LIVELY_SHARE)
    up = np.median(gravity[lively], axis=0)
    level = rotation_to_up(up / max(float(np.linalg.norm(up)), _SMALL))
    tips = (gravity @ level.T)[:, :2]
    tips = tips - np.median(tips[lively], axis=0)
    axis = np.linalg.eigh(tips.T @ tips)[1][:, 1]
    forward = axis if ((tips @ axis) ** 3).sum() >= 0 else -axis
    x, y = float(forward[0]), float(forward[1])
    return np.asarray(np.array([[x, y, 0], [-y, x, 0], [0, 0, 1]]) @ level)


def _seconds(signal: Array, count: int) -> Array:
    return signal[: count * RATE_HZ].reshape(count, RATE_HZ, *signal.shape[1:])


def _round(body: Array, count: int) -> Array:
    """Return two seconds round each, (seconds, samples, 3)."""
    margin = RATE_HZ // 2
    padded = np.pad(body, ((margin, RATE_HZ), (0, 0)), mode="edge")
    starts = np.arange(count)[:, None] * RATE_HZ
    return np.asarray(padded[starts + np.arange(2 * RATE_HZ)])


def _centred(parts: Array) -> Array:
    return np.asarray(parts - parts.mean(axis=1, keepdims=True))


def _around(values: Array, near: int) -> Array:
    """Average over so many seconds before and after; fewer at the ends."""
    total = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    at = np.arange(len(values))
    first, last = np.maximum(at - near, 0), np.minimum(at + near + 1, len(values))
    return np.asarray((total[last] - total[first]) / (last - first)[:, None])

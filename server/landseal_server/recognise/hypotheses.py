"""How a sensor may sit on her: the ways in which it can, and how likely each is before anything is seen.

A guess at one mount is either right or ruins everything that follows. So none is guessed: posture is read
under every way at once, and what is seen decides between them (`belief.py`).
"""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.mount import rotation_from_angles

_LENGTHWISE: Final = 0.99
"""[E] Prior of a sensor whose x axis lies along the spine, either way round: parts are longest along x, and
pockets lie along the back."""

_ROLLS: Final = 24  # the harness may sit anywhere round the chest; 15 degrees is as exact as it is worn
_NOSE_DEG: Final = (-8.0, 0.0, 8.0)  # a back is not level, nor does a harness that rolls stay so
_SLIPPED_DEG: Final = (-20.0, -10.0, 0.0, 10.0, 20.0)  # [E] how far a calibrated harness rolls on her
_SLIP_SPREAD_DEG: Final = (8.0, 6.0)  # [E] in roll and pitch
_ROLLED: Final = 0.1  # [E] prior of a harness that has rolled further than that since its calibration

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Hypotheses:
    """Ways of sitting."""

    rotation: Array
    """(ways, 3, 3) from the sensor's axes to the body's."""
    log_prior: Array
    """(ways,)."""
    heading: NDArray[np.int64]
    """(ways,) a number for each direction in which the spine may lie: those of two are not to be averaged."""
    trust: float
    """How much a second of movement counts as evidence, 0-1: seconds are not independent of each other."""


def near(mount: Array) -> Hypotheses:
    """Return the ways near to a calibration, (3, 3): a harness shifts, and may roll right round her."""
    shifted = list(product(_SLIPPED_DEG, _NOSE_DEG))
    rolled = [(step * 360 / _ROLLS, nose) for step, nose in product(range(2, _ROLLS - 1), _NOSE_DEG)]
    likely = np.exp(-0.5 * ((np.array(shifted) / np.array(_SLIP_SPREAD_DEG)) ** 2).sum(axis=1))
    prior = [*((1 - _ROLLED) * likely / likely.sum()), *np.full(len(rolled), _ROLLED / len(rolled))]
    return Hypotheses(
        rotation=np.stack([_turned(mount, roll, pitch) for roll, pitch in [*shifted, *rolled]]),
        log_prior=_log_normed(np.array(prior)),
        heading=np.zeros(len(prior), dtype=np.int64),
        trust=0.4,
    )


def any_way() -> Hypotheses:
    """Return all ways in which one of the sensor's own axes lies along the spine."""
    rotations, priors, headings = [], [], []
    for heading, (axis, sign) in enumerate(product(range(3), (1.0, -1.0))):
        forward = _along(axis, sign)
        noses = _NOSE_DEG if axis == 0 else (0.0,)
        share = (_LENGTHWISE if axis == 0 else (1 - _LENGTHWISE) / 2) / (2 * _ROLLS * len(noses))
        for step, nose in product(range(_ROLLS), noses):
            rotations.append(_turned(forward, step * 360 / _ROLLS, nose))
            priors.append(share)
            headings.append(heading)
    return Hypotheses(
        rotation=np.stack(rotations),
        log_prior=_log_normed(np.array(priors)),
        heading=np.array(headings),
        trust=0.2,
    )


def in_body(gravity: Array, rotation: Array) -> Array:
    """Return directions, (seconds, 3), in the body frame under each way, (seconds, ways, 3).

    Args:
        gravity: in the sensor's axes.
        rotation: (ways, 3, 3), or one such array for each second, (seconds, ways, 3, 3).
    """
    return np.asarray((gravity[:, None, None, :] * rotation).sum(axis=3))


def expected(weight: Array, gravity: Array, heading: NDArray[np.int64]) -> Array:
    """Return where gravity is expected to point in the body frame, (..., pets, 3); not of length 1.

    Over the likeliest heading alone: the mean of a dog and of the same dog turned round would have no sides.

    Args:
        weight: (..., pets, ways).
        gravity: (..., pets, ways, 3) under each way.
        heading: (pets, ways).
    """
    likeliest = weight.argmax(axis=-1)[..., None]
    best = np.take_along_axis(np.broadcast_to(heading, weight.shape), likeliest, axis=-1)
    counted = np.where(heading == best, weight, 0.0)
    return np.asarray((counted[..., None] * gravity).sum(axis=-2))


def _along(axis: int, sign: float) -> Array:
    """Return a rotation that takes an axis of the sensor's, or its opposite, to the body's x."""
    turned = np.roll(np.eye(3), -axis, axis=0)
    return np.diag([sign, sign, 1.0]) @ turned


def _turned(mount: Array, roll_deg: float, pitch_deg: float) -> Array:
    """Return a mount with the harness rolled round the spine, and the nose then turned up."""
    return rotation_from_angles(0, pitch_deg, 0) @ rotation_from_angles(roll_deg, 0, 0) @ mount


def _log_normed(weights: Array) -> Array:
    return np.asarray(np.log(weights / weights.sum()))

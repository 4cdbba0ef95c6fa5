"""Waiting for stillness: samples in, a stretch in which nothing moved out, or by how much something did.

A dog who must not be moved is waited for, never told to hold still.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.sources import AccelSamples
from landseal.units import MG_PER_G, NS_PER_S

Array = NDArray[np.float64]

_PIECE_NS: Final = NS_PER_S
"""A stretch is judged second by second: shorter than any movement of hers that matters."""

_PIECE_SAMPLES: Final = 8
"""[E] Fewer samples say too little of movement: a slow sensor's pieces are longer than a second."""

_GAP_NS: Final = 3 * NS_PER_S
"""[E] After such a silence the stretch begins anew: nobody knows what happened. Sensors that speak by
advertisement do so every 1.3 s."""


@dataclass(frozen=True)
class Limits:
    """What still counts as still."""

    vedba_mg: float
    """Mean of |a - mean| over a second."""
    turned_deg: float
    """How far a second's gravity may point from that of the stretch."""


ALONE: Final = Limits(vedba_mg=15.0, turned_deg=2.0)
"""[E] On a table: the band of "still" (docs/words.md). Sensors' own noise is a third of it."""

ALIVE: Final = Limits(vedba_mg=60.0, turned_deg=5.0)
"""[E] On a dog, or in a hand: where effort begins (docs/words.md). Breath and panting are no movement."""


@dataclass(frozen=True)
class Moved:
    """Why a second was not still."""

    vedba_mg: float
    turned_deg: float


@dataclass(frozen=True)
class Still:
    """A stretch in which nothing moved."""

    up: Array
    """(3,) where specific force points in the sensor's axes, length 1."""
    norm_g: float
    """How long it is: 1 where the sensor is right."""
    noise_mg: float
    """Standard deviation, all axes together, within seconds."""
    turned_deg: float
    """The most that a second pointed away from the whole."""
    seconds: float


class StillnessWatch:
    """Collects samples until a stretch of `need_s` was still.

    Args:
        limits: what is still.
        need_s: how long it must be, by the samples' own time.
        settle_s: what is left out at the beginning: a hand goes away.
    """

    def __init__(self, limits: Limits, need_s: float, settle_s: float = 0.0) -> None:
        self._limits = limits
        self._need_ns = int(need_s * NS_PER_S)
        self._settle_ns = int(settle_s * NS_PER_S)
        self._started_ns: int | None = None
        self._now_ns = 0
        self._times: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._accel: Array = np.empty((0, 3))
        self._pieces: list[Array] = []
        self._still_ns = 0
        self.moved: Moved | None = None
        """The last second that was not still; None while all were."""
        self.broken: Moved | None = None
        """What ended the last stretch that had begun: worth a word to the owner."""

    @property
    def settling_s(self) -> float:
        """Seconds until it begins to measure."""
        return max(0, self._settle_ns - self._heard_ns) / NS_PER_S

    @property
    def left_s(self) -> float:
        """Seconds of stillness that are still needed."""
        return max(0, self._need_ns - self._still_ns) / NS_PER_S

    @property
    def heard_s(self) -> float:
        """How long it has watched, by the samples' own time."""
        return self._heard_ns / NS_PER_S

    @property
    def _heard_ns(self) -> int:
        return 0 if self._started_ns is None else self._now_ns - self._started_ns

    def take(self, samples: AccelSamples) -> Still | None:
        """Take what the sensor has given; return the stretch once it is long enough."""
        if not len(samples.boottime_ns):
            return None
        if self._started_ns is None:
            self._started_ns = self._now_ns = int(samples.boottime_ns[0])
        if samples.boottime_ns[0] - self._now_ns > _GAP_NS:
            self._begin_anew()
        self._now_ns = int(samples.boottime_ns[-1])
        settled = samples.boottime_ns >= self._started_ns + self._settle_ns
        self._times = np.concatenate([self._times, samples.boottime_ns[settled]])
        self._accel = np.concatenate([self._accel, samples.accel_g[settled].astype(np.float64)])
        for piece, took_ns in self._take_pieces():
            self._judge(piece, took_ns)
            if self._still_ns >= self._need_ns:
                return self._stretch()
        return None

    def _take_pieces(self) -> list[tuple[Array, int]]:
        """Cut off every piece that is complete, with the time that it took."""
        found = []
        while len(self._times) > _PIECE_SAMPLES:
            end = max(int(np.searchsorted(self._times, self._times[0] + _PIECE_NS)), _PIECE_SAMPLES)
            if end >= len(self._times):
                break
            found.append((self._accel[:end], int(self._times[end] - self._times[0])))
            self._times, self._accel = self._times[end:], self._accel[end:]
        return found

    def _judge(self, piece: Array, took_ns: int) -> None:
        moved = Moved(
            vedba_mg=float(np.linalg.norm(piece - piece.mean(axis=0), axis=1).mean()) * MG_PER_G,
            turned_deg=max(
                (angle_deg(piece.mean(axis=0), other.mean(axis=0)) for other in self._pieces), default=0.0
            ),
        )
        if moved.vedba_mg > self._limits.vedba_mg or moved.turned_deg > self._limits.turned_deg:
            self.broken = moved if self._pieces else self.broken
            self.moved = moved
            self._pieces, self._still_ns = [], 0
        else:
            self.moved = None
            self._pieces.append(piece)
            self._still_ns += took_ns

    def _begin_anew(self) -> None:
        self._times, self._accel = self._times[:0], self._accel[:0]
        self._pieces, self._still_ns = [], 0

    def _stretch(self) -> Still:
        force = np.concatenate(self._pieces).mean(axis=0)
        within = np.concatenate([piece - piece.mean(axis=0) for piece in self._pieces])
        norm_g = float(np.linalg.norm(force))
        return Still(
            up=force / max(norm_g, 1e-9),
            norm_g=norm_g,
            noise_mg=float(within.std()) * MG_PER_G,
            turned_deg=max(angle_deg(piece.mean(axis=0), force) for piece in self._pieces),
            seconds=self._still_ns / NS_PER_S,
        )


def angle_deg(first: Array, second: Array) -> float:
    """Return the angle between two vectors, (3,), in degrees; 0 where one of them has no length."""
    # By the cross product: the cosine is blind near 0.
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(first, second)), first @ second)))

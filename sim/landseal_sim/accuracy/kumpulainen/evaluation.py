"""The protocol itself: every dog is told by what was learnt from all others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from landseal.errors import LandsealError
from landseal.words import Role
from landseal_sim.accuracy.kumpulainen.columns import columns
from landseal_sim.accuracy.kumpulainen.protocol import (
    CLASSES,
    RATE_HZ,
    STEP_S,
    WINDOW_S,
    Kind,
    windows,
)
from landseal_sim.accuracy.kumpulainen.reading import Bits, Part, parts
from landseal_sim.accuracy.kumpulainen.scoring import Scores, Tables, scores, table_of
from landseal_sim.realism import plain

_FEWEST_DOGS: Final = 2
_PUBLISHED_ROWS: Final = 10_611_068
_PUBLISHED_DOGS: Final = 45
"""Both by the file's own description."""

Tell = Callable[[str, float], None]
"""Is told what is being done, and what share of it is done."""


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What the paper reports for the same sensor, in per cent of windows."""

    source: str = "Kumpulainen et al. 2021, Applied Animal Behaviour Science; leave one dog out"
    accuracy_pct: float
    """Accelerometer only, as here."""
    accuracy_with_gyroscope_pct: float


PUBLISHED: Final = {
    Role.TRUNK: Published(accuracy_pct=90.5, accuracy_with_gyroscope_pct=91.4),
    Role.COLLAR: Published(accuracy_pct=74.9, accuracy_with_gyroscope_pct=75.6),
}


class Kumpulainen(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of the protocol on one file."""

    protocol: str = "kumpulainen"
    file: str
    role: Role
    classes: tuple[str, ...] = CLASSES
    rows: int
    dogs: int
    whole: bool
    """Whether all rows and dogs of the published file are there; if not, its figures are no comparison."""
    windows: dict[str, int]
    """How many there are of each kind; only `scored` ones are learnt from and scored."""
    absent: list[str]
    """Classes of the protocol that no scored window has."""
    other_labels: list[str]
    """What else is annotated in the file, and not used."""
    scores: Scores
    published: Published
    shipped: str = "nothing: no weight and no threshold of Landseal comes from this file"


@dataclass
class Counted:
    """What was read, scored or not."""

    kinds: NDArray[np.int64]
    """How many windows of each `Kind`."""
    dogs: set[str]
    rows: int = 0

    def add(self, part: Part, kind: NDArray[np.int8]) -> None:
        """Count a part, and the kinds of its windows."""
        np.add.at(self.kinds, kind, 1)
        self.dogs.add(part.dog)
        self.rows += len(part.said)

    def whole(self) -> bool:
        """Tell whether that was the whole published file."""
        return (self.rows, len(self.dogs)) == (_PUBLISHED_ROWS, _PUBLISHED_DOGS)


@dataclass(frozen=True)
class Seen:
    """Windows that are scored."""

    columns: NDArray[np.float32]
    label: NDArray[np.int8]
    dog: NDArray[np.str_]


def evaluate(path: Path, role: Role, tell: Tell) -> Kumpulainen:
    """Run the protocol.

    Raises:
        LandsealError: the file cannot be read, has no labels of the protocol, or has one dog only;
            scikit-learn is not there.
    """
    plain.demand()
    bits, counted = Bits(), Counted(np.zeros(len(Kind), dtype=np.int64), set())
    read = parts(path, role, bits, lambda share: tell("reading", share))
    seen = _joined(path, list(_seen(read, counted)), bits)
    return Kumpulainen(
        file=path.name,
        role=role,
        rows=counted.rows,
        dogs=len(counted.dogs),
        whole=counted.whole(),
        windows={kind.name.lower(): int(counted.kinds[kind]) for kind in Kind},
        absent=[name for number, name in enumerate(CLASSES) if number not in seen.label],
        other_labels=bits.others(),
        scores=scores(dict(_told(seen, tell))),
        published=PUBLISHED[role],
    )


def _seen(read: Iterator[Part], counted: Counted) -> Iterator[Seen]:
    """Yield what is scored of each part, and count the rest."""
    for part in read:
        found = windows(part.said, part.heard())
        counted.add(part, found.kind)
        at = np.flatnonzero(found.kind == Kind.SCORED)
        if len(at):
            each = sliding_window_view(part.accel_g, WINDOW_S * RATE_HZ, axis=0)[:: STEP_S * RATE_HZ]
            values = columns(np.moveaxis(each[at], 1, 2)).astype(np.float32)
            yield Seen(values, found.label[at], np.full(len(at), part.dog))


def _joined(path: Path, seen: Sequence[Seen], bits: Bits) -> Seen:
    if not seen:
        raise LandsealError(
            f"no window of {WINDOW_S} s has a label of the protocol ({', '.join(CLASSES)})",
            where=str(path),
            remedy=f"It has: {', '.join(bits.others()) or 'none'}. Take the file as it was published.",
        )
    joined = Seen(
        np.concatenate([one.columns for one in seen]),
        np.concatenate([one.label for one in seen]),
        np.concatenate([one.dog for one in seen]),
    )
    if len(np.unique(joined.dog)) < _FEWEST_DOGS:
        raise LandsealError(
            "only one dog has such windows: nobody is left to learn from",
            where=str(path),
            remedy="Take the whole file.",
        )
    return joined


def _told(seen: Seen, tell: Tell) -> Iterator[tuple[str, Tables]]:
    """Yield each dog, and how her windows were told."""
    dogs = list(dict.fromkeys(seen.dog.tolist()))
    for number, dog in enumerate(dogs):
        tell(f"leaving dog {dog} out", number / len(dogs))
        out = seen.dog == dog
        fitted = plain.forest().fit(seen.columns[~out], seen.label[~out])
        yield dog, table_of(seen.label[out], fitted.predict(seen.columns[out]))
    tell("each dog left out once", 1.0)

"""Files in the columns of DogMoveData.csv: rows made by hand, and simulated dogs turned into rows."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from landseal.words import LYING, Posture, Role
from landseal_sim.acts import lie, rise, up
from landseal_sim.acts.script import Act
from landseal_sim.life.calendar import begins
from landseal_sim.life.habits import Now, Step
from landseal_sim.life.life import Life
from landseal_sim.truth.words import Doing, Span, Track
from landseal_sim.world.load import load_world
from landseal_sim.world.model import DogSection
from support.dogs import RATE_HZ as FELT_HZ
from support.dogs import felt

HEADER = (
    "DogID,TestNum,t_sec,ABack_x,ABack_y,ABack_z,ANeck_x,ANeck_y,ANeck_z,GBack_x,GBack_y,GBack_z,"
    "GNeck_x,GNeck_y,GNeck_z,Task,Behavior_1,Behavior_2,Behavior_3,PointEvent"
)
UNDEFINED = "<undefined>"
RATE_HZ = 100

Said = tuple[str, ...]
"""What is annotated at one time, at most three."""

_SAID = {"walk": "Walking", "trot": "Trotting", "gallop": "Galloping"}
_FREE = {Posture.SITTING: "Sitting", Posture.STANDING: "Standing"} | dict.fromkeys(LYING, "Lying chest")


def rows(
    dog: int,
    said: Sequence[Said],
    back_g: NDArray[np.float64],
    neck_g: NDArray[np.float64] | None = None,
    *,
    test: int = 1,
) -> Iterator[str]:
    """Yield the lines of a test, a sample each."""
    for number, (what, back, neck) in enumerate(
        zip(said, back_g, back_g if neck_g is None else neck_g, strict=True)
    ):
        three = [*what, *[UNDEFINED] * (3 - len(what))]
        axes = [f"{value:.6g}" for value in (*back, *neck)]
        yield ",".join(
            [f"{dog}", f"{test}", f"{number / RATE_HZ:g}", *axes, *["0"] * 6, UNDEFINED, *three, UNDEFINED]
        )


def still(said: Sequence[tuple[float, Said]], dog: int = 1, test: int = 1) -> list[str]:
    """Return the lines of a dog who does not move, annotated for so many seconds each."""
    each = [what for for_s, what in said for _ in range(round(for_s * RATE_HZ))]
    return list(rows(dog, each, np.tile([0.0, 0.0, 1.0], (len(each), 1)), test=test))


def written(path: Path, lines: Iterable[str], header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def simulated(dog: int, seed: int, weight_kg: float, acts: int = 28) -> list[str]:
    """Return the lines of a simulated dog who does all that the protocol asks for."""
    section = DogSection(name=f"dog {dog}", weight_kg=weight_kg, sensors=[Role.TRUNK, Role.COLLAR])
    calendar = begins("2026-03-23T08:00", ZoneInfo("UTC"))
    life = Life(section, load_world("home"), calendar, seed, _does_all)
    done = list(islice(life.acts(), acts))
    until_s = int(done[-1].end_s)
    at_s = np.arange(until_s * RATE_HZ) / RATE_HZ
    back, neck = (_at(felt(life, until_s, role), at_s) for role in (Role.TRUNK, Role.COLLAR))
    return list(rows(dog, _annotated(done, at_s), back, neck))


def _does_all(now: Now) -> Iterator[Step]:
    yield partial(rise.get_up, stand_s=2.0)
    while True:
        for fast in (False, True, True):
            to_x = 0.9 if now.pose.x < 0.5 else 0.1
            yield partial(up.walk, to_x=to_x, fast=fast)
        yield up.sniff
        yield up.sit
        yield partial(up.stand, for_s=8.0)
        yield partial(up.lie_down, side=Posture.LYING_STERNAL)
        yield partial(lie.rest, for_s=10.0)
        yield partial(rise.get_up, stand_s=2.0)


def _at(felt_g: NDArray[np.float64], at_s: NDArray[np.float64]) -> NDArray[np.float64]:
    own_s = np.arange(len(felt_g)) / FELT_HZ
    return np.stack([np.interp(at_s, own_s, axis) for axis in felt_g.T], axis=1)


def _annotated(acts: Iterable[Act], at_s: NDArray[np.float64]) -> list[Said]:
    """Return what is said of each sample; she who lies pants too, and that stands first."""
    said: list[Said] = [()] * len(at_s)
    spans = [span for act in acts for span in act.told.spans]
    for span in sorted(spans, key=lambda span: list(Track).index(span.track)):
        name = _name(span)
        if name is not None:
            first, last = np.searchsorted(at_s, [span.from_s, span.to_s]).tolist()
            said[first:last] = [("Panting", name) if name == "Lying chest" else (name,)] * (last - first)
    return said


def _name(span: Span) -> str | None:
    if span.track is Track.POSTURE:
        return _FREE.get(Posture(span.value))
    if span.track is Track.BOUT:
        return _SAID[span.value]
    return "Sniffing" if span.track is Track.DOING and Doing(span.value) is Doing.SNIFF else None

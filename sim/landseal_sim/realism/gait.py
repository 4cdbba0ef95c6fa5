"""Steps a second against weight: as truth has them, and as the server measures them on the trunk."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal.words import Role
from landseal_server.recognise.cadence import REGULAR, cadence, step_band_hz
from landseal_server.recognise.features import features
from landseal_sim.acts import rise, up
from landseal_sim.acts.script import Act
from landseal_sim.life.calendar import begins
from landseal_sim.life.habits import Now, Step
from landseal_sim.life.life import Life
from landseal_sim.realism.simulated import paretic, sound
from landseal_sim.truth.words import Track
from landseal_sim.world.load import load_world
from landseal_sim.world.model import DogSection

WEIGHTS_KG: Final = (3.0, 5.0, 9.0, 15.0, 20.0, 30.0, 40.0)

_RATE_HZ: Final = 50
_WINDOW_S: Final = 4
_SLOWEST_HZ: Final = 0.7  # of a paretic dog, by docs/words.md
_WALKS: Final = 30
_OCTAVE: Final = 0.25


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """One dog's steps a second in one gait."""

    weight_kg: float
    gait: str
    true_hz: float
    """Footfalls of the hind feet a second: two a stride, whether they bear weight or drag."""
    bearing_hz: float
    """Those that bear weight."""
    measured_hz: float
    """Median over windows of 4 s; 0 where no window has a rhythm."""
    regular: float
    """Share of the windows in which the server sees a rhythm."""
    octave: float
    """Share of those in which it is off by more than a quarter: the stride's, or half a step's."""
    band_hz: tuple[float, float]


@dataclass
class _Sum:
    footfalls: int = 0
    bearing: int = 0
    length_s: float = 0.0


def paces(seed: int, weights_kg: tuple[float, ...] = WEIGHTS_KG, walks: int = _WALKS) -> list[Pace]:
    """Measure walk and trot of sound dogs, and the walk of paretic ones, by weight."""
    return [
        pace
        for weight_kg in weights_kg
        for section in (sound(weight_kg), paretic(weight_kg))
        for pace in _of_dog(_life(section, seed, walks), walks)
    ]


def bouts(seed: int, weight_kg: float, gait: str) -> Iterator[NDArray[np.float64]]:
    """Yield VeDBA in mg of a sound dog in each bout of one gait, every 4 s, as the server computes it."""
    life = _life(sound(weight_kg), seed, _WALKS)
    for act in islice(life.acts(), 1 + _WALKS):
        if _gait(act) == gait:
            parts = _windows(life, act).astype(np.float32)
            yield features(parts, np.tile(step_band_hz(weight_kg), (len(parts), 1))).vedba_mg


def _of_dog(life: Life, walks: int) -> list[Pace]:
    acts = list(islice(life.acts(), 1 + walks))
    gaits = sorted({gait for act in acts if (gait := _gait(act)) in {"walk", "trot", "paretic"}})
    return [_pace(life, gait, [act for act in acts if _gait(act) == gait]) for gait in gaits]


def _pace(life: Life, gait: str, acts: list[Act]) -> Pace:
    weight_kg = life.section.weight_kg
    band = step_band_hz(weight_kg)
    slowest = _SLOWEST_HZ if gait == "paretic" else band[0]
    windows = np.concatenate([_windows(life, act)[:, :, 2] for act in acts])
    rhythm, found = cadence(windows, _RATE_HZ, np.tile([slowest, band[1]], (len(windows), 1)))
    seen, total = found[rhythm > REGULAR], _Sum()
    for act in acts:
        _count(act, total)
    true_hz = total.footfalls / total.length_s
    return Pace(
        weight_kg=weight_kg,
        gait=gait,
        true_hz=true_hz,
        bearing_hz=total.bearing / total.length_s,
        measured_hz=float(np.median(seen)) if len(seen) else 0.0,
        regular=float((rhythm > REGULAR).mean()),
        octave=float((np.abs(seen / true_hz - 1) > _OCTAVE).mean()) if len(seen) else 0.0,
        band_hz=(slowest, band[1]),
    )


def _count(act: Act, total: _Sum) -> None:
    hind = act.walks[1]
    if hind is not None:
        total.footfalls += 2 * (len(hind.starts_s) - 1)
        total.bearing += len(hind.steps_s())
        total.length_s += float(hind.starts_s[-1] - hind.starts_s[0])


def _windows(life: Life, act: Act) -> NDArray[np.float64]:
    """Return specific force of the trunk while she walks, (windows, samples, 3) in g."""
    felt = life.felt(act)
    (span,) = [span for span in act.told.spans if span.track is Track.BOUT]
    from_s, size = span.from_s - act.start_s, _WINDOW_S * _RATE_HZ
    count = int((span.to_s - span.from_s) // _WINDOW_S)
    at = (from_s + np.arange(count * size) / _RATE_HZ) * felt.rate_hz
    axes = felt.specific_force_g[Role.TRUNK].T
    whole = np.stack([np.interp(at, np.arange(len(axis)), axis) for axis in axes], axis=1)
    return np.asarray(whole.reshape(count, size, 3))


def _gait(act: Act) -> str | None:
    return next((span.value for span in act.told.spans if span.track is Track.BOUT), None)


def _walks(now: Now, walks: int) -> Iterator[Step]:
    """Do nothing but walk to and fro, at every second time as fast as she will."""
    yield rise.get_up
    for number in range(walks):
        to_x = 0.9 if now.pose.x < 0.5 else 0.1  # noqa: PLR2004 -- the middle of the room
        yield partial(up.walk, to_x=to_x, fast=number % 2 == 1)
    while True:
        yield partial(up.stand, for_s=1.0)


def _life(section: DogSection, seed: int, walks: int) -> Life:
    calendar = begins("2026-03-23T08:00", ZoneInfo("UTC"))
    return Life(section, load_world("home"), calendar, seed, partial(_walks, walks=walks))

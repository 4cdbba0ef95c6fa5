"""`landseal predict`: what the shipped recogniser says of a recording, without a look at its labels."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.errors import LandsealError
from landseal_server.recognise import session as read
from landseal_server.recognise.cadence import step_band_hz
from landseal_server.recognise.features import roll_deg, unit
from landseal_server.recognise.hypotheses import any_way
from landseal_server.recognise.model import Model
from landseal_server.recognise.poses import CLASSES
from landseal_server.recognise.posture import UNSAID, word
from landseal_sim.accuracy.learning import WEIGHT_KG, filtered
from landseal_sim.accuracy.mode import Mode
from landseal_sim.accuracy.onsets import detect, seconds_of
from landseal_sim.accuracy.recorded import Session

SECONDS: Final = "seconds.csv"
EVENTS: Final = "events.csv"


@dataclass(frozen=True)
class Predicted:
    """What was written."""

    sessions: int
    seconds: int
    events: int


def predict(sessions: Iterable[Session], mode: Mode, model: Model, out: Path) -> Predicted:
    """Read sessions, and write what is said of each second, and when she got up or set off.

    Args:
        sessions: of the recording, in its order.
        mode: what may be known.
        model: what was learnt.
        out: a folder; it is made.

    Raises:
        LandsealError: the folder cannot be written, or holds a prediction already.
    """
    taken = [name for name in (SECONDS, EVENTS) if (out / name).exists()]
    if taken:
        raise LandsealError(
            f"holds {taken[0]} already", where=str(out), remedy="Name a new folder, or delete it."
        )
    written = Predicted(0, 0, 0)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (
            (out / SECONDS).open("w", encoding="utf-8", newline="") as seconds_file,
            (out / EVENTS).open("w", encoding="utf-8", newline="") as events_file,
        ):
            seconds, events = csv.writer(seconds_file), csv.writer(events_file)
            seconds.writerow(["session", "t_s", "posture", *(f"p_{name}" for name in CLASSES)])
            events.writerow(["session", "kind", "onset_s", "decided_s", "confidence"])
            for session in sessions:
                heard = session.heard()
                seen = _look(session, heard) if len(heard) else None
                told = list(_told(session, seen, mode, model))
                happened = [] if seen is None else list(_happened(session, seen, model))
                seconds.writerows(told)
                events.writerows(happened)
                written = Predicted(
                    written.sessions + 1, written.seconds + len(told), written.events + len(happened)
                )
    except OSError as error:
        raise LandsealError(f"cannot be written ({error.strerror})", where=str(out)) from None
    return written


def _told(session: Session, seen: read.Seen | None, mode: Mode, model: Model) -> Iterator[list[str]]:
    """Yield a row for each second, those in which nothing was heard among them."""
    heard = session.heard()
    chance = np.tile(np.array(UNSAID), (len(session.grid), 1))
    words = ["unknown"] * len(session.grid)
    if seen is not None:
        said = (read.live if mode is Mode.LIVE else read.whole)(seen, model.postures)
        chance[heard] = said.chance
        roll = roll_deg(unit(said.gravity)).tolist()
        rows = zip(
            heard.tolist(),
            said.chance.tolist(),
            roll,
            seen.found.vedba_mg.tolist(),
            strict=True,
        )
        for row, own, own_roll_deg, vedba_mg in rows:
            words[row] = str(word(own, own_roll_deg, vedba_mg))
    for second, (posture, own) in enumerate(zip(words, chance.tolist(), strict=True)):
        yield [session.name, str(second), posture, *(f"{value:.4f}" for value in own)]


def _happened(session: Session, seen: read.Seen, model: Model) -> Iterator[list[str]]:
    """Yield a row for each onset; it is decided causally in either mode."""
    heard = session.heard()
    (belief,) = filtered([seen], model.postures.vigour)
    seconds = seconds_of(seen.windows, seen.found, belief)
    for first, end in pairwise([0, *session.gaps_s(), len(heard)]):
        for event in detect(seconds[first:end], model.onsets):  # nothing is remembered over a gap
            times_s = (event.onset_s + heard[first], event.decided_s + heard[first])
            numbers = (*times_s, event.confidence)
            yield [session.name, str(event.kind), *(f"{number:.2f}" for number in numbers)]


def _look(session: Session, heard: NDArray[np.intp]) -> read.Seen:
    return read.look(session.grid[heard], any_way(), step_band_hz(WEIGHT_KG), session.gaps_s())

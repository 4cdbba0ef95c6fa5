"""`landseal train`: make the weights that Landseal ships."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from landseal.errors import LandsealError
from landseal_server.recognise.model import written
from landseal_sim.accuracy.learning import Lesson, learn, recorded_lessons, simulated_lesson
from landseal_sim.accuracy.recorded import labelled
from landseal_sim.accuracy.schooled import LIVES, lessons

LESSON_SEED: Final = 1000
"""Seed of the first simulated dog that is learnt from; evaluations use others."""

LESSON_HOURS: Final = 0.7
"""Of each dog: more hours are more of the same sleep."""


def simulated_lessons(on_progress: Callable[[float], None]) -> list[Lesson]:
    """Return what simulation teaches; tell the share that is done."""
    found = []
    for number, taught in enumerate(lessons(LESSON_SEED, LESSON_HOURS), 1):
        found.append(simulated_lesson(taught))
        on_progress(number / LIVES)
    return found


def train(recordings: Path, out: Path, on_progress: Callable[[float], None]) -> int:
    """Learn from recordings and simulation, and write the weights; return their size in bytes.

    Args:
        recordings: labelled, of the dogaccel kind.
        out: the file.
        on_progress: told the share that is done.

    Raises:
        LandsealError: the recordings cannot be read, or the file cannot be written.
    """
    recorded = recorded_lessons(labelled(recordings, None))
    simulated = simulated_lessons(lambda share: on_progress(0.3 * share))
    model = learn(recorded, simulated)
    content = written(
        model,
        "landseal train",
        [
            f"{len(recorded)} recordings of real dogs ({recordings.name})",
            f"{LIVES} simulated dogs, {LESSON_HOURS:g} h each, seeds from {LESSON_SEED}",
        ],
    )
    try:
        out.write_bytes(content)
    except OSError as error:
        raise LandsealError(f"cannot be written ({error.strerror})", where=str(out)) from None
    on_progress(1.0)
    return len(content)

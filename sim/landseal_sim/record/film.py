"""A film of her first rise, as the camera in the room would have taken it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.words import Assistance, EventKind
from landseal_sim.camera.film import write_film
from landseal_sim.camera.noise import Noise
from landseal_sim.camera.render import render
from landseal_sim.life.house import House
from landseal_sim.life.view import View
from landseal_sim.record.edges import Asked
from landseal_sim.truth.book import Book

FRAMES_HZ: Final = 10.0
_BEFORE_SHARE = 0.25  # of the film, before the rise begins


def first_rise_s(book: Book) -> float | None:
    """Return when she first begins to get up, alone if she ever does; None where she never does."""
    rises = [event for event in book.events() if event.kind is EventKind.STOOD_UP]
    alone = [event for event in rises if event.assistance is Assistance.UNASSISTED]
    return next((event.onset_s for event in alone or rises), None)


def film_rise(
    asked: Asked, rise_s: float | None, folder: Path, length_s: float, on_progress: Callable[[float], None]
) -> Path:
    """Write the film, whole or not at all.

    Args:
        asked: whose life.
        rise_s: what it is about, since her life began; None: it begins with her life.
        folder: where to.
        length_s: of the film.
        on_progress: told the seconds that are filmed.

    Raises:
        LandsealError: the file cannot be written.
    """
    from_s = 0.0 if rise_s is None else max(0.0, rise_s - _BEFORE_SHARE * length_s)
    path, part = folder / "film.mp4", folder / "film.part.mp4"
    try:
        write_film(part, _frames(asked, from_s, length_s, on_progress), FRAMES_HZ)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _frames(
    asked: Asked, from_s: float, length_s: float, on_progress: Callable[[float], None]
) -> Iterator[NDArray[np.uint8]]:
    view = View(asked.life(), House(asked.world, asked.calendar, asked.seed))
    noise = Noise(asked.seed, FRAMES_HZ, asked.world.room.noise)
    for number in range(int(length_s * FRAMES_HZ)):
        since_s = number / FRAMES_HZ
        yield render(view.scene(from_s + since_s), noise.frame(number))
        on_progress(since_s)
    on_progress(length_s)

"""`landseal simulate`: what was asked for, one after the other, and in the end what came of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from landseal.words import Confidence, EventKind
from landseal_server.store.open import open_store
from landseal_sim.household import PET
from landseal_sim.life.life import Life
from landseal_sim.record.edges import Asked
from landseal_sim.record.feed import Fed, feed, require_new
from landseal_sim.record.film import film_rise, first_rise_s
from landseal_sim.record.owner import land_seals, tap_land_seal
from landseal_sim.record.progress import progress
from landseal_sim.record.write import require_empty, write_life
from landseal_sim.truth.book import Book
from landseal_sim.truth.words import Span, TrueEvent

_COMPARED: Final = (EventKind.STOOD_UP, EventKind.RISE_FAILED, EventKind.DOG_SIT_STALL, EventKind.WALK)

_NOTICED_S: Final = 600.0


@dataclass(frozen=True)
class Order:
    """What was asked for."""

    asked: Asked
    named: dict[str, str]
    """How dog and world were asked for."""
    out: Path | None
    film_minutes: float
    store: str | None


def carry_out(order: Order, console: Console) -> None:
    """Do it, with a bar for each part.

    Raises:
        LandsealError: folder, film or store cannot be written, or hold something already.
    """
    try:
        if order.out is not None:
            _write(order, order.out, console)
        if order.store is not None:
            _feed(order, order.store, console)
    except KeyboardInterrupt:
        _say(console, f"stopped: {order.out or order.store} is not whole; delete it before you try again")
        raise


def _write(order: Order, out: Path, console: Console) -> None:
    asked = order.asked
    require_empty(out)
    with progress(console, "living", asked.until_s) as on_progress:
        written = write_life(asked, out, named=order.named, on_progress=on_progress)
    _say(console, f"{written.samples:,} samples in {out / 'sensors'}")
    _say(console, f"the truth in {out / 'truth.jsonl'}")
    _say(console, f"her days in {out / 'actogram.png'}")
    if order.film_minutes:
        length_s = min(60 * order.film_minutes, asked.until_s)
        rise_s = first_rise_s(written.book)
        if rise_s is None:
            _say(console, "she does not get up in that time: filmed from the beginning")
        with progress(console, "filming", length_s) as on_progress:
            path = film_rise(asked, rise_s, out, length_s, on_progress)
        _say(console, f"the film in {path}")


def _feed(order: Order, store: str, console: Console) -> None:
    asked = order.asked
    opened = open_store(store)
    require_new(opened)
    with progress(console, "reading", asked.until_s) as on_progress:
        fed = feed(asked, opened, on_progress)
    opened.store.close()
    life = asked.life()  # its acts are remembered: they are gone through twice, and written once
    console.print(_compared(fed, truth_of(life, asked.until_s).events(), asked.until_s))
    seal = next(_noticed(life, asked.until_s), None)
    if seal is not None:
        at = asked.calendar.utc(seal.from_s) + timedelta(seconds=_NOTICED_S / 2)
        tap_land_seal(opened.ledger, PET, at, by="owner")
        _say(console, f"her owner named the land seal once, at {at:%Y-%m-%d %H:%M} UTC")
    _say(console, f"the ledger is {opened.ledger}")


def _say(console: Console, text: str) -> None:
    """Write a line that can be copied whole, paths and all."""
    console.print(text, highlight=False, soft_wrap=True)


def truth_of(life: Life, until_s: float) -> Book:
    """Return the truth of a life, up to a moment."""
    book = Book()
    for act in life.acts_until(until_s):
        book.enter(act)
    book.end(until_s)
    return book


def _noticed(life: Life, until_s: float) -> Iterator[Span]:
    """Yield her land seals that an owner would notice."""
    for act in life.acts_until(until_s):
        yield from land_seals(act, _NOTICED_S)


def _compared(fed: Fed, truth: Iterable[TrueEvent], until_s: float) -> Table:
    """Set what was told beside what happened; counts only, for an evaluation matches them one by one."""
    happened = Counter(event.kind for event in truth if event.met_s < until_s)
    told = Counter((event.kind, event.confidence) for event in fed.events.values())
    table = Table(
        "",
        "truly happened",
        "told, confirmed",
        "told, possible",
        title="counts alone: a first look, not an evaluation",
    )
    for kind in _COMPARED:
        counts = (happened[kind], told[kind, Confidence.CONFIRMED], told[kind, Confidence.POSSIBLE])
        table.add_row(str(kind), *map(str, counts))
    return table

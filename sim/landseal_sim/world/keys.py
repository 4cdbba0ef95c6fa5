"""The list of all keys of worlds and dogs: `python -m landseal_sim.world.keys > docs/worlds.md`."""

from collections.abc import Iterator
from typing import Any

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from landseal_sim.world.draw import Within
from landseal_sim.world.load import WORLDS, dogs, load_dog
from landseal_sim.world.model import DogSection, Keys, RecoverySection, SensorSection, World

_HEAD = """# Worlds and dogs

What `landseal simulate --world FILE --dog FILE` reads, all of it; made from the model by
`.venv/bin/python -m landseal_sim.world.keys > docs/worlds.md`. A key that is wrong or unknown is an error
that names it.

A file may say `base = "home"` (or another shipped name, or a file) and name only what differs. A
*distribution* is a number, or one of `{ low = 1, high = 2 }` (anything between), `{ mean = 1, sd = 0.1
}` (clipped at three) and `{ median = 10, spread = 1.5 }` (log-normal: two thirds within the median times
and by the spread; clipped at three). The bounds hold for everything that can be drawn.
"""

_DOGS_HEAD = "| `--dog` | name | kg | left hind | right hind | fore | sensors |"


def page() -> str:
    """Return the page."""
    lines = [_HEAD, f"Shipped worlds: {', '.join(f'`{name}`' for name in WORLDS)}.", ""]
    for name, field in World.model_fields.items():
        section, title = _section(name, field)
        if section is not None:
            lines += _table(f"A world: `[{title}]`", section)
    lines += _table("A dog", DogSection)
    lines += _table("A dog: `[recovery]`", RecoverySection)
    return "\n".join([*lines, *_dogs()]) + "\n"


def _section(name: str, field: FieldInfo) -> tuple[type[Keys] | None, str]:
    if name == "sensors":
        return SensorSection, "sensors.ROLE"
    kind = field.annotation
    return (kind, name) if isinstance(kind, type) and issubclass(kind, Keys) else (None, name)


def _table(title: str, section: type[Keys]) -> Iterator[str]:
    yield from (f"## {title}", "", "| key | bounds | what it is |", "|---|---|---|")
    for name, field in section.model_fields.items():
        yield f"| `{name}` | {_bounds(field)} | {field.description} |"
    yield ""


def _bounds(field: FieldInfo) -> str:
    for mark in field.metadata:
        if isinstance(mark, Within):
            return f"{mark.low:g} to {mark.high:g}, distribution"
    low: Any = next(
        (getattr(m, "ge", getattr(m, "gt", None)) for m in field.metadata if isinstance(m, Ge | Gt)), None
    )
    high = next((m.le for m in field.metadata if isinstance(m, Le)), None)
    return "" if low is None or high is None else f"{low:g} to {high:g}"


def _dogs() -> Iterator[str]:
    yield from (
        "## Shipped dogs",
        "",
        _DOGS_HEAD,
        "|---|---|---|---|---|---|---|",
    )
    for name in dogs():
        dog = load_dog(name)
        sensors = ", ".join(dog.sensors)
        numbers = (dog.weight_kg, dog.left_hind, dog.right_hind, dog.fore)
        yield f"| `{name}` | {dog.name} | {' | '.join(f'{n:g}' for n in numbers)} | {sensors} |"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 -- the page is the output

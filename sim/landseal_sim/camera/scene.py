"""What is in view at a moment: plain data, which whoever tells her day fills in and the renderer draws."""

from dataclasses import dataclass, field
from typing import Final

_OUT_OF_VIEW: Final = 0.6
"""[E] Nothing of a dog or a person whose middle is so far beyond the picture's edge is in view any more."""


@dataclass(frozen=True)
class Figure:
    """An animal. The defaults are a small senior dog lying on her chest."""

    x: float = 0.45
    """Her middle, as a share of the picture's width; outside 0-1 she is out of view, but for her nose."""
    depth: float = 0.1
    """Where she is across the floor: 0 near the camera, at the mat, 1 at the far wall."""
    size: float = 1.0
    """Shoulder height over that of a 9 kg dog."""
    front: float = 0.0
    """How high the shoulders are: 0 lying, 1 standing."""
    hind: float = 0.0
    """How high the hips are: 0 lying, .25 sitting, 1 standing."""
    roll_deg: float = 0.0
    """0 on chest or feet, +90 on her right side, -90 on her left, 180 on her back."""
    hind_back: float = 0.0
    """How far the hind legs are stretched out behind, 0-1: 1 is the land seal."""
    head: float = 0.3
    """-1 on the floor, 0 level, 1 up."""
    stride: float = 0.0
    """How far the legs swing, 0-1."""
    stride_phase: float = 0.0
    """Where in the stride the legs are, in radians."""
    facing: int = 1
    """1 to the right of the picture, -1 to its left."""
    lift: float = 0.0
    """How high she is held above the floor, as a share of the picture's height."""
    coat: float = 0.24
    """How bright her coat is, 0 black to 1 white."""
    wheels: bool = False
    """Whether she is in a cart."""
    sling: bool = False
    """Whether a strap under her belly holds her hind body up."""
    harness: bool = True
    """Whether she wears the harness with the sensors."""


@dataclass(frozen=True)
class Person:
    """Somebody in the room; has arms on her where she is carried or in a sling nearby."""

    x: float
    """The middle, as a share of the picture's width."""
    depth: float = 0.3
    """0 near the camera, 1 at the far wall."""
    stoop: float = 0.0
    """0 upright, 1 crouching over the dog."""
    stride: float = 0.0
    """How far the legs swing, 0-1."""
    stride_phase: float = 0.0
    """Where in the stride the legs are, in radians."""
    facing: int = 1
    """1 to the right of the picture, -1 to its left."""
    coat: float = 0.5
    """How bright the clothes are, 0 black to 1 white."""


@dataclass(frozen=True)
class Light:
    """What lights the room."""

    level: float = 1.0
    """0-1: 1 a bright day, .25 dusk with a lamp on."""
    infrared: bool = False
    """Night mode: the camera's own lamp, no colour, bright in the middle, noisier."""
    cloud: float = 0.0
    """How much of the window's light a cloud takes at the moment, 0-1; moves the sun's patch on the floor."""


@dataclass(frozen=True)
class Scene:
    """Everything in view at a moment."""

    dog: Figure | None = None
    people: tuple[Person, ...] = ()
    pets: tuple[Figure, ...] = ()
    light: Light = field(default_factory=Light)


# What the eye would not notice in 640x480 pixels: a third of a pixel, half a degree, a grey level [E].
_UNSEEN: Final = {
    "x": 0.0005,
    "depth": 0.002,
    "size": 0.003,
    "front": 0.005,
    "hind": 0.005,
    "roll_deg": 0.5,
    "hind_back": 0.004,
    "head": 0.007,
    "stride": 0.01,
    "lift": 0.0007,
    "coat": 0.004,
    "stoop": 0.002,
    "level": 0.004,
    "cloud": 0.004,
}
_UNSEEN_SWING: Final = 0.015  # radians of a full stride


def changed(a: Scene, b: Scene) -> bool:
    """Tell whether anything in view differs visibly between two moments; noise is no difference."""
    return (
        _parts_differ(a.light, b.light)
        or _groups_differ((a.dog,), (b.dog,))
        or _groups_differ(a.people, b.people)
        or _groups_differ(a.pets, b.pets)
    )


def in_view(who: Figure | Person) -> bool:
    """Tell whether any of an animal or a person can be in the picture."""
    return -_OUT_OF_VIEW < who.x < 1 + _OUT_OF_VIEW


def _groups_differ(a: tuple[Figure | Person | None, ...], b: tuple[Figure | Person | None, ...]) -> bool:
    seen_a, seen_b = ([who for who in group if who is not None and in_view(who)] for group in (a, b))
    return len(seen_a) != len(seen_b) or any(
        _parts_differ(one, other) or _swing_differs(one, other)
        for one, other in zip(seen_a, seen_b, strict=True)
    )


def _parts_differ(a: Figure | Person | Light, b: Figure | Person | Light) -> bool:
    mine, others = vars(a), vars(b)
    return any(
        abs(value - others[name]) > _UNSEEN.get(name, 0.0)
        for name, value in mine.items()
        if name != "stride_phase"
    )


def _swing_differs(a: Figure | Person, b: Figure | Person) -> bool:
    return abs(a.stride_phase - b.stride_phase) * max(a.stride, b.stride) > _UNSEEN_SWING

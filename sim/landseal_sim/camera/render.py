"""From what is in view to the camera's picture."""

import numpy as np
from numpy.typing import NDArray

from landseal_sim.camera.canvas import Canvas, Stroke
from landseal_sim.camera.dog import dog
from landseal_sim.camera.light import lit
from landseal_sim.camera.noise import FrameNoise, exposed
from landseal_sim.camera.person import arms_from_above, holder, is_held, somebody, strap
from landseal_sim.camera.room import room
from landseal_sim.camera.scene import Figure, Person, Scene, in_view


def render(scene: Scene, noise: FrameNoise) -> NDArray[np.uint8]:
    """Return the camera's picture, yuv420p, (HEIGHT_PX * 3 / 2, WIDTH_PX)."""
    return exposed(picture(scene), scene.light, noise)


def picture(scene: Scene) -> Canvas:
    """Return the scene as light shows it, before the sensor's noise: serves while nothing in view changes."""
    canvas = room().copy()
    canvas.draw(strokes(scene))
    return lit(canvas, scene.light)


def strokes(scene: Scene) -> list[Stroke]:
    """Return all that is drawn over the empty room, from the far wall to the camera."""
    by_depth = sorted(_everybody(scene), key=lambda drawn: -drawn[0])
    return [stroke for _, drawn in by_depth for stroke in drawn]


def _everybody(scene: Scene) -> list[tuple[float, list[Stroke]]]:
    """Return depth and strokes of all who are in view."""
    holding = holder(scene.dog, scene.people)
    drawn = [(pet.depth, dog(pet)) for pet in scene.pets if in_view(pet)]
    for who in scene.people:
        if in_view(who):
            drawn += _person(who, scene.dog if who is holding else None)
    if scene.dog is not None and in_view(scene.dog):
        drawn.append((scene.dog.depth, [*dog(scene.dog), *_held(scene.dog, holding)]))
    return drawn


def _person(who: Person, held: Figure | None) -> list[tuple[float, list[Stroke]]]:
    body, arm = somebody(who, held)
    behind = who.depth if held is None else max(who.depth, held.depth + 0.001)
    nearest = -1.0 if held is None else held.depth - 0.001
    return [(behind, body), (nearest, arm)]


def _held(figure: Figure, holding: Person | None) -> list[Stroke]:
    """Return what holds her up: a strap, and hands from above where nobody in view has her."""
    if not is_held(figure):
        return []
    sling = strap(figure) if figure.sling else []
    return sling if holding is not None else [*sling, *arms_from_above(figure)]

"""A camera in the simulated room, watched by the edge's own motion code."""

import math
from collections.abc import Callable

from landseal.blocks import Box
from landseal_edge.camera.motion import MotionDetector, Seen
from landseal_sim.camera.canvas import Canvas
from landseal_sim.camera.noise import Noise, exposed
from landseal_sim.camera.render import picture
from landseal_sim.camera.scene import Figure, Light, Scene, changed

DAY, DUSK, INFRARED = Light(), Light(level=0.25), Light(level=0.0, infrared=True)
LIGHTS = {"day": DAY, "dusk": DUSK, "infrared": INFRARED}
LAND_SEAL = Figure(hind_back=1, head=-0.3)
STANDING = Figure(front=1, hind=1, head=0.4)


class Watched:
    """One camera's frames, one after the other, and what the motion code sees in them."""

    def __init__(self, rate_hz: float = 4.0, seed: int = 1) -> None:
        self.rate_hz = rate_hz
        self._noise = Noise(seed, rate_hz)
        self._detector = MotionDetector()
        self._number = 0
        self._drawn: tuple[Scene, Canvas] | None = None

    def see(self, scene: Scene) -> Seen:
        """Show one frame."""
        if self._drawn is None or changed(self._drawn[0], scene):
            self._drawn = (scene, picture(scene))
        frame = exposed(self._drawn[1], scene.light, self._noise.frame(self._number))
        self._number += 1
        return self._detector.see(frame[:480])

    def play(self, scene_at: Callable[[float], Scene], lasts_s: float) -> list[Seen]:
        """Show what `scene_at` tells of each moment."""
        return [self.see(scene_at(n / self.rate_hz)) for n in range(int(lasts_s * self.rate_hz))]

    def hold(self, scene: Scene, lasts_s: float) -> list[Seen]:
        """Show the same scene for a while."""
        return self.play(lambda _: scene, lasts_s)


def walking(at_s: float, lasts_s: float, start: float, end: float) -> Figure:
    """Return a dog on her way across the room, and standing where it ends."""
    share = min(1.0, at_s / lasts_s)
    return Figure(
        x=start + share * (end - start),
        front=1,
        hind=1,
        stride=0.8 if share < 1 else 0.0,
        stride_phase=2 * math.pi * 1.6 * at_s,
        facing=1 if end > start else -1,
    )


def boxes(seen: list[Seen]) -> list[Box]:
    """Return the boxes that were seen."""
    return [one.box for one in seen if one.box is not None]


def risen(resting: Box, box: Box) -> float:
    """Return how far the top of a box is above that of the resting box, over the resting box's height."""
    return (resting.y - box.y) / resting.h


def same(box: Box | None, other: Box, within: float = 0.03) -> bool:
    """Tell whether two boxes are the same but for a few pixels, as a share of the picture."""
    if box is None:
        return False
    pairs = ((box.x, other.x), (box.y, other.y), (box.w, other.w), (box.h, other.h))
    return max(abs(a - b) for a, b in pairs) < within

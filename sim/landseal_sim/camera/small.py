"""The picture at half the size and without colour: what an edge's motion code makes of each frame first.

Where a life is computed at full speed, nobody looks at the pictures but that code.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from landseal_sim.camera.canvas import lay
from landseal_sim.camera.light import brightened
from landseal_sim.camera.render import strokes
from landseal_sim.camera.room import room
from landseal_sim.camera.scene import Scene


def small(scene: Scene) -> NDArray[np.float32]:
    """Return the brightness of a scene, (HEIGHT_PX / 2, WIDTH_PX / 2), before the sensor's noise."""
    luma = _empty_room().copy()
    for stroke in strokes(scene):
        lay(luma, stroke.halved())
    return brightened(luma, scene.light)


@cache
def _empty_room() -> NDArray[np.float32]:
    """Return the empty room: four pixels make one."""
    y = room().y
    return np.asarray((y[::2, ::2] + y[1::2, ::2] + y[::2, 1::2] + y[1::2, 1::2]) * np.float32(0.25))

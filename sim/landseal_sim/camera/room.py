"""Her room, empty, as the camera stands in it: wall, window, floor and furniture."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_sim.camera.canvas import HEIGHT_PX, WIDTH_PX, Canvas, Colour, Stroke

SKIRTING_PX: Final = 285
"""Where wall and floor meet."""

PANES: Final = ((62, 52, 62, 138), (132, 52, 62, 138))
"""The window's panes: left, top, width, height in pixels."""

_HORIZON_PX = 145.0  # the camera stands on a low shelf and looks slightly down
_NEAR_PX = 425.0  # where the floor is at depth 0
_FAR_SCALE = 0.5  # a thing at the far wall looks half as large as at the mat
_GAP = 0.035  # of a board's width
_WALL = Colour(168, 122, 132)
_FLOOR = Colour(138, 112, 142)
_WOOD = Colour(92, 112, 146)
_SKY = Colour(226, 136, 122)
_SOFA = Colour(112, 136, 118)
_MAT = Colour(172, 122, 128)


def scale(depth: float) -> float:
    """Return how large a thing looks at a depth, 1 at the mat."""
    return 1 / (1 + depth * (1 / _FAR_SCALE - 1))


def floor_px(depth: float) -> float:
    """Return how far down the picture the floor is at a depth."""
    return _HORIZON_PX + (_NEAR_PX - _HORIZON_PX) * scale(depth)


@cache
def room() -> Canvas:
    """Return the empty room in even light; shared, so draw on a copy."""
    canvas = Canvas(
        *(
            np.full((HEIGHT_PX // n, WIDTH_PX // n), value, dtype=np.float32)
            for n, value in ((1, 0), (2, 128), (2, 128))
        )
    )
    _wall(canvas)
    _floor(canvas)
    _window(canvas)
    _furniture(canvas)
    canvas.draw(_mat_and_bowl())
    return canvas


def _fill(canvas: Canvas, left: int, top: int, width: int, height: int, colour: Colour) -> None:
    """Fill a rectangle; its numbers are even, so that chroma fits."""
    canvas.y[top : top + height, left : left + width] = colour.y
    half = (slice(top // 2, (top + height) // 2), slice(left // 2, (left + width) // 2))
    canvas.u[half], canvas.v[half] = colour.u, colour.v


def _wall(canvas: Canvas) -> None:
    _fill(canvas, 0, 0, WIDTH_PX, SKIRTING_PX + 1, _WALL)
    canvas.y[:SKIRTING_PX] += np.linspace(8, -6, SKIRTING_PX, dtype=np.float32)[:, None]
    canvas.y[SKIRTING_PX - 12 : SKIRTING_PX] = 196
    canvas.y[SKIRTING_PX - 13] = 150


def _floor(canvas: Canvas) -> None:
    """Lay boards that run from the camera to the wall."""
    height = HEIGHT_PX - SKIRTING_PX
    _fill(canvas, 0, SKIRTING_PX - 1, WIDTH_PX, height + 1, _FLOOR)
    y, x = np.mgrid[SKIRTING_PX:HEIGHT_PX, 0:WIDTH_PX].astype(np.float32)
    board = (x - WIDTH_PX / 2) / (y - _HORIZON_PX) * 7.3 + 40
    tones = np.random.default_rng(5).normal(0, 4, 200)
    grain = 2.0 * np.sin(board * 23 + 0.6 * np.sin(y / 17))
    gap = np.where(board % 1 < _GAP, -22.0, 0.0)
    canvas.y[SKIRTING_PX:] = _FLOOR.y + tones[board.astype(int) % 200] + grain + gap
    canvas.y[SKIRTING_PX : SKIRTING_PX + 6] -= np.linspace(34, 0, 6, dtype=np.float32)[:, None]


def _window(canvas: Canvas) -> None:
    _fill(canvas, 50, 40, 156, 162, Colour(206))
    for left, top, width, height in PANES:
        _fill(canvas, left, top, width, height, _SKY)
        canvas.y[top : top + height, left : left + width] += np.linspace(10, -26, height)[:, None]
    canvas.draw(
        Stroke(x, 168, x, 180, 26, 30, Colour(150, 112, 112), opacity=0.7, soft_px=6) for x in (92, 160)
    )
    _fill(canvas, 50, 190, 156, 12, Colour(206))
    _fill(canvas, 40, 202, 176, 8, Colour(190))
    folds = np.sin(np.arange(28) / 28 * 4 * np.pi) * 10
    for left in (22, 206):
        _fill(canvas, left, 26, 28, 214, Colour(150, 116, 150))
        canvas.y[26:240, left : left + 28] += folds
    canvas.draw([Stroke(10, 26, 246, 26, 4, 4, _WOOD.times(0.7), round=20)])


def _furniture(canvas: Canvas) -> None:
    """Put a sofa, a picture, a lamp and a plant along the wall."""
    canvas.draw([Stroke(385, 288, 600, 288, 12, 12, Colour(30), opacity=0.45, soft_px=18)])
    canvas.draw(
        [
            Stroke(400, 196, 580, 196, 24, 24, _SOFA, round=14),
            Stroke(400, 226, 580, 226, 26, 26, _SOFA.times(0.92), round=6),
            Stroke(402, 250, 578, 250, 20, 20, _SOFA.times(1.12), round=16),
            Stroke(402, 272, 578, 272, 12, 12, _SOFA.times(0.8)),
            Stroke(384, 222, 384, 268, 18, 18, _SOFA.times(1.05), round=10),
            Stroke(596, 222, 596, 268, 18, 18, _SOFA.times(1.05), round=10),
            Stroke(432, 214, 440, 226, 20, 20, Colour(176, 100, 146), round=14),
        ]
    )
    _fill(canvas, 436, 70, 92, 64, _WOOD.times(0.7))
    _fill(canvas, 442, 76, 80, 52, Colour(190, 130, 124))
    canvas.draw(
        [
            Stroke(450, 122, 480, 100, 6, 16, Colour(120, 118, 116)),
            Stroke(498, 92, 498, 92, 8, 8, Colour(226, 90, 146)),
        ]
    )
    canvas.draw(
        [
            Stroke(622, 286, 622, 140, 3, 3, _WOOD.times(0.6)),
            Stroke(622, 286, 622, 286, 12, 12, _WOOD.times(0.6)),
            Stroke(622, 112, 622, 140, 13, 26, Colour(206, 112, 138), round=6),
            *(
                Stroke(310, 262, 310 + x, 214 - abs(x) % 17, 3, 8, Colour(84, 118, 112), round=8)
                for x in (-30, -16, 2, 18, 32)
            ),
            Stroke(310, 262, 310, 284, 17, 13, Colour(130, 108, 158), round=12),
        ]
    )


def _mat_and_bowl() -> list[Stroke]:
    near = _NEAR_PX - 9
    return [
        Stroke(150, near, 470, near, 30, 30, Colour(40), opacity=0.25, soft_px=16),
        Stroke(150, near - 2, 470, near - 2, 27, 27, _MAT.times(0.86)),
        Stroke(152, near - 3, 468, near - 3, 22, 22, _MAT),
        Stroke(545, 384, 566, 384, 10, 10, Colour(60), opacity=0.35, soft_px=10),
        Stroke(540, 378, 562, 378, 10, 10, Colour(150, 142, 112), round=22),
        Stroke(541, 373, 561, 373, 5, 5, Colour(84, 136, 120)),
    ]


def window_mask() -> NDArray[np.bool_]:
    """Return where the picture shows the sky, (HEIGHT_PX, WIDTH_PX)."""
    mask = np.zeros((HEIGHT_PX, WIDTH_PX), dtype=bool)
    for left, top, width, height in PANES:
        mask[top : top + height, left : left + width] = True
    return mask

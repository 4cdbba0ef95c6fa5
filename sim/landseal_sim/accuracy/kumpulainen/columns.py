"""What a window of two seconds shows: the server's own numbers, as of a sensor that has just begun."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.cadence import step_band_hz
from landseal_server.recognise.features import WINDOW, features
from landseal_server.recognise.movement import NAMES, movement
from landseal_server.recognise.resample import GRID_HZ, even_on_grid
from landseal_sim.accuracy.kumpulainen.protocol import RATE_HZ, WINDOW_S

WEIGHT_KG: Final = 25.0
"""[E] The step band of all dogs: about the mean of DogInfo.csv. The table has no weights."""

SECOND: Final = (
    "gravity x",
    "gravity y",
    "gravity z",
    *NAMES,
    "log ENMO, mg",
    "cadence, Hz",
    "log largest tilt, degrees",
    "burst, s",
)
"""What one second shows. Gravity is in the sensor's axes: every dog wore the same harness in the same way."""

COLUMNS: Final = 2 * len(SECOND)
"""Of a window: the mean of its two seconds, and how far apart they are."""

_BATCH: Final = 1024  # windows: their intermediate arrays stay near 100 MB


def columns(accel_g: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return what each window shows, (windows, COLUMNS).

    Nothing outside a window is looked at: the server's features see 4 s, and what lies before the window's
    beginning is filled as the server fills the time before a stream begins.

    Args:
        accel_g: (windows, WINDOW_S * RATE_HZ, 3) specific force in g.
    """
    parts = [_columns(accel_g[at : at + _BATCH]) for at in range(0, len(accel_g), _BATCH)]
    return np.concatenate(parts) if parts else np.empty((0, COLUMNS))


def _columns(accel_g: NDArray[np.float32]) -> NDArray[np.float64]:
    grid = _on_grid(accel_g)
    head = np.repeat(grid[:, :GRID_HZ].mean(axis=1, keepdims=True), WINDOW - GRID_HZ, axis=1)
    row = np.concatenate([head, grid], axis=1)
    first, second = (_second(row[:, at : at + WINDOW]) for at in (0, GRID_HZ))
    return np.concatenate([(first + second) / 2, np.abs(second - first)], axis=1)


def _on_grid(accel_g: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring windows to the server's rate, (windows, WINDOW_S * GRID_HZ, 3)."""
    seconds = accel_g.reshape(-1, RATE_HZ, 3)
    start_s, rate_hz = np.zeros(len(seconds)), np.full(len(seconds), float(RATE_HZ))
    return even_on_grid(seconds, start_s, rate_hz).reshape(-1, WINDOW_S * GRID_HZ, 3)


def _second(window: NDArray[np.float32]) -> NDArray[np.float64]:
    found = features(window, np.tile(step_band_hz(WEIGHT_KG), (len(window), 1)))
    return np.column_stack(
        [
            found.gravity,
            movement(window, found.rhythm),
            np.log1p(found.enmo_mg),
            found.cadence_hz,
            np.log1p(found.tilt_change_deg),
            found.burst_s,
        ]
    )

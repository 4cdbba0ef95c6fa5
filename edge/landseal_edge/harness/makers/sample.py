"""What several makers' modules need: one sample, no sample, and the error for a wrong rate."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.errors import LandsealError

NO_SAMPLES: Final[NDArray[np.float32]] = np.zeros((0, 3), dtype=np.float32)
NO_SAMPLES.flags.writeable = False


def one_sample(x_g: float, y_g: float, z_g: float) -> NDArray[np.float32]:
    """(1, 3) in g."""
    return np.array(((x_g, y_g, z_g),), dtype=np.float32)


def no_such_rate(title: str, rate_hz: float, rates_hz: Iterable[float]) -> LandsealError:
    """The error for a rate that this maker's sensors do not have."""
    return LandsealError(
        f"{title} sensors have no rate of {rate_hz:g} Hz",
        where="edge.toml",
        remedy=f"Choose rate_hz from {', '.join(f'{rate:g}' for rate in rates_hz)}.",
    )

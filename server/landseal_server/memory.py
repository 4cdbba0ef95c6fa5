"""All that is remembered of one pet from second to second: kept in the ledger, continued after a restart."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal.words import Posture, Role
from landseal_server.episodes.assistance import HelpMemory
from landseal_server.episodes.cues import CONFIRMED_SUM
from landseal_server.episodes.state import Episodes
from landseal_server.recognise.features import WINDOW
from landseal_server.recognise.follow import PostureMemory
from landseal_server.recognise.posture import UNSAID
from landseal_server.recognise.wear import WearMemory
from landseal_server.store.rows import MinuteTally


class StreamMemory(msgspec.Struct, frozen=True, kw_only=True):
    """The last seconds of one sensor."""

    t_ns: int = -1
    """Start of the newest second in the window; -1: empty."""
    window: bytes = b""
    """float32, (WINDOW, 3), in g and the sensor's axes."""
    slow: bytes = b""
    """float32, (seconds, SLOW_HZ, 3): the seconds before that a breath may reach back to."""

    def samples(self) -> NDArray[np.float32]:
        """Return the window, shape (WINDOW, 3)."""
        return np.frombuffer(self.window, dtype="<f4").reshape(WINDOW, 3)


class Today(msgspec.Struct, kw_only=True):
    """Counts of the local day."""

    date: str = ""
    rises: int = 0
    failed_rises: int = 0
    steps: float = 0.0


class PetMemory(msgspec.Struct, kw_only=True):
    """One pet."""

    read_until_ns: int = -1
    """Start of the last second of which anything came."""
    known_ns: int | None = None
    """Start of the last second in which the sensor that posture is read from spoke."""
    devices_ns: dict[str, int] = {}
    """Start of the last second of each device."""
    streams: dict[Role, StreamMemory] = {}
    followed: PostureMemory = PostureMemory()
    chance: list[float] = msgspec.field(default_factory=lambda: list(UNSAID))
    """The probability of each posture in that second."""
    episodes: Episodes = msgspec.field(default_factory=Episodes)
    minute: MinuteTally | None = None
    today: Today = msgspec.field(default_factory=Today)
    posture: Posture = Posture.UNKNOWN
    since_ns: int = 0
    wear: WearMemory = msgspec.field(default_factory=WearMemory)
    help: HelpMemory = msgspec.field(default_factory=HelpMemory)
    last_stood_up_ns: int | None = None
    batteries_pct: dict[Role, int] = {}
    confirmed_sum: float = CONFIRMED_SUM
    """What the cues for a confirmed stand of hers must add up to; moved by taps alone (labels/adapt.py)."""

"""The words between a maker's module (bytes -> samples) and the links that carry its bytes.

A maker's module is pure: no radio, no clock, and no exception for any bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray


def sig_uuid(short: int) -> str:
    """The full, lower-case UUID of a 16-bit number that the Bluetooth SIG has assigned."""
    return f"{short:08x}-0000-1000-8000-00805f9b34fb"


BATTERY_LEVEL: Final = sig_uuid(0x2A19)
"""The characteristic of service 0x180F: one byte, percent."""


MOST_G: Final = 32.768
"""No component of a sample is larger: int16 in mg ends here, and what dogs wear measures 16 g at most."""


@dataclass(frozen=True, slots=True)
class Advertised:
    """What one device says of itself to everyone."""

    address: str
    """As the operating system names it: upper-case `AA:BB:CC:DD:EE:FF` on Linux."""
    name: str | None = None
    rssi_dbm: int | None = None
    manufacturer_data: Mapping[int, bytes] = field(default_factory=dict)
    """By company number, without the number itself."""
    service_data: Mapping[str, bytes] = field(default_factory=dict)
    """By full, lower-case UUID."""
    service_uuids: tuple[str, ...] = ()
    """Full, lower-case."""


class Decoded(msgspec.Struct, frozen=True, eq=False):
    """What one packet held. A struct: there is one for each packet, and a frozen dataclass costs far more."""

    accel_g: NDArray[np.float32]
    """(samples, 3) specific force in g, in the sensor's own axes, oldest first: finite, none beyond `MOST_G`.
    May hold no sample."""
    counter_ns: int | None = None
    """The sensor's own clock at the *last* sample of `accel_g`, modulo the maker's `counter_wraps_ns`; None
    where it tells none."""
    sequence: int | None = None
    """The packet's number: one more than that of the packet before, modulo the maker's `sequence_wraps`. The
    same number twice is the same packet heard twice."""
    battery_pct: int | None = None
    """0-100."""
    battery_mv: int | None = None
    temperature_c: float | None = None
    """-60 to 150, as a block can carry it."""
    movement_count: int | None = None
    """How often the sensor's own motion detector has fired, modulo 256."""


class Refused(msgspec.Struct, frozen=True):
    """Bytes that gave no samples: counted by the reason, never raised."""

    reason: str
    """A short, fixed word in snake_case (`too_short`), a counter's name; never what was received."""


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes to be written to a sensor."""

    uuid: str
    """The characteristic."""
    payload: bytes
    with_response: bool | None = None
    """None: as the characteristic's properties allow, with a response where they do (as bleak does)."""
    settle_s: float = 0.0
    """How long the sensor needs before the next write."""


class PacketReader(Protocol):
    """Reads what one connection brings, in order; it may hold the beginning of what the next packet ends."""

    def take(self, packet: bytes | bytearray) -> Sequence[Decoded | Refused]:
        """Read one notification of any characteristic: oldest first, empty where nothing is complete yet.

        Never raises.
        """
        ...


class Maker(Protocol):
    """What is known of all sensors of one kind."""

    @property
    def key(self) -> str:
        """The word in `edge.toml`: `maker = "..."`."""
        ...

    @property
    def title(self) -> str:
        """As its makers call it, for people."""
        ...

    @property
    def counter_wraps_ns(self) -> int | None:
        """Where the sensor's own clock begins anew; None: it has none, or it never wraps."""
        ...

    @property
    def sequence_wraps(self) -> int | None:
        """How many numbers its packets have: after the last comes 0. None: they are not numbered."""
        ...


class GattMaker(Maker, Protocol):
    """A sensor one connects to, and which then notifies."""

    @property
    def rates_hz(self) -> tuple[float, ...]:
        """The rates it can be asked for, rising. A model that lacks one answers with a refusal."""
        ...

    @property
    def notify(self) -> tuple[str, ...]:
        """The characteristics to be notified (or indicated) by, in this order; all go to one reader."""
        ...

    @property
    def battery_level(self) -> str | None:
        """A characteristic of one byte, percent, to read now and then. None, or missing: `ask_battery`."""
        ...

    def claims(self, advertised: Advertised) -> bool:
        """Whether this is one of its sensors, as far as an advertisement can tell."""
        ...

    def wake(self, rate_hz: float) -> Sequence[Write]:
        """What sets the rate and starts the samples: written in order, once notifications are on.

        Raises:
            LandsealError: the rate is none of `rates_hz`; names those that are.
        """
        ...

    def ask_battery(self) -> Sequence[Write]:
        """What makes it notify its battery (a `Decoded` without samples) where `battery_level` tells none."""
        ...

    def identify(self) -> Sequence[Write]:
        """What makes it blink or beep; empty where it cannot."""
        ...

    def reader(self, rate_hz: float) -> PacketReader:
        """A new reader for a new connection, at the rate that `wake` was given."""
        ...


class AdvertMaker(Maker, Protocol):
    """A sensor that tells everything in its advertisements."""

    def read(self, advertised: Advertised) -> Decoded | Refused | None:
        """What it tells; None where it is not one of its sensors. Never raises.

        Samples carry no time: their moment is when they were heard.
        """
        ...

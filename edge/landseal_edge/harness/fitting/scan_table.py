"""What is near: advertisements in, rows out. No radio and no clock; the moment is passed in."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Final

import msgspec

from landseal.units import NS_PER_S
from landseal_edge.harness.maker import Advertised, Decoded
from landseal_edge.harness.makers.known import gatt_maker_of, read_advert

_RATE_OVER_NS: Final = 10 * NS_PER_S
"""[E] Long enough for a tag that speaks every 1.3 s, short enough to fall when one goes away."""

_GONE_NS: Final = 60 * NS_PER_S
"""[E] Twice what BlueZ remembers a device for. Addresses of phones change for ever: they must not pile up."""

_RSSI_OF: Final = 5
"""[E] The median of so many: a single advertisement is 10 dB off as soon as somebody walks by."""

_TIMES_KEPT: Final = 256
_NAME_LENGTH: Final = 24


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One device that is near."""

    address: str
    called: str | None
    """As it calls itself."""
    name: str | None
    """As edge.toml calls it; None where it is not in it."""
    maker: str | None
    """The word for edge.toml; None where nobody knows it."""
    title: str | None
    """Its maker, for people."""
    rates_hz: tuple[float, ...]
    """What it can be asked for, once connected; empty where it tells everything in its advertisements."""
    adverts_per_s: float | None
    """As heard over the last seconds; None before the second one."""
    moves: bool
    """Whether it can tell how it moves: a thermometer of a known maker cannot."""
    trouble: str | None
    """Why it has told no movement yet, in the words of its maker's module; None where it has, or need not."""
    battery_pct: int | None
    rssi_dbm: int | None
    heard_s_ago: float


@dataclass(frozen=True)
class Known:
    """What a maker's module makes of an advertisement."""

    maker: str
    title: str
    rates_hz: tuple[float, ...] = ()
    moves: bool = True
    trouble: str | None = None
    battery_pct: int | None = None


Recognise = Callable[[Advertised], Known | None]


def recognised(advertised: Advertised) -> Known | None:
    """Ask every maker's module."""
    gatt = gatt_maker_of(advertised)
    if gatt is not None:
        return Known(gatt.key, gatt.title, gatt.rates_hz)
    read = read_advert(advertised)
    if read is None:
        return None
    maker, told = read
    if not isinstance(told, Decoded):
        return Known(maker.key, maker.title, moves=False, trouble=told.reason)
    return Known(maker.key, maker.title, moves=len(told.accel_g) > 0, battery_pct=told.battery_pct)


@dataclass
class _Device:
    times_ns: deque[int] = field(default_factory=lambda: deque(maxlen=_TIMES_KEPT))
    rssi_dbm: deque[int] = field(default_factory=lambda: deque(maxlen=_RSSI_OF))
    called: str | None = None
    known: Known | None = None
    moves: bool = False
    battery_pct: int | None = None

    def take(self, advertised: Advertised, known: Known | None, at_ns: int) -> None:
        self.times_ns.append(at_ns)
        if advertised.rssi_dbm is not None:
            self.rssi_dbm.append(advertised.rssi_dbm)
        if known is not None:  # one part of an advertisement may tell what the other does not
            self.moves = self.moves or known.moves
            self.known = known
            self.battery_pct = self.battery_pct if known.battery_pct is None else known.battery_pct
        self.called = _shown(advertised.name) or self.called


class Nearby:
    """All devices that were heard of late.

    Args:
        names: the names that edge.toml has for addresses, in upper case.
        recognise: asks the makers.
    """

    def __init__(self, names: Mapping[str, str], recognise: Recognise = recognised) -> None:
        self._names = names
        self._recognise = recognise
        self._devices: dict[str, _Device] = {}

    def heard(self, advertised: Advertised, at_ns: int) -> None:
        """Take one advertisement."""
        device = self._devices.setdefault(advertised.address.upper(), _Device())
        device.take(advertised, self._recognise(advertised), at_ns)

    def rows(self, now_ns: int) -> list[Row]:
        """Return what is near: those of edge.toml, then known makers', then the rest; the nearest first."""
        self._devices = {a: d for a, d in self._devices.items() if now_ns - d.times_ns[-1] <= _GONE_NS}
        return sorted((self._row(a, d, now_ns) for a, d in self._devices.items()), key=_order)

    def _row(self, address: str, device: _Device, now_ns: int) -> Row:
        known = device.known
        return Row(
            address=address,
            called=device.called,
            name=self._names.get(address),
            maker=None if known is None else known.maker,
            title=None if known is None else known.title,
            rates_hz=() if known is None else known.rates_hz,
            adverts_per_s=_rate_hz([t for t in device.times_ns if now_ns - t <= _RATE_OVER_NS]),
            moves=device.moves,
            trouble=None if known is None or device.moves else known.trouble,
            battery_pct=device.battery_pct,
            rssi_dbm=round(median(device.rssi_dbm)) if device.rssi_dbm else None,
            heard_s_ago=round((now_ns - device.times_ns[-1]) / NS_PER_S, 1),
        )


def known_of(rows: Iterable[Row]) -> list[Row]:
    """Return those whose maker is known, or which edge.toml names."""
    return [row for row in rows if row.maker is not None or row.name is not None]


def _order(row: Row) -> tuple[bool, str, bool, float, str]:
    faintness = 999 if row.rssi_dbm is None else -row.rssi_dbm
    return (row.name is None, row.name or "", row.maker is None, faintness, row.address)


def _rate_hz(times_ns: list[int]) -> float | None:
    if len(times_ns) < 2 or times_ns[-1] == times_ns[0]:  # noqa: PLR2004 -- a rate is between two
        return None
    return round((len(times_ns) - 1) * NS_PER_S / (times_ns[-1] - times_ns[0]), 1)


def _shown(name: str | None) -> str | None:
    """Return a name that a stranger chose, fit for a terminal."""
    shown = "".join(c for c in name or "" if c.isprintable()).strip()[:_NAME_LENGTH]
    return shown or None

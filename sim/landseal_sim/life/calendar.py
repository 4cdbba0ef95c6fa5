"""When things are: seconds since her life began, against UTC and the clock on the wall."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from landseal.clock import utc, utc_ns
from landseal.errors import LandsealError
from landseal.units import NS_PER_S

SECONDS_PER_DAY = 86_400
_FIRST_YEAR, _LAST_YEAR = 1971, 2200


@dataclass(frozen=True)
class Calendar:
    """When a life begins, and where."""

    start_ns: int
    zone: ZoneInfo

    def utc_ns(self, since_s: float) -> int:
        """Return the UTC of a moment of her life."""
        return self.start_ns + round(since_s * NS_PER_S)

    def utc(self, since_s: float) -> datetime:
        """Return the UTC of a moment of her life, rounded to microseconds."""
        return utc(self.utc_ns(since_s))

    def local(self, since_s: float) -> datetime:
        """Return what the clock on the wall shows."""
        return self.utc(since_s).astimezone(self.zone)

    def hour(self, since_s: float) -> float:
        """Return the hour of the local day, 0-24; a clock that is put forward leaps here too."""
        now = self.local(since_s)
        return now.hour + now.minute / 60 + now.second / 3600

    def day(self, since_s: float) -> int:
        """Return how many local midnights have passed since her life began."""
        return (self.local(since_s).date() - self.local(0).date()).days

    def since_s(self, day: int, hour: float) -> float:
        """Return the moment of a local hour of a day; one that a clock change leaves out is the next."""
        date = self.local(0).date() + timedelta(days=day)
        midnight = datetime(date.year, date.month, date.day, tzinfo=self.zone)
        wall = midnight + timedelta(hours=hour)  # on the wall: zone-aware arithmetic ignores clock changes
        return (utc_ns(wall) - self.start_ns) / NS_PER_S

    def after_days(self, days: float) -> float:
        """Return the moment that many days later: whole days by the wall's clock, the rest by 24 h."""
        whole = int(days)
        later = self.local(0) + timedelta(days=whole)  # wall-clock arithmetic: a day may have 23 or 25 h
        return (utc_ns(later) - self.start_ns) / NS_PER_S + (days - whole) * SECONDS_PER_DAY


def begins(start: str, zone: ZoneInfo) -> Calendar:
    """Read a start: a date (local midnight) or a local date and time.

    Raises:
        LandsealError: it is neither.
    """
    try:
        moment = datetime.fromisoformat(start)
    except ValueError:
        raise LandsealError(
            f'--start: expected a date such as 2026-03-23 or 2026-03-23T18:00, got "{start}"'
        ) from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise LandsealError(f"--start: expected a year from {_FIRST_YEAR} to {_LAST_YEAR}, got {moment.year}")
    aware = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
    return Calendar(utc_ns(aware), zone)


def zone_named(name: str) -> ZoneInfo:
    """Return a time zone by its name.

    Raises:
        LandsealError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise LandsealError(f'--zone: expected a time zone such as "Europe/Berlin", got "{name}"') from None

"""What is kept of each second and minute: the same columns in every store."""

from collections.abc import Iterable
from statistics import fmean, quantiles

import msgspec

from landseal.units import NS_PER_S
from landseal.words import EventKind, Posture, Wear

NS_PER_MIN = 60 * NS_PER_S


class SecondRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One second of one pet."""

    pet: str
    t_ns: int
    posture: Posture
    confidence: float
    vedba_mg: float
    enmo_mg: float
    pitch_deg: float
    roll_deg: float
    steps: float
    cadence_hz: float
    wear: Wear
    land_seal: bool | None = None
    """None where no hind sensor could tell."""


class MinuteRow(msgspec.Struct, frozen=True, kw_only=True):
    """One minute of one pet; a second without data is `no_data` in `wear_s`, and in no other count."""

    pet: str
    t_ns: int
    posture_s: dict[Posture, int]
    wear_s: dict[Wear, int]
    vedba_mg_mean: float
    vedba_mg_p95: float
    steps: float
    rises: int = 0
    failed_rises: int = 0


class CameraRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One second of one camera."""

    camera: str
    t_ns: int
    moved: float
    box: tuple[float, float, float, float] | None = None


class MinuteTally(msgspec.Struct, kw_only=True):
    """The minute that is being counted."""

    t_ns: int
    posture_s: dict[Posture, int] = {}
    wear_s: dict[Wear, int] = {}
    vedba_mg: list[float] = []
    steps: float = 0.0
    rises: int = 0
    failed_rises: int = 0

    def count(self, row: SecondRow) -> None:
        """Take in a second."""
        self.posture_s[row.posture] = self.posture_s.get(row.posture, 0) + 1
        self.wear_s[row.wear] = self.wear_s.get(row.wear, 0) + 1
        self.vedba_mg.append(row.vedba_mg)
        self.steps += row.steps

    def count_event(self, kind: EventKind) -> None:
        """Take in a confirmed event, once."""
        self.rises += kind is EventKind.STOOD_UP
        self.failed_rises += kind is EventKind.RISE_FAILED

    def _wear_s(self) -> dict[Wear, int]:
        missing = 60 - sum(self.wear_s.values())
        return {**self.wear_s, Wear.NO_DATA: missing} if missing > 0 else self.wear_s

    def row(self, pet: str) -> MinuteRow:
        """Return the minute as it stands."""
        values = self.vedba_mg or [0.0]
        p95 = quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
        return MinuteRow(
            pet=pet,
            t_ns=self.t_ns,
            posture_s=self.posture_s,
            wear_s=self._wear_s(),
            vedba_mg_mean=fmean(values),
            vedba_mg_p95=p95,
            steps=self.steps,
            rises=self.rises,
            failed_rises=self.failed_rises,
        )


class ActivityBin(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time, as the API gives it."""

    t_ns: int
    posture_s: dict[Posture, int]
    vedba_mg_mean: float | None
    steps: float


def whole_minute(ns: int) -> int:
    """Return the start of the UTC minute that `ns` lies in."""
    return ns - ns % NS_PER_MIN


def bins_of_seconds(rows: Iterable[SecondRow], start_ns: int, every_ns: int) -> list[ActivityBin]:
    """Gather seconds into bins of `every_ns` from `start_ns`; bins without data are left out."""
    groups: dict[int, list[SecondRow]] = {}
    for row in rows:
        groups.setdefault(_bin(row.t_ns, start_ns, every_ns), []).append(row)
    return [_bin_of_seconds(t_ns, groups[t_ns]) for t_ns in sorted(groups)]


def bins_of_minutes(rows: Iterable[MinuteRow], start_ns: int, every_ns: int) -> list[ActivityBin]:
    """Gather minutes into bins of `every_ns` from `start_ns`; bins without data are left out."""
    groups: dict[int, list[MinuteRow]] = {}
    for row in rows:
        groups.setdefault(_bin(row.t_ns, start_ns, every_ns), []).append(row)
    return [_bin_of_minutes(t_ns, groups[t_ns]) for t_ns in sorted(groups)]


def _bin(t_ns: int, start_ns: int, every_ns: int) -> int:
    return start_ns + (t_ns - start_ns) // every_ns * every_ns


def _bin_of_seconds(t_ns: int, rows: list[SecondRow]) -> ActivityBin:
    postures: dict[Posture, int] = {}
    for row in rows:
        postures[row.posture] = postures.get(row.posture, 0) + 1
    vedba = fmean(row.vedba_mg for row in rows)
    return ActivityBin(
        t_ns=t_ns, posture_s=postures, vedba_mg_mean=vedba, steps=sum(row.steps for row in rows)
    )


def _bin_of_minutes(t_ns: int, rows: list[MinuteRow]) -> ActivityBin:
    postures: dict[Posture, int] = {}
    weighted, known = 0.0, 0
    for row in rows:
        seconds = sum(row.posture_s.values())
        weighted, known = weighted + row.vedba_mg_mean * seconds, known + seconds
        for posture, count in row.posture_s.items():
            postures[posture] = postures.get(posture, 0) + count
    return ActivityBin(
        t_ns=t_ns,
        posture_s=postures,
        vedba_mg_mean=weighted / known if known else None,
        steps=sum(row.steps for row in rows),
    )

"""The line under a cloud of delays: what a sensor's clock reads against the host's.

A packet is never early. So of all lines host = a + b x sensor below every arrival, the right one touches
the packets that came without delay: the lower envelope. An average would carry the delays of a busy radio
into the time.
"""

from collections import deque
from dataclasses import dataclass, replace
from itertools import pairwise

Point = tuple[float, float]
"""Sensor time and host time, nanoseconds since the envelope's first point."""


@dataclass(frozen=True, slots=True)
class Line:
    """host = host_origin + offset + slope x (sensor - sensor_origin), all in nanoseconds."""

    sensor_origin_ns: int
    host_origin_ns: int
    slope: float
    offset_ns: float = 0.0

    def host_ns(self, sensor_ns: int) -> int:
        """Return the host's time; exact, as only differences become floats."""
        return self.host_origin_ns + round(self.offset_ns + self.slope * (sensor_ns - self.sensor_origin_ns))


class LowerEnvelope:
    """The best line below the arrivals of a sliding window.

    Args:
        buckets: how many the window holds; each keeps its least delayed point, which bounds memory and time.
        bucket_ns: how long each is, in the host's time: what was held back and comes all at once is in one.
        tolerance: by how much the slope may differ from 1 or from `slope`, as a share of it.
        slope: the one to begin with.
    """

    def __init__(self, *, buckets: int, bucket_ns: int, tolerance: float, slope: float = 1.0) -> None:
        self._bucket_ns = bucket_ns
        self._slope = slope
        self._bounds = min(1.0, slope) * (1 - tolerance), max(1.0, slope) * (1 + tolerance)
        self._least: deque[Point] = deque(maxlen=buckets)
        self._open: Point | None = None
        self._open_from_ns = 0.0
        self.line: Line | None = None
        """The line below all points so far; None before the first."""
        self.closed = 0
        """Buckets that are full."""
        self.closed_late_ns = 0.0
        """By how much the least delayed point of the last full bucket lay above the line."""
        self.closed_early_ns = 0.0
        """By how much points of the last full bucket have pushed the line down."""
        self._early_ns = 0.0

    def add(self, sensor_ns: int, host_ns: int) -> Line:
        """Take an arrival; return the line, a new one where it has moved."""
        line = self.line or Line(sensor_ns, host_ns, self._slope)
        point = (float(sensor_ns - line.sensor_origin_ns), float(host_ns - line.host_origin_ns))
        if self._open is not None and point[1] - self._open_from_ns >= self._bucket_ns:
            line = self._close(line, self._open)
        above_ns = _above_ns(line, point)
        if self._open is None:
            self._open, self._open_from_ns = point, point[1]
        elif above_ns < _above_ns(line, self._open):
            self._open = point
        if above_ns < 0:
            self._early_ns -= above_ns
            line = replace(line, offset_ns=line.offset_ns + above_ns)
        self.line = line
        return line

    def diagnostics(self) -> dict[str, object]:
        """Return its state, for people."""
        return {
            "slope": self._slope if self.line is None else self.line.slope,
            "buckets": len(self._least),
            "closed_late_ns": self.closed_late_ns,
        }

    def _close(self, line: Line, least: Point) -> Line:
        self.closed += 1
        self.closed_late_ns = _above_ns(line, least)
        self.closed_early_ns, self._early_ns = self._early_ns, 0.0
        self._least.append(least)
        self._open = None
        slope, offset_ns = _fitted(list(self._least), self._bounds, line.slope)
        return replace(line, slope=slope, offset_ns=offset_ns)


def _above_ns(line: Line, point: Point) -> float:
    return point[1] - line.offset_ns - line.slope * point[0]


def _fitted(points: list[Point], bounds: tuple[float, float], slope: float) -> tuple[float, float]:
    """Return slope and offset of the line below all points that is closest to them on average.

    A linear programme with a known answer: the edge of the lower convex hull above which the mean of the
    abscissas lies. Where its slope is out of bounds, the nearest bound and the offset that touches.
    """
    hull = _lower_hull(points)
    mean = sum(x for x, _ in points) / len(points)
    for (x0, y0), (x1, y1) in pairwise(hull):
        if x0 <= mean <= x1 and x1 > x0:
            slope = min(bounds[1], max(bounds[0], (y1 - y0) / (x1 - x0)))
            break
    return slope, min(y - slope * x for x, y in hull)


def _lower_hull(points: list[Point]) -> list[Point]:
    """Return the lower convex hull of points that are sorted by their abscissas (Andrew's monotone chain)."""
    hull: list[Point] = []
    for x, y in points:
        while len(hull) > 1:
            (ax, ay), (bx, by) = hull[-2:]
            if (bx - ax) * (y - ay) > (by - ay) * (x - ax):  # it turns upwards
                break
            hull.pop()
        hull.append((x, y))
    return hull

"""The recordings of `edge.toml` that stand in for sensors."""

from landseal.clock import Clock
from landseal_edge.config import ReplaySensor
from landseal_edge.replay.formats import read_recordings
from landseal_edge.replay.source import ReplaySource


def replayed(sensor: ReplaySensor, clock: Clock) -> ReplaySource:
    """Return the source of a recording.

    Raises:
        LandsealError: it cannot be read, or has no such session or sensor.
    """
    recordings = read_recordings(
        sensor.file, role=sensor.role, session=sensor.session, rate_hz=sensor.rate_hz
    )
    return ReplaySource(recordings, clock)

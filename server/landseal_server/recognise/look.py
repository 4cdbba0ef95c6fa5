"""What every second of every sensor shows by itself: all that needs no history, in one pass over arrays."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from landseal.words import Role
from landseal_server.episodes.reading import Movement
from landseal_server.recognise.breathing import SEGMENT_S, SLOW_HZ, ripple
from landseal_server.recognise.cadence import step_band_hz
from landseal_server.recognise.features import SWAY_WINDOW, WINDOW, Features, coherence, features
from landseal_server.recognise.lift import pitch_range_deg
from landseal_server.recognise.run import Run
from landseal_server.recognise.stream import Stream


@dataclass(frozen=True)
class Looked:
    """What is known of every second of every stream by itself; a row each."""

    found: Features
    movement: list[Movement]
    coherence: Mapping[int, float]
    """With the pelvis, for rows of the sensor that posture is read from; only where both mounts are known."""
    ripple: Mapping[int, float]
    """Of breath, for rows of the sensor that posture is read from at which a segment is over."""


def look(runs: Sequence[Run], worn: Sequence[dict[Role, Stream]]) -> Looked:
    """Compute what needs no history, in one pass over the windows of all streams."""
    streams = [(run, stream) for run, by_role in zip(runs, worn, strict=True) for stream in by_role.values()]
    windows = [np.empty((0, WINDOW, 3), np.float32), *(stream.windows for _, stream in streams)]
    bands = [step_band_hz(run.profile.weight_kg) for run, stream in streams for _ in stream.t_ns]
    found = features(np.concatenate(windows), np.array(bands).reshape(-1, 2))
    return Looked(
        found=found,
        movement=_movement(found, [stream for _, stream in streams]),
        coherence=_together(runs, worn, found),
        ripple=_ripple(runs, worn),
    )


def _movement(found: Features, streams: Sequence[Stream]) -> list[Movement]:
    lowest, highest = np.zeros((2, len(found.vedba_mg)))
    for stream in streams:
        if stream.mount is not None:
            lowest[stream.rows], highest[stream.rows] = pitch_range_deg(stream.windows, stream.mount)
    columns = (
        found.vedba_mg,
        found.enmo_mg,
        found.burst_s,
        found.first_burst_s,
        found.tilt_change_deg,
        found.rhythm,
        found.cadence_hz,
        found.stepping.share,
        found.stepping.from_s,
        found.stepping.until_s,
        found.stepping.strong_mg,
        found.stepping.window_mg,
        lowest,
        highest,
    )
    return [Movement(*numbers) for numbers in zip(*(column.tolist() for column in columns), strict=True)]


def _together(
    runs: Sequence[Run], worn: Sequence[dict[Role, Stream]], found: Features
) -> Mapping[int, float]:
    """Return the coherence of the lateral sways of trunk and pelvis."""
    lateral = np.zeros((len(found.vedba_mg), SWAY_WINDOW))
    pairs: list[tuple[int, int]] = []
    for run, streams in zip(runs, worn, strict=True):
        trunk, pelvis = streams.get(run.profile.primary), streams.get(Role.PELVIS)
        if trunk and pelvis and trunk.mount is not None and pelvis.mount is not None:
            lateral[trunk.rows], lateral[pelvis.rows] = trunk.lateral(found), pelvis.lateral(found)
            pairs += [(row, pelvis.row_of[n]) for n, row in trunk.row_of.items() if n in pelvis.row_of]
    trunks, pelves = [list(rows) for rows in zip(*pairs, strict=True)] or ([], [])
    return dict(zip(trunks, coherence(lateral[trunks], lateral[pelves]).tolist(), strict=True))


def _ripple(runs: Sequence[Run], worn: Sequence[dict[Role, Stream]]) -> Mapping[int, float]:
    """Return the ripple of breath at the end of each segment."""
    segments, rows = [np.empty((0, SEGMENT_S * SLOW_HZ, 3), np.float32)], list[int]()
    for run, streams in zip(runs, worn, strict=True):
        stream = streams.get(run.profile.primary)
        if stream is not None:
            slow = stream.slow_down()
            segments.append(slow.segments())
            rows += [stream.rows.start + row for row in slow.segment_rows]
    found = ripple(np.concatenate(segments)).tolist()
    return {row: times for row, times in zip(rows, found, strict=True) if not math.isnan(times)}

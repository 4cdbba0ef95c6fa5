"""One tick: the next seconds of many pets, in one pass over arrays; then each pet's, one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landseal.words import THIGHS, Role
from landseal_server.episodes.machine import is_broken
from landseal_server.episodes.reading import Movement, Reading, Sight
from landseal_server.intake.lane import Epoch
from landseal_server.memory import PetMemory, StreamMemory
from landseal_server.recognise import posture
from landseal_server.recognise.cadence import step_band_hz
from landseal_server.recognise.features import (
    SWAY_WINDOW,
    WINDOW,
    Features,
    coherence,
    features,
    pitch_deg,
    roll_deg,
)
from landseal_server.recognise.lift import pitch_range_deg
from landseal_server.recognise.stream import Stream, hear
from landseal_server.recognise.thigh import femur_of


@dataclass(frozen=True)
class Profile:
    """What is known of a pet before anything is measured."""

    weight_kg: float
    primary: Role
    """The sensor that posture is read from: the trunk's, or else the collar's."""
    mounts: dict[Role, NDArray[np.float64] | None]
    """Rotation (3, 3) from the sensor's axes to the body's; None: not known."""
    cameras: frozenset[str] = frozenset()
    """Cameras that have nobody but her in view: a box of any other camera is given to nobody."""


@dataclass(frozen=True)
class Run:
    """Seconds of one pet, oldest first: one while she is watched, many when there is a backlog."""

    epochs: Sequence[Epoch]
    memory: PetMemory
    profile: Profile


def read(runs: Sequence[Run]) -> list[Iterator[Reading | None]]:
    """Read the seconds of many pets; at most one run per pet.

    What can be computed without history is computed at once, for all of them. The rest is done as the
    readings are asked for: what is remembered of a pet is never ahead of the reading that was given last. A
    second reads the same, to the last bit, however many are read with it.

    Returns:
        The readings of each run, one per epoch; None where the sensor that posture is read from has given
        nothing.
    """
    worn: list[dict[Role, Stream]] = []
    rows = 0
    for run in runs:
        worn.append({})
        for role, heard in hear(run.epochs).items():
            before = run.memory.streams.get(role, StreamMemory())
            worn[-1][role] = stream = Stream(heard, before, run.profile.mounts.get(role), rows)
            rows = stream.rows.stop
    seconds = _look(runs, worn)
    return [_readings(run, streams, seconds) for run, streams in zip(runs, worn, strict=True)]


@dataclass(frozen=True)
class _Seconds:
    """What is known of every second of every stream by itself; a row each."""

    movement: list[Movement]
    body: NDArray[np.float64]
    """(rows, 3) direction of gravity in the body frame, or the thigh's."""
    pitch_deg: list[float]
    roll_deg: list[float]
    seen: NDArray[np.float64]
    """(rows, states) how well each posture explains it."""
    coherence: Mapping[int, float]
    """With the pelvis, for rows of the sensor that posture is read from; only where both mounts are known."""


def _look(runs: Sequence[Run], worn: Sequence[dict[Role, Stream]]) -> _Seconds:
    """Compute what needs no history, in one pass over the windows of all streams."""
    streams = [(run, stream) for run, by_role in zip(runs, worn, strict=True) for stream in by_role.values()]
    windows = [np.empty((0, WINDOW, 3), np.float32), *(stream.windows for _, stream in streams)]
    bands = [step_band_hz(run.profile.weight_kg) for run, stream in streams for _ in stream.t_ns]
    found = features(np.concatenate(windows), np.array(bands).reshape(-1, 2))
    for _, stream in streams:
        stream.learn(found)
    body = np.concatenate([np.empty((0, 3)), *(stream.to_body(found) for _, stream in streams)])
    known = np.array([stream.mount is not None for _, stream in streams for _ in stream.t_ns], np.bool_)
    return _Seconds(
        movement=_movement(found, [stream for _, stream in streams]),
        body=body,
        pitch_deg=pitch_deg(body).tolist(),
        roll_deg=roll_deg(body).tolist(),
        seen=posture.likelihood(body, known, found.vedba_mg, found.rhythm, found.tilt_change_deg),
        coherence=_together(runs, worn, found),
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


def _readings(run: Run, streams: dict[Role, Stream], seconds: _Seconds) -> Iterator[Reading | None]:
    """Read the run second by second, and remember each as it is given."""
    rows = streams[run.profile.primary].row_of if run.profile.primary in streams else {}
    known_ns = run.memory.known_ns
    for number, epoch in enumerate(run.epochs):
        for role, stream in streams.items():
            if number in stream.row_of:
                run.memory.streams[role] = stream.memory_after(number)
        row = rows.get(number)
        if row is None:
            yield None
            continue
        broken = known_ns is None or is_broken(epoch.t_ns - known_ns)
        before = posture.start() if broken else np.array(run.memory.belief)
        run.memory.belief = posture.step(before, seconds.seen[row]).tolist()
        known_ns = epoch.t_ns
        rows_now = {role: s.row_of[number] for role, s in streams.items() if number in s.row_of}
        yield _reading(run, epoch, seconds, row, rows_now)


def _reading(run: Run, epoch: Epoch, seconds: _Seconds, row: int, rows: Mapping[Role, int]) -> Reading:
    """Return the reading of a second: `row` is that of the sensor posture is read from, `rows` are all."""
    belief = run.memory.belief
    pelvis_row, sling_row = rows.get(Role.PELVIS), rows.get(Role.SLING)
    mounts = run.profile.mounts
    return Reading(
        t_ns=epoch.t_ns,
        posture=posture.label(belief),
        confidence=max(belief),
        p_lying=posture.lying(belief),
        p_upright=posture.upright(belief),
        pitch_deg=seconds.pitch_deg[row],
        roll_deg=seconds.roll_deg[row],
        trunk=seconds.movement[row],
        pelvis=None if pelvis_row is None else seconds.movement[pelvis_row],
        coherence=None if pelvis_row is None else seconds.coherence.get(row),
        sights=tuple(
            Sight(camera, second.box, second.aspect)
            for camera, second in epoch.motion().items()
            if camera in run.profile.cameras
        ),
        forward_known=mounts.get(run.profile.primary) is not None,
        femora=tuple(
            femur_of(role, seconds.body[rows[role]].tolist())
            for role in sorted(THIGHS & rows.keys())
            if mounts.get(role) is not None
        ),
        sling_mg=None if sling_row is None else seconds.movement[sling_row].vedba_mg,
    )

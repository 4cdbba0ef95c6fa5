"""One tick: the next seconds of many pets, in one pass over arrays; then each pet's, one after the other."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from landseal.words import Role
from landseal_server.episodes.machine import is_broken
from landseal_server.episodes.reading import Movement, Reading, Sight
from landseal_server.intake.lane import Epoch
from landseal_server.memory import PetMemory, StreamMemory
from landseal_server.recognise import model, posture
from landseal_server.recognise.breathing import SEGMENT_S, SLOW_HZ, ripple
from landseal_server.recognise.cadence import step_band_hz
from landseal_server.recognise.features import (
    SWAY_WINDOW,
    WINDOW,
    Features,
    coherence,
    features,
    pitch_deg,
    roll_deg,
    unit,
)
from landseal_server.recognise.hypotheses import Hypotheses, any_way, near
from landseal_server.recognise.judged import Judged, Seconds, judge
from landseal_server.recognise.movement import movement
from landseal_server.recognise.stream import Stream, hear


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

    @cached_property
    def ways(self) -> Hypotheses:
        """How the sensor that posture is read from may sit."""
        mount = self.mounts.get(self.primary)
        return any_way() if mount is None else near(mount)


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
    judged = _judge(runs, worn, seconds)
    return [
        _readings(run, streams, seconds, postures)
        for run, streams, postures in zip(runs, worn, judged, strict=True)
    ]


@dataclass(frozen=True)
class _Seconds:
    """What is known of every second of every stream by itself; a row each."""

    found: Features
    movement: list[Movement]
    coherence: Mapping[int, float]
    """With the pelvis, for rows of the sensor that posture is read from; only where both mounts are known."""
    ripple: Mapping[int, float]
    """Of breath, for rows of the sensor that posture is read from at which a segment is over."""


def _look(runs: Sequence[Run], worn: Sequence[dict[Role, Stream]]) -> _Seconds:
    """Compute what needs no history, in one pass over the windows of all streams."""
    streams = [(run, stream) for run, by_role in zip(runs, worn, strict=True) for stream in by_role.values()]
    windows = [np.empty((0, WINDOW, 3), np.float32), *(stream.windows for _, stream in streams)]
    bands = [step_band_hz(run.profile.weight_kg) for run, stream in streams for _ in stream.t_ns]
    found = features(np.concatenate(windows), np.array(bands).reshape(-1, 2))
    return _Seconds(
        found=found,
        movement=_movement(found),
        coherence=_together(runs, worn, found),
        ripple=_ripple(runs, worn),
    )


def _movement(found: Features) -> list[Movement]:
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


@dataclass(frozen=True)
class _Postures:
    """One pet's seconds, judged; by their number among those that her primary sensor has told of."""

    judged: Judged
    pitch_deg: list[float]
    roll_deg: list[float]


def _judge(
    runs: Sequence[Run], worn: Sequence[dict[Role, Stream]], seconds: _Seconds
) -> list[_Postures | None]:
    """Judge the postures of all pets together; None for one whose primary sensor was silent."""
    heard = [
        (number, run, streams[run.profile.primary])
        for number, (run, streams) in enumerate(zip(runs, worn, strict=True))
        if run.profile.primary in streams
    ]
    told: list[_Postures | None] = [None] * len(runs)
    pets = [_seconds_of(run, stream, seconds.found) for _, run, stream in heard]
    for (number, _, _), judged in zip(heard, judge(pets, model.shipped()), strict=True):
        gravity = unit(judged.gravity)
        told[number] = _Postures(judged, pitch_deg(gravity).tolist(), roll_deg(gravity).tolist())
    return told


def _seconds_of(run: Run, stream: Stream, found: Features) -> Seconds:
    known = [run.memory.known_ns, *stream.t_ns[:-1]]
    return Seconds(
        before=run.memory.followed,
        ways=run.profile.ways,
        gravity=found.gravity[stream.rows],
        moved=movement(stream.windows, found.rhythm[stream.rows]),
        broken=np.array(
            [a is None or is_broken(b - a) for a, b in zip(known, stream.t_ns, strict=True)], np.bool_
        ),
    )


def _readings(
    run: Run, streams: dict[Role, Stream], seconds: _Seconds, postures: _Postures | None
) -> Iterator[Reading | None]:
    """Read the run second by second, and remember each as it is given."""
    rows = streams[run.profile.primary].row_of if run.profile.primary in streams else {}
    pelvis_rows = streams[Role.PELVIS].row_of if Role.PELVIS in streams else {}
    for number, epoch in enumerate(run.epochs):
        for role, stream in streams.items():
            if number in stream.row_of:
                run.memory.streams[role] = stream.memory_after(number)
        row = rows.get(number)
        if row is None or postures is None:
            yield None
            continue
        second = row - streams[run.profile.primary].rows.start
        run.memory.followed = postures.judged.memory_after(second)
        run.memory.chance = postures.judged.chance[second]
        angles_deg = postures.pitch_deg[second], postures.roll_deg[second]
        yield _reading(run, epoch, seconds, (row, pelvis_rows.get(number)), angles_deg)


def _reading(
    run: Run,
    epoch: Epoch,
    seconds: _Seconds,
    rows: tuple[int, int | None],
    angles_deg: tuple[float, float],
) -> Reading:
    chance = run.memory.chance
    row, pelvis_row = rows
    pitch, roll = angles_deg
    trunk = seconds.movement[row]
    return Reading(
        t_ns=epoch.t_ns,
        posture=posture.word(chance, roll, trunk.vedba_mg),
        confidence=max(chance),
        p_lying=posture.lying(chance),
        p_upright=posture.upright(chance),
        pitch_deg=pitch,
        roll_deg=roll,
        trunk=trunk,
        pelvis=None if pelvis_row is None else seconds.movement[pelvis_row],
        coherence=None if pelvis_row is None else seconds.coherence.get(row),
        sights=tuple(
            Sight(camera, second.box, second.aspect)
            for camera, second in epoch.motion().items()
            if camera in run.profile.cameras
        ),
        ripple=seconds.ripple.get(row),
    )

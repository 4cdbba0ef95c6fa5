"""One tick: the next seconds of many pets, in one pass over arrays; then each pet's, one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landseal.words import THIGHS, Role
from landseal_server.episodes.machine import is_broken
from landseal_server.episodes.reading import Femur, Reading, Sight
from landseal_server.intake.lane import Epoch
from landseal_server.memory import StreamMemory
from landseal_server.recognise import model, posture
from landseal_server.recognise.features import Features, pitch_deg, roll_deg, unit
from landseal_server.recognise.judged import Judged, Seconds, judge
from landseal_server.recognise.look import Looked, look
from landseal_server.recognise.movement import movement
from landseal_server.recognise.run import Run
from landseal_server.recognise.stream import Stream, hear
from landseal_server.recognise.thigh import femur_of


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
    seconds = look(runs, worn)
    judged = _judge(runs, worn, seconds)
    return [
        _readings(run, streams, seconds, postures)
        for run, streams, postures in zip(runs, worn, judged, strict=True)
    ]


@dataclass(frozen=True)
class _Postures:
    """One pet's seconds, judged; by their number among those that her primary sensor has told of."""

    judged: Judged
    pitch_deg: list[float]
    roll_deg: list[float]


def _judge(
    runs: Sequence[Run], worn: Sequence[dict[Role, Stream]], seconds: Looked
) -> list[_Postures | None]:
    """Judge the postures of all pets together; None for one whose primary sensor was silent."""
    heard = [
        (number, run, streams[run.profile.primary])
        for number, (run, streams) in enumerate(zip(runs, worn, strict=True))
        if run.profile.primary in streams
    ]
    told: list[_Postures | None] = [None] * len(runs)
    pets = [_seconds_of(run, stream, seconds.found) for _, run, stream in heard]
    for (number, _, _), judged in zip(heard, judge(pets, model.shipped().postures), strict=True):
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
    run: Run, streams: dict[Role, Stream], seconds: Looked, postures: _Postures | None
) -> Iterator[Reading | None]:
    """Read the run second by second, and remember each as it is given."""
    rows = streams[run.profile.primary].row_of if run.profile.primary in streams else {}
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
        rows_now = {role: s.row_of[number] for role, s in streams.items() if number in s.row_of}
        yield _reading(run, epoch, seconds, rows_now, angles_deg)


def _reading(
    run: Run,
    epoch: Epoch,
    seconds: Looked,
    rows: Mapping[Role, int],
    angles_deg: tuple[float, float],
) -> Reading:
    """Return the reading of a second.

    Args:
        run: whose.
        epoch: the second.
        seconds: what is known of every row.
        rows: of each sensor that has told of the second.
        angles_deg: pitch and roll of the trunk.
    """
    chance, mounts = run.memory.chance, run.profile.mounts
    row, pelvis_row = rows[run.profile.primary], rows.get(Role.PELVIS)
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
        forward_known=mounts.get(run.profile.primary) is not None,
        femora=tuple(_femora(mounts, seconds, rows)),
    )


def _femora(
    mounts: Mapping[Role, NDArray[np.float64] | None], seconds: Looked, rows: Mapping[Role, int]
) -> Iterator[Femur]:
    """Yield how each thigh is held whose sensor is calibrated."""
    for role in sorted(THIGHS & rows.keys()):
        mount = mounts.get(role)
        if mount is not None:
            gravity = seconds.found.gravity[rows[role]]
            yield femur_of(role, (mount * gravity).sum(axis=1).tolist())

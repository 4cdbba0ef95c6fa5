"""One tick: the same second (or each pet's next one) of many pets, in one pass over arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landseal.blocks import AccelBlock
from landseal.units import NS_PER_S
from landseal.words import Role
from landseal_server.episodes.machine import is_broken
from landseal_server.episodes.reading import Movement, Reading, Sight
from landseal_server.intake.lane import Epoch
from landseal_server.memory import PetMemory, StreamMemory
from landseal_server.recognise import posture
from landseal_server.recognise.cadence import is_walking, step_band_hz
from landseal_server.recognise.features import Features, coherence, features, pitch_deg, roll_deg
from landseal_server.recognise.mount import rotation_to_up
from landseal_server.recognise.resample import on_grid

# A second with less than this share of its samples says nothing about movement in it.
_ENOUGH = 0.3


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
class Subject:
    """One pet in a tick."""

    epoch: Epoch
    memory: PetMemory
    profile: Profile


def read(subjects: Sequence[Subject]) -> list[Reading | None]:
    """Read one second of each pet, and advance what is remembered of it.

    Returns:
        A reading per pet; None where the sensor that posture is read from has given nothing.
    """
    rows = [(subject, role) for subject in subjects for role in _fill(subject)]
    if not rows:
        return [None for _ in subjects]
    window = np.stack([subject.memory.streams[role].samples() for subject, role in rows])
    bands = np.array([step_band_hz(subject.profile.weight_kg) for subject, _ in rows])
    found = features(window, bands)
    index = {(subject.epoch.pet, role): row for row, (subject, role) in enumerate(rows)}
    body = np.stack(
        [_to_body(subject, role) @ found.gravity[row] for row, (subject, role) in enumerate(rows)]
    )
    for row, (subject, role) in enumerate(rows):
        walking = is_walking(found.rhythm[row], found.vedba_mg[row], found.tilt_change_deg[row])
        subject.memory.streams[role].mount.learn(found.gravity[row], walking=walking)
    present = [s for s in subjects if (s.epoch.pet, s.profile.primary) in index]
    _believe(present, [index[s.epoch.pet, s.profile.primary] for s in present], found, body)
    return [_reading(subject, index, found, body) for subject in subjects]


def _fill(subject: Subject) -> list[Role]:
    """Push the epoch's samples into the pet's windows; return the roles that were given any."""
    filled = []
    for role, blocks in subject.epoch.accel().items():
        second = _second(blocks, subject.epoch.t_ns)
        if second is not None:
            subject.memory.streams.setdefault(role, StreamMemory()).push(subject.epoch.t_ns, second)
            filled.append(role)
    return filled


def _second(blocks: list[AccelBlock], t_ns: int) -> NDArray[np.float32] | None:
    at_s = np.concatenate([(b.t0_ns - t_ns) / NS_PER_S + np.arange(b.samples) / b.rate_hz for b in blocks])
    if len(at_s) < _ENOUGH * blocks[0].rate_hz:
        return None
    return on_grid(np.concatenate([block.accel_g() for block in blocks]), at_s)


def _to_body(subject: Subject, role: Role) -> NDArray[np.float64]:
    known = subject.profile.mounts.get(role)
    return rotation_to_up(subject.memory.streams[role].mount.up()) if known is None else known


def _believe(
    subjects: Sequence[Subject], rows: list[int], found: Features, body: NDArray[np.float64]
) -> None:
    """Advance the belief of every pet that has a reading; long gaps make it start over."""
    if not subjects:
        return
    before = np.stack([_belief(subject) for subject in subjects])
    known = np.array([s.profile.mounts.get(s.profile.primary) is not None for s in subjects])
    after = posture.step(
        before, body[rows], known, found.vedba_mg[rows], found.rhythm[rows], found.tilt_change_deg[rows]
    )
    for subject, belief in zip(subjects, after, strict=True):
        subject.memory.belief = belief.tolist()


def _belief(subject: Subject) -> NDArray[np.float64]:
    known_ns = subject.memory.known_ns
    if known_ns is None or is_broken(subject.epoch.t_ns - known_ns):
        return posture.start()
    return np.array(subject.memory.belief)


def _reading(
    subject: Subject, index: dict[tuple[str, Role], int], found: Features, body: NDArray[np.float64]
) -> Reading | None:
    pet = subject.epoch.pet
    row = index.get((pet, subject.profile.primary))
    if row is None:
        return None
    belief = np.array([subject.memory.belief])
    pelvis = index.get((pet, Role.PELVIS))
    return Reading(
        t_ns=subject.epoch.t_ns,
        posture=posture.label(belief)[0],
        confidence=float(belief.max()),
        p_lying=float(belief[0, posture.LYING_COLUMNS].sum()),
        p_upright=float(belief[0, posture.UPRIGHT_COLUMNS].sum()),
        pitch_deg=float(pitch_deg(body[row])),
        roll_deg=float(roll_deg(body[row])),
        trunk=_movement(found, row),
        pelvis=None if pelvis is None else _movement(found, pelvis),
        coherence=None if pelvis is None else _together(subject, found, row, pelvis),
        sights=tuple(
            Sight(camera, second.box, second.aspect)
            for camera, second in subject.epoch.motion().items()
            if camera in subject.profile.cameras
        ),
    )


def _together(subject: Subject, found: Features, trunk: int, pelvis: int) -> float | None:
    """Return the coherence of the lateral sways; None where the axes of one of the two are not known."""
    mounts = [subject.profile.mounts.get(role) for role in (subject.profile.primary, Role.PELVIS)]
    sways = [
        (found.sway[row] @ mount.T)[:, 1]
        for row, mount in zip((trunk, pelvis), mounts, strict=True)
        if mount is not None
    ]
    return coherence(*sways) if len(sways) == len(mounts) else None


def _movement(found: Features, row: int) -> Movement:
    return Movement(
        vedba_mg=float(found.vedba_mg[row]),
        enmo_mg=float(found.enmo_mg[row]),
        burst_s=float(found.burst_s[row]),
        first_burst_s=float(found.first_burst_s[row]),
        tilt_change_deg=float(found.tilt_change_deg[row]),
        rhythm=float(found.rhythm[row]),
        cadence_hz=float(found.cadence_hz[row]),
    )

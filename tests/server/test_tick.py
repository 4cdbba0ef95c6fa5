"""However many seconds are read at once, each reads as it does alone."""

import msgspec
import numpy as np
import pytest
from support.blocks import BOOT, T0_NS, accel_block, motion_second, walking

from landseal.blocks import Box
from landseal.units import NS_PER_S
from landseal.words import Posture, Role
from landseal_server.episodes.reading import Reading
from landseal_server.intake.lane import Arrival, Epoch
from landseal_server.intake.positions import StreamKey
from landseal_server.memory import PetMemory
from landseal_server.recognise.mount import rotation_from_angles
from landseal_server.recognise.run import Profile, Run
from landseal_server.recognise.tick import read

Mounts = dict[Role, np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None]
WITH_BOTH_THIGHS = 5
KNOWN: Mounts = {
    Role.TRUNK: rotation_from_angles(12, -7, 30),
    Role.PELVIS: rotation_from_angles(-3, 5, 0),
    Role.THIGH_LEFT: rotation_from_angles(90, 0, 0),
    Role.THIGH_RIGHT: rotation_from_angles(-90, 0, 0),
}
UNKNOWN: Mounts = {Role.TRUNK: None, Role.PELVIS: None}
SILENCE = range(70, 75)
LONG_SILENCE = range(100, 140)
WITHOUT_PELVIS = range(30, 50)
WITHOUT_TRUNK = range(55, 58)
SECONDS = 200


def arrival(source: Role, second: int, rng: np.random.Generator) -> list[Arrival]:
    """Return a sensor's block of a second, or two where it was cut at a gap, or one with too few samples."""
    samples, start = walking(second, rng), second
    parts = {80: (slice(20), slice(30, 50)), 81: (slice(10),)}.get(second, (slice(50),))
    blocks = [
        msgspec.structs.replace(
            accel_block(start, samples=samples[part]),
            t0_ns=T0_NS + second * NS_PER_S + (part.start or 0) * NS_PER_S // 50 + 3_000_000,
            rate_hz=50.02,
        )
        for part in parts
    ]
    key = StreamKey("pi", str(source), BOOT)
    return [Arrival(key, second, block, source, 0.0, through=second) for block in blocks]


def epochs(pet: str = "buttons", seed: int = 1) -> list[Epoch]:
    rng, made = np.random.default_rng(seed), []
    camera = StreamKey("pi", "cam", BOOT)
    for second in range(SECONDS):
        if second in SILENCE or second in LONG_SILENCE:
            continue
        seen = motion_second(second, box=Box(0.3, 0.6, 0.3, 0.2))
        arrivals = [Arrival(camera, second, seen, "cam", 0.0, through=second)]
        if second not in WITHOUT_TRUNK:
            arrivals += arrival(Role.TRUNK, second, rng)
        if second not in WITHOUT_PELVIS:
            arrivals += arrival(Role.PELVIS, second, rng)
        thighs = (Role.THIGH_RIGHT, Role.THIGH_LEFT) if second >= WITH_BOTH_THIGHS else (Role.THIGH_RIGHT,)
        for role in (*thighs, Role.SLING):
            arrivals += arrival(role, second, rng)
        made.append(Epoch(pet, T0_NS + second * NS_PER_S, 0.0, arrivals))
    return made


def profile(mounts: Mounts) -> Profile:
    return Profile(weight_kg=9, primary=Role.TRUNK, mounts=mounts, cameras=frozenset({"cam"}))


def reads(of: Profile, at_once: int) -> list[tuple[Reading | None, bytes]]:
    """Return each reading, and what was remembered right after it."""
    memory, all_epochs, found = PetMemory(), epochs(), []
    for first in range(0, len(all_epochs), at_once):
        run = all_epochs[first : first + at_once]
        (readings,) = read([Run(run, memory, of)])
        for epoch, reading in zip(run, readings, strict=True):
            found.append((reading, msgspec.msgpack.encode(memory)))
            memory.known_ns = epoch.t_ns if reading is not None else memory.known_ns
    return found


@pytest.mark.parametrize("mounts", [KNOWN, UNKNOWN], ids=["mounts known", "mounts learnt"])
def test_every_number_is_the_same_to_the_last_bit_one_by_one_and_in_bulk(
    mounts: Mounts,
) -> None:
    alone = reads(profile(mounts), 1)
    for at_once in (2, 7, SECONDS):
        assert reads(profile(mounts), at_once) == alone


def test_the_run_that_is_compared_has_walks_gaps_and_missing_sensors_in_it() -> None:
    readings = [reading for reading, _ in reads(profile(KNOWN), SECONDS)]
    told = [reading for reading in readings if reading is not None]
    assert readings.count(None) == len(WITHOUT_TRUNK) + 1, "and a second with too few samples"
    assert {Posture.LYING_STERNAL, Posture.WALKING} <= {reading.posture for reading in told}
    assert sum(reading.pelvis is None for reading in told) == len(WITHOUT_PELVIS)
    assert any(reading.coherence is not None for reading in told)
    assert {len(reading.femora) for reading in told} == {1, 2}


def test_two_pets_at_once_read_as_each_alone() -> None:
    runs = [Run(epochs(pet, seed), PetMemory(), profile(m)) for pet, seed, m in
            (("buttons", 1, KNOWN), ("rex", 2, UNKNOWN))]  # fmt: skip
    together = [list(readings) for readings in read(runs)]
    for run, found in zip(runs, together, strict=True):
        (alone,) = read([Run(run.epochs, PetMemory(), run.profile)])
        assert list(alone) == found


def test_what_is_remembered_is_never_ahead_of_the_reading_that_was_given_last() -> None:
    memory = PetMemory()
    (readings,) = read([Run(epochs(), memory, profile(KNOWN))])
    assert memory == PetMemory()
    next(readings)
    assert memory.streams[Role.TRUNK].t_ns == T0_NS

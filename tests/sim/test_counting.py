"""The steps of a simulated dog, as the server counts them, against those that she took."""

from statistics import median
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from support.blocks import T0_NS, accel_block
from support.dogs import RATE_HZ, book_of, felt, life_of

from landseal.units import NS_PER_S
from landseal.words import Assistance, EventKind, Role
from landseal_server.intake.lane import Arrival, Epoch
from landseal_server.intake.positions import StreamKey
from landseal_server.mind import Mind
from landseal_server.recognise.run import Profile
from landseal_sim.life.life import Life
from landseal_sim.truth.words import TrueEvent

WATCHED_S = 4 * 3600
NOISE_G = 0.0025
ENOUGH_STEPS = 10
DAYTIME = "2026-03-02T09:00"
ROLES = (Role.TRUNK, Role.PELVIS)


def counted(life: Life, rate_hz: int = RATE_HZ) -> list[float]:
    """Return the steps of every second, from sensors at this rate."""
    rng = np.random.default_rng(life.seed)
    every = RATE_HZ // rate_hz
    parts = {role: felt(life, WATCHED_S, role)[::every] for role in ROLES}
    profile = Profile(life.section.weight_kg, Role.TRUNK, {role: np.eye(3) for role in ROLES})
    mind, steps = Mind({"buttons": profile}, {}, ZoneInfo("UTC")), []
    rounds = []
    for number in range(WATCHED_S):
        arrivals = []
        for role, samples in parts.items():
            now = samples[number * rate_hz : (number + 1) * rate_hz]
            noisy = (now + rng.normal(0, NOISE_G, now.shape)).astype(np.float32)
            block = accel_block(number, samples=noisy, rate_hz=rate_hz)
            arrivals.append(
                Arrival(StreamKey("pi", role, block.boot), number, block, role, 0.0, through=number)
            )
        rounds.append([Epoch("buttons", T0_NS + number * NS_PER_S, 0.0, arrivals)])
    for thoughts in mind.think(rounds):
        steps += [row.steps for row in thoughts.seconds]
    return steps


def walks(life: Life) -> list[TrueEvent]:
    return [
        event
        for event in book_of(life, WATCHED_S).events()
        if event.kind is EventKind.WALK
        and event.end_s < WATCHED_S - 1
        and (event.steps or 0) >= ENOUGH_STEPS
        and event.assistance is Assistance.UNASSISTED
    ]


def error(life: Life, rate_hz: int = RATE_HZ) -> float:
    """Return the median share by which the steps of a walk are missed."""
    steps = counted(life, rate_hz)
    errors = [
        abs(sum(steps[int(walk.onset_s) : int(walk.end_s) + 1]) / (walk.steps or 1) - 1)
        for walk in walks(life)
    ]
    assert len(errors) >= ENOUGH_STEPS
    return median(errors)


@pytest.mark.parametrize(
    ("dog", "allowed"), [("sound-medium", 0.1), ("sound-large", 0.1), ("paretic-small", 0.15)]
)
def test_the_steps_of_a_walk_are_counted(dog: str, allowed: float) -> None:
    assert error(life_of(dog, seed=160, start=DAYTIME)) <= allowed


def test_a_sensor_at_half_the_rate_counts_as_well() -> None:
    assert error(life_of("sound-medium", seed=160, start=DAYTIME), rate_hz=25) <= 0.1

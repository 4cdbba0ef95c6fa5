"""The simulated dog before the server's mind, without anything in between: what she does is what is seen."""

from collections.abc import Iterator
from itertools import islice
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from support.blocks import T0_NS, accel_block

from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind, Role
from landseal_server.episodes.state import Draft
from landseal_server.intake.lane import Arrival, Epoch
from landseal_server.intake.positions import StreamKey
from landseal_server.mind import Mind
from landseal_server.recognise.tick import Profile
from landseal_sim.dog.body import RATE_HZ
from landseal_sim.dog.life import Life
from landseal_sim.dog.sensor import NOISE_G
from landseal_sim.dog.story import Happening

CHAPTERS = 3
NEAR_S = 3.0
PROFILE = Profile(weight_kg=9, primary=Role.TRUNK, mounts={Role.TRUNK: np.eye(3), Role.PELVIS: np.eye(3)})


def seen(seed: int) -> list[Draft]:
    """Return the last reading of each event that trunk and pelvis tell of."""
    mind, last = Mind({"buttons": PROFILE}, {}, ZoneInfo("UTC")), {}
    for thoughts in mind.think([[epoch] for epoch in epochs(seed)]):
        for _, draft in thoughts.drafts:
            last[draft.kind, draft.onset_ns] = draft
    return list(last.values())


def epochs(seed: int) -> Iterator[Epoch]:
    rng, number = np.random.default_rng((seed, 7)), 0
    chapters = list(islice(Life(seed).chapters(), CHAPTERS))
    felt = {
        Role.TRUNK: np.concatenate([lived.trunk_g for lived in chapters]),
        Role.PELVIS: np.concatenate([lived.pelvis_g for lived in chapters]),
    }
    for number in range(len(felt[Role.TRUNK]) // RATE_HZ):
        part = slice(number * RATE_HZ, (number + 1) * RATE_HZ)
        arrivals = []
        for role, samples in felt.items():
            noisy = (samples[part] + rng.normal(0, NOISE_G, (RATE_HZ, 3))).astype(np.float32)
            block = accel_block(number, samples=noisy)
            arrivals.append(
                Arrival(StreamKey("pi", role, block.boot), number, block, role, 0.0, through=number)
            )
        yield Epoch("buttons", T0_NS + number * NS_PER_S, 0.0, arrivals)


def truth(seed: int, kind: EventKind) -> list[Happening]:
    per_chapter = 6
    happenings = islice(Life(seed).happenings(), CHAPTERS * per_chapter)
    return [happening for happening in happenings if happening.kind is kind]


@pytest.mark.parametrize("seed", [101, 102, 103])
@pytest.mark.parametrize("kind", [EventKind.STOOD_UP, EventKind.RISE_FAILED])
def test_every_rise_and_every_failed_try_is_seen_and_no_other(seed: int, kind: EventKind) -> None:
    wanted = [happening.onset_s for happening in truth(seed, kind)]
    found = sorted(
        (draft.onset_ns - T0_NS) / NS_PER_S
        for draft in seen(seed)
        if draft.kind is kind and draft.confidence is Confidence.CONFIRMED
    )
    assert found == pytest.approx(wanted, abs=NEAR_S)


@pytest.mark.parametrize("seed", [101, 102, 103])
def test_every_walk_is_seen_and_its_steps_are_about_as_many_as_she_took(seed: int) -> None:
    steps_per_s = 3.2
    walks = [draft for draft in seen(seed) if draft.kind is EventKind.WALK]
    for happening in truth(seed, EventKind.WALK):
        onset_ns = T0_NS + int(happening.onset_s * NS_PER_S)
        (walk,) = [w for w in walks if abs(w.onset_ns - onset_ns) <= NEAR_S * NS_PER_S]
        assert walk.steps == pytest.approx(steps_per_s * (happening.end_s - happening.onset_s), rel=0.15)

"""The simulated dog before the server's mind, without anything in between: what she does is what is seen."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from support.blocks import T0_NS, accel_block
from support.dogs import RATE_HZ, book_of, felt, story_of

from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind, Role
from landseal_server.episodes.state import Draft
from landseal_server.intake.lane import Arrival, Epoch
from landseal_server.intake.positions import StreamKey
from landseal_server.mind import Mind
from landseal_server.recognise.run import Profile
from landseal_sim.truth.words import TrueEvent

WATCHED_S = 600.0
NEAR_S = 5.0
NOISE_G = 0.0025
PROFILE = Profile(weight_kg=9, primary=Role.TRUNK, mounts={Role.TRUNK: np.eye(3), Role.PELVIS: np.eye(3)})


def seen(seed: int) -> list[Draft]:
    """Return the last reading of each event that trunk and pelvis tell of."""
    mind, last = Mind({"buttons": PROFILE}, {}, ZoneInfo("UTC")), {}
    for thoughts in mind.think([[epoch] for epoch in epochs(seed)]):
        for _, draft in thoughts.drafts:
            last[draft.kind, draft.onset_ns] = draft
    return list(last.values())


def epochs(seed: int) -> Iterator[Epoch]:
    rng = np.random.default_rng((seed, 7))
    life = story_of(seed, "paretic-small")
    parts = {role: felt(life, WATCHED_S, role) for role in (Role.TRUNK, Role.PELVIS)}
    for number in range(int(WATCHED_S)):
        second = slice(number * RATE_HZ, (number + 1) * RATE_HZ)
        arrivals = []
        for role, samples in parts.items():
            noisy = (samples[second] + rng.normal(0, NOISE_G, (RATE_HZ, 3))).astype(np.float32)
            block = accel_block(number, samples=noisy)
            key = StreamKey("pi", role, block.boot)
            arrivals.append(Arrival(key, number, block, role, 0.0, through=number))
        yield Epoch("buttons", T0_NS + number * NS_PER_S, 0.0, arrivals)


def truth(seed: int, kind: EventKind) -> list[TrueEvent]:
    events = book_of(story_of(seed, "paretic-small"), WATCHED_S + 120).events()
    return [event for event in events if event.kind is kind and event.met_s < WATCHED_S]


@pytest.mark.parametrize("seed", [101, 102, 103])
@pytest.mark.parametrize("kind", [EventKind.STOOD_UP, EventKind.RISE_FAILED])
def test_every_rise_and_every_failed_try_is_seen_and_no_other(seed: int, kind: EventKind) -> None:
    found = sorted(
        (draft.onset_ns - T0_NS) / NS_PER_S
        for draft in seen(seed)
        if draft.kind is kind and draft.confidence is Confidence.CONFIRMED
    )
    assert found == pytest.approx([event.onset_s for event in truth(seed, kind)], abs=NEAR_S)

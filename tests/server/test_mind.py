from zoneinfo import ZoneInfo

import numpy as np
import pytest
from support.blocks import BOOT, T0_NS, accel_block, motion_second

from landseal.blocks import AccelBlock, MotionSecond
from landseal.clock import utc
from landseal.messages import PetState, Tap
from landseal.units import NS_PER_S
from landseal.words import Posture, Role, TapKind, Wear
from landseal_server.episodes.state import Episodes
from landseal_server.intake.lane import Arrival, Epoch
from landseal_server.intake.positions import StreamKey
from landseal_server.mind import Mind, Thoughts
from landseal_server.recognise.run import Profile

PROFILE = Profile(weight_kg=9, primary=Role.TRUNK, mounts={Role.TRUNK: np.eye(3)}, cameras=frozenset({"cam"}))


@pytest.fixture
def mind() -> Mind:
    return Mind({"buttons": PROFILE}, {}, ZoneInfo("Europe/Berlin"))


def think(mind: Mind, second: int, *sources: Role | str) -> Thoughts:
    """Let a mind read one second in which these devices spoke."""
    arrivals = []
    for source in sources:
        block: AccelBlock | MotionSecond
        spoken = isinstance(source, Role)
        block = accel_block(abs(second), second=second) if spoken else motion_second(second)
        arrivals.append(
            Arrival(StreamKey("pi", str(source), BOOT), second, block, source, 0.0, through=second)
        )
    (thoughts,) = mind.think([[Epoch("buttons", T0_NS + second * NS_PER_S, 0.0, arrivals)]])
    return thoughts


def state(mind: Mind) -> PetState:
    told = mind.state("buttons")
    assert told is not None
    return told


def test_before_her_harness_has_spoken_nothing_is_said_of_her(mind: Mind) -> None:
    think(mind, 0, "cam")
    assert mind.state("buttons") is None


def test_a_camera_alone_says_nothing_of_her_posture(mind: Mind) -> None:
    assert think(mind, 0, "cam").seconds == []


def test_a_silent_harness_is_no_data_and_never_lying_still_however_long_the_camera_speaks(mind: Mind) -> None:
    for second in range(90):
        think(mind, second, Role.TRUNK, "cam")
    assert state(mind).posture is Posture.LYING_STERNAL
    for second in range(90, 120):
        think(mind, second, "cam")
    told = state(mind)
    assert (told.posture, told.wear, told.confidence) == (Posture.UNKNOWN, Wear.NO_DATA, 0.0)
    assert told.t == utc(T0_NS + 90 * NS_PER_S), "as old as the last second of the harness"


def test_a_rest_does_not_go_on_over_a_silence_of_the_harness(mind: Mind) -> None:
    for second in range(90):
        think(mind, second, Role.TRUNK)
    for second in range(90, 7290):
        think(mind, second, "cam")
    think(mind, 7290, Role.TRUNK, "cam")
    rest = mind.memories["buttons"].episodes.rest
    assert rest is None or rest.since_ns == T0_NS + 7290 * NS_PER_S
    assert state(mind).since == utc(T0_NS + 7290 * NS_PER_S)


@pytest.mark.parametrize(("roles", "told"), [((Role.TRUNK,), False), ((Role.TRUNK, Role.THIGH_LEFT), True)])
def test_the_land_seal_is_told_second_by_second_where_a_thigh_can_tell(
    roles: tuple[Role, ...], *, told: bool
) -> None:
    profile = Profile(9, Role.TRUNK, mounts={role: np.eye(3) for role in roles})
    worn = Mind({"buttons": profile}, {}, ZoneInfo("Europe/Berlin"))
    for second in range(30):
        (row,) = think(worn, second, *roles).seconds
    assert (row.land_seal is not None) is told


def test_only_devices_that_spoke_lately_could_have_seen_her(mind: Mind) -> None:
    think(mind, 0, Role.TRUNK, "cam")
    assert mind.devices_on("buttons") == 2
    for second in range(1, 20):
        think(mind, second, Role.TRUNK)
    assert mind.devices_on("buttons") == 1


def test_a_minute_is_handed_out_when_it_is_over(mind: Mind) -> None:
    minutes = [row for second in range(130) for row in think(mind, second, Role.TRUNK).minutes]
    assert [sum(row.posture_s.values()) for row in minutes] == [60 - (T0_NS // NS_PER_S) % 60, 60][
        : len(minutes)
    ]


def test_time_that_goes_back_begins_anew_and_breaks_nothing(mind: Mind) -> None:
    for second in range(90):
        think(mind, second, Role.TRUNK)
    assert len(think(mind, -3600, Role.TRUNK).seconds) == 1
    rest = mind.memories["buttons"].episodes.rest
    assert rest is None or rest.since_ns == T0_NS - 3600 * NS_PER_S


def test_a_minute_counts_its_seconds_without_data_as_such_and_as_nothing_else(mind: Mind) -> None:
    spoken = [second for second in range(130) if not 40 <= second < 55]
    minutes = [row for second in spoken for row in think(mind, second, Role.TRUNK).minutes]
    whole = minutes[-1]
    assert sum(whole.wear_s.values()) == 60
    assert whole.wear_s.get(Wear.NO_DATA, 0) == 60 - sum(whole.posture_s.values())
    assert sum(row.wear_s.get(Wear.NO_DATA, 0) for row in minutes) >= 15


def test_while_the_harness_is_off_nothing_is_said_of_her_posture(mind: Mind) -> None:
    for second in range(90):
        think(mind, second, Role.TRUNK)
    off = Tap(
        id="off", pet="buttons", t=utc(T0_NS + 90 * NS_PER_S), kind=TapKind.HARNESS_OFF, made=utc(T0_NS)
    )
    assert mind.hears(off)
    thoughts = think(mind, 90, Role.TRUNK)
    (row,) = thoughts.seconds
    assert thoughts.drafts == []
    assert (row.posture, row.wear) == (Posture.UNKNOWN, Wear.NOT_WORN)
    assert (state(mind).posture, state(mind).confidence) == (Posture.UNKNOWN, 0.0)
    assert mind.memories["buttons"].episodes == Episodes(), "no rest of hers goes on, and no rise begins"


def test_until_the_harness_is_known_to_be_worn_again_no_rest_of_hers_begins(mind: Mind) -> None:
    for second in range(90):
        think(mind, second, Role.TRUNK)
    memory = mind.memories["buttons"]
    memory.wear.settled = Wear.NOT_WORN
    memory.wear.log_odds = -0.5
    think(mind, 90, Role.TRUNK)
    assert memory.wear.told is Wear.UNKNOWN
    assert memory.episodes == Episodes()
    memory.wear.settled = Wear.WORN
    think(mind, 91, Role.TRUNK)
    assert memory.episodes.rest is not None


def test_a_tag_is_no_device_that_could_have_seen_her(mind: Mind) -> None:
    think(mind, 0, Role.TRUNK, Role.SLING)
    assert mind.devices_on("buttons") == 1


def test_after_a_gap_nothing_goes_on_but_how_she_steps_is_still_known(mind: Mind) -> None:
    think(mind, 0, Role.TRUNK)
    episodes = mind.memories["buttons"].episodes
    episodes.usual_step_hz, episodes.usual_step_mg, episodes.lying_s = 3.2, 177.0, 40
    think(mind, 20, Role.TRUNK)
    after = mind.memories["buttons"].episodes
    assert (after.usual_step_hz, after.usual_step_mg) == (3.2, 177.0)
    assert after.lying_s < 40

"""The guided flow: an owner who answers, a sensor that plays what she does meanwhile."""

import asyncio
import re
import tomllib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from itertools import groupby

import numpy as np
import pytest
from support.harnesses import (
    FLAT,
    HEAD_END_UP,
    ON_HER_CHEST,
    ON_HER_LEFT,
    RATE_HZ,
    Array,
    felt,
)

from landseal.config import check
from landseal.errors import LandsealError
from landseal.sources import AccelSamples
from landseal.units import NS_PER_S
from landseal.words import Role
from landseal_edge.harness.fitting.calibrate import Asked, calibrate, require_may_stand
from landseal_edge.harness.fitting.calibration import Calibration
from landseal_edge.harness.fitting.calibration_report import report, require_harness, server_lines
from landseal_edge.harness.fitting.calibration_verdict import Quality, findings, worst
from landseal_edge.harness.fitting.listening import Listening
from landseal_edge.harness.fitting.sides import Lies, Points
from landseal_edge.harness.fitting.stillness import ALIVE
from landseal_server.config import PetSensor
from landseal_server.recognise.mount import rotation_from_angles

MOUNT = rotation_from_angles(12, -20, 75)


class PlayedSource:
    """A sensor that plays what it is given, at once, and then waits for more."""

    rate_hz = RATE_HZ

    def __init__(self) -> None:
        self._scenes: asyncio.Queue[Array | LandsealError | None] = asyncio.Queue()
        self._samples = 0
        self.played = asyncio.Event()

    def play(self, scene: Array | LandsealError | None) -> None:
        """Play a scene; an error breaks the sensor, None ends it."""
        self._scenes.put_nowait(scene)

    async def samples(self) -> AsyncIterator[AccelSamples]:
        while (scene := await self._scenes.get()) is not None:
            self.played.clear()
            if isinstance(scene, LandsealError):
                raise scene
            stamps = ((self._samples + np.arange(len(scene))) / RATE_HZ * NS_PER_S).astype(np.int64)
            self._samples += len(scene)
            for i in range(0, len(scene), 10):
                yield AccelSamples(stamps[i : i + 10], scene[i : i + 10].astype(np.float32))
                await asyncio.sleep(0)  # no faster than it is listened to
            self.played.set()


class PlayedOwner:
    """An owner who does what she is asked to: each readiness plays the next scene."""

    def __init__(self, source: PlayedSource, scenes: Sequence[Array | None], answers: Sequence[str]) -> None:
        self._source = source
        self._scenes = list(scenes)
        self._answers = list(answers)
        self.heard: list[str] = []
        self.shown: list[str] = []

    def tell(self, text: str) -> None:
        self.heard.append(text)

    def live(self, text: str) -> None:
        self.shown.append(text)

    async def ready(self, text: str) -> None:
        self.heard.append(text)
        self._source.play(self._scenes.pop(0))

    async def choose(self, text: str, answers: Mapping[str, str]) -> str:
        self.heard.append(text)
        answer = self._answers.pop(0)
        assert answer in answers
        if answer == "yes":
            self._source.play(self._scenes.pop(0))
        return answer

    @property
    def all_heard(self) -> str:
        return " ".join(self.heard)


TABLE, LIFT, CHEST = (
    felt(FLAT, MOUNT, 15),
    felt(HEAD_END_UP, MOUNT, 5),
    felt(ON_HER_CHEST, MOUNT, 15, sd_mg=8),
)


def guided(
    scenes: Sequence[Array | None],
    answers: Sequence[str],
    asked: Asked | None = None,
    before: Callable[[PlayedSource], None] = lambda _: None,
    silent_s: float = 30.0,
) -> tuple[Calibration, PlayedOwner]:
    """Guide an owner; return what was found and what the owner heard."""
    owners: list[PlayedOwner] = []

    async def run() -> Calibration:
        source = PlayedSource()
        owners.append(PlayedOwner(source, scenes, answers))
        before(source)
        async with Listening("trunk", source, silent_s) as listening:
            return await calibrate(listening, owners[0], asked or Asked())

    return asyncio.run(run()), owners[0]


def test_a_harness_on_a_table_and_a_dog_who_lies_give_the_mount() -> None:
    found, owner = guided([TABLE, LIFT, CHEST], ["lift", "chest"])
    assert found.mount_deg == pytest.approx((12, -20, 75), abs=0.3)
    assert worst(findings(found)) is Quality.GOOD
    assert owner.shown[0] == "Listening to the sensor ..."
    changes = [text for text, _ in groupby(owner.shown)]
    assert changes[1:4] == ["Hands off ... 3", "Hands off ... 2", "Hands off ... 1"], "a countdown"
    assert "Still. 10 s to go." in owner.shown
    assert "Step 3 of 3" in owner.all_heard
    assert "The harness moved" not in owner.all_heard, "it was to be lifted"
    assert "stand square" not in owner.all_heard


def test_the_dog_is_not_needed_before_the_harness_is_measured() -> None:
    _, owner = guided([TABLE, LIFT, CHEST], ["lift", "chest"])
    assert "She is not needed yet" in owner.heard[0]
    assert "do not make her stand up" in owner.all_heard


def test_a_moving_dog_is_refused_with_how_much_she_moved_and_waited_for() -> None:
    restless = np.concatenate([felt(ON_HER_CHEST, MOUNT, 6), felt(ON_HER_CHEST, MOUNT, 3, sd_mg=150), CHEST])
    found, owner = guided([TABLE, LIFT, restless], ["lift", "chest"])
    moved = re.search(r"She moved by (\d+) mg", owner.all_heard)
    assert moved is not None
    assert int(moved[1]) > ALIVE.vedba_mg
    assert "Beginning again by myself" in owner.all_heard
    assert any(text.startswith("She moves now, by 2") for text in owner.shown)
    assert worst(findings(found)) is Quality.GOOD


def test_an_owner_whose_dog_never_lies_still_is_asked_and_may_stop() -> None:
    never = felt(ON_HER_CHEST, MOUNT, 125, sd_mg=150)
    with pytest.raises(LandsealError, match="Try again when she sleeps"):
        guided([TABLE, LIFT, never], ["lift", "chest", "no"])


def test_an_owner_may_wait_longer() -> None:
    never = felt(ON_HER_CHEST, MOUNT, 125, sd_mg=150)
    found, _ = guided([TABLE, LIFT, never, CHEST], ["lift", "chest", "yes"])
    assert worst(findings(found)) is Quality.GOOD


def test_a_lift_that_is_too_low_is_asked_for_again() -> None:
    low = felt(np.array([0.1, 0.0, 1.0]), MOUNT, 30)
    found, owner = guided([TABLE, low, LIFT, CHEST], ["lift", "chest"])
    assert "lifted by 6 degrees. Higher" in owner.all_heard
    assert found.mount_deg == pytest.approx((12, -20, 75), abs=0.3)


def test_who_will_not_lift_says_where_the_arrow_points() -> None:
    mount = rotation_from_angles(0, 0, 90)
    scenes = [felt(FLAT, mount, 15), felt(ON_HER_CHEST, mount, 15)]
    found, _ = guided(scenes, [], Asked(arrow=Points.LEFT, lies=Lies.CHEST))
    assert found.mount_deg == pytest.approx((0, 0, 90), abs=0.3)


def test_an_arrow_that_points_up_leads_to_the_lift() -> None:
    mount = rotation_from_angles(0, -85, 0)
    scenes = [felt(FLAT, mount, 15), felt(HEAD_END_UP, mount, 5), felt(ON_HER_CHEST, mount, 15)]
    found, owner = guided(scenes, ["chest"], Asked(arrow=Points.HEAD))
    assert "that arrow points up or down" in owner.all_heard
    assert found.rotation == pytest.approx(mount, abs=0.01)


def test_a_dog_on_her_side_is_as_good() -> None:
    found, _ = guided([TABLE, LIFT, felt(ON_HER_LEFT, MOUNT, 15)], ["lift", "left"])
    assert worst(findings(found)) is Quality.GOOD


def test_where_her_vet_permits_it_she_stands_last() -> None:
    standing = felt(FLAT, MOUNT, 15, sd_mg=15)
    found, owner = guided([TABLE, LIFT, CHEST, standing], ["lift", "chest"], Asked(standing=True))
    assert found.standing_tilt_deg == pytest.approx(0, abs=0.5)
    assert "Step 4 of 4" in owner.all_heard
    assert "begin again without --standing" in owner.all_heard


@pytest.mark.parametrize("phase", [None, "", "strict_rest", "assisted_rehab", "our own", "FREE"])
def test_standing_is_refused_unless_her_phase_is_known_to_permit_it(phase: str | None) -> None:
    with pytest.raises(LandsealError, match="Leave --standing out"):
        require_may_stand(phase)


def test_a_dog_in_the_free_phase_may_stand() -> None:
    require_may_stand("free")


def test_what_the_sensor_told_before_the_owner_was_ready_is_not_measured() -> None:
    def shaken(source: PlayedSource) -> None:
        source.play(felt(FLAT, MOUNT, 20, sd_mg=500))

    async def run() -> None:
        source = PlayedSource()
        async with Listening("trunk", source) as listening:
            shaken(source)
            listening.begin()
            await source.played.wait()
            listening.begin()
            source.play(TABLE)
            assert float(np.abs((await listening.samples()).accel_g @ MOUNT[2] - 1).max()) < 0.05

    asyncio.run(run())


def test_a_silent_sensor_is_named_with_what_to_do() -> None:
    with pytest.raises(LandsealError, match=r"trunk: nothing was heard .* landseal edge scan"):
        guided([np.empty((0, 3))], [], silent_s=0.01)


def test_a_recording_that_is_too_short_says_so() -> None:
    with pytest.raises(LandsealError, match=r"trunk: it ended before .*longer than the whole procedure"):
        guided([None], [])


def test_a_sensor_that_breaks_says_why_in_its_own_words() -> None:
    def broken(source: PlayedSource) -> None:
        source.play(LandsealError("its battery is empty"))

    with pytest.raises(LandsealError, match="its battery is empty"):
        guided([TABLE], [], before=broken)


def test_the_lines_are_what_the_servers_configuration_takes() -> None:
    lines = server_lines(edge="pi", sensor="trunk", role=Role.TRUNK, mount_deg=(4.0, -6.1, 90.0))
    sensor = check(tomllib.loads(lines), PetSensor, where="server.toml")
    assert (sensor.edge, sensor.role, sensor.mount_deg) == ("pi", Role.TRUNK, (4.0, -6.1, 90.0))


def test_the_report_says_how_good_each_part_is_and_what_it_rests_on() -> None:
    found, _ = guided([TABLE, LIFT, CHEST], ["lift", "chest"])
    text = report(found, findings(found))
    assert "good      the sensor at rest reads 1.00 g, with 2.9 mg of noise" in text
    assert "seen from a lift of the head end by 30 degrees" in text
    assert "10 s on the table, 10 s on her" in text


@pytest.mark.parametrize("role", [Role.COLLAR, Role.SLING, Role.CART, Role.THIGH_LEFT])
def test_only_a_harness_is_calibrated_so(role: Role) -> None:
    with pytest.raises(LandsealError, match="--role trunk or --role pelvis"):
        require_harness(role)

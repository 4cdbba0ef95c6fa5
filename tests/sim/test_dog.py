import asyncio
from itertools import islice

import numpy as np
import pytest

from landseal.clock import ScaledClock
from landseal.words import EventKind, Posture
from landseal_edge.camera.motion import MotionDetector
from landseal_server.recognise.mount import rotation_from_angles
from landseal_sim.dog.body import RATE_HZ
from landseal_sim.dog.life import Life, Lived
from landseal_sim.dog.pose import Track
from landseal_sim.dog.room import SimCamera
from landseal_sim.dog.sensor import SimSensor


def first_chapter(seed: int = 1) -> Lived:
    return next(Life(seed).chapters())


def test_the_same_seed_is_the_same_life_and_another_seed_another() -> None:
    assert np.array_equal(first_chapter(1).trunk_g, first_chapter(1).trunk_g)
    assert len(first_chapter(1).trunk_g) != len(first_chapter(2).trunk_g)


def test_she_fails_twice_before_she_stands_and_walks() -> None:
    kinds = [happening.kind for happening in first_chapter().chapter.happenings]
    assert kinds[:4] == [EventKind.RISE_FAILED, EventKind.RISE_FAILED, EventKind.STOOD_UP, EventKind.WALK]


def test_chapters_follow_one_another_without_a_gap() -> None:
    lived = list(islice(Life(1).chapters(), 3))
    assert [chapter.start_s for chapter in lived[1:]] == [chapter.end_s for chapter in lived[:2]]
    happenings = list(islice(Life(1).happenings(), 20))
    onsets = [happening.onset_s for happening in happenings]
    assert onsets == sorted(onsets)


@pytest.mark.parametrize("posture", [Posture.LYING_STERNAL, Posture.STANDING, Posture.WALKING])
def test_gravity_is_one_g_and_dorsal_in_every_posture_so_that_it_tells_nothing(posture: Posture) -> None:
    lived = first_chapter()
    for stretch in (s for s in lived.chapter.stretches if s.posture is posture):
        part = lived.trunk_g[int(stretch.from_s * RATE_HZ) + 50 : int(stretch.to_s * RATE_HZ) - 50]
        assert np.linalg.norm(part.mean(axis=0)) == pytest.approx(1, abs=0.03)
        assert part.mean(axis=0)[2] > 0.95


def test_a_body_on_its_feet_sways_as_one_and_a_lying_one_does_not() -> None:
    lived = first_chapter()
    stand = next(s for s in lived.chapter.stretches if s.posture is Posture.STANDING)
    part = slice(int(stand.from_s * RATE_HZ) + 50, int(stand.to_s * RATE_HZ) - 50)
    assert np.corrcoef(lived.trunk_g[part, 1], lived.pelvis_g[part, 1])[0, 1] > 0.8


def test_keyframes_are_passed_smoothly_and_reached_in_time() -> None:
    track = Track().at(0.0, front=0.0).at(2.0, front=1.0).at(3.0)
    front = track.sample(np.array([-1.0, 0.0, 1.0, 2.0, 2.5, 9.0]))["front"]
    assert front == pytest.approx([0, 0, 0.5, 1, 1, 1])


def test_a_sensor_gives_her_whole_life_through_its_mount_with_its_noise() -> None:
    to_body = rotation_from_angles(4, -6, 90)

    async def measured() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        clock = ScaledClock(0, speed=1e5)
        sensor = SimSensor(Life(1), "trunk", clock, start_boottime_ns=0, to_body=to_body, chunk_s=1.0, seed=1)
        chunks = []
        async for samples in sensor.samples():
            chunks.append(samples.accel_g)
            if len(chunks) == 100:
                break
        return np.concatenate(chunks)

    back = asyncio.run(measured()) @ to_body.T
    error = back - first_chapter().trunk_g[: len(back)]
    assert len(back) == 100 * RATE_HZ
    assert error.std() == pytest.approx(0.0025, rel=0.05)


def test_the_edges_own_motion_code_finds_her_low_at_rest_and_tall_on_her_feet() -> None:
    lived, detector = first_chapter(), MotionDetector()
    camera = SimCamera(Life(1), ScaledClock(0), start_boottime_ns=0, rate_hz=4, seed=1)
    boxes = {}
    for number in range(int(lived.end_s * 4 * 0.55)):
        at_s = number / 4
        boxes[at_s] = detector.see(camera.picture(lived, at_s, number)[:480]).box
    rise = next(h for h in lived.chapter.happenings if h.kind is EventKind.STOOD_UP)
    assert boxes[4.0] is None, "the room is empty before she is put down"
    resting, standing = boxes[60.0], boxes[float(int(rise.onset_s) + 10)]
    assert resting is not None
    assert standing is not None
    assert resting.y - standing.y > 0.25 * resting.h

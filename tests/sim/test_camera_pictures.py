import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from support.pictures import DAY, DUSK, INFRARED, LAND_SEAL, LIGHTS, STANDING, walking

from landseal.clock import ScaledClock
from landseal.errors import LandsealError
from landseal_edge.camera.motion import reduced
from landseal_sim.camera.film import write_film
from landseal_sim.camera.noise import Noise, exposed, exposed_small
from landseal_sim.camera.render import picture, render
from landseal_sim.camera.scene import Figure, Light, Person, Scene, changed
from landseal_sim.camera.small import small
from landseal_sim.camera.source import SimCamera

NOISE = Noise(1)
POSES = {
    "land seal": LAND_SEAL,
    "sternal": Figure(),
    "on her side": Figure(roll_deg=-90, head=-0.8),
    "on her back": Figure(roll_deg=180, head=-0.8),
    "sitting": Figure(front=1, hind=0.25, head=0.6),
    "standing": STANDING,
    "walking": replace(STANDING, stride=1, stride_phase=1.5),
    "carried": replace(STANDING, lift=0.25),
    "in a sling": replace(STANDING, sling=True),
    "in a cart": replace(STANDING, wheels=True),
}


def outline(dog: Figure) -> NDArray[np.bool_]:
    """Return which pixels differ from the empty room."""
    return np.asarray(np.abs(picture(Scene(dog)).y - picture(Scene()).y) > 10)


def test_a_picture_is_what_a_camera_delivers() -> None:
    frame = render(Scene(LAND_SEAL), NOISE.frame(0))
    assert frame.shape == (720, 640)
    assert frame.dtype == np.uint8


def test_the_same_seed_and_number_make_the_same_picture_in_any_order() -> None:
    first, later = (render(Scene(LAND_SEAL), NOISE.frame(number)) for number in (0, 7))
    again = Noise(1)
    assert np.array_equal(render(Scene(LAND_SEAL), again.frame(7)), later)
    assert np.array_equal(render(Scene(LAND_SEAL), again.frame(0)), first)
    assert not np.array_equal(first, later)
    assert not np.array_equal(first, render(Scene(LAND_SEAL), Noise(2).frame(0)))


def test_no_two_poses_have_the_same_outline() -> None:
    outlines = [outline(pose) for pose in POSES.values()]
    for number, one in enumerate(outlines):
        for other in outlines[:number]:
            assert np.count_nonzero(one ^ other) > 0.08 * np.count_nonzero(one)


def test_the_land_seal_is_long_and_low_and_standing_is_tall() -> None:
    def extent(pose: str) -> tuple[int, int]:
        rows, columns = np.nonzero(outline(POSES[pose]))
        return int(np.ptp(rows)), int(np.ptp(columns))

    assert extent("land seal")[1] > 1.05 * extent("sternal")[1]
    assert extent("standing")[0] > 1.5 * extent("sternal")[0]


@pytest.mark.parametrize("pose", POSES)
def test_who_faces_the_other_way_is_her_own_mirror_image(pose: str) -> None:
    right = replace(POSES[pose], x=0.5, sling=False, lift=0, roll_deg=0)
    left = replace(right, facing=-1)
    assert np.count_nonzero(outline(left)) == pytest.approx(np.count_nonzero(outline(right)), rel=0.1)


def test_farther_away_is_smaller_and_higher_up() -> None:
    near, far = (np.nonzero(outline(replace(STANDING, depth=depth)))[0] for depth in (0.0, 1.0))
    assert near.size > 2.5 * far.size
    assert far.max() < near.max() - 80


def test_the_night_has_no_colour_and_more_noise() -> None:
    def noise(light: Light) -> float:
        frames = [render(Scene(light=light), NOISE.frame(n))[380:470, 250:400].astype(float) for n in (0, 1)]
        return float((frames[0] - frames[1]).std())

    assert np.all(render(Scene(LAND_SEAL, light=INFRARED), NOISE.frame(0))[480:] == 128)
    assert noise(INFRARED) > noise(DUSK) > noise(DAY)


def test_whoever_carries_her_is_drawn_with_their_hands_on_her() -> None:
    carried = replace(STANDING, lift=0.25)
    beside, far_off = (picture(Scene(carried, (Person(x=x, depth=0.2),))).y for x in (0.4, 3.0))
    assert np.abs(far_off - beside)[:40, 240:350].max() > 20, "else the arms come from above"


@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS)
def test_what_cannot_be_seen_is_no_change(light: Light) -> None:
    scene = Scene(LAND_SEAL, (Person(x=3.0),), light=light)
    assert not changed(scene, scene)
    assert not changed(scene, replace(scene, people=()))
    assert not changed(scene, replace(scene, dog=replace(LAND_SEAL, stride_phase=1.0)))
    assert not changed(scene, replace(scene, dog=replace(LAND_SEAL, x=LAND_SEAL.x + 0.0001)))


@pytest.mark.parametrize(
    "other",
    [
        Scene(),
        Scene(STANDING),
        Scene(replace(LAND_SEAL, x=0.452)),
        Scene(replace(LAND_SEAL, facing=-1)),
        Scene(LAND_SEAL, (Person(x=0.5),)),
        Scene(LAND_SEAL, pets=(STANDING,)),
        Scene(LAND_SEAL, light=Light(cloud=0.02)),
        Scene(LAND_SEAL, light=INFRARED),
    ],
)
def test_what_can_be_seen_is_a_change(other: Scene) -> None:
    assert changed(Scene(LAND_SEAL), other)
    assert changed(other, Scene(LAND_SEAL))


def camera(scene_at: Callable[[float], Scene]) -> SimCamera:
    return SimCamera(scene_at, ScaledClock(0, 1000), start_boottime_ns=5, rate_hz=4, seed=1)


def test_the_camera_shows_each_moment_at_its_time() -> None:
    async def first(count: int) -> list[tuple[int, NDArray[np.uint8]]]:
        frames = []
        async for frame in camera(lambda at_s: Scene(walking(at_s, 4, 1.6, 0.4))).frames():
            frames.append((frame.boottime_ns, frame.yuv420p))
            if len(frames) == count:
                break
        return frames

    frames = asyncio.run(first(9))
    assert [at_ns for at_ns, _ in frames] == [5 + n * 250_000_000 for n in range(9)]
    wanted = render(Scene(walking(2.0, 4, 1.6, 0.4)), Noise(1, 4).frame(8))
    assert np.array_equal(frames[8][1], wanted)


def test_a_scene_that_stays_is_drawn_once_and_still_has_new_noise() -> None:
    resting = camera(lambda _: Scene(LAND_SEAL))
    frames = [resting.picture(number) for number in range(2)]
    assert np.array_equal(frames[1], render(Scene(LAND_SEAL), Noise(1, 4).frame(1)))
    assert not np.array_equal(frames[0], frames[1])


def test_a_film_can_be_played_again(tmp_path: Path) -> None:
    path = tmp_path / "walk.mp4"
    frames = [render(Scene(walking(n / 4, 4, 0.2, 0.8)), NOISE.frame(n)) for n in range(12)]
    write_film(path, iter(frames), 4)
    with av.open(str(path)) as container:
        assert container.streams.video[0].codec_context.name == "h264"
        decoded = list(container.decode(video=0))
    assert [frame.time for frame in decoded] == [n / 4 for n in range(12)]
    luma = decoded[-1].to_ndarray(format="yuv420p")[:480].astype(float)
    assert np.abs(luma - frames[-1][:480]).mean() < 5
    assert path.stat().st_size < 200_000


def test_a_film_that_cannot_be_written_says_where_and_what_to_do(tmp_path: Path) -> None:
    frame = render(Scene(), NOISE.frame(0))
    with pytest.raises(LandsealError, match=r"nowhere.*Name a file in a folder that exists"):
        write_film(tmp_path / "nowhere" / "film.mp4", [frame], 4)
    with pytest.raises(LandsealError, match="Name a file"):
        write_film(tmp_path, [frame], 4)


def test_a_film_of_nothing_is_no_film(tmp_path: Path) -> None:
    with pytest.raises(LandsealError, match="no picture"):
        write_film(tmp_path / "film.mp4", [], 4)
    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS)
@pytest.mark.parametrize("figure", [LAND_SEAL, STANDING, Figure(x=1.2, front=1, hind=1)], ids=str)
def test_the_small_picture_is_what_the_motion_code_makes_of_the_full_one(
    figure: Figure, light: Light
) -> None:
    scene, noise = Scene(figure, (Person(x=0.8),), light=light), Noise(1)
    full = reduced(exposed(picture(scene), light, noise.frame(3))[:480])
    half = reduced(exposed_small(small(scene), light, noise.frame(3))[:240])
    assert half.shape == full.shape
    difference = half - full
    assert abs(float(difference.mean())) < 0.5
    assert float(np.mean(np.abs(difference) > 12)) < 0.008, "but for a rim of a pixel here and there"
    quiet = np.s_[:20, :20]
    assert float(half[quiet].std()) == pytest.approx(float(full[quiet].std()), rel=0.35), "as noisy"

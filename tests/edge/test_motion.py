import av
import numpy as np
import pytest
from numpy.typing import NDArray
from support.data import recorded

from landseal.blocks import Box
from landseal_edge.camera.motion import (
    RIVAL_FRAMES,
    STILL_FRAMES,
    WARM_UP_FRAMES,
    MotionDetector,
    Seen,
    reduced,
)

RNG = np.random.default_rng(3)
ROOM = RNG.integers(60, 200, (15, 20)).repeat(32, 0).repeat(32, 1).astype(np.float32)


def frame(
    dog: tuple[int, int, int, int] | None = None, light: float = 0.0, level: float = 20.0, gain: float = 1.0
) -> NDArray[np.uint8]:
    """Return a noisy 640x480 picture of a room; a dog is (left, top, width, height) in pixels."""
    picture = ROOM * gain + light + RNG.normal(0, 2, ROOM.shape)
    if dog is not None:
        left, top, width, height = dog
        picture[top : top + height, left : left + width] = level
    return np.clip(picture, 0, 255).astype(np.uint8)


def warmed_up() -> MotionDetector:
    detector = MotionDetector()
    for _ in range(WARM_UP_FRAMES + 2):
        detector.see(frame())
    return detector


def near(box: Box | None, left: int, top: int, width: int, height: int) -> bool:
    wanted = (left / 640, top / 480, width / 640, height / 480)
    return (
        box is not None
        and max(abs(a - b) for a, b in zip((box.x, box.y, box.w, box.h), wanted, strict=True)) < 0.02
    )


def test_a_still_room_with_noise_and_slow_light_has_no_motion_and_no_box() -> None:
    detector = warmed_up()
    seen = [detector.see(frame(light=8 * np.sin(i / 60))) for i in range(300)]
    assert max(s.moved for s in seen) < 0.001
    assert all(s.box is None for s in seen)


def test_the_box_is_where_the_dog_is() -> None:
    assert near(warmed_up().see(frame((200, 300, 160, 80))).box, 200, 300, 160, 80)


def test_a_dog_asleep_for_long_does_not_melt_into_the_background() -> None:
    detector = warmed_up()
    last: Seen | None = None
    for _ in range(1500):
        last = detector.see(frame((200, 300, 160, 80)))
    assert last is not None
    assert near(last.box, 200, 300, 160, 80)


def test_a_lamp_is_a_new_background_and_not_a_dog() -> None:
    detector = warmed_up()
    switched = detector.see(frame(light=50))
    assert switched.light_changed
    assert switched.box is None
    later = [detector.see(frame(light=50)) for _ in range(WARM_UP_FRAMES + 30)]
    assert all(s.box is None and not s.light_changed for s in later)


def test_who_lies_there_when_a_lamp_goes_off_is_no_part_of_the_new_background() -> None:
    detector, dog = warmed_up(), (200, 300, 160, 80)
    detector.see(frame(dog))
    seen = [detector.see(frame(dog, gain=0.6, level=12)) for _ in range(WARM_UP_FRAMES + 30)]
    assert seen[0].light_changed
    assert all(near(s.box, 200, 300, 160, 80) for s in seen[WARM_UP_FRAMES:])
    assert [detector.see(frame(gain=0.6)).box for _ in range(STILL_FRAMES + 2)][-1] is None


def test_what_was_there_at_the_start_leaves_a_box_only_until_nothing_has_moved_in_it() -> None:
    detector, chair = MotionDetector(), (200, 300, 160, 80)
    for _ in range(WARM_UP_FRAMES + 2):
        detector.see(frame(chair))
    boxes = [detector.see(frame()).box for _ in range(STILL_FRAMES + 2)]
    assert near(boxes[0], 200, 300, 160, 80)
    assert boxes[-1] is None


def test_the_box_turns_to_a_larger_thing_only_when_that_has_stayed() -> None:
    detector, dog = warmed_up(), (100, 300, 160, 80)
    detector.see(frame(dog))
    both = frame(dog)
    both[100:400, 400:520] = 20
    boxes = [detector.see(both).box for _ in range(RIVAL_FRAMES + 1)]
    assert all(near(box, 100, 300, 160, 80) for box in boxes[:-1])
    assert near(boxes[-1], 400, 100, 120, 300)


@pytest.mark.parametrize("size", [(241, 333), (480, 640), (1080, 1920)])
def test_a_picture_of_any_size_is_reduced_and_looked_at(size: tuple[int, int]) -> None:
    detector = MotionDetector()
    empty = np.full(size, 120, np.uint8)
    assert reduced(empty).shape[1] <= 320
    assert np.all(reduced(empty) == 120)
    for _ in range(WARM_UP_FRAMES + 2):
        detector.see(empty)
    height, width = size
    empty[height // 2 :, width // 2 :] = 20
    box = detector.see(empty).box
    assert box is not None
    assert (box.x, box.y) == pytest.approx((0.5, 0.5), abs=0.02)


def test_a_brightness_step_is_counted_in_full_and_never_wraps() -> None:
    detector = MotionDetector()
    detector.see(np.full((480, 640), 10, np.uint8))
    assert detector.see(np.full((480, 640), 250, np.uint8)).moved == 1.0


def test_a_crumb_is_no_dog() -> None:
    assert warmed_up().see(frame((200, 300, 12, 12))).box is None


def test_of_two_things_the_larger_is_the_box() -> None:
    detector = warmed_up()
    picture = frame((200, 300, 160, 80))
    picture[60:100, 500:560] = 20
    assert near(detector.see(picture).box, 200, 300, 160, 80)


def test_pictures_of_any_size_are_reduced_to_the_same_width() -> None:
    assert reduced(np.zeros((720, 1280), np.uint8)).shape == (180, 320)
    assert reduced(np.zeros((480, 640), np.uint8)).shape == (240, 320)
    assert reduced(np.zeros((100, 100), np.uint8)).shape == (100, 100)


def test_a_camera_that_changes_its_size_starts_over() -> None:
    detector = warmed_up()
    assert detector.see(np.zeros((200, 320), np.uint8)) == Seen(0.0, None, light_changed=False)


def test_a_real_room_with_a_puppy_that_moves_a_little_is_no_change_of_light() -> None:
    detector = MotionDetector()
    with av.open(str(recorded("video/puppy-indoors-fixed-camera.mp4"))) as video:
        lumas = (f.to_ndarray(format="gray").astype(np.uint8) for f in video.decode(video=0))
        seen = [detector.see(luma) for luma in lumas]
    assert len(seen) > 200
    assert not any(s.light_changed for s in seen)
    assert 0 < max(s.moved for s in seen) < 0.2

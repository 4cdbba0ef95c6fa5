import av
import numpy as np
from numpy.typing import NDArray
from support.data import recorded

from landseal.blocks import Box
from landseal_edge.camera.motion import WARM_UP_FRAMES, MotionDetector, Seen, reduced

RNG = np.random.default_rng(3)
ROOM = RNG.integers(60, 200, (15, 20)).repeat(32, 0).repeat(32, 1).astype(np.float32)


def frame(
    dog: tuple[int, int, int, int] | None = None, light: float = 0.0, level: float = 20.0
) -> NDArray[np.uint8]:
    """Return a noisy 640x480 picture of a room; a dog is (left, top, width, height) in pixels."""
    picture = ROOM + light + RNG.normal(0, 2, ROOM.shape)
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

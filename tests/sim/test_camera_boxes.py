from dataclasses import replace

import pytest
from support.pictures import (
    DAY,
    DUSK,
    INFRARED,
    LAND_SEAL,
    LIGHTS,
    STANDING,
    Watched,
    boxes,
    risen,
    same,
    walking,
)

from landseal.blocks import Box
from landseal_edge.camera.motion import STILL_FRAMES
from landseal_sim.camera.scene import Figure, Light, Person, Scene

each_light = pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS)


def lying(camera: Watched, light: Light = DAY, dog: Figure = LAND_SEAL) -> Box:
    """Return the box of a dog who has come to lie in a room that was seen empty first."""
    camera.hold(Scene(None, light=light), 6 * 4 / camera.rate_hz)
    box = camera.hold(Scene(dog, light=light), 10)[-1].box
    assert box is not None
    return box


@each_light
def test_a_dog_who_lies_for_two_hours_does_not_melt_away_and_is_seen_to_stand_up(light: Light) -> None:
    camera = Watched(rate_hz=0.2)
    camera.hold(Scene(None, light=light), 100)
    resting = camera.hold(Scene(LAND_SEAL, light=light), 7200)
    first = resting[0].box
    assert first is not None
    assert all(same(seen.box, first) for seen in resting[-200:])
    standing = camera.hold(Scene(STANDING, light=light), 20)
    assert all(seen.box is not None and risen(first, seen.box) >= 0.25 for seen in standing)


def test_dusk_that_falls_while_she_lies_there_does_not_change_her_box() -> None:
    camera = Watched(rate_hz=1)
    resting = lying(camera)
    dusk = camera.play(lambda at_s: Scene(LAND_SEAL, light=Light(level=1 - at_s / 1200)), 900)
    assert all(seen.box is not None and risen(resting, seen.box) < 0.1 for seen in dusk)
    standing = camera.hold(Scene(STANDING, light=Light(level=0.25)), 5)
    assert all(seen.box is not None and risen(resting, seen.box) >= 0.25 for seen in standing)


@each_light
@pytest.mark.parametrize("rate_hz", [4.0, 15.0])
def test_however_slowly_she_rises_she_is_not_learnt_on_the_way(light: Light, rate_hz: float) -> None:
    camera = Watched(rate_hz)
    resting = lying(camera, light)
    rises_s = 20.0

    def rising(at_s: float) -> Scene:
        share = at_s / rises_s
        hind = max(0.0, 2 * share - 1)
        return Scene(Figure(front=min(1.0, 2 * share), hind=hind, hind_back=1 - hind), light=light)

    seen = camera.play(rising, rises_s) + camera.hold(rising(rises_s), 10)
    assert len(boxes(seen)) == len(seen)
    assert risen(resting, boxes(seen)[-1]) >= 0.25


@each_light
def test_when_she_walks_out_of_view_her_box_is_gone_within_a_second_and_comes_back_with_her(
    light: Light,
) -> None:
    camera = Watched()
    lying(camera, light)
    out = camera.play(lambda at_s: Scene(walking(at_s, 4, 0.45, 1.6), light=light), 4)
    assert out[2].box is not None
    gone = camera.hold(Scene(None, light=light), 10)
    assert all(seen.box is None for seen in gone[int(camera.rate_hz) :])
    back = camera.play(lambda at_s: Scene(walking(at_s, 4, 1.6, 0.45), light=light), 5)
    assert back[-1].box is not None


@pytest.mark.parametrize("rate_hz", [4.0, 5.0])
@pytest.mark.parametrize("passes_s", [5.0, 20.0])
@pytest.mark.parametrize("dog", [LAND_SEAL, replace(LAND_SEAL, x=0.7, depth=0.3)], ids=["sun", "shade"])
def test_a_cloud_is_neither_a_thing_nor_a_stand(dog: Figure, passes_s: float, rate_hz: float) -> None:
    camera = Watched(rate_hz)
    resting = lying(camera, dog=dog)
    come = camera.play(lambda at_s: Scene(dog, light=Light(cloud=at_s / passes_s)), passes_s)
    covered = camera.hold(Scene(dog, light=Light(cloud=1)), 15)
    go = camera.play(lambda at_s: Scene(dog, light=Light(cloud=1 - at_s / passes_s)), passes_s)
    after = camera.hold(Scene(dog), 15)
    assert all(same(seen.box, resting) for seen in come + covered + go + after)


@pytest.mark.parametrize("passes_s", [5.0, 20.0])
def test_a_cloud_over_an_empty_room_has_no_box(passes_s: float) -> None:
    camera = Watched()
    camera.hold(Scene(None), 6)
    come = camera.play(lambda at_s: Scene(None, light=Light(cloud=at_s / passes_s)), passes_s)
    go = camera.play(lambda at_s: Scene(None, light=Light(cloud=1 - at_s / passes_s)), passes_s)
    assert not boxes(come + camera.hold(Scene(None, light=Light(cloud=1)), 10) + go)


SWITCHES = {
    "the lamp goes off": (Light(level=0.6), DUSK),
    "the lamp goes on": (DUSK, Light(level=0.6)),
    "night mode": (DUSK, INFRARED),
    "end of night mode": (INFRARED, DUSK),
    "night mode by day": (DAY, INFRARED),
}
each_switch = pytest.mark.parametrize(("before", "after"), SWITCHES.values(), ids=SWITCHES)


@each_switch
def test_another_light_is_told_and_leaves_no_box_in_an_empty_room(before: Light, after: Light) -> None:
    camera = Watched()
    camera.hold(Scene(None, light=before), 6)
    switched = camera.hold(Scene(None, light=after), 30)
    assert switched[0].light_changed
    assert not any(seen.light_changed for seen in switched[1:])
    assert not boxes(switched)


@each_switch
def test_who_lies_there_when_the_light_changes_is_seen_as_before_and_seen_to_stand_and_to_leave(
    before: Light, after: Light
) -> None:
    camera = Watched()
    resting = lying(camera, before)
    switched = camera.hold(Scene(LAND_SEAL, light=after), 30)
    assert switched[0].light_changed
    assert all(same(seen.box, resting, 0.05) for seen in switched[-40:]), "paws may be as bright as the floor"
    standing = camera.hold(Scene(STANDING, light=after), 10)
    assert all(seen.box is not None and risen(resting, seen.box) >= 0.25 for seen in standing)
    empty = camera.hold(Scene(None, light=after), 10)
    assert not boxes(empty[STILL_FRAMES + 1 :])


@each_light
@pytest.mark.parametrize("depth", [0.0, 0.4])
def test_when_a_person_has_walked_through_her_box_is_what_it_was(light: Light, depth: float) -> None:
    camera = Watched()
    resting = lying(camera, light)
    through = camera.play(
        lambda at_s: Scene(
            LAND_SEAL,
            (Person(x=-0.4 + 0.18 * at_s, depth=depth, stride=1, stride_phase=6 * at_s),),
            light=light,
        ),
        10,
    )
    assert same(through[8].box, resting), "a larger thing that has just come in does not take the box"
    assert all(same(seen.box, resting) for seen in camera.hold(Scene(LAND_SEAL, light=light), 10))


def test_a_second_pet_that_passes_behind_her_does_not_take_her_box() -> None:
    camera = Watched()
    resting = lying(camera)
    passing = camera.play(
        lambda at_s: Scene(
            LAND_SEAL, pets=(replace(walking(at_s, 10, -0.4, 1.4), size=1.5, depth=0.9, coat=0.9),)
        ),
        10,
    )
    assert all(same(seen.box, resting) for seen in passing + camera.hold(Scene(LAND_SEAL), 10))


def test_a_larger_thing_that_stays_takes_the_box_in_the_end() -> None:
    camera = Watched()
    resting = lying(camera)
    sitting = Scene(LAND_SEAL, (Person(x=0.85, depth=0.3, stoop=1, facing=-1),))
    seen = camera.hold(sitting, 70)
    assert same(seen[40].box, resting)
    assert not same(seen[-1].box, resting)


@each_light
def test_a_dog_who_was_there_when_the_camera_started_leaves_no_ghost(light: Light) -> None:
    camera = Watched()
    assert not boxes(camera.hold(Scene(LAND_SEAL, light=light), 30)), (
        "nobody can know that she is no furniture"
    )
    left = camera.hold(Scene(None, light=light), 10)
    assert boxes(left), "what differs is seen at first"
    assert not boxes(left[STILL_FRAMES + 1 :])
    back = camera.hold(Scene(LAND_SEAL, light=light), 30)
    assert all(seen.box is not None for seen in back)


@each_light
def test_she_is_seen_to_stand_before_her_own_ghost(light: Light) -> None:
    camera = Watched()
    camera.hold(Scene(LAND_SEAL, light=light), 30)
    assert len(boxes(camera.hold(Scene(STANDING, light=light), 30))) == 120
    camera.play(lambda at_s: Scene(walking(at_s, 4, 0.45, 1.6), light=light), 4)
    assert not boxes(camera.hold(Scene(None, light=light), 10)[STILL_FRAMES + 1 :])

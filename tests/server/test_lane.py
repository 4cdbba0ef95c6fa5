from support.blocks import BOOT, T0_NS, accel_block, motion_second, still

from landseal.blocks import AccelBlock, MotionSecond
from landseal.units import NS_PER_S
from landseal.words import Role
from landseal_server.intake.lane import BACKLOG_S, HOLD_BACK_S, INCOMPLETE_S, MAX_WAITING, Arrival, Lane
from landseal_server.intake.positions import StreamKey


def arrival(
    role: Role | str,
    second: int,
    at_s: float,
    *,
    through: int | None = None,
    samples: int = 50,
    seq: int | None = None,
) -> Arrival:
    block: AccelBlock | MotionSecond
    if isinstance(role, Role):
        block = accel_block(second if seq is None else seq, second=second, samples=still()[:samples])
    else:
        block = motion_second(second)
    return Arrival(
        StreamKey("pi", str(role), BOOT), second, block, role, at_s, second if through is None else through
    )


def due(lane: Lane, now_s: float) -> list[int]:
    return [(epoch.t_ns - T0_NS) // NS_PER_S for epoch in lane.due(now_s)]


def test_a_second_is_read_at_once_when_every_device_on_the_air_has_delivered_it() -> None:
    lane = Lane("buttons")
    for second in (0, 1):
        for device in (Role.TRUNK, Role.PELVIS, "cam"):
            lane.offer(arrival(device, second, second + 1.0))
    assert due(lane, 2.0) == [0, 1]


def test_a_second_waits_for_a_device_that_is_on_the_air_but_not_longer_than_the_hold_back() -> None:
    lane = Lane("buttons")
    lane.offer(arrival(Role.TRUNK, 0, 1.0))
    lane.offer(arrival(Role.PELVIS, 0, 1.0))
    assert due(lane, 1.0) == [0]
    lane.offer(arrival(Role.TRUNK, 1, 2.0))
    assert due(lane, 2.0 + HOLD_BACK_S - 0.01) == []
    assert due(lane, 2.0 + HOLD_BACK_S) == [1]


def test_a_device_that_has_fallen_silent_is_not_waited_for() -> None:
    lane = Lane("buttons")
    lane.offer(arrival(Role.PELVIS, 0, 1.0))
    lane.offer(arrival(Role.TRUNK, 0, 1.0))
    assert due(lane, 1.0) == [0]
    lane.offer(arrival(Role.TRUNK, 9, 10.0))
    assert due(lane, 10.0) == [9]


def test_a_second_that_was_read_comes_too_late_and_is_said_so() -> None:
    lane = Lane("buttons")
    lane.offer(arrival(Role.TRUNK, 5, 6.0))
    assert due(lane, 6.0) == [5]
    assert not lane.offer(arrival(Role.PELVIS, 5, 8.0))


def test_seconds_are_read_in_order_of_time_and_not_of_arrival() -> None:
    lane = Lane("buttons")
    for second in (2, 0, 1):
        lane.offer(arrival(Role.TRUNK, second, 3.0))
    assert due(lane, 3.0) == [0, 1, 2]


def test_what_an_edge_still_holds_is_waited_for_as_long_as_it_keeps_coming() -> None:
    lane = Lane("buttons")
    lane.offer(arrival(Role.TRUNK, 9, 10.0, through=5))
    assert due(lane, 10.0 + BACKLOG_S - 0.1) == []
    lane.offer(arrival(Role.TRUNK, 7, 14.0, through=5))
    assert due(lane, 16.0) == []
    lane.offer(arrival(Role.TRUNK, 8, 16.5, through=5))
    lane.offer(arrival(Role.TRUNK, 6, 17.0, through=9))
    assert due(lane, 17.0) == [6, 7, 8, 9]


def test_what_lies_below_a_hole_is_read_and_need_not_wait_for_the_hole_to_close() -> None:
    lane = Lane("buttons")
    lane.offer(arrival(Role.TRUNK, 600, 1.0, through=-1))
    for second in range(3):
        lane.offer(arrival(Role.TRUNK, second, 1.1, through=second))
    assert due(lane, 1.1) == [0, 1, 2]


def test_live_blocks_above_a_hole_do_not_make_the_wait_for_it_longer() -> None:
    lane = Lane("buttons")
    for second in range(10, 10 + int(BACKLOG_S) + 1):
        lane.offer(arrival(Role.TRUNK, second, float(second), through=5))
    assert due(lane, 10.0 + BACKLOG_S)[:1] == [10]


def test_what_never_comes_is_given_up_so_that_nothing_stalls() -> None:
    lane = Lane("buttons")
    lane.offer(arrival(Role.TRUNK, 9, 10.0, through=5))
    assert due(lane, 10.0 + BACKLOG_S) == [9]


def test_a_second_that_was_cut_short_waits_for_its_other_part() -> None:
    lane = Lane("buttons")
    lane.offer(arrival(Role.TRUNK, 0, 0.5, samples=20))
    assert due(lane, 0.5 + INCOMPLETE_S - 0.01) == []
    assert due(lane, 0.5 + INCOMPLETE_S) == [0]


def test_a_second_that_was_cut_short_is_read_as_soon_as_the_next_one_comes() -> None:
    lane = Lane("buttons")
    lane.offer(arrival(Role.TRUNK, 0, 0.5, samples=20))
    lane.offer(arrival(Role.TRUNK, 1, 1.2))
    assert due(lane, 1.2) == [0, 1]


def test_after_a_restart_what_was_read_before_it_is_not_read_again() -> None:
    lane = Lane("buttons", read_until_ns=T0_NS + 5 * NS_PER_S)
    assert not lane.offer(arrival(Role.TRUNK, 5, 1.0))
    assert lane.offer(arrival(Role.TRUNK, 6, 1.0))


def sources(lane: Lane, now_s: float) -> list[tuple[int, list[Role]]]:
    """Return each second that is due with the tags that are read with it."""
    epochs = list(lane.due(now_s))
    assert all(set(epoch.accel()) == {Role.TRUNK} for epoch in epochs), "a tag is no sensor on her"
    return [((epoch.t_ns - T0_NS) // NS_PER_S, list(epoch.tags())) for epoch in epochs]


def test_a_tag_makes_no_second_and_is_read_with_hers() -> None:
    lane = Lane("buttons")
    assert lane.offer(arrival(Role.SLING, 0, 1.0))
    assert sources(lane, 9.0) == []
    lane.offer(arrival(Role.TRUNK, 0, 1.0))
    assert sources(lane, 9.0) == [(0, [Role.SLING])]


def test_a_tag_that_comes_late_is_read_with_her_next_second() -> None:
    lane = Lane("buttons")
    lane.offer(arrival(Role.TRUNK, 0, 1.0))
    assert sources(lane, 1.0) == [(0, [])]
    assert lane.offer(arrival(Role.SLING, 0, 1.2))
    lane.offer(arrival(Role.TRUNK, 1, 2.0))
    assert sources(lane, 2.0) == [(1, [Role.SLING])]


def test_a_tag_that_is_ahead_waits_for_its_second() -> None:
    lane = Lane("buttons")
    lane.offer(arrival(Role.SLING, 1, 1.0))
    for second in (0, 1):
        lane.offer(arrival(Role.TRUNK, second, second + 1.0))
    assert sources(lane, 2.0) == [(0, []), (1, [Role.SLING])]


def test_a_tag_that_speaks_while_her_harness_is_away_does_not_fill_the_memory() -> None:
    lane = Lane("buttons")
    kept = [lane.offer(arrival(Role.SLING, second, 1.0)) for second in range(MAX_WAITING + 1)]
    assert kept == [True] * MAX_WAITING + [False]

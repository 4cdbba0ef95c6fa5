from support.blocks import BOOT, accel_block

from landseal.blocks import AccelBlock
from landseal.codec import decode_block
from landseal.messages import Stored, StoredStream
from landseal.topics import Channel
from landseal_edge.held import RESEND_AFTER_S, RESEND_AT_ONCE, Held, Owed


def made(boot: str, seq: int, floor: int) -> AccelBlock:
    return accel_block(seq, boot=boot, floor=floor)


def take(held: Held, stream: str = "trunk", count: int = 1) -> list[Owed]:
    return [held.take(Channel.ACCEL, stream, made) for _ in range(count)]


def stored(through: int, highest: int | None = None, gaps: list[tuple[int, int]] | None = None) -> Stored:
    word = StoredStream(
        stream="trunk",
        boot=BOOT,
        through=through,
        highest=through if highest is None else highest,
        gaps=gaps or [],
    )
    return Stored(streams=[word])


def test_each_stream_counts_from_zero() -> None:
    held = Held(BOOT)
    assert [owed.seq for owed in take(held, "trunk", 3) + take(held, "pelvis", 2)] == [0, 1, 2, 0, 1]


def test_a_block_is_kept_until_the_server_names_it() -> None:
    held = Held(BOOT)
    take(held, count=5)
    assert held.confirm(stored(through=1)) == 2
    assert len(held) == 3


def test_what_lies_in_a_gap_is_kept() -> None:
    held = Held(BOOT)
    take(held, count=6)
    held.confirm(stored(through=0, highest=4, gaps=[(1, 2)]))
    assert [owed.seq for owed in held.overdue(0.0)] == [1, 2, 5]


def test_a_word_about_another_boot_or_stream_changes_nothing() -> None:
    held = Held(BOOT)
    take(held, "pelvis", 2)
    assert held.confirm(stored(through=9)) == 0
    other = StoredStream(stream="pelvis", boot="f" * 16, through=9, highest=9)
    assert held.confirm(Stored(streams=[other])) == 0


def test_a_block_tells_the_lowest_that_is_still_held() -> None:
    held = Held(BOOT)
    take(held, count=4)
    held.confirm(stored(through=2))
    (owed,) = take(held)
    assert decode_block(Channel.ACCEL, owed.payload).floor == 3


def test_when_memory_is_full_the_oldest_goes_and_is_counted_and_the_floor_says_so() -> None:
    held = Held(BOOT, capacity=3)
    *_, last = take(held, count=5)
    assert (len(held), held.dropped) == (3, 2)
    assert decode_block(Channel.ACCEL, last.payload).floor == 2


def test_only_what_was_sent_long_ago_is_sent_again_and_the_oldest_first() -> None:
    held = Held(BOOT)
    early, late = take(held, "trunk"), take(held, "pelvis")
    early[0].sent_s, late[0].sent_s = 100.0, 101.5
    assert held.overdue(100.0 + RESEND_AFTER_S + 0.1) == early
    assert held.oldest() is early[0]


def test_a_backlog_is_sent_again_in_portions() -> None:
    held = Held(BOOT)
    take(held, count=RESEND_AT_ONCE + 10)
    again = held.overdue(0.0)
    assert [owed.seq for owed in again] == list(range(RESEND_AT_ONCE))


def test_nothing_is_asked_when_nothing_is_owed() -> None:
    assert Held(BOOT).oldest() is None

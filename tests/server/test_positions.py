from hypothesis import given
from hypothesis import strategies as st

from landseal_server.intake.positions import MAX_GAPS, Position


def position(*seqs: int) -> Position:
    made = Position()
    for seq in seqs:
        made.add(seq)
    return made


def test_a_block_is_new_once() -> None:
    made = position(0, 1, 2)
    assert not made.add(1)
    assert made.add(3)
    assert made.through == 3


def test_gaps_are_told_until_they_are_filled() -> None:
    made = position(0, 1, 4, 5, 8)
    word = made.stored("trunk", "0" * 16)
    assert (word.through, word.highest, word.gaps) == (1, 8, [(2, 3), (6, 7)])
    for seq in (2, 3, 7, 6):
        made.add(seq)
    word = made.stored("trunk", "0" * 16)
    assert (word.through, word.highest, word.gaps) == (8, 8, [])


def test_what_the_edge_has_given_up_is_lost_and_counted_once() -> None:
    made = position(0, 1, 4, 8)
    assert made.raise_floor(6) == 3  # 2, 3 and 5
    assert made.raise_floor(6) == 0
    assert (made.through, made.lost) == (5, 3)
    assert made.add(6)
    assert not made.add(4)


def test_a_floor_that_nothing_is_missing_below_loses_nothing() -> None:
    assert position(0, 1, 2).raise_floor(3) == 0


def test_a_server_that_has_forgotten_learns_from_the_floor_what_will_never_come() -> None:
    made = Position()
    assert made.raise_floor(5000) == 5000
    assert made.add(5000)
    assert made.highest == made.through == 5000


def test_so_many_gaps_that_not_all_fit_are_told_up_to_the_last_that_does() -> None:
    made = position(*range(0, 400, 2))
    word = made.stored("trunk", "0" * 16)
    assert len(word.gaps) == MAX_GAPS
    assert not word.covers(398), "what was not told must not look stored"


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60)), max_size=80))
def test_whatever_comes_in_whatever_order_stored_names_exactly_what_was_had(
    steps: list[tuple[bool, int]],
) -> None:
    made, had, floor = Position(), set[int](), 0
    for is_floor, number in steps:
        if is_floor:
            floor = max(floor, number)
            made.raise_floor(number)
        else:
            made.add(number)
            had.add(number)
    word = made.stored("trunk", "0" * 16)
    for seq in range(62):
        assert made.has(seq) == (seq in had or seq < floor)
        assert word.covers(seq) == made.has(seq)

"""Assistance: the table of docs/words.md, read from the signs of the seconds round a rise."""

from collections.abc import Container, Mapping

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from support.blocks import T0_NS, accel_block, motion_second

from landseal.blocks import AccelBlock, Box, MotionSecond
from landseal.units import NS_PER_S
from landseal.words import Assistance, Confidence, EventKind, Role
from landseal_server.episodes.assistance import HelpMemory, Sign, judge, note, verdict
from landseal_server.episodes.state import Draft
from landseal_server.intake.lane import Arrival, Epoch
from landseal_server.intake.positions import StreamKey
from landseal_server.recognise.run import Profile
from landseal_server.recognise.signs import note_help
from landseal_server.recognise.tags import moved

ONSET, MET = 100, 110


def at(second: float) -> int:
    return T0_NS + int(second * NS_PER_S)


def draft(
    kind: EventKind = EventKind.STOOD_UP, onset: int = ONSET, met: int = MET, duration_s: float | None = None
) -> Draft:
    return Draft(
        kind=kind,
        confidence=Confidence.CONFIRMED,
        onset_ns=at(onset),
        met_ns=at(met),
        duration_s=duration_s,
    )


class Witness:
    """A memory of help, and what was told, second by second."""

    def __init__(self) -> None:
        self.memory = HelpMemory()
        self.told: list[tuple[int, Assistance]] = []

    def live(
        self,
        until: int = MET + 30,
        *,
        signs: Mapping[Sign, Container[int]] | None = None,
        drafts: dict[int, Draft] | None = None,
    ) -> list[tuple[int, Assistance]]:
        """Let seconds pass in which nobody is seen and no tag moves, but for these signs."""
        signs, drafts = signs or {}, drafts or {MET: draft()}
        for second in range(until):
            held = [sign for sign, when in signs.items() if second in when]
            tags_moved_ns = [at(second)] if Sign.TAG_MOVED in held else []
            others = [sign for sign in held if sign is not Sign.TAG_MOVED]
            note(self.memory, at(second), others, tags_moved_ns=tags_moved_ns)
            happened = [drafts[second]] if second in drafts else []
            self.told += [(second, d.assistance) for d in judge(self.memory, happened)]
        return self.told


def last(sign: Sign, when: range) -> Assistance:
    return Witness().live(signs={sign: when})[-1][1]


def test_a_rise_that_was_watched_from_half_a_minute_before_and_nobody_seen_is_her_own() -> None:
    assert Witness().live() == [(MET, Assistance.UNASSISTED)]


@pytest.mark.parametrize("second", [ONSET - 3, ONSET, MET, MET + 2])
def test_a_tag_that_moves_within_three_seconds_of_the_rise_is_help(second: int) -> None:
    assert last(Sign.TAG_MOVED, range(second, second + 1)) is Assistance.ASSISTED


@pytest.mark.parametrize("second", [ONSET - 30, ONSET - 5, MET + 4, MET + 9])
def test_a_tag_that_moves_a_little_before_or_after_leaves_it_open(second: int) -> None:
    assert last(Sign.TAG_MOVED, range(second, second + 1)) is Assistance.UNKNOWN


@pytest.mark.parametrize("sign", [Sign.PERSON_SEEN, Sign.TAG_MOVED])
@pytest.mark.parametrize("second", [ONSET - 31, MET + 10])
def test_what_was_seen_long_before_or_after_does_not_count(sign: Sign, second: int) -> None:
    assert last(sign, range(second, second + 1)) is Assistance.UNASSISTED


@pytest.mark.parametrize("second", [ONSET - 30, ONSET, MET - 1])
def test_one_second_that_nobody_watched_leaves_it_open(second: int) -> None:
    assert last(Sign.UNWATCHED, range(second, second + 1)) is Assistance.UNKNOWN


def test_a_tag_that_is_silent_may_have_moved() -> None:
    assert last(Sign.TAG_SILENT, range(ONSET, ONSET + 1)) is Assistance.UNKNOWN


def test_a_gap_in_the_data_is_watched_by_nobody() -> None:
    witness = Witness()
    note(witness.memory, at(0), [], tags_moved_ns=[])
    note(witness.memory, at(ONSET - 10), [], tags_moved_ns=[])
    assert verdict(witness.memory.spans, at(ONSET), at(MET)) is Assistance.UNKNOWN


def test_a_person_who_comes_within_ten_seconds_takes_it_back_by_revision() -> None:
    told = Witness().live(signs={Sign.PERSON_SEEN: range(MET + 6, MET + 8)})
    assert told == [(MET, Assistance.UNASSISTED), (MET + 6, Assistance.UNKNOWN)]


def test_a_tag_that_moves_right_after_makes_it_assisted_by_revision() -> None:
    told = Witness().live(signs={Sign.UNWATCHED: range(200), Sign.TAG_MOVED: range(MET + 2, MET + 4)})
    assert told == [(MET, Assistance.UNKNOWN), (MET + 2, Assistance.ASSISTED)]


def test_a_tag_whose_word_comes_a_second_late_counts_by_its_own_time() -> None:
    witness = Witness()
    witness.live(MET + 4)
    note(witness.memory, at(MET + 4), [], tags_moved_ns=[at(MET + 2)])
    assert [d.assistance for d in judge(witness.memory, [])] == [Assistance.ASSISTED]


def test_help_that_was_seen_stays_seen_when_the_stand_ends_an_hour_later() -> None:
    over = draft(duration_s=3600)
    told = Witness().live(
        MET + 3700, signs={Sign.TAG_MOVED: {ONSET, MET + 1800}}, drafts={MET: draft(), MET + 3600: over}
    )
    assert told == [(MET, Assistance.ASSISTED), (MET + 3600, Assistance.ASSISTED)]


def test_a_walk_is_judged_to_its_end() -> None:
    walk = draft(EventKind.WALK)
    over = draft(EventKind.WALK, duration_s=100)
    told = Witness().live(400, signs={Sign.TAG_MOVED: range(150, 152)}, drafts={MET: walk, ONSET + 102: over})
    assert told == [(MET, Assistance.UNASSISTED), (ONSET + 102, Assistance.ASSISTED)]


def test_a_walk_whose_beginning_is_forgotten_is_not_her_own_by_what_is_left() -> None:
    over = draft(EventKind.WALK, duration_s=3600)
    assert Witness().live(3800, drafts={ONSET + 3602: over})[-1][1] is Assistance.UNKNOWN


def test_a_harness_that_comes_off_is_nobodys_rise() -> None:
    off = draft(EventKind.HARNESS_OFF)
    assert Witness().live(drafts={MET: off})[-1][1] is Assistance.UNKNOWN


def test_what_is_remembered_can_be_kept_and_continued() -> None:
    witness = Witness()
    witness.live(signs={Sign.PERSON_SEEN: range(5, 9), Sign.TAG_MOVED: range(50, 52)})
    witness.memory.tags_g[Role.SLING] = (0.0, 0.5, 1.0)
    encoded = msgspec.msgpack.encode(witness.memory)
    assert msgspec.msgpack.decode(encoded, type=HelpMemory) == witness.memory


# --- what an epoch shows


BOX = Box(0.3, 0.6, 0.3, 0.2)


def seen(persons: int | None, box: Box | None = BOX) -> MotionSecond:
    return msgspec.structs.replace(motion_second(0, box=box), persons=persons)


def signs_of(second: MotionSecond | None, *, camera: str = "cam", things: tuple[Role, ...] = ()) -> set[Sign]:
    profile = Profile(
        weight_kg=9,
        primary=Role.TRUNK,
        mounts=dict.fromkeys((Role.TRUNK, *things)),
        cameras=frozenset({"cam"}),
    )
    key, arrivals = StreamKey("pi", camera, "00112233aabbccdd"), []
    if second is not None:
        arrivals.append(Arrival(key, 0, second, camera, 0.0, through=0))
    memory = HelpMemory()
    note_help(memory, Epoch("buttons", T0_NS, 0.0, arrivals), profile)
    return set(memory.spans)


def test_a_camera_that_has_her_in_view_and_sees_nobody_watches_her() -> None:
    assert signs_of(seen(0)) == set()


def test_a_camera_without_a_person_detector_is_not_nobody() -> None:
    assert signs_of(seen(None)) == {Sign.UNWATCHED}


def test_a_camera_that_does_not_show_her_says_nothing_of_who_is_with_her() -> None:
    assert signs_of(seen(0, box=None)) == {Sign.UNWATCHED}
    assert signs_of(None) == {Sign.UNWATCHED}


def test_a_camera_that_two_dogs_share_cannot_tell_whom_it_watches_but_sees_persons() -> None:
    assert signs_of(seen(0), camera="hall") == {Sign.UNWATCHED}
    assert signs_of(seen(1), camera="hall") == {Sign.UNWATCHED, Sign.PERSON_SEEN}


def test_a_tag_that_she_has_and_that_does_not_speak_is_silent() -> None:
    assert signs_of(seen(0), things=(Role.SLING,)) == {Sign.TAG_SILENT}


# --- tags


def tag_block(second: int, samples: NDArray[np.float64]) -> AccelBlock:
    return accel_block(second, samples=samples.astype(np.float32))


def test_a_tag_on_its_hook_does_not_move_and_one_that_carries_her_does() -> None:
    rng = np.random.default_rng(1)
    hook = rng.normal((0, 0, 1), 0.005, (50, 3))
    carried = hook + 0.2 * np.sin(np.arange(50) / 4)[:, None]
    assert not moved([tag_block(0, hook)], None)[0]
    assert moved([tag_block(0, carried)], None)[0]


def test_a_tag_that_speaks_once_a_second_has_moved_when_it_hangs_another_way() -> None:
    still, before = moved([tag_block(0, np.array([[0, 0, 1.0]]))], None)
    again, before = moved([tag_block(1, np.array([[0, 0.01, 1.0]]))], before)
    other, _ = moved([tag_block(2, np.array([[0, 0.2, 0.98]]))], before)
    assert (still, again, other) == (False, False, True)


def test_a_clock_that_is_set_back_forgets_what_a_tag_has_said_in_the_future() -> None:
    memory = HelpMemory(t_ns=at(7200), tags_ns={Role.SLING: at(7200)}, sling_ns=at(7200))
    note(memory, at(0), [], tags_moved_ns=[])
    assert memory.tags_ns == {}
    assert memory.sling_ns < at(0)

from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.blocks import T0_NS
from support.wait import until

from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind
from landseal_server.alerts.outbox import Outbox
from landseal_server.alerts.teller import Teller
from landseal_server.alerts.wording import Words
from landseal_server.episodes.state import Draft
from landseal_server.ledger import Ledger
from landseal_server.media import Media

URL = "json://127.0.0.1:9/"


class Post:
    """A post office whose doings a test decides."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.answer: Callable[[Words], bool] = lambda _: True

    def deliver(self, url: str, words: Words, _picture: Path | None) -> bool:
        assert url == URL
        self.sent.append(words.body)
        return self.answer(words)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def ledger(tmp_path: Path, post: Post) -> Iterator[Ledger]:
    made = Ledger(tmp_path / "l.db")
    teller = Teller(
        ledger_path=tmp_path / "l.db",
        media=Media(tmp_path / "media"),
        addresses={"anna/0": URL},
        names={"buttons": "Buttons"},
        zone=ZoneInfo("UTC"),
        deliver=post.deliver,
    )
    teller.start()
    yield made
    teller.stop()
    made.close()


def write(ledger: Ledger, *onsets_s: int) -> None:
    """Record events, each with a letter that is due."""
    outbox = Outbox(ledger)
    with ledger.transaction():
        for onset_s in onsets_s:
            onset_ns = T0_NS + onset_s * NS_PER_S
            draft = Draft(
                kind=EventKind.WALK, confidence=Confidence.CONFIRMED, onset_ns=onset_ns, met_ns=onset_ns
            )
            outbox.put(ledger.record("buttons", draft).event.id, "anna/0", 0.0, await_picture=False)


def test_a_letter_is_sent_once_and_never_again(ledger: Ledger, post: Post) -> None:
    write(ledger, 0)
    until(lambda: Outbox(ledger).waiting() == 0, "the letter is delivered")
    write(ledger, 100)
    until(lambda: Outbox(ledger).waiting() == 0, "the next letter is delivered")
    assert len(post.sent) == len(set(post.sent)) == 2


def test_a_service_that_refuses_is_asked_again_later(ledger: Ledger, post: Post) -> None:
    post.answer = lambda _: len(post.sent) > 1
    write(ledger, 0)
    until(lambda: Outbox(ledger).waiting() == 0, "the second try succeeds")
    assert len(post.sent) == 2


def test_a_letter_that_cannot_be_sent_at_all_does_not_keep_the_others_waiting(
    ledger: Ledger, post: Post
) -> None:
    def answer(_: Words) -> bool:
        if len(post.sent) == 1:
            raise ZeroDivisionError
        return True

    post.answer = answer
    write(ledger, 0, 100)
    until(lambda: len(post.sent) >= 2, "the other one is sent")
    until(lambda: Outbox(ledger).waiting() <= 1, "and noted")

from datetime import UTC, datetime
from pathlib import Path

import pytest

from landseal.asyncapi import text
from landseal.codec import BadPayloadError, decode_message, encode_message
from landseal.messages import (
    Cue,
    EdgeStatus,
    Event,
    LinkStatus,
    PetState,
    PictureRequest,
    Stored,
    StoredStream,
    Tap,
)
from landseal.words import Confidence, Device, EventKind, Posture, TapKind, Wear, family

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

MESSAGES = [
    EdgeStatus(
        online=True,
        version="1",
        boot="00112233aabbccdd",
        links=[LinkStatus(stream="trunk", state="connected", blocks=3)],
    ),
    Stored(
        streams=[StoredStream(stream="trunk", boot="00112233aabbccdd", through=3, highest=9, gaps=[(4, 6)])]
    ),
    PictureRequest(event="20261121t120000-buttons-stood_up", camera="livingroom", at_ns=5),
    Event(
        id="20261121t120000-buttons-stood_up",
        revision=2,
        pet="buttons",
        kind=EventKind.STOOD_UP,
        confidence=Confidence.CONFIRMED,
        onset=NOON,
        met=NOON,
        cues=[Cue(device=Device.TRUNK, weight=0.5, why="a struggle")],
    ),
    PetState(pet="buttons", t=NOON, posture=Posture.STANDING, since=NOON, confidence=0.9, wear=Wear.UNKNOWN),
    Tap(id="tap-1", pet="buttons", t=NOON, kind=TapKind.LAND_SEAL, by="anna", made=NOON),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_is_the_same_after_its_way_over_the_wire(message: EdgeStatus) -> None:
    assert decode_message(encode_message(message), type(message)) == message


def test_a_time_without_its_zone_is_refused() -> None:
    payload = encode_message(MESSAGES[4]).replace(b'12:00:00Z"', b'12:00:00"')
    with pytest.raises(BadPayloadError, match="timezone"):
        decode_message(payload, PetState)


def test_a_message_beyond_the_bound_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(BadPayloadError, match="at most 65536 bytes"):
        decode_message(b" " * 70_000 + encode_message(MESSAGES[0]), EdgeStatus)


def test_stored_covers_all_up_to_the_highest_but_the_gaps() -> None:
    word = StoredStream(stream="trunk", boot="00112233aabbccdd", through=3, highest=9, gaps=[(4, 6)])
    assert [seq for seq in range(12) if word.covers(seq)] == [0, 1, 2, 3, 7, 8, 9]


def test_stored_of_an_unknown_boot_covers_nothing() -> None:
    word = StoredStream(stream="trunk", boot="00112233aabbccdd", through=-1, highest=-1)
    assert not word.covers(0)


def test_a_failed_rise_may_turn_out_to_be_a_stand_but_never_a_walk() -> None:
    assert EventKind.STOOD_UP in family(EventKind.RISE_FAILED)
    assert family(EventKind.WALK) == {EventKind.WALK}


def test_the_document_of_the_contract_is_the_one_that_the_types_make() -> None:
    written = (ROOT / "docs" / "asyncapi.yaml").read_text(encoding="utf-8")
    assert written == text(), "run: .venv/bin/python -m landseal.asyncapi > docs/asyncapi.yaml"

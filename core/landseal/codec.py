"""Encoding and decoding, with one error for all that can be wrong with a payload."""

from typing import Final, TypeVar

import msgspec

from landseal.blocks import MAX_PAYLOAD_BYTES, AccelBlock, MotionSecond
from landseal.topics import Channel

T = TypeVar("T", bound=msgspec.Struct)

BLOCK_TYPES: Final[dict[Channel, type[AccelBlock | MotionSecond]]] = {
    Channel.ACCEL: AccelBlock,
    Channel.MOTION: MotionSecond,
}


MAX_MESSAGE_BYTES: Final = 65_536
"""A JSON message beyond this is refused before it is decoded: the longest, `stored`, takes a few kB."""


class BadPayloadError(ValueError):
    """A payload that is not what its topic promises; the text says which field and why."""


def encode_block(block: AccelBlock | MotionSecond) -> bytes:
    """Return the MessagePack of a block."""
    return msgspec.msgpack.encode(block)


def decode_block(channel: Channel, payload: bytes) -> AccelBlock | MotionSecond:
    """Decode a block and check every bound.

    Raises:
        BadPayloadError: too long, not MessagePack, a field missing, of another type or out of bounds.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        msg = f"expected at most {MAX_PAYLOAD_BYTES} bytes, got {len(payload)}"
        raise BadPayloadError(msg)
    try:
        return msgspec.msgpack.decode(payload, type=BLOCK_TYPES[channel])
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BadPayloadError(str(error)) from error


def encode_message(message: msgspec.Struct) -> bytes:
    """Return the JSON of a message."""
    return msgspec.json.encode(message)


def decode_message(payload: bytes, type_: type[T]) -> T:
    """Decode a JSON message and check every bound.

    Raises:
        BadPayloadError: too long, not JSON, a field missing, of another type or out of bounds.
    """
    if len(payload) > MAX_MESSAGE_BYTES:
        msg = f"expected at most {MAX_MESSAGE_BYTES} bytes, got {len(payload)}"
        raise BadPayloadError(msg)
    try:
        return msgspec.json.decode(payload, type=type_)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BadPayloadError(str(error)) from error

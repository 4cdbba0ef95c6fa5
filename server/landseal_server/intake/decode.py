"""From a message to a block, or to a refusal with a reason; never an exception outward."""

from dataclasses import dataclass

import msgspec

from landseal.blocks import AccelBlock, MotionSecond, Sequence
from landseal.codec import BadPayloadError, decode_block
from landseal.slugs import BootId
from landseal.topics import StreamTopic
from landseal_server.intake.positions import StreamKey


class Received(msgspec.Struct, frozen=True, gc=False):
    """A message from the broker, as it came."""

    stream: StreamTopic
    payload: bytes
    arrived_s: float
    """On the server's monotonic clock."""


class Decoded(msgspec.Struct, frozen=True, gc=False):
    """A good block."""

    key: StreamKey
    block: AccelBlock | MotionSecond
    received: Received


@dataclass(frozen=True)
class Refused:
    """A message that is not what its topic promises."""

    why: str
    key: StreamKey | None
    """Which block it claims to be, so that it can be confirmed and does not come again for ever."""
    seq: int = -1


class _Envelope(msgspec.Struct, frozen=True):
    """What every block begins with."""

    boot: BootId
    seq: Sequence


def decode(received: Received) -> Decoded | Refused:
    """Decode a message of a stream."""
    stream = received.stream
    try:
        block = decode_block(stream.channel, received.payload)
    except BadPayloadError as error:
        return _refused(received, str(error))
    return Decoded(StreamKey(stream.edge, stream.stream, block.boot), block, received)


def _refused(received: Received, why: str) -> Refused:
    try:
        envelope = msgspec.msgpack.decode(received.payload, type=_Envelope)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return Refused(why, None)
    return Refused(why, StreamKey(received.stream.edge, received.stream.stream, envelope.boot), envelope.seq)

"""Topics: where each message travels. `landseal/v1/<home>/...`, one builder for all of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from landseal.errors import LandsealError
from landseal.slugs import is_slug

PREFIX: Final = "landseal/v1"


class Channel(StrEnum):
    """The last word of an edge's topic that carries a stream."""

    ACCEL = "accel"
    MOTION = "motion"


@dataclass(frozen=True)
class StreamTopic:
    """The parts of `landseal/v1/<home>/edge/<edge>/<accel|motion>/<stream>`."""

    edge: str
    channel: Channel
    stream: str


@dataclass(frozen=True)
class Topics:
    """The topics of one home.

    Raises:
        LandsealError: a name is not a slug, and would end up in another's topic.
    """

    home: str

    def __post_init__(self) -> None:
        _require_slug("home", self.home)

    def status(self, edge: str) -> str:
        """Retained; the edge's last will says that it is gone."""
        return self._edge(edge, "status")

    def stream(self, edge: str, channel: Channel, stream: str) -> str:
        """One sensor's or camera's blocks."""
        _require_slug("sensor or camera", stream)
        return self._edge(edge, f"{channel}/{stream}")

    def stored(self, edge: str) -> str:
        """Server to edge: what has been stored and may be forgotten."""
        return self._edge(edge, "stored")

    def command(self, edge: str) -> str:
        """Server to edge: what the server asks for."""
        return self._edge(edge, "cmd")

    def state(self, pet: str) -> str:
        """Retained: what the pet does now."""
        _require_slug("pet", pet)
        return f"{PREFIX}/{self.home}/pet/{pet}/state"

    def event(self, pet: str) -> str:
        """An event as stored and as pushed."""
        _require_slug("pet", pet)
        return f"{PREFIX}/{self.home}/pet/{pet}/event"

    def everything_from_edges(self) -> list[str]:
        """Return the subscriptions of a server: streams and status of every edge in the home."""
        base = f"{PREFIX}/{self.home}/edge/+"
        return [f"{base}/{Channel.ACCEL}/+", f"{base}/{Channel.MOTION}/+", f"{base}/status"]

    def parse_stream(self, topic: str) -> StreamTopic | None:
        """Return the parts of a stream's topic of this home; None for any other topic."""
        head = f"{PREFIX}/{self.home}/edge/"
        parts = topic.removeprefix(head).split("/")
        if not topic.startswith(head) or len(parts) != len(("edge", "channel", "stream")):
            return None
        edge, channel, stream = parts
        if channel not in set(Channel) or not (is_slug(edge) and is_slug(stream)):
            return None
        return StreamTopic(edge, Channel(channel), stream)

    def _edge(self, edge: str, rest: str) -> str:
        _require_slug("edge", edge)
        return f"{PREFIX}/{self.home}/edge/{edge}/{rest}"


def _require_slug(kind: str, name: str) -> None:
    if not is_slug(name):
        raise LandsealError(
            f'{kind} name "{name}" cannot be used in a topic',
            remedy="Use lower-case letters, digits, - and _, at most 40 characters.",
        )

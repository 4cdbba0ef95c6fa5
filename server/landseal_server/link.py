"""The server's line to the broker: messages in, words out."""

import logging
import time
from collections.abc import Callable
from typing import Final

from landseal.codec import BadPayloadError, decode_message, encode_message
from landseal.config import MqttSection
from landseal.connection import Connection
from landseal.messages import EdgeStatus, Event, PetState, PictureRequest, Stored
from landseal.slugs import is_slug
from landseal.topics import Topics
from landseal_server.intake.decode import Received

_log = logging.getLogger(__name__)

MOST_BYTES: Final = 1_000_000
"""A longer message is not even queued; up to here it is refused, kept in the quarantine and counted."""

MOST_EDGES: Final = 1000
"""Edges whose word is remembered: who invents names must not fill the memory."""


class Link:
    """Hands blocks in, from paho's thread, and says what the pipeline has to say."""

    def __init__(self, settings: MqttSection, topics: Topics, on_block: Callable[[Received], None]) -> None:
        self._topics = topics
        self._on_block = on_block
        self.edges: dict[str, EdgeStatus] = {}
        """What each edge last said about itself."""
        self._connection = Connection(
            settings,
            f"landseal-{topics.home}-server",
            subscriptions=topics.everything_from_edges(),
            on_message=self._on_message,
        )

    @property
    def connected(self) -> bool:
        """Whether there is a broker."""
        return self._connection.connected

    def start(self) -> None:
        """Connect, now or as soon as there is a broker."""
        self._connection.start()

    def stop(self) -> None:
        """Close the connection."""
        self._connection.stop()

    def stored(self, edge: str, word: Stored) -> None:
        """Tell an edge what it may forget; unheard, it is said again, newer, within a second."""
        self._connection.publish(self._topics.stored(edge), encode_message(word))

    def state(self, state: PetState) -> None:
        """Tell what a pet does now; the broker keeps it for whoever asks later."""
        self._connection.publish(self._topics.state(state.pet), encode_message(state), retain=True)

    def event(self, event: Event) -> None:
        """Tell an event, as stored."""
        self._connection.publish(self._topics.event(event.pet), encode_message(event))

    def ask(self, edge: str, request: PictureRequest) -> None:
        """Ask an edge for the picture of a moment."""
        self._connection.publish(self._topics.command(edge), encode_message(request))

    def _on_message(self, topic: str, payload: bytes) -> None:
        stream = self._topics.parse_stream(topic)
        if len(payload) > MOST_BYTES:
            _log.warning("%s: %d bytes at once were ignored", topic, len(payload))
        elif stream is not None:
            self._on_block(Received(stream, payload, time.monotonic()))
        elif topic.endswith("/status"):
            self._on_status(topic.split("/")[-2], payload)

    def _on_status(self, edge: str, payload: bytes) -> None:
        if not is_slug(edge) or (edge not in self.edges and len(self.edges) >= MOST_EDGES):
            return
        try:
            self.edges[edge] = decode_message(payload, EdgeStatus)
        except BadPayloadError as error:
            _log.warning("status of edge %s cannot be read: %s", edge, error)

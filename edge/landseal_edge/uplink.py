"""The edge's line to the server: sends what is held, hears what is stored, tells how it is."""

import asyncio
import logging
from collections.abc import Callable

from landseal.codec import BadPayloadError, decode_message, encode_message
from landseal.config import MqttSection
from landseal.connection import Connection, LastWill
from landseal.messages import Command, EdgeStatus, Stored
from landseal.topics import Channel, Topics
from landseal_edge.held import RESEND_AFTER_S, Held, Owed
from landseal_edge.sender import MakeBlock

_log = logging.getLogger(__name__)


class Uplink:
    """Blocks out, `stored` in; all state belongs to the event loop's thread.

    A block goes out once when it is made. It goes out again only after the server has spoken: whenever
    `stored` arrives, what is overdue is sent again; while the server is silent, the oldest block alone is
    repeated as a question. So a dead server costs one message every two seconds, and a live one is caught
    up at the pace of its own words.
    """

    def __init__(
        self,
        settings: MqttSection,
        topics: Topics,
        edge: str,
        held: Held,
        last_word: EdgeStatus,
        on_command: Callable[[Command], None],
    ) -> None:
        self._topics = topics
        self._edge = edge
        self._held = held
        self._last_word = last_word
        self._on_command = on_command
        self._confirmed = asyncio.Event()
        self._connection = Connection(
            settings,
            f"landseal-{topics.home}-edge-{edge}",
            subscriptions=[topics.stored(edge), topics.command(edge)],
            on_message=self._hand_over,
            last_will=LastWill(topics.status(edge), encode_message(last_word)),
        )

    async def run(self) -> None:
        """Keep the connection until cancelled; then say goodbye and close it."""
        self._loop = asyncio.get_running_loop()
        self._connection.start()
        try:
            while True:
                await asyncio.sleep(RESEND_AFTER_S)
                self._ask()
        finally:
            self.tell(self._last_word)
            self._connection.stop()

    async def all_confirmed(self) -> None:
        """Wait until the server has confirmed every block."""
        while len(self._held):
            self._confirmed.clear()
            await self._confirmed.wait()

    def send(self, channel: Channel, stream: str, make: MakeBlock) -> None:
        """Number a block, keep it, and send it if there is a connection."""
        owed = self._held.take(channel, stream, make)
        if self._connection.connected:
            self._publish(owed)

    def tell(self, status: EdgeStatus) -> None:
        """Publish the edge's status, if there is a connection."""
        self._connection.publish(self._topics.status(self._edge), encode_message(status), retain=True)

    def _publish(self, owed: Owed) -> None:
        owed.sent_s = self._loop.time()
        self._connection.publish(self._topics.stream(self._edge, owed.channel, owed.stream), owed.payload)

    def _ask(self) -> None:
        """Repeat the oldest block, where the server has been silent about it."""
        oldest = self._held.oldest()
        if self._connection.connected and oldest is not None and oldest.is_overdue(self._loop.time()):
            self._publish(oldest)

    def _hand_over(self, topic: str, payload: bytes) -> None:
        """Bring a message from paho's thread into the event loop's."""
        self._loop.call_soon_threadsafe(self._received, topic, payload)

    def _received(self, topic: str, payload: bytes) -> None:
        try:
            if topic == self._topics.stored(self._edge):
                self._stored(decode_message(payload, Stored))
            else:
                self._on_command(decode_message(payload, Command))
        except BadPayloadError as error:
            _log.warning("%s: a message that cannot be read was ignored: %s", topic, error)

    def _stored(self, word: Stored) -> None:
        self._held.confirm(word)
        self._confirmed.set()
        for owed in self._held.overdue(self._loop.time()):
            self._publish(owed)

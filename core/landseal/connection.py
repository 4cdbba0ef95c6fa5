"""One MQTT connection that comes back by itself: the same for edge, server and whoever listens in.

Within the common subset of MQTT 3.1.1 and 5: clean sessions, QoS 1, retained messages, a last will. What
the broker remembers is never relied on: subscriptions are made anew on every connect (paho-mqtt issues 375
and 573), and nothing is queued for a broker that is away.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from landseal.config import MqttSection

_log = logging.getLogger(__name__)

RECONNECT_MOST_S: Final = 10
"""A router is back in seconds or in minutes; a client that asks every 10 s harms nobody."""


@dataclass(frozen=True)
class LastWill:
    """What the broker says, retained, when the connection breaks without a goodbye."""

    topic: str
    payload: bytes


class Connection:
    """A connection to the broker.

    Args:
        settings: where the broker is.
        client_id: the broker ends an older connection of the same id.
        subscriptions: topics, made anew on every connect.
        on_message: called with topic and payload, in paho's thread.
        last_will: see there.
    """

    def __init__(
        self,
        settings: MqttSection,
        client_id: str,
        *,
        subscriptions: Sequence[str],
        on_message: Callable[[str, bytes], None],
        last_will: LastWill | None = None,
    ) -> None:
        self._settings = settings
        self._subscriptions = [(topic, 1) for topic in subscriptions]
        self._on_message_of = on_message
        self.connected = False
        self._complained = False
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id)
        self._client.reconnect_delay_set(min_delay=1, max_delay=RECONNECT_MOST_S)
        if settings.username is not None:
            self._client.username_pw_set(settings.username, settings.password)
        if last_will is not None:
            self._client.will_set(last_will.topic, last_will.payload, qos=1, retain=True)
        self._client.on_connect = self._on_connect
        self._client.on_connect_fail = self._on_connect_fail
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message

    def start(self) -> None:
        """Connect, now or as soon as there is a broker."""
        self._client.connect_async(self._settings.host, self._settings.port)
        self._client.loop_start()

    def stop(self) -> None:
        """Close the connection and end paho's thread."""
        self.connected = False
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish with QoS 1 if there is a connection, else do nothing."""
        if self.connected:
            self._client.publish(topic, payload, qos=1, retain=retain)

    def _on_connect(
        self,
        client: mqtt.Client,
        _userdata: object,
        _flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            _log.warning("broker %s:%d refuses: %s", self._settings.host, self._settings.port, reason)
            return
        client.subscribe(self._subscriptions)
        self.connected, self._complained = True, False
        _log.info("broker %s:%d: connected", self._settings.host, self._settings.port)

    def _on_connect_fail(self, _client: mqtt.Client, _userdata: object) -> None:
        if not self._complained:
            self._complained = True
            place = f"{self._settings.host}:{self._settings.port}"
            _log.warning("no broker at %s yet; it is tried again. Is Mosquitto running there?", place)

    def _on_disconnect(
        self,
        _client: mqtt.Client,
        _userdata: object,
        _flags: mqtt.DisconnectFlags,
        _reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if self.connected:
            self.connected = False
            _log.info("broker %s:%d: connection lost", self._settings.host, self._settings.port)

    def _on_message(self, _client: mqtt.Client, _userdata: object, message: mqtt.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            _log.warning("a message came on a topic that is no text; it was ignored")
            return
        self._on_message_of(topic, bytes(message.payload))

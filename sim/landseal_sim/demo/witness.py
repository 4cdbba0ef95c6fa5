"""The witness: sees what a person would, the messages on the broker and the pushes on the phone."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from landseal.clock import ScaledClock
from landseal.codec import decode_message
from landseal.config import MqttSection
from landseal.connection import Connection
from landseal.messages import Event, PetState
from landseal.topics import Topics
from landseal_sim.demo.receiver import Push


@dataclass(frozen=True)
class Told:
    """A push, with the moment on the home's clock at which it arrived."""

    push: Push
    utc_ns: int


class Witness:
    """Collects events and pushes in the event loop's thread, and tells whoever listens."""

    def __init__(self, topics: Topics, pet: str, broker_port: int, clock: ScaledClock) -> None:
        self._event_topic, state_topic = topics.event(pet), topics.state(pet)
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self.events: list[Event] = []
        """Every revision of every event, in order."""
        self.pushes: list[Told] = []
        self.changed = asyncio.Event()
        """Set whenever an event or a push was added."""
        self.on_event: Callable[[Event], None] = lambda _: None
        self.on_state: Callable[[PetState], None] = lambda _: None
        self.on_push: Callable[[Told], None] = lambda _: None
        self.connection = Connection(
            MqttSection(port=broker_port),
            "landseal-witness",
            subscriptions=[self._event_topic, state_topic],
            on_message=self._hand_over,
        )

    def receive(self, push: Push) -> None:
        """Take a push, from the receiver's thread."""
        told = Told(push, self._clock.utc_ns())
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._add_push, told)

    def _hand_over(self, topic: str, payload: bytes) -> None:
        """Bring a message from paho's thread into the event loop's."""
        self._loop.call_soon_threadsafe(self._hear, topic, payload)

    def _hear(self, topic: str, payload: bytes) -> None:
        if topic == self._event_topic:
            event = decode_message(payload, Event)
            self.events.append(event)
            self.on_event(event)
            self.changed.set()
        else:
            self.on_state(decode_message(payload, PetState))

    def _add_push(self, told: Told) -> None:
        self.pushes.append(told)
        self.on_push(told)
        self.changed.set()

"""An MQTT broker in process, on loopback: the demo needs none installed."""

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from amqtt.broker import Broker

# It tells of every client and packet; what matters of it, edge and server tell themselves.
for name in ("amqtt", "transitions"):
    logging.getLogger(name).setLevel(logging.CRITICAL)


@asynccontextmanager
async def running_broker(port: int) -> AsyncIterator[None]:
    """Run a broker at a loopback port for as long as the context lasts."""
    broker = Broker(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}", "max_connections": 32}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        },
    )
    await broker.start()
    try:
        yield
    finally:
        await broker.shutdown()


def free_port() -> int:
    """Return a loopback port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

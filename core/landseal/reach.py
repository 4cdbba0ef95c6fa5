"""Whether something listens where the broker should be: asked by edge and server alike."""

import socket
from typing import Final

from landseal.config import MqttSection
from landseal.health import Finding, Health

TIMEOUT_S: Final = 3.0


def broker_finding(mqtt: MqttSection) -> Finding:
    """Try a TCP connection to the broker."""
    place = f"{mqtt.host}:{mqtt.port}"
    try:
        socket.create_connection((mqtt.host, mqtt.port), timeout=TIMEOUT_S).close()
    except OSError as error:
        what = f"no broker at {place} ({error.strerror or error})"
        return Finding(Health.CRITICAL, what, "Start it: systemctl start mosquitto")
    return Finding(Health.HEALTHY, f"a broker listens at {place}")

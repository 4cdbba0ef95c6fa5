"""The contract between edge and server as an AsyncAPI document, made from the message types themselves.

`python -m landseal.asyncapi` prints it; `docs/asyncapi.yaml` is that output, and a test compares the two.
"""

import json
import sys
from typing import Any, Final

import msgspec

import landseal
from landseal.blocks import AccelBlock, MotionSecond
from landseal.messages import EdgeStatus, Event, PetState, PictureRequest, Stored
from landseal.topics import PREFIX

_EDGE: Final = f"{PREFIX}/{{home}}/edge/{{edge}}"
_PET: Final = f"{PREFIX}/{{home}}/pet/{{pet}}"
_MESSAGEPACK: Final = "application/msgpack"
_JSON: Final = "application/json"

# Channel, address, message, content type, who sends it, retained.
_CHANNELS: Final = (
    ("accel", f"{_EDGE}/accel/{{sensor}}", AccelBlock, _MESSAGEPACK, "edge", False),
    ("motion", f"{_EDGE}/motion/{{camera}}", MotionSecond, _MESSAGEPACK, "edge", False),
    ("status", f"{_EDGE}/status", EdgeStatus, _JSON, "edge", True),
    ("stored", f"{_EDGE}/stored", Stored, _JSON, "server", False),
    ("cmd", f"{_EDGE}/cmd", PictureRequest, _JSON, "server", False),
    ("state", f"{_PET}/state", PetState, _JSON, "server", True),
    ("event", f"{_PET}/event", Event, _JSON, "server", False),
)


def document() -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document."""
    _, components = msgspec.json.schema_components(
        [message for _, _, message, *_ in _CHANNELS],
        ref_template="#/components/schemas/{name}",
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Landseal",
            "version": landseal.__version__,
            "description": "What edges and server of one home say to each other over MQTT, QoS 1.",
        },
        "defaultContentType": _JSON,
        "channels": {name: _channel(address, message) for name, address, message, *_ in _CHANNELS},
        "operations": {
            name: {
                "action": "receive" if sender == "edge" else "send",
                "channel": {"$ref": f"#/channels/{name}"},
                "bindings": {"mqtt": {"qos": 1, "retain": retained}},
            }
            for name, _, _, _, sender, retained in _CHANNELS
        },
        "components": {
            "messages": {
                message.__name__: {
                    "contentType": content_type,
                    "payload": {"$ref": f"#/components/schemas/{message.__name__}"},
                }
                for _, _, message, content_type, *_ in _CHANNELS
            },
            "schemas": components,
        },
    }


def _channel(address: str, message: type[msgspec.Struct]) -> dict[str, Any]:
    names = [part[1:-1] for part in address.split("/") if part.startswith("{")]
    return {
        "address": address,
        "parameters": {name: {} for name in names},
        "messages": {message.__name__: {"$ref": f"#/components/messages/{message.__name__}"}},
    }


def text() -> str:
    """Return the document as it is kept in `docs/`: JSON, which is YAML too."""
    return json.dumps(document(), indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())

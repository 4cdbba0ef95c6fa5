"""BlueZ as bleak sees it: its objects on a private message bus, with one sensor that notifies.

Written with dbus-fast, which bleak brings along: what is to be shown depends on *who* has asked to be
notified, and this is the one library here that tells a method its sender.
"""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from support.programs import installed

NOTIFY = "0000ffe4-0000-1000-8000-00805f9a34fb"
WRITE = "0000ffe9-0000-1000-8000-00805f9a34fb"
ADDRESS = "C0:00:00:00:00:02"

_ADAPTER = "/org/bluez/hci0"
_DEVICE = f"{_ADAPTER}/dev_{ADDRESS.replace(':', '_')}"
_SERVICE = f"{_DEVICE}/service0001"
_CHARACTERISTIC = f"{_SERVICE}/char0002"
_WRITTEN = f"{_SERVICE}/char0004"
_PROPERTIES = "org.freedesktop.DBus.Properties"

_ADVERTISED_EVERY_S = 0.02

Properties = dict[str, Variant]
_NO, _YES = (Variant(signature="b", value=value) for value in (False, True))

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@contextmanager
def private_bus(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start a dbus-daemon of our own, and let it be the system's bus for this process."""
    config, socket = folder / "bus.conf", folder / "bus"
    config.write_text(_BUS.format(socket=socket), encoding="utf-8")
    command = [installed("dbus-daemon", "dbus"), "--nofork", "--nopidfile", "--print-address"]
    daemon = subprocess.Popen([*command, f"--config-file={config}"], stdout=subprocess.PIPE, text=True)
    try:
        assert daemon.stdout is not None
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", daemon.stdout.readline().strip())
        yield
    finally:
        daemon.terminate()
        daemon.communicate(timeout=10)


class Bluez:
    """One adapter and one WitMotion; it notifies as BlueZ 5.66 was seen to.

    A notification is told to the bus once for each client that has started notifying and is still on the bus,
    whether the sensor's link was lost meanwhile or not; and every client sees what is told for any.
    """

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus
        self._notified: list[str] = []
        self._discovering = False
        self.written = 0
        """How often the sensor was written to."""
        self.powered: list[bool] = []
        """What the adapter was asked to be."""
        self.busy = 0
        """How often it will still refuse to be switched on."""
        self._objects: dict[str, dict[str, Properties]] = {
            _ADAPTER: {
                "org.bluez.Adapter1": {
                    "Discovering": _NO,
                    "Powered": _YES,
                    "Roles": Variant("as", ["central"]),
                }
            },
            _DEVICE: {"org.bluez.Device1": _device()},
            _SERVICE: {
                "org.bluez.GattService1": {
                    "UUID": Variant("s", "0000ffe5-0000-1000-8000-00805f9a34fb"),
                    "Device": Variant("o", _DEVICE),
                    "Primary": _YES,
                }
            },
            _CHARACTERISTIC: {
                "org.bluez.GattCharacteristic1": {
                    "UUID": Variant("s", NOTIFY),
                    "Service": Variant("o", _SERVICE),
                    "Flags": Variant("as", ["notify"]),
                    "MTU": Variant("q", 247),
                }
            },
            _WRITTEN: {
                "org.bluez.GattCharacteristic1": {
                    "UUID": Variant("s", WRITE),
                    "Service": Variant("o", _SERVICE),
                    "Flags": Variant("as", ["write", "write-without-response"]),
                    "MTU": Variant("q", 247),
                }
            },
        }

    def answer(self, message: Message) -> Message | None:
        """Do what was asked for, and return the reply."""
        if message.member == "NameOwnerChanged" and not message.body[2]:
            self._notified = [client for client in self._notified if client != message.body[0]]
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        if message.member == "GetManagedObjects":
            return Message.new_method_return(message, "a{oa{sa{sv}}}", [self._objects])
        if (message.interface, message.member, message.path) == (_PROPERTIES, "Set", _ADAPTER):
            return self._power(message)
        if not (message.interface or "").startswith("org.bluez."):
            return None
        self._do(str(message.member), str(message.sender))
        return Message.new_method_return(message)

    def _power(self, message: Message) -> Message:
        assert message.body[:2] == ["org.bluez.Adapter1", "Powered"]
        powered = bool(message.body[2].value)
        self.powered.append(powered)
        if powered and self.busy:
            self.busy -= 1
            return Message.new_error(message, "org.bluez.Error.Busy", "")
        return Message.new_method_return(message)

    def _do(self, member: str, client: str) -> None:
        if member in {"StartDiscovery", "StopDiscovery"}:
            self._discovering = member == "StartDiscovery"
            self._hear()
        elif member in {"Connect", "Disconnect"}:
            self._link(stands=member == "Connect")
        elif member == "StartNotify":
            self._notified.append(client)
        elif member == "WriteValue":
            self.written += 1

    def _hear(self) -> None:
        """Hear the sensor advertise, while somebody wants to."""
        if self._discovering:
            self._tell(_DEVICE, "org.bluez.Device1", {"RSSI": Variant("n", -50)})
            asyncio.get_running_loop().call_later(_ADVERTISED_EVERY_S, self._hear)

    def lose(self) -> None:
        """Lose the link with the sensor."""
        self._link(stands=False)

    def notify(self, payload: bytes) -> None:
        """Let the sensor notify."""
        for _ in self._notified:
            self._tell(_CHARACTERISTIC, "org.bluez.GattCharacteristic1", {"Value": Variant("ay", payload)})

    def _link(self, *, stands: bool) -> None:
        changed = {"Connected": Variant("b", stands), "ServicesResolved": Variant("b", stands)}
        self._tell(_DEVICE, "org.bluez.Device1", changed)

    def _tell(self, path: str, interface: str, changed: Properties) -> None:
        self._objects[path][interface].update(changed)
        body = [interface, changed, []]
        self._bus.send(Message.new_signal(path, _PROPERTIES, "PropertiesChanged", "sa{sv}as", body))


def _device() -> Properties:
    return {
        "Address": Variant("s", ADDRESS),
        "Alias": Variant("s", "WT901BLE67"),
        "Name": Variant("s", "WT901BLE67"),
        "Adapter": Variant("o", _ADAPTER),
        "Connected": _NO,
        "ServicesResolved": _NO,
        "Paired": _NO,
        "ServiceData": Variant("a{sv}", {}),
        "UUIDs": Variant("as", []),
        "RSSI": Variant("n", -60),
    }


@asynccontextmanager
async def bluez() -> AsyncIterator[Bluez]:
    """Serve BlueZ on the bus that stands for the system's."""
    assert "DBUS_SYSTEM_BUS_ADDRESS" in os.environ, "never on the machine's own bus"
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    try:
        served = Bluez(bus)
        bus.add_message_handler(served.answer)
        await bus.call(_hear_who_leaves())
        await bus.request_name("org.bluez")
        yield served
    finally:
        bus.disconnect()


def _hear_who_leaves() -> Message:
    return Message(
        destination="org.freedesktop.DBus",
        path="/org/freedesktop/DBus",
        interface="org.freedesktop.DBus",
        member="AddMatch",
        signature="s",
        body=["type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'"],
    )

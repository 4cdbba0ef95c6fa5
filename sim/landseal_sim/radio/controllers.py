"""Virtual Bluetooth controllers and hosts: bumble's, with what it leaves out, and without its log.

bumble formats every packet for its log, whether anybody reads it or not: most of what it costs. What is
added was found missing in bumble 0.0.236.
"""

import asyncio
from collections.abc import Callable

from bumble import core, hci, ll
from bumble.controller import Controller
from bumble.host import Host

_MAX_DATA_OCTETS = 251
"""The longest data PDU of LE (Core 5.4, vol 6 B 2.4): a notification is one packet, not ten of 27."""


class QuietController(Controller):
    """A controller that carries what it is given and says nothing of it."""

    acl_data_packet_length = _MAX_DATA_OCTETS
    le_acl_data_packet_length = _MAX_DATA_OCTETS

    def on_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """Take what the host sends."""
        if isinstance(packet, hci.HCI_AclDataPacket):
            connection = self.find_connection_by_handle(packet.connection_handle)
            if connection is not None:
                connection.on_hci_acl_data_packet(packet)
        elif isinstance(packet, hci.HCI_Command):
            self.on_hci_command_packet(packet)

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """Send to the host, not before what is running now has returned."""
        if self.host:
            asyncio.get_running_loop().call_soon(self.host.on_packet, bytes(packet))

    def on_link_acl_data(
        self, sender_address: hci.Address, transport: core.PhysicalTransport, data: bytes
    ) -> None:
        """Take what came through the air; of a connection that is gone, nothing comes any more."""
        if sender_address in self.le_connections:
            super().on_link_acl_data(sender_address, transport, data)

    def stands_with(self, peer: hci.Address) -> bool:
        """Tell whether there is a connection with this peer."""
        return peer in self.le_connections

    def time_out(self, gone: Callable[[hci.Address], bool]) -> None:
        """Lose the connections with these peers as their supervision timeout would: reason 0x08.

        bumble has no supervision timeout: nothing is lost here unless it is told to be.
        """
        for connection in list(self.le_connections.values()):
            if gone(connection.peer_address):
                self.on_le_disconnected(connection, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)


class SensorController(QuietController):
    """A sensor's: it answers who connects, and listens to no one else."""

    def reaches(self, peer: hci.Address) -> bool:
        """Tell whether the other side, too, still has the connection: what is sent then arrives."""
        other = self.link.find_le_controller(peer)
        return isinstance(other, QuietController) and other.stands_with(self.random_address)

    def on_ll_advertising_pdu(self, packet: ll.AdvertisingPdu) -> None:
        """Take a request to connect; other sensors' advertisements are none of its business."""
        if isinstance(packet, ll.ConnectInd):
            self.on_le_connect_ind(packet)


class CentralController(QuietController):
    """The edge's: it hears each advertisement once, as loud as it is, and can give up connecting."""

    def __init__(self, *, rssi_dbm: Callable[[hci.Address], int], **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self._rssi_dbm = rssi_dbm

    def on_ll_advertising_pdu(self, packet: ll.AdvertisingPdu) -> None:
        """Report an advertisement while scanning, and connect to who was waited for."""
        if not isinstance(packet, ll.AdvInd | ll.AdvExtInd | ll.AdvNonConnInd):
            return
        if self.le_scan_enable:
            self._report(packet.advertiser_address, packet.data)
        waiting = self.pending_le_connection
        if waiting is None or isinstance(packet, ll.AdvNonConnInd):
            return
        if waiting.peer_address == packet.advertiser_address:
            self.create_le_connection(packet.advertiser_address)

    def _report(self, address: hci.Address, data: bytes) -> None:
        event = hci.HCI_LE_Extended_Advertising_Report_Event
        report = event.Report(
            event_type=event.EventType.CONNECTABLE_ADVERTISING,
            address_type=address.address_type,
            address=address,
            primary_phy=hci.Phy.LE_1M,
            secondary_phy=hci.Phy.LE_1M,
            advertising_sid=0,
            tx_power=0,
            rssi=self._rssi_dbm(address),
            periodic_advertising_interval=0,
            direct_address_type=0,
            direct_address=hci.Address.ANY,
            data=data,
        )
        self.send_hci_packet(event([report]))

    def on_hci_le_create_connection_cancel_command(
        self, command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Give up connecting, and say so: without this event the host waits for an absent sensor for ever."""
        waiting, self.pending_le_connection = self.pending_le_connection, None
        if waiting is not None:
            asyncio.get_running_loop().call_soon(self.send_hci_packet, _not_connected(waiting.peer_address))
        return super().on_hci_le_create_connection_cancel_command(command)


def _not_connected(peer: hci.Address) -> hci.HCI_LE_Connection_Complete_Event:
    """Return what a controller says of a connection that was cancelled (Core 5.4, vol 4 E 7.8.13)."""
    return hci.HCI_LE_Connection_Complete_Event(
        status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
        connection_handle=0,
        role=hci.Role.CENTRAL,
        peer_address_type=peer.address_type,
        peer_address=peer,
        connection_interval=0,
        peripheral_latency=0,
        supervision_timeout=0,
        central_clock_accuracy=0,
    )


class QuietHost(Host):
    """A host that hands on what it is given and says nothing of it."""

    def on_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """Take what the controller sends."""
        if isinstance(packet, hci.HCI_AclDataPacket):
            self.on_hci_acl_data_packet(packet)
        elif isinstance(packet, hci.HCI_Event):
            self.on_hci_event_packet(packet)

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """Send to the controller."""
        if self.hci_sink:
            self.hci_sink.on_packet(bytes(packet))

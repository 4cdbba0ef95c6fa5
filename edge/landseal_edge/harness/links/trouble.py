"""What bleak raises, in words that say what to do."""

from typing import Final

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)

from landseal.errors import LandsealError

TROUBLE: Final = (BleakError, OSError, EOFError, TimeoutError)
"""What a radio, its service or its bus raise; EOFError is the D-Bus connection's."""

_WHERE: Final = "Bluetooth"
_PAGE: Final = "See docs/troubleshooting-bluetooth.md."
_OFF: Final = ("is switched off", f"Switch it on: rfkill unblock bluetooth && bluetoothctl power on. {_PAGE}")
_MISSING: Final = ("no adapter that can do Low Energy", f"Plug one in, or enable the built-in one. {_PAGE}")
_DENIED: Final = (
    "this user may not use it",
    f"Run: sudo usermod -aG bluetooth USER, and sign in again. {_PAGE}",
)
_NOT_RUNNING: Final = (
    "its service does not run",
    f"Start it: sudo systemctl enable --now bluetooth. {_PAGE}",
)

_REASONS: Final = {
    BleakBluetoothNotAvailableReason.POWERED_OFF: _OFF,
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: _MISSING,
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: _MISSING,
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: _DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: _DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN: _DENIED,
}

_DBUS: Final = {
    "org.bluez.Error.NotReady": _OFF,
    "org.bluez.Error.NotAuthorized": _DENIED,
    "org.bluez.Error.NotPermitted": _DENIED,
    "org.freedesktop.DBus.Error.AccessDenied": _DENIED,
    "org.freedesktop.DBus.Error.ServiceUnknown": _NOT_RUNNING,
    "org.freedesktop.DBus.Error.NameHasNoOwner": _NOT_RUNNING,
}


def mendable(error: BaseException) -> LandsealError:
    """Return what a person can do about a radio that cannot be used."""
    if isinstance(error, BleakBluetoothNotAvailableError) and error.reason in _REASONS:
        what, remedy = _REASONS[error.reason]
    elif isinstance(error, BleakDBusError) and error.dbus_error in _DBUS:
        what, remedy = _DBUS[error.dbus_error]
    elif isinstance(error, PermissionError):
        what, remedy = _DENIED
    elif isinstance(error, FileNotFoundError | ConnectionRefusedError):
        what, remedy = _NOT_RUNNING  # there is no system bus to ask
    else:
        what, remedy = f"cannot be used ({str(error) or type(error).__name__})", _PAGE
    return LandsealError(what, where=_WHERE, remedy=remedy)

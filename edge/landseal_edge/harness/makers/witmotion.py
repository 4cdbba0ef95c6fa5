"""WitMotion WT901BLE, WT9011DCL-BT50 and their like: cheap, up to 100 Hz, no clock, no numbered packets.

A frame is 20 bytes: `55 61` and 9 x int16, little-endian: acceleration, angular velocity, angle. There is no
checksum, and frames need not begin where notifications do; so a frame counts only where what follows it is a
frame, or the end. The vibration meters WTVB01 send the same two bytes before another layout of 28: they fall
out of that step, and a connection that has never felt gravity is not believed. Source: WitMotion's Bluetooth
5.0 protocol and SDK; what registers answer was never seen on a real sensor.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from landseal_edge.harness.cells import LITHIUM_POLYMER, cell_pct
from landseal_edge.harness.maker import Advertised, Decoded, Refused, Write
from landseal_edge.harness.makers.sample import NO_SAMPLES, no_such_rate

SERVICE: Final = "0000ffe5-0000-1000-8000-00805f9a34fb"
"""Not of the SIG: their base has 9b where this has 9a."""
NOTIFY: Final = "0000ffe4-0000-1000-8000-00805f9a34fb"
WRITE: Final = "0000ffe9-0000-1000-8000-00805f9a34fb"

_NAMES: Final = ("WT9", "BWT9", "HWT9")
_VIBRATION_METER: Final = "WTVB"

_UNLOCK: Final = bytes.fromhex("FF AA 69 88 B5")
_READ_BATTERY: Final = bytes.fromhex("FF AA 27 64 00")
_RATE_CODES: Final = {10.0: 0x06, 20.0: 0x07, 50.0: 0x08, 100.0: 0x09}
_SETTLE_S: Final = 0.1
"""The makers' own SDK leaves this between two writes [S]."""

_FRAME_BYTES: Final = 20
_WORDS: Final = _FRAME_BYTES // 2
_HEAD: Final = 0x55
_SAMPLES, _REGISTERS = 0x61, 0x71
_KINDS: Final = (_SAMPLES, _REGISTERS)
_G_PER_LSB: Final = np.float32(16 / 32768)
_FELT_G: Final = 0.2
"""[E] An accelerometer at rest feels 1 g, and so does one in motion within a few frames."""

_BATTERY_REGISTER: Final = 0x64
_MV_PER_LSB: Final = 10
_LITHIUM_MV: Final = range(2500, 4501)
"""[E] Anything else is no voltage of the cell that is in it."""

_OUT_OF_STEP: Final = Refused("out_of_step")
_NOT_AN_IMU: Final = Refused("not_an_imu")


class WitMotion:
    """Told by its name or its service. A rate is not saved in the sensor: it is set at each connection."""

    key = "witmotion"
    title = "WitMotion"
    counter_wraps_ns: int | None = None
    sequence_wraps: int | None = None
    rates_hz: tuple[float, ...] = tuple(_RATE_CODES)
    notify: tuple[str, ...] = (NOTIFY,)
    battery_level: str | None = None

    def claims(self, advertised: Advertised) -> bool:
        """By name or service, and no vibration meter."""
        name = advertised.name or ""
        if name.startswith(_VIBRATION_METER):
            return False
        return name.startswith(_NAMES) or SERVICE in advertised.service_uuids

    def wake(self, rate_hz: float) -> Sequence[Write]:
        """Unlock, and set the rate; it sends unasked."""
        if rate_hz not in _RATE_CODES:
            raise no_such_rate(self.title, rate_hz, self.rates_hz)
        rate = bytes((0xFF, 0xAA, 0x03, _RATE_CODES[rate_hz], 0x00))
        return (Write(WRITE, _UNLOCK, settle_s=_SETTLE_S), Write(WRITE, rate, settle_s=_SETTLE_S))

    def ask_battery(self) -> Sequence[Write]:
        """Read register 0x64."""
        return (Write(WRITE, _READ_BATTERY),)

    def identify(self) -> Sequence[Write]:
        """It cannot."""
        return ()

    def reader(self, rate_hz: float) -> "WitMotionReader":  # noqa: ARG002 -- without a clock, the rate is the link's
        """A reader with nothing held."""
        return WitMotionReader()


class WitMotionReader:
    """Holds the beginning of a frame until the next notification."""

    def __init__(self) -> None:
        self._held = b""
        self._felt = False

    def take(self, packet: bytes | bytearray) -> Sequence[Decoded | Refused]:
        """All whole frames, samples together."""
        data = self._held + packet if self._held else packet
        frames, odd = divmod(len(data), _FRAME_BYTES)
        if not odd and data[::_FRAME_BYTES] == b"\x55" * frames and data[1::_FRAME_BYTES] == b"\x61" * frames:
            self._held = b""
            return (self._samples(data),) if frames else ()
        return self._take_apart(bytes(data))

    def _take_apart(self, data: bytes) -> list[Decoded | Refused]:
        frames, skipped, self._held = split_frames(data)
        samples = b"".join(frame for frame in frames if frame[1] == _SAMPLES)
        read: list[Decoded | Refused] = [_OUT_OF_STEP] if skipped else []
        if samples:
            read.append(self._samples(samples))
        read += (_read_registers(frame) for frame in frames if frame[1] == _REGISTERS)
        return read

    def _samples(self, frames: bytes | bytearray) -> Decoded | Refused:
        accel_g = np.frombuffer(frames, dtype="<i2").reshape(-1, _WORDS)[:, 1:4] * _G_PER_LSB
        if not self._felt:
            self._felt = bool((np.abs(accel_g) >= _FELT_G).any())
            if not self._felt:
                return _NOT_AN_IMU
        return Decoded(accel_g)


def split_frames(data: bytes) -> tuple[list[bytes], bool, bytes]:
    """Whole frames, whether bytes were skipped between them, and the beginning of a frame at the end."""
    frames: list[bytes] = []
    at, skipped = 0, False
    while at < len(data):
        if not _may_begin(data, at):
            at, skipped = _next_head(data, at), True
        elif at + _FRAME_BYTES > len(data):
            return frames, skipped, data[at:]
        elif _may_begin(data, at + _FRAME_BYTES):
            frames.append(data[at : at + _FRAME_BYTES])
            at += _FRAME_BYTES
        else:
            at, skipped = _next_head(data, at), True
    return frames, skipped, b""


def _may_begin(data: bytes, at: int) -> bool:
    """Whether a frame may begin here, as far as there are bytes to tell."""
    return data[at : at + 1] in {b"", b"\x55"} and data[at + 1 : at + 2] in {b"", b"\x61", b"\x71"}


def _next_head(data: bytes, at: int) -> int:
    following = data.find(_HEAD, at + 1)
    return following if following >= 0 else len(data)


def _read_registers(frame: bytes) -> Decoded | Refused:
    """`55 71`, the first register's number as int16, and what it and those behind it hold."""
    if int.from_bytes(frame[2:4], "little") != _BATTERY_REGISTER:
        return Refused("other_register")
    battery_mv = int.from_bytes(frame[4:6], "little") * _MV_PER_LSB
    if battery_mv not in _LITHIUM_MV:
        return Refused("battery_out_of_range")
    return Decoded(NO_SAMPLES, battery_mv=battery_mv, battery_pct=cell_pct(battery_mv, LITHIUM_POLYMER))

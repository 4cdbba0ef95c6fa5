"""Polar H10 and Verity Sense, by their measurement data (PMD) service: 25-200 Hz, nanoseconds since 2000.

Written to the control point: `02 02` and settings start the accelerometer; it answers `F0 02 02 status more
settings`. A data frame: measurement (02), u64 of nanoseconds at the *last* sample, frame type, samples,
little-endian. Type 01 is int16 x 3 in mg; types with 0x80 are delta-compressed (`polar_delta.py`). Source:
Polar's open BLE SDK and its measurement data specification. An H10 off its strap sets its clock back to 2019.
"""

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.units import MG_PER_G
from landseal_edge.harness.maker import BATTERY_LEVEL, MOST_G, Advertised, Decoded, Refused, Write
from landseal_edge.harness.makers.polar_delta import CutShortError, read_deltas
from landseal_edge.harness.makers.sample import no_such_rate

SERVICE: Final = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
CONTROL: Final = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA: Final = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"

_NAMES: Final = ("Polar H10", "Polar Sense", "Polar Verity", "Polar OH1")
_VERITY_HZ: Final = 52.0
_RATES_HZ: Final = (25.0, 50.0, _VERITY_HZ, 100.0, 200.0)
"""H10: 25, 50, 100, 200. Verity Sense and OH1: 52."""

_START: Final = 0x02
_ACCELERATION: Final = 0x02
_RATE, _RESOLUTION, _RANGE, _CHANNELS, _FACTOR = 0x00, 0x01, 0x02, 0x04, 0x05
_SETTING_BYTES: Final = {_RATE: 2, _RESOLUTION: 2, _RANGE: 2, 0x03: 4, _CHANNELS: 1, _FACTOR: 4, 0x06: 16}
_BITS: Final = 16
_RANGE_G: Final = 8

_ANSWER: Final = 0xF0
_ANSWER_BYTES: Final = 4
_SETTINGS_AT: Final = 5
_SUCCESS, _ALREADY = 0, 6
_FEATURES: Final = 0x0F
"""What the control point reads as; some stacks notify it."""

_HEADER: Final = struct.Struct("<BQB")
_MOST_NS: Final = 2**63 - 1
"""Beyond, it is no clock, and no int64."""
_RAW_MG, _DELTA_G, _DELTA_MG = 0x01, 0x80, 0x81
_SAMPLE_BYTES: Final = 6
_G_PER_MG: Final = 1 / MG_PER_G


class Polar:
    """Told by its name or its service."""

    key = "polar"
    title = "Polar"
    counter_wraps_ns: int | None = None
    sequence_wraps: int | None = None
    rates_hz: tuple[float, ...] = _RATES_HZ
    notify: tuple[str, ...] = (CONTROL, DATA)
    battery_level: str | None = BATTERY_LEVEL

    def claims(self, advertised: Advertised) -> bool:
        """By name or service."""
        return (advertised.name or "").startswith(_NAMES) or SERVICE in advertised.service_uuids

    def wake(self, rate_hz: float) -> Sequence[Write]:
        """Start the accelerometer: 16 bits, 8 g."""
        if rate_hz not in self.rates_hz:
            raise no_such_rate(self.title, rate_hz, self.rates_hz)
        start = struct.pack(
            "<BB" + "BBH" * 3,
            *(_START, _ACCELERATION),
            *(_RATE, 1, int(rate_hz)),
            *(_RESOLUTION, 1, _BITS),
            *(_RANGE, 1, _RANGE_G),
        )
        # Models with 52 Hz want to be told the three channels as well; an H10 knows no such setting.
        channels = bytes((_CHANNELS, 1, 3)) if rate_hz == _VERITY_HZ else b""
        return (Write(CONTROL, start + channels, with_response=True),)

    def ask_battery(self) -> Sequence[Write]:
        """Nothing: the battery is read."""
        return ()

    def identify(self) -> Sequence[Write]:
        """It cannot."""
        return ()

    def reader(self, rate_hz: float) -> "PolarReader":  # noqa: ARG002 -- each frame tells its time
        """A reader that waits for the factor, if there is one."""
        return PolarReader()


class PolarReader:
    """Keeps the conversion factor that the answer to the start has told."""

    def __init__(self) -> None:
        self._factor: float | None = None

    def take(self, packet: bytes | bytearray) -> Sequence[Decoded | Refused]:
        """One data frame, or one answer of the control point."""
        if not packet:
            return (Refused("too_short"),)
        if packet[0] == _ANSWER:
            return self._answer(packet)
        if packet[0] == _FEATURES:
            return ()
        if packet[0] != _ACCELERATION:
            return (Refused("other_measurement"),)
        return (self._frame(packet),)

    def _answer(self, packet: bytes | bytearray) -> Sequence[Refused]:
        if len(packet) < _ANSWER_BYTES:
            return (Refused("too_short"),)
        if (packet[1], packet[2]) != (_START, _ACCELERATION):
            return ()
        if packet[3] not in {_SUCCESS, _ALREADY}:
            return (Refused("start_refused"),)
        factor = _factor_among(bytes(packet[_SETTINGS_AT:]))
        if factor is not None and not 0.0 < factor <= MOST_G:
            return (Refused("out_of_range"),)
        self._factor = factor
        return ()

    def _frame(self, packet: bytes | bytearray) -> Decoded | Refused:
        if len(packet) <= _HEADER.size:
            return Refused("too_short")
        _, last_ns, frame_type = _HEADER.unpack_from(packet)
        if last_ns > _MOST_NS:
            return Refused("bad_clock")
        g_per_lsb = self._g_per_lsb(frame_type)
        if isinstance(g_per_lsb, Refused):
            return g_per_lsb
        read = _raw if frame_type == _RAW_MG else _deltas
        accel_g = read(packet, g_per_lsb)
        return accel_g if isinstance(accel_g, Refused) else Decoded(accel_g, counter_ns=last_ns)

    def _g_per_lsb(self, frame_type: int) -> float | Refused:
        if frame_type == _RAW_MG:
            return _G_PER_MG
        if frame_type == _DELTA_MG:
            return _G_PER_MG * (1.0 if self._factor is None else self._factor)
        if frame_type != _DELTA_G:
            return Refused("other_frame_type")
        return Refused("no_factor") if self._factor is None else self._factor


def _raw(packet: bytes | bytearray, g_per_lsb: float) -> NDArray[np.float32] | Refused:
    if (len(packet) - _HEADER.size) % _SAMPLE_BYTES:
        return Refused("cut_short")
    return np.frombuffer(packet, "<i2", offset=_HEADER.size).reshape(-1, 3) * np.float32(g_per_lsb)


def _deltas(packet: bytes | bytearray, g_per_lsb: float) -> NDArray[np.float32] | Refused:
    try:
        lsb = read_deltas(bytes(packet[_HEADER.size :]))
    except CutShortError:
        return Refused("cut_short")
    if max(lsb.max(), -lsb.min()) * g_per_lsb > MOST_G:
        return Refused("out_of_range")
    return (lsb * g_per_lsb).astype(np.float32)


def _factor_among(settings: bytes) -> float | None:
    """The conversion factor among settings: `type count value...`."""
    at = 0
    while at + 2 <= len(settings):
        length = _SETTING_BYTES.get(settings[at])
        if length is None:
            return None
        if settings[at] == _FACTOR and settings[at + 1] == 1 and at + 2 + length <= len(settings):
            return float(struct.unpack_from("<f", settings, at + 2)[0])
        at += 2 + length * settings[at + 1]
    return None

"""A made-up maker: packets that a test can write by hand."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from landseal_edge.harness.maker import Advertised, Decoded, Refused, Write

NOTIFY = "0000aaaa-0000-1000-8000-00805f9b34fb"
COMMAND = "0000bbbb-0000-1000-8000-00805f9b34fb"
COMPANY = 0xFFFF
PER_PACKET = 5


def packet(number: int, counter_ns: int = 0, samples: int = PER_PACKET) -> bytes:
    """Return a packet: its number, the sensor's clock at its last sample, and samples that count on."""
    first = number * PER_PACKET
    return struct.pack(
        f"<HQ{samples}H", number % 65536, counter_ns, *(i % 10000 for i in range(first, first + samples))
    )


@dataclass(frozen=True)
class MadeUpMaker:
    """Numbers its packets, tells its clock, both or neither."""

    numbers: bool = False
    clock: bool = False
    key: str = "made-up"
    title: str = "Made Up"
    rates_hz: tuple[float, ...] = (50.0,)
    notify: tuple[str, ...] = (NOTIFY,)
    battery_level: str | None = None
    counter_wraps_ns: int | None = None

    @property
    def sequence_wraps(self) -> int | None:
        return 65536 if self.numbers else None

    def claims(self, advertised: Advertised) -> bool:
        return COMPANY in advertised.manufacturer_data

    def wake(self, rate_hz: float) -> Sequence[Write]:
        return [Write(COMMAND, struct.pack("<H", round(rate_hz)))]

    def ask_battery(self) -> Sequence[Write]:
        return [Write(COMMAND, b"battery")]

    def identify(self) -> Sequence[Write]:
        return []

    def reader(self, rate_hz: float) -> "MadeUpReader":
        del rate_hz
        return MadeUpReader(self)

    def read(self, advertised: Advertised) -> Decoded | Refused | None:
        data = advertised.manufacturer_data.get(COMPANY)
        return None if data is None else MadeUpReader(self).take(data)[0]


@dataclass
class MadeUpReader:
    maker: MadeUpMaker

    def take(self, packet: bytes | bytearray) -> Sequence[Decoded | Refused]:
        if packet == b"80 %":
            return [Decoded(np.empty((0, 3), np.float32), battery_pct=80)]
        if len(packet) < 10:
            return [Refused("too_short")]
        number, counter_ns = struct.unpack_from("<HQ", packet)
        counts = np.frombuffer(packet, "<u2", offset=10).astype(np.float32) / np.float32(10000)
        accel_g = np.stack([counts, np.zeros_like(counts), np.ones_like(counts)], axis=1)
        return [
            Decoded(
                accel_g,
                counter_ns=counter_ns if self.maker.clock else None,
                sequence=number if self.maker.numbers else None,
            )
        ]


def counts(accel_g: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> list[int]:
    """Return the numbers of the samples."""
    numbers: list[int] = np.rint(accel_g[:, 0] * 10000).astype(int).tolist()
    return numbers

"""Sensors' frames, spelt field by field, and what holds of everything that is read from any bytes."""

import re
from collections.abc import Iterable

import numpy as np

from landseal_edge.harness.maker import MOST_G, Advertised, Decoded, Refused

ADDRESS = "CB:B8:33:4C:88:4F"


def frame(**fields: str) -> bytes:
    """Join the fields, hexadecimal, in the order in which they are given."""
    return bytes.fromhex("".join(fields.values()))


def advertised_by(
    *,
    name: str | None = None,
    company: dict[int, bytes] | None = None,
    service: dict[str, bytes] | None = None,
    services: tuple[str, ...] = (),
) -> Advertised:
    return Advertised(ADDRESS, name, -60, company or {}, service or {}, services)


def decoded(read: Decoded | Refused | None) -> Decoded:
    assert isinstance(read, Decoded), read
    return read


def only(reads: Iterable[Decoded | Refused]) -> Decoded:
    (read,) = reads
    return decoded(read)


def reasons(reads: Iterable[Decoded | Refused | None]) -> list[str]:
    return [read.reason for read in reads if isinstance(read, Refused)]


def mg(read: Decoded | Refused | None) -> list[list[float]]:
    """Return the samples in mg, as finely as float32 has them."""
    return [[round(float(axis) * 1000, 2) for axis in sample] for sample in decoded(read).accel_g]


def holds_for_any_bytes(read: Decoded | Refused | None) -> None:
    """A counted refusal, or samples that are finite, in g, and fit into a block."""
    if read is None:
        return
    if isinstance(read, Refused):
        assert re.fullmatch("[a-z_]{1,24}", read.reason), "a reason is the name of a counter"
        return
    assert read.accel_g.ndim == 2
    assert read.accel_g.shape[1] == 3
    assert read.accel_g.dtype == np.float32
    assert np.isfinite(read.accel_g).all()
    assert (np.abs(read.accel_g) <= MOST_G * (1 + 1e-6)).all()
    assert read.counter_ns is None or 0 <= read.counter_ns < 2**63
    assert read.battery_pct is None or 0 <= read.battery_pct <= 100
    assert read.temperature_c is None or -60 <= read.temperature_c <= 150
    assert read.sequence is None or read.sequence >= 0

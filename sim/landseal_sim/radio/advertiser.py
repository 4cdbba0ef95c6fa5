"""A sensor that tells everything in its advertisements: RuuviTag, BTHome, KKM and Minew tags."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from bumble import ll
from bumble.core import UUID, AdvertisingData
from bumble.hci import Address
from bumble.link import LocalLink
from numpy.typing import NDArray

from landseal_sim.radio import adverts
from landseal_sim.radio.controllers import SensorController
from landseal_sim.radio.ledger import Ledger
from landseal_sim.radio.motion import cycled
from landseal_sim.radio.ticking import SampleClock

RUUVI_INTERVAL_S: Final = 1.285
"""RuuviTag's, as its firmware is shipped."""

Fields = list[tuple[int, bytes]]
Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """A maker's way to advertise."""

    fields: Callable[[str, int, Samples], Fields]
    """Address, number of the sample, the sample (3,) in g -> the fields of its advertisement."""
    as_sent: Callable[[Samples], Samples]
    """Motion (samples, 3) in g -> the same with this maker's resolution."""


def _service(number: int, data: bytes) -> Fields:
    return [
        (AdvertisingData.Type.FLAGS, b"\x06"),
        (AdvertisingData.Type.SERVICE_DATA_16_BIT_UUID, bytes(UUID.from_16_bits(number)) + data),
    ]


def _ruuvi(address: str, number: int, sample_g: Samples) -> Fields:
    data = adverts.RUUVI.to_bytes(2, "little") + adverts.ruuvi(address, sample_g, sequence=number)
    return [(AdvertisingData.Type.FLAGS, b"\x06"), (AdvertisingData.Type.MANUFACTURER_SPECIFIC_DATA, data)]


RUUVITAG: Final = Kind(_ruuvi, adverts.as_sent_mg)
BTHOME: Final = Kind(
    lambda _, number, sample_g: _service(adverts.BTHOME, adverts.bthome(sample_g, packet=number)),
    adverts.as_sent_bthome,
)
KKM: Final = Kind(lambda _, __, sample_g: _service(adverts.KKM, adverts.kkm(sample_g)), adverts.as_sent_mg)
MINEW: Final = Kind(
    lambda address, _, sample_g: _service(adverts.MINEW, adverts.minew(address, sample_g)),
    adverts.as_sent_minew,
)


class Advertiser:
    """Advertises each sample `copies` times: on three channels, of which a scanner hears some.

    `sent` holds the samples that were advertised while somebody scanned: one who hears all must have those.
    """

    def __init__(
        self,
        address: str,
        motion_g: Samples,
        kind: Kind,
        *,
        interval_s: float = RUUVI_INTERVAL_S,
        copies: int = 1,
        rssi_dbm: int = -60,
    ) -> None:
        self.address = address.upper()
        self.rssi_dbm = rssi_dbm
        self.silent = False
        self.sent = Ledger()
        self.clock = SampleClock(1 / interval_s)
        self._motion_g = motion_g
        self._kind = kind
        self._copies = copies

    def sent_g(self) -> Samples:
        """Return what must arrive, (samples, 3) in g, in order."""
        return cycled(self.sent.numbers(), self._kind.as_sent(self._motion_g))

    async def join(self, link: LocalLink) -> None:
        """Come into being on this link."""
        self._link = link
        self._controller = SensorController(self.address, link=link)
        self._from = Address(self.address, Address.RANDOM_DEVICE_ADDRESS)

    async def switch_on(self) -> None:
        """Nothing to do: it advertises as time passes."""

    async def close(self) -> None:
        """Nothing to end."""

    def advance(self, passed_s: float) -> None:
        """Measure for so long, and advertise each sample."""
        for number in self.clock.run(passed_s):
            if not self.silent:
                self._advertise(number)

    def _advertise(self, number: int) -> None:
        fields = self._kind.fields(self.address, number, self._motion_g[number % len(self._motion_g)])
        pdu = ll.AdvNonConnInd(self._from, bytes(AdvertisingData(fields)))
        if any(one.le_scan_enable for one in self._link.controllers):
            self.sent.enter(number, 1)
        for _ in range(self._copies):
            self._controller.send_advertising_pdu(pdu)

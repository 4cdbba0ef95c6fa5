"""All known makers, and whose sensor an advertisement is. A new maker is one module and one line here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from landseal_edge.harness.maker import Advertised, AdvertMaker, Decoded, GattMaker, Refused
from landseal_edge.harness.makers.bthome import BtHome
from landseal_edge.harness.makers.kkm import Kkm
from landseal_edge.harness.makers.landseal import Landseal
from landseal_edge.harness.makers.minew import Minew
from landseal_edge.harness.makers.movesense import Movesense
from landseal_edge.harness.makers.polar import Polar
from landseal_edge.harness.makers.ruuvi import Ruuvi
from landseal_edge.harness.makers.witmotion import WitMotion

_GATT: Final[tuple[GattMaker, ...]] = (WitMotion(), Movesense(), Polar(), Landseal())
_ADVERT: Final[tuple[AdvertMaker, ...]] = (Ruuvi(), BtHome(), Kkm(), Minew())

GATT_MAKERS: Final[Mapping[str, GattMaker]] = MappingProxyType({maker.key: maker for maker in _GATT})
"""By key, in the order in which they are asked."""

ADVERT_MAKERS: Final[Mapping[str, AdvertMaker]] = MappingProxyType({maker.key: maker for maker in _ADVERT})
"""By key, in the order in which they are asked."""


def gatt_maker_of(advertised: Advertised) -> GattMaker | None:
    """The maker of a sensor one would have to connect to."""
    return next((maker for maker in _GATT if maker.claims(advertised)), None)


def read_advert(advertised: Advertised) -> tuple[AdvertMaker, Decoded | Refused] | None:
    """What an advertisement tells, and by which maker's reading; None where nobody knows it."""
    for maker in _ADVERT:
        read = maker.read(advertised)
        if read is not None:
            return maker, read
    return None

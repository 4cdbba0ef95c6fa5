"""The owner: she names her dog's land seal, with one tap."""

from datetime import datetime
from pathlib import Path

from landseal.messages import Tap
from landseal.words import TapKind
from landseal_server.ledger import Ledger
from landseal_sim.acts.script import Act
from landseal_sim.truth.words import Span, Track


def tap_land_seal(ledger_path: Path, pet: str, at: datetime, by: str) -> Tap:
    """Note in a ledger that the pose of this moment is the dog's land seal.

    Raises:
        LandsealError: the ledger cannot take it.
    """
    name = f"{at:%Y%m%dt%H%M%S}-{pet}-{TapKind.LAND_SEAL}"
    tap = Tap(id=name, pet=pet, t=at, kind=TapKind.LAND_SEAL, by=by, made=at)
    ledger = Ledger(ledger_path)
    with ledger.transaction():
        ledger.record_tap(tap)
    ledger.close()
    return tap


def land_seals(act: Act, longer_than_s: float) -> list[Span]:
    """Return when in an act she lies in the land seal for long enough to be noticed."""
    return [s for s in act.told.spans if s.track is Track.LAND_SEAL and s.to_s - s.from_s > longer_than_s]

"""The course of a recovery: how much of her deficit is left on each day."""

from landseal_sim.acts.script import Dog
from landseal_sim.dog.build import Build
from landseal_sim.world.model import DogSection, RecoverySection


def left_over(recovery: RecoverySection, day: float) -> float:
    """Return the share of her deficit that is left on a day: it eases smoothly, and a relapse fades."""
    progress = min(1.0, max(0.0, (day - recovery.from_day) / recovery.days))
    eased = progress * progress * (3 - 2 * progress)
    left = 1 - (1 - recovery.to) * eased
    if recovery.relapse_on_day is not None and day >= recovery.relapse_on_day:
        fading = max(0.0, 1 - (day - recovery.relapse_on_day) / recovery.relapse_days)
        left += recovery.relapse * fading
    return min(1.0, left)


def dog_of_the_day(section: DogSection, build: Build, day: float) -> Dog:
    """Return the dog as she is on a day."""
    left = left_over(section.recovery, day)
    return Dog(
        build=build,
        left_hind=left * section.left_hind,
        right_hind=left * section.right_hind,
        fore=left * section.fore,
        spinal_walker=section.spinal_walker,
        land_seal=section.land_seal,
        uses_cart=section.uses_cart,
        crated=section.crated,
    )

"""What people have in mind for her on a day, and when."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from landseal_sim.acts.script import Dog
from landseal_sim.world.model import CareSection

_WAKING_H = (7.0, 22.5)
_DAYS_PER_WEEK = 7


class Errand(StrEnum):
    """Something that a person does with her."""

    SLING = "sling"
    THERAPY = "therapy"
    CART = "cart"
    CARRIED = "carried"
    CAR = "car"
    TURNED = "turned"
    HARNESS = "harness"


@dataclass(frozen=True, order=True)
class Appointment:
    """When."""

    hour: float
    errand: Errand


def appointments(care: CareSection, dog: Dog, rng: np.random.Generator) -> list[Appointment]:
    """Draw a day's errands, in order: the less her legs do, the more of them there are."""
    need = dog.deficit if dog.deficit > 0.15 else 0.0  # noqa: PLR2004 -- who walks is not helped
    rates = {
        Errand.SLING: care.sling_walks_a_day * need * (not dog.can_rise or need > 0.3),  # noqa: PLR2004 -- [E]
        Errand.THERAPY: care.therapy_a_week / _DAYS_PER_WEEK * need,
        Errand.CART: care.cart_walks_a_day * need * dog.uses_cart,
        Errand.CARRIED: care.carried_a_day * need + 0.3 * care.carried_a_day * (dog.build.size.weight_kg < 8),  # noqa: PLR2004 -- small dogs are picked up
        Errand.CAR: care.car_rides_a_week / _DAYS_PER_WEEK,
        Errand.HARNESS: care.harness_off_a_day,
    }
    found = [
        Appointment(float(rng.uniform(*_WAKING_H)), errand)
        for errand, rate in rates.items()
        for _ in range(int(rng.poisson(rate)))
    ]
    if not dog.can_rise and dog.fore > 0.5:  # noqa: PLR2004 -- who cannot turn herself
        every_h = care.turned_every_h
        found += [
            Appointment(float(h), Errand.TURNED) for h in np.arange(0.3, 24, every_h) + rng.uniform(0, 0.7)
        ]
    return sorted(found)

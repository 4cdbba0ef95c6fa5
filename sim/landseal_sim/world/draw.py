"""Distributions, as a world file writes them: `3`, `{low, high}`, `{mean, sd}` or `{median, spread}`."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

import numpy as np
from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, ValidationError, model_validator
from pydantic_core import CoreSchema, core_schema

from landseal.config import Section

_CLIPPED_AT_SD = 3.0
"""Draws are clipped here: a simulated dog is never a monster."""


class Uniform(Section):
    """Anything between two bounds, all alike."""

    low: float
    high: float

    @model_validator(mode="after")
    def _is_in_order(self) -> "Uniform":
        if self.low > self.high:
            msg = f"low ({self.low:g}) is above high ({self.high:g})"
            raise ValueError(msg)
        return self

    def draw(self, rng: np.random.Generator) -> float:
        """Return one value."""
        return float(rng.uniform(self.low, self.high))

    def ends(self) -> tuple[float, float]:
        """Return the least and the greatest value that can be drawn."""
        return self.low, self.high


class Normal(Section):
    """A bell round its mean."""

    mean: float
    sd: float = Field(ge=0)

    def draw(self, rng: np.random.Generator) -> float:
        """Return one value."""
        return self.mean + self.sd * _bell(rng)

    def ends(self) -> tuple[float, float]:
        """Return the least and the greatest value that can be drawn."""
        return self.mean - _CLIPPED_AT_SD * self.sd, self.mean + _CLIPPED_AT_SD * self.sd


class LogNormal(Section):
    """Positive, with a long tail: times between events, lengths of rests."""

    median: float = Field(gt=0)
    spread: float = Field(ge=1)
    """The factor by which two thirds of all draws stay round the median."""

    def draw(self, rng: np.random.Generator) -> float:
        """Return one value."""
        return float(self.median * self.spread ** _bell(rng))

    def ends(self) -> tuple[float, float]:
        """Return the least and the greatest value that can be drawn."""
        widest = self.spread**_CLIPPED_AT_SD
        return self.median / widest, self.median * widest


class Constant(Section):
    """Always the same; a bare number in the file."""

    value: float

    def draw(self, rng: np.random.Generator) -> float:  # noqa: ARG002 -- one signature for every distribution
        """Return the value."""
        return self.value

    def ends(self) -> tuple[float, float]:
        """Return the value, twice."""
        return self.value, self.value


Distribution = Uniform | Normal | LogNormal | Constant

_KINDS: Final[tuple[type[Section], ...]] = (Uniform, Normal, LogNormal, Constant)


def _read(value: object) -> object:
    """Turn what a file says into a distribution.

    Raises:
        ValueError: it is none; says what was expected.
    """
    if isinstance(value, _KINDS):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Constant(value=value)
    for kind in _KINDS:
        if isinstance(value, dict) and value.keys() == kind.model_fields.keys():
            return _made(kind, value)
    msg = f"expected a number, {{ low, high }}, {{ mean, sd }} or {{ median, spread }}, got {value!r}"
    raise ValueError(msg)


def _made(kind: type[Section], value: dict[str, object]) -> Section:
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        key = ".".join(map(str, problem["loc"]))
        words = str(problem["msg"]).removeprefix("Value error, ")
        msg = f"{key}: {words}" if key else words
        raise ValueError(msg) from None


Dist = Annotated[Distribution, BeforeValidator(_read)]
"""A number or a distribution in a file; always a distribution once it was read."""


@dataclass(frozen=True)
class Within:
    """The bounds of a key: everything that its distribution can draw lies between them."""

    low: float
    high: float

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 -- pydantic hands in any type
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, found: Distribution) -> Distribution:
        least, greatest = found.ends()
        if not self.low <= least <= greatest <= self.high:  # nan is outside, too
            got = f"{least:g}" if least == greatest else f"a distribution from {least:g} to {greatest:g}"
            msg = f"expected values from {self.low:g} to {self.high:g}, got {got}"
            raise ValueError(msg)
        return found


def _bell(rng: np.random.Generator) -> float:
    return float(np.clip(rng.standard_normal(), -_CLIPPED_AT_SD, _CLIPPED_AT_SD))

"""What was learnt: the shipped weights, and how they are read and applied. `landseal train` makes them."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from landseal_server.recognise.context import COLUMNS
from landseal_server.recognise.onsets import OnsetModel
from landseal_server.recognise.poses import CLASSES, Vigour

SHIPPED: Final = "weights.json"

JUDGEMENTS: Final = ("live", "whole")

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Judgement:
    """A multinomial logistic regression on scaled columns."""

    mean: Array
    """(COLUMNS,)."""
    scale: Array
    """(COLUMNS,)."""
    coefficient: Array
    """(classes, COLUMNS)."""
    intercept: Array
    """(classes,)."""

    def chance(self, columns: Array) -> Array:
        """Return the probability of each posture, (seconds, COLUMNS) -> (seconds, classes).

        The same to the last bit whatever else is judged with it: no matrix product.
        """
        scaled = (columns - self.mean) / self.scale
        log = (scaled[:, None, :] * self.coefficient).sum(axis=2) + self.intercept
        likely = np.exp(log - log.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class PostureModel:
    """What was learnt of postures."""

    vigour: Vigour
    live: Judgement
    """Of a second with what came before it."""
    whole: Judgement
    """Of a second with what lies around it."""


@dataclass(frozen=True)
class Model:
    """All that was learnt."""

    postures: PostureModel
    onsets: OnsetModel


class _Judgement(msgspec.Struct, frozen=True):
    mean: list[float]
    scale: list[float]
    coefficient: list[list[float]]
    intercept: list[float]


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """The file."""

    made_by: str
    """The command that has made it."""
    learnt_from: list[str]
    vigour_mean: list[float]
    vigour_spread: list[float]
    live: _Judgement
    whole: _Judgement
    onsets: OnsetModel


def written(model: Model, made_by: str, learnt_from: list[str]) -> bytes:
    """Return the file that a model is kept in; seven digits are more than were learnt."""
    parts = {
        name: _Judgement(*(_rounded(getattr(judgement, field)) for field in _Judgement.__struct_fields__))
        for name in JUDGEMENTS
        for judgement in (getattr(model.postures, name),)
    }
    content = Written(
        made_by=made_by,
        learnt_from=learnt_from,
        vigour_mean=_rounded(model.postures.vigour.mean),
        vigour_spread=_rounded(model.postures.vigour.spread),
        onsets=model.onsets,
        **parts,
    )
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def read(content: bytes) -> Model:
    """Return the model of a file.

    Raises:
        ValueError: it is not one, or was made for other features.
    """
    file = msgspec.json.decode(content, type=Written)
    postures = PostureModel(
        vigour=Vigour(np.array(file.vigour_mean), np.array(file.vigour_spread)),
        **{name: _judgement(getattr(file, name)) for name in JUDGEMENTS},
    )
    return Model(postures, file.onsets)


@cache
def shipped() -> Model:
    """Return the model that Landseal ships."""
    return read(files("landseal_server.recognise").joinpath(SHIPPED).read_bytes())


def _judgement(part: _Judgement) -> Judgement:
    found = Judgement(*(np.array(getattr(part, field)) for field in _Judgement.__struct_fields__))
    if found.coefficient.shape != (len(CLASSES), COLUMNS):
        msg = f"weights: expected {len(CLASSES)} x {COLUMNS} coefficients, got {found.coefficient.shape}"
        raise ValueError(msg)
    return found


def _rounded(values: Array) -> list:  # type: ignore[type-arg] # nested as the array is
    return [_rounded(value) if np.ndim(value) else float(f"{value:.7g}") for value in values]

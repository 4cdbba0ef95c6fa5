"""The plain models of scikit-learn that are used here; it is asked for only when one is wanted."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from landseal.errors import LandsealError

_FOLDS: Final = 5
_TREES: Final = 300


def demand() -> None:
    """Make sure that scikit-learn is there.

    Raises:
        LandsealError: it is not.
    """
    try:
        import sklearn  # noqa: F401 -- only to see whether it is there
    except ImportError:
        raise LandsealError(
            "scikit-learn is not installed", remedy="In the checkout: .venv/bin/pip install scikit-learn"
        ) from None


def forest(seed: int = 0) -> Any:  # noqa: ANN401 -- scikit-learn ships no types
    """Return extra trees, classes weighted alike."""
    from sklearn.ensemble import ExtraTreesClassifier

    return ExtraTreesClassifier(
        _TREES, min_samples_leaf=5, class_weight="balanced", n_jobs=-1, random_state=seed
    )


def logistic() -> Any:  # noqa: ANN401 -- likewise
    """Return a strongly regularised logistic regression on scaled features."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(
        StandardScaler(), LogisticRegression(C=0.003, class_weight="balanced", max_iter=2000)
    )


def grouped_folds(
    label: NDArray[np.bool_], groups: NDArray[np.str_]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Yield the numbers to learn from and to test on; no group is in both."""
    from sklearn.model_selection import StratifiedGroupKFold

    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=0)
    yield from folds.split(label, label, groups)

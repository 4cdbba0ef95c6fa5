import numpy as np
import pytest

from landseal.words import Posture
from landseal_server.recognise import posture

LEVEL, LEFT, SITTING = (0.05, 0.0, 1.0), (0.0, -1.0, 0.05), (0.6, 0.0, 0.8)
Second = tuple[tuple[float, float, float], float, float, float]
LIES: Second = (LEVEL, 5.0, 0.0, 0.2)
STRUGGLES: Second = (LEVEL, 250.0, 0.3, 25.0)
STANDS: Second = (LEVEL, 25.0, 0.1, 2.0)
WALKS: Second = (LEVEL, 180.0, 0.8, 4.0)


def after(
    *stretches: tuple[Second, int], known: bool = True
) -> tuple[Posture, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Return the label and the belief after stretches of equal seconds."""
    belief = posture.start()
    for (gravity, vedba_mg, rhythm, tilt_deg), seconds in stretches:
        unit = np.array([gravity]) / np.linalg.norm(gravity)
        numbers = (np.array([number]) for number in (vedba_mg, rhythm, tilt_deg))
        (seen,) = posture.likelihood(unit, np.array([known]), *numbers)
        for _ in range(seconds):
            belief = posture.step(belief, seen)
    return posture.label(belief.tolist()), belief


def test_before_anything_is_seen_the_posture_is_unknown() -> None:
    assert posture.label(posture.start().tolist()) is Posture.UNKNOWN


def test_a_level_trunk_that_was_always_still_lies() -> None:
    assert after((LIES, 30))[0] is Posture.LYING_STERNAL


def test_the_same_level_trunk_stands_after_a_struggle_if_it_sways() -> None:
    assert after((LIES, 60), (STRUGGLES, 4), (STANDS, 5))[0] is Posture.STANDING


def test_and_lies_after_a_struggle_if_it_is_still() -> None:
    assert after((LIES, 60), (STRUGGLES, 4), (LIES, 5))[0] is Posture.LYING_STERNAL


def test_a_fidget_without_a_struggle_does_not_make_a_lying_dog_stand() -> None:
    assert after((LIES, 60), ((LEVEL, 14.0, 0.0, 1.0), 3))[0] is Posture.LYING_STERNAL


@pytest.mark.parametrize(
    ("second", "wanted"),
    [
        (WALKS, Posture.WALKING),
        ((LEVEL, 700.0, 0.8, 8.0), Posture.RUNNING),
        ((LEFT, 5.0, 0.0, 0.3), Posture.LYING_LEFT),
        (((0.0, 1.0, 0.05), 5.0, 0.0, 0.3), Posture.LYING_RIGHT),
        (((0.0, 0.1, -1.0), 5.0, 0.0, 0.3), Posture.LYING_BACK),
        ((SITTING, 10.0, 0.0, 1.0), Posture.SITTING),
        (STRUGGLES, Posture.OTHER),
    ],
)
def test_each_posture_is_known_by_its_looks(second: Second, wanted: Posture) -> None:
    assert after((second, 20))[0] is wanted


def test_a_belief_is_a_probability_whatever_comes() -> None:
    rng = np.random.default_rng(5)
    gravity = rng.normal(0, 1, (10_000, 3))
    gravity /= np.linalg.norm(gravity, axis=1, keepdims=True)
    seen = posture.likelihood(
        gravity,
        rng.random(10_000) < 0.5,
        10 ** rng.uniform(-3, 4, 10_000),
        rng.random(10_000),
        rng.uniform(0, 180, 10_000),
    )
    belief = posture.start()
    for second in seen:
        belief = posture.step(belief, second)
        assert belief.sum() == pytest.approx(1)
        assert (belief >= 0).all()


def test_many_seconds_at_once_are_seen_as_each_alone() -> None:
    rng = np.random.default_rng(6)
    unit = np.repeat(np.array([LEVEL]) / np.linalg.norm(LEVEL), 9, axis=0)
    known, numbers = rng.random(9) < 0.5, 10 ** rng.uniform(-1, 2, (3, 9))
    together = posture.likelihood(unit, known, *numbers)
    for i in range(9):
        alone = posture.likelihood(unit[[i]], known[[i]], *numbers[:, [i]])
        assert (together[i] == alone[0]).all()

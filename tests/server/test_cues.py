import pytest

from landseal.messages import Cue
from landseal.words import Confidence, Device
from landseal_server.episodes.cues import (
    CAMERA_UP,
    PELVIS_UP,
    TAP_UP,
    THIGH_UP,
    TRUNK_STEPS,
    TRUNK_TRANSITION,
    judge,
)

BAROMETER = Cue(device=Device.BAROMETER, weight=0.25, why="the air is thinner up there")


@pytest.mark.parametrize(
    ("cues", "verdict"),
    [
        ([], None),
        ([BAROMETER], None),
        ([TRUNK_TRANSITION], Confidence.POSSIBLE),
        ([CAMERA_UP], Confidence.POSSIBLE),
        ([TRUNK_TRANSITION, BAROMETER], Confidence.POSSIBLE),
        ([TRUNK_TRANSITION, PELVIS_UP], Confidence.CONFIRMED),
        ([TRUNK_TRANSITION, CAMERA_UP], Confidence.CONFIRMED),
        ([TRUNK_TRANSITION, THIGH_UP], Confidence.CONFIRMED),
        ([THIGH_UP], Confidence.POSSIBLE),
        ([TRUNK_TRANSITION, TRUNK_STEPS], Confidence.CONFIRMED),
        ([TRUNK_STEPS], Confidence.POSSIBLE),
        ([CAMERA_UP, CAMERA_UP], Confidence.POSSIBLE),
        ([TAP_UP], Confidence.CONFIRMED),
    ],
)
def test_the_cue_table(cues: list[Cue], verdict: Confidence | None) -> None:
    assert judge(cues) == verdict

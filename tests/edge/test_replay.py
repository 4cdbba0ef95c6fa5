import asyncio
import gzip
from pathlib import Path

import numpy as np
import pytest
from support.data import recorded

from landseal.clock import ScaledClock
from landseal.errors import LandsealError
from landseal.units import NS_PER_S, STANDARD_GRAVITY_M_S2
from landseal.words import Role
from landseal_edge.replay.formats import read_recordings
from landseal_edge.replay.source import BETWEEN_SESSIONS_S, ReplaySource

DOGACCEL = """\
session,block,i,ax,ay,az,label
morning,d1,0,0,0,9.80665,1
morning,d1,1,0,0,0,1
evening,d1,0,9.80665,0,0,4
"""


def written(tmp_path: Path, text: str, name: str = "r.csv") -> Path:
    path = tmp_path / name
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def test_sessions_are_read_in_order_and_in_g(tmp_path: Path) -> None:
    morning, evening = read_recordings(written(tmp_path, DOGACCEL))
    assert (morning.session, evening.session) == ("morning", "evening")
    assert morning.accel_g.tolist() == pytest.approx(np.array([[0, 0, 1], [0, 0, 0]]), abs=1e-6)
    assert morning.rate_hz == 15.0


def test_a_compressed_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    assert len(read_recordings(written(tmp_path, DOGACCEL, "r.csv.gz"))) == 2


def test_the_callers_rate_beats_the_default(tmp_path: Path) -> None:
    assert read_recordings(written(tmp_path, DOGACCEL), rate_hz=20)[0].rate_hz == 20


def test_dogmovedata_gives_the_harness_for_the_trunk_and_the_neck_for_the_collar(tmp_path: Path) -> None:
    columns = "DogID,TestNum,t_sec,ABack_x,ABack_y,ABack_z,ANeck_x,ANeck_y,ANeck_z,Behavior_1"
    path = written(
        tmp_path, f"{columns}\n16,1,0,0.1,0.2,0.9,0.5,0.6,0.7,Lying chest\n16,2,0,0,0,1,0,0,1,Walking\n"
    )
    trunk = read_recordings(path, role=Role.TRUNK)
    assert [recording.session for recording in trunk] == ["16-1", "16-2"]
    assert trunk[0].accel_g[0] == pytest.approx([0.1, 0.2, 0.9])
    assert read_recordings(path, role=Role.COLLAR)[0].accel_g[0] == pytest.approx([0.5, 0.6, 0.7])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b,c\n1,2,3\n", "of no known recording"),
        ("", "of no known recording"),
        ("session,block,i,ax,ay,az,label\ns,b,0,1,two,3,1\n", "not a number"),
        ("session,block,i,ax,ay,az,label\ns,b,0,1\n", "not a number"),
        ("session,block,i,ax,ay,az,label\ns,b,0,1,nan,3,1\n", "not a number"),
        ("session,block,i,ax,ay,az,label\n", "no samples"),
    ],
)
def test_a_recording_that_cannot_be_read_is_an_error_with_its_place(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(LandsealError, match=says) as caught:
        read_recordings(written(tmp_path, text))
    assert "r.csv" in str(caught.value)


def test_a_missing_file_session_or_role_is_named(tmp_path: Path) -> None:
    with pytest.raises(LandsealError, match="no such recording"):
        read_recordings(tmp_path / "none.csv")
    with pytest.raises(LandsealError, match='no session "noon"'):
        read_recordings(written(tmp_path, DOGACCEL), session="noon")
    with pytest.raises(LandsealError, match='no sensor "pelvis"'):
        read_recordings(written(tmp_path, DOGACCEL), role=Role.PELVIS)


def test_a_file_that_is_not_gzip_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "r.csv.gz"
    path.write_bytes(b"not gzip")
    with pytest.raises(LandsealError, match="cannot be read"):
        read_recordings(path)


def test_the_real_recordings_have_as_many_samples_as_their_readme_says() -> None:
    found = read_recordings(recorded("dogaccel/recordings.csv.gz"))
    assert len(found) == 37
    assert sum(len(recording.accel_g) for recording in found) == 152_908
    middle = np.median(np.linalg.norm(np.concatenate([r.accel_g for r in found]), axis=1))
    assert middle == pytest.approx(1.0, abs=0.05), f"1 g is {STANDARD_GRAVITY_M_S2} m/s^2"


def test_the_witmotion_recorder_wrote_a_hundred_rows_a_second() -> None:
    """The file states no rate: its own gyroscope and angles do."""
    with gzip.open(recorded("witmotion/walking.csv.gz"), "rt", encoding="utf-8-sig") as text:
        table = np.genfromtxt(text, delimiter=",", names=True, usecols=range(9))
    change, turn = np.diff(table["AngleY"]), table["wy"][1:]
    clear = (np.abs(change) < 20) & (np.abs(turn) > 50)
    assert np.median(np.abs(turn[clear]) / np.maximum(np.abs(change[clear]), 1e-3)) == pytest.approx(
        100, rel=0.05
    )


def test_a_replay_gives_every_sample_once_at_its_time_with_silence_between_sessions(tmp_path: Path) -> None:
    rows = "".join(f"{s},d,{i},{i},0,0,1\n" for s in ("a", "b") for i in range(30))
    found = read_recordings(written(tmp_path, f"session,block,i,ax,ay,az,label\n{rows}"))

    async def played() -> list[tuple[int, float]]:
        source = ReplaySource(found, ScaledClock(0, speed=1000.0))
        chunks = [chunk async for chunk in source.samples()]
        return [
            (int(t), float(a))
            for chunk in chunks
            for t, a in zip(chunk.boottime_ns, chunk.accel_g[:, 0], strict=True)
        ]

    times, values = zip(*asyncio.run(played()), strict=True)
    assert np.array(values) * STANDARD_GRAVITY_M_S2 == pytest.approx([*range(30), *range(30)], abs=1e-4)
    steps = np.diff(times) / NS_PER_S
    assert steps[29] == pytest.approx(BETWEEN_SESSIONS_S)
    assert np.delete(steps, 29) == pytest.approx(1 / 15)

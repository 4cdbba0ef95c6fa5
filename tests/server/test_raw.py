from pathlib import Path

import pytest
from support.blocks import BOOT, T0_NS

from landseal_server.intake.raw import RawLog, RawRecord, read_raw


def record(seq: int) -> RawRecord:
    return RawRecord(BOOT, seq, 1, bytes([seq]) * 100)


def written(folder: Path, *seqs: int) -> Path:
    log = RawLog(folder)
    for seq in seqs:
        log.append("pi", "trunk", T0_NS, record(seq))
    log.close()
    (path,) = folder.glob("pi/trunk/*.raw")
    return path


def read(path: Path) -> list[int]:
    return [found.seq for found in read_raw(path)]


def test_what_was_written_is_read_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, 1, 2, 3)
    assert list(read_raw(path)) == [record(1), record(2), record(3)]


@pytest.mark.parametrize("cut", [1, 50, 100, 119])
def test_a_record_cut_off_by_a_power_cut_is_skipped_and_then_overwritten(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path, 1, 2)
    path.write_bytes(path.read_bytes()[:-cut])
    assert read(path) == [1]
    assert read(written(tmp_path, 3)) == [1, 3]


def test_a_record_with_a_flipped_bit_is_left_out_and_those_behind_it_are_kept(tmp_path: Path) -> None:
    path = written(tmp_path, 1, 2, 3)
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    assert read(path) == [1, 3]
    assert read(written(tmp_path, 4)) == [1, 3, 4]


def test_more_streams_than_files_may_be_open_are_all_written(tmp_path: Path) -> None:
    log = RawLog(tmp_path)
    for stream in range(200):
        log.append("pi", f"s{stream}", T0_NS, record(1))
    log.close()
    assert sum(read(path) == [1] for path in tmp_path.glob("pi/*/*.raw")) == 200


def test_an_hour_that_is_over_is_compressed_and_a_late_block_joins_it(tmp_path: Path) -> None:
    written(tmp_path, 1, 2)
    log = RawLog(tmp_path)
    (compressed,) = log.compress_before("9999")
    assert read(compressed) == [1, 2]
    log.append("pi", "trunk", T0_NS, record(3))
    log.sync()
    assert log.compress_before("9999x") == [compressed]
    assert read(compressed) == [1, 2, 3]
    assert list(tmp_path.glob("pi/trunk/*")) == [compressed]


def test_the_hour_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path, 1)
    assert RawLog(tmp_path).compress_before(path.stem) == []

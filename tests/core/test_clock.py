import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from landseal.clock import ScaledClock, SystemClock, utc, utc_ns
from landseal.units import NS_PER_S, whole_second
from landseal.words import ClockState


def test_a_moment_keeps_its_microseconds_both_ways() -> None:
    moment = datetime(2026, 3, 29, 1, 59, 59, 123457, tzinfo=UTC)
    assert utc(utc_ns(moment)) == moment


def test_a_local_time_is_placed_by_its_offset() -> None:
    local = datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=2)))
    assert utc(utc_ns(local)).hour == 10


def test_a_time_without_a_zone_cannot_be_placed() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        utc_ns(datetime(2026, 11, 21))  # noqa: DTZ001 -- that is the point


def test_the_whole_second_is_the_one_that_a_moment_lies_in() -> None:
    assert whole_second(5 * NS_PER_S + 999_999_999) == 5 * NS_PER_S


def test_a_scaled_clock_waits_for_less_time_than_it_shows() -> None:
    clock = ScaledClock(start_utc_ns=1000 * NS_PER_S, speed=1000.0)
    asyncio.run(clock.sleep_until(5 * NS_PER_S))
    assert clock.boottime_ns() >= 5 * NS_PER_S
    assert clock.utc_ns() >= 1005 * NS_PER_S


def test_a_clock_cannot_stand_still_or_go_back() -> None:
    with pytest.raises(ValueError, match="speed"):
        ScaledClock(0, speed=0.0)


def test_a_host_whose_time_server_has_not_answered_yet_does_not_know_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("landseal.clock._TIMESYNC", tmp_path)
    assert SystemClock().state() is ClockState.UNSYNCHRONISED
    (tmp_path / "synchronized").touch()
    assert SystemClock().state() is ClockState.SYNCHRONISED

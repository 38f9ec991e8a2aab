"""The clock: UTC, the study day, and ids that sort by time."""

from __future__ import annotations

import time as system
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.adapters.clock import Clock, time_ordered_id
from mlprep_cli.errors import MlprepError

EVENING = "2026-03-02T23:30:00+00:00"


def four() -> time:
    return time(4)


def test_a_clock_without_a_start_has_the_time_of_the_system() -> None:
    before = datetime.now(UTC)
    moment = Clock(four).moment()
    assert before <= moment <= datetime.now(UTC)
    assert moment.tzinfo is UTC


def test_a_clock_with_a_start_goes_on_from_there() -> None:
    clock = Clock(four, EVENING)
    start = datetime.fromisoformat(EVENING)
    first, second = clock.moment(), clock.moment()
    assert start <= first <= second < start + timedelta(minutes=1)


def test_a_stamp_has_the_study_day_of_the_local_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLPREP_NOW", EVENING)
    clock = Clock.from_environment(four)
    stamp = clock.now()
    local = stamp.moment.astimezone()
    assert stamp.day == clock.today == local.date() - timedelta(days=local.time() < time(4))
    assert stamp.id[:8] == time_ordered_id(stamp.moment)[:8]


def test_the_rollover_is_asked_for_only_when_a_study_day_is_needed() -> None:
    def unreadable() -> time:
        raise MlprepError("The settings cannot be read.", "Fix them.")

    clock = Clock(unreadable, EVENING)
    assert clock.moment().date() == date(2026, 3, 2)
    with pytest.raises(MlprepError):
        clock.now()


@pytest.mark.parametrize(
    "start",
    [
        "not a moment",
        "2026-13-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1969-12-31T00:00:00Z",
        "1989-12-31T23:59:59Z",
        "2201-01-01T00:00:00Z",
    ],
)
def test_a_start_that_is_not_a_usable_moment_is_one_clear_error(start: str) -> None:
    with pytest.raises(MlprepError, match=r"^MLPREP_NOW is not ") as refused:
        Clock(four, start)
    assert start in refused.value.message
    assert "such as 2026-03-02T12:00:00+00:00" in refused.value.hint


@pytest.mark.parametrize("start", ["1990-01-01T12:00:00+00:00", "2200-12-31T12:00:00+00:00"])
def test_the_first_and_the_last_day_of_the_calendar_can_be_today(start: str) -> None:
    assert Clock(lambda: time(0), start).today.year in (1990, 2200)


def test_a_study_day_before_the_calendar_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    system.tzset()
    with pytest.raises(MlprepError) as refused:
        Clock(four, "1990-01-01T03:00:00+00:00").now()
    monkeypatch.undo()
    system.tzset()
    assert refused.value.message == "MLPREP_NOW leads to 1989-12-31, which is not in the years from 1990 to 2200."


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "1970-01-01"),
        (631_151_999, "1989-12-31"),
        (7_289_654_400, "2201-01-01"),
        (10**15, "a time after the year 9999"),
    ],
)
def test_a_system_clock_that_is_years_wrong_is_one_clear_error(seconds: int, said: str) -> None:
    clock = Clock(four, system_ns=lambda: seconds * 10**9)
    for read in (clock.moment, clock.now, lambda: clock.today):
        with pytest.raises(MlprepError) as refused:
            read()
        assert refused.value.message == (
            f"The clock of this machine says {said}, which is not in the years from 1990 to 2200."
        )
        assert refused.value.hint == "Set the date of this machine and run the command again."


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)), min_size=2, max_size=20, unique=True))
def test_ids_sort_by_time_and_are_uuids_of_version_7(moments: list[datetime]) -> None:
    ids = [time_ordered_id(moment.replace(tzinfo=UTC)) for moment in sorted(moments)]
    assert ids == sorted(ids)
    assert all(len(text) == 36 and text[14] == "7" and text[19] in "89ab" for text in ids)

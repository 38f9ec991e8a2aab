"""The study day, across nights, daylight-saving changes and journeys."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY
from mlprep_cli.core.days import (
    FIRST_DAY,
    LAST_DAY,
    MOST_DAYS_AHEAD,
    DaysOff,
    days_in,
    full_name,
    is_in_calendar,
    streaks,
    study_day,
)

BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-02T03:59:59.999999", "2026-03-01"),
        ("2026-03-02T04:00", "2026-03-02"),
        ("2026-03-02T23:59", "2026-03-02"),
        ("2026-03-03T00:01", "2026-03-02"),
    ],
)
def test_the_day_begins_at_four_in_the_morning(moment: str, day: str) -> None:
    assert study_day(datetime.fromisoformat(moment)) == date.fromisoformat(day)


def test_the_hour_can_be_another() -> None:
    assert study_day(datetime(2026, 3, 2, 5), time(6)) == date(2026, 3, 1)
    assert study_day(datetime(2026, 3, 2, 0), time(0)) == date(2026, 3, 2)


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_on_which_the_clocks_change_begins_at_the_same_hour(change: date) -> None:
    four = datetime(change.year, change.month, change.day, 4, tzinfo=BERLIN)
    just_before = (four.astimezone(UTC) - timedelta(seconds=1)).astimezone(BERLIN)
    assert study_day(just_before) == change - timedelta(days=1)
    assert study_day(four) == change


@given(MOMENTS)
def test_a_study_day_has_between_23_and_25_hours(moment: datetime) -> None:
    day = study_day(moment.astimezone(BERLIN))
    for hours, expected in ((25, day + timedelta(days=1)), (-25, day - timedelta(days=1))):
        other = study_day((moment + timedelta(hours=hours)).astimezone(BERLIN))
        assert other in (expected, expected + timedelta(days=1 if hours > 0 else -1))


@given(MOMENTS, st.integers(0, 72))
def test_in_one_place_the_study_day_never_goes_back(moment: datetime, hours: int) -> None:
    later = moment + timedelta(hours=hours)
    assert study_day(later.astimezone(BERLIN)) >= study_day(moment.astimezone(BERLIN))


@given(MOMENTS)
def test_two_zones_never_differ_by_more_than_a_day(moment: datetime) -> None:
    here, there = (study_day(moment.astimezone(ZoneInfo(zone))) for zone in ("Pacific/Auckland", "America/Los_Angeles"))
    assert timedelta(0) <= here - there <= timedelta(days=1)


def days(*ago: int) -> list[date]:
    return [DAY - timedelta(days=days) for days in ago]


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        ((), (0, 0)),
        ((0,), (1, 1)),
        ((1,), (1, 1)),
        ((2,), (0, 1)),
        ((0, 1, 2, 5, 6), (3, 3)),
        ((1, 2, 7, 8, 9), (2, 3)),
        ((5, 6), (0, 2)),
        ((-365, 0, 1, 2), (3, 3)),
        ((-366, -365, 1, 2), (2, 2)),
        ((-1, 0), (1, 2)),
        ((-1,), (0, 1)),
    ],
)
def test_a_streak_is_days_in_a_row_up_to_today_or_yesterday(ago: tuple[int, ...], expected: tuple[int, int]) -> None:
    assert streaks(days(*ago), DAY) == expected


@pytest.mark.parametrize(
    ("day", "inside"), [("1989-12-31", 0), ("1990-01-01", 1), ("2200-12-31", 1), ("2201-01-01", 0)]
)
def test_the_calendar_has_the_years_1990_to_2200(day: str, inside: int) -> None:
    assert is_in_calendar(date.fromisoformat(day)) == (FIRST_DAY <= date.fromisoformat(day) <= LAST_DAY) == inside
    assert is_in_calendar(datetime.fromisoformat(f"{day}T12:00:00+00:00")) == inside


def test_a_day_is_written_with_its_weekday_and_year() -> None:
    assert full_name(DAY) == "Monday 2 March 2026"


@pytest.mark.parametrize(
    ("ago", "off", "expected"),
    [((0, 3), (1, 2), (2, 2)), ((3, 4), (0, 1, 2), (2, 2)), ((0, 3), (1,), (1, 1)), ((4, 7, 8), (5, 6), (0, 3))],
)
def test_days_off_neither_count_nor_end_a_streak(
    ago: tuple[int, ...], off: tuple[int, ...], expected: tuple[int, int]
) -> None:
    assert streaks(days(*ago), DAY, set(days(*off))) == expected


def test_days_off_are_a_bounded_set_of_days() -> None:
    week = DaysOff(DAY, DAY + timedelta(days=6))
    assert len(days_in([week, DaysOff(DAY, DAY)])) == 7
    assert len(days_in([DaysOff(FIRST_DAY, LAST_DAY)])) == MOST_DAYS_AHEAD + 1
    assert days_in([DaysOff(DAY, DAY - timedelta(days=1))]) == frozenset()
    assert week.without(DaysOff(DAY, DAY)) == (None, DaysOff(DAY + timedelta(days=1), week.last))

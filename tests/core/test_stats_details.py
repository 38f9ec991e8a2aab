"""The detailed statistics: the days of the calendar and the weeks of the trend."""

from __future__ import annotations

from datetime import date

from mlprep_cli.core.stats_details import calendar_days, trend_mondays

TODAY = date(2026, 3, 4)


def test_the_calendar_begins_on_a_monday_and_ends_today() -> None:
    days = calendar_days(TODAY, date(2025, 3, 1))
    assert (days[0].weekday(), days[-1]) == (0, TODAY)
    assert len(days) == 25 * 7 + 3
    assert trend_mondays(TODAY)[-1] == date(2026, 3, 2)


def test_the_calendar_begins_in_the_week_of_the_first_practice() -> None:
    assert calendar_days(TODAY, date(2026, 2, 26))[0] == date(2026, 2, 23)
    assert len(calendar_days(TODAY, TODAY)) == 3
    assert calendar_days(TODAY, None) == calendar_days(TODAY, date(2026, 3, 5)) == ()

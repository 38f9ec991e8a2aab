"""The detailed statistics: the days of the calendar and the weeks of the trend."""

from __future__ import annotations

from datetime import date

from mlprep_cli.core.stats_details import calendar_days, trend_mondays


def test_the_calendar_begins_on_a_monday_and_ends_today() -> None:
    days = calendar_days(date(2026, 3, 4))
    assert (days[0].weekday(), days[-1]) == (0, date(2026, 3, 4))
    assert len(days) == 25 * 7 + 3
    assert trend_mondays(date(2026, 3, 4))[-1] == date(2026, 3, 2)

"""Integrity checks: which study day can belong to a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep_cli.core.health import day_fits


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-12, 14), st.integers(0, 23))
def test_a_study_day_fits_its_moment_in_every_zone_and_no_day_beyond(moment: datetime, zone: int, starts: int) -> None:
    local = moment + timedelta(hours=zone)
    day = local.date() - timedelta(days=1) if local.hour < starts else local.date()
    assert day_fits(moment.replace(tzinfo=UTC), day)
    assert not day_fits(moment.replace(tzinfo=UTC), moment.date() + timedelta(days=2))
    assert not day_fits(moment.replace(tzinfo=UTC), moment.date() - timedelta(days=3))


@pytest.mark.parametrize(
    ("moment", "day", "fits"),
    [
        # UTC-12, where the day of a night worker starts just before midnight.
        ("2026-03-02T11:59:59.999999", "2026-02-28", True),
        ("2026-03-02T12:00:00.000000", "2026-02-28", False),
        ("2026-03-02T12:00:00.000000", "2026-03-01", True),
        # UTC+14, where the day starts at midnight.
        ("2026-03-02T10:00:00.000000", "2026-03-03", True),
        ("2026-03-02T09:59:59.999999", "2026-03-03", False),
    ],
)
def test_the_widest_time_zones_bound_a_study_day_to_the_second(moment: str, day: str, fits: bool) -> None:
    assert day_fits(datetime.fromisoformat(moment).replace(tzinfo=UTC), date.fromisoformat(day)) is fits

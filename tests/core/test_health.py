"""Integrity checks: which study day can belong to a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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

"""The plan: which days an interview can have."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY
from mlprep_cli.core.days import MOST_DAYS_AHEAD
from mlprep_cli.core.plan import accepted_interview, is_of_level
from mlprep_cli.errors import UsageError


@given(st.integers(0, MOST_DAYS_AHEAD))
def test_an_interview_is_today_or_up_to_400_days_ahead(days: int) -> None:
    day = DAY + timedelta(days=days)
    assert accepted_interview(day, DAY) == day


@pytest.mark.parametrize(
    ("day", "message", "hint"),
    [
        (date(2026, 3, 1), "2026-03-01 is in the past: today is 2026-03-02.", "Name today or a later day."),
        (
            date(2062, 4, 20),
            "Thursday 20 April 2062 is 13,198 days away, and an interview is at most 400 days ahead.",
            "Name a day up to 2027-04-06.",
        ),
        (
            date(2027, 4, 7),
            "Wednesday 7 April 2027 is 401 days away, and an interview is at most 400 days ahead.",
            "Name a day up to 2027-04-06.",
        ),
        (
            date.max,
            "Friday 31 December 9999 is 2,912,382 days away, and an interview is at most 400 days ahead.",
            "Name a day up to 2027-04-06.",
        ),
    ],
)
def test_another_day_is_refused_and_shown_as_it_was_read(day: date, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        accepted_interview(day, DAY)
    assert (refused.value.message, refused.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("asked", "mine", "fits"),
    [
        ("L5+", "L5", True),
        ("L5+", "L6", True),
        ("L5+", "L4", False),
        ("L5+", "E5", False),
        ("L5", "L5", True),
        ("L5", "L6", False),
        ("L5+", "L10", True),
        ("L5+", "L11", False),
        ("L5+", "L99", False),
        ("62+", "63", True),
        ("staff", "staff", True),
        ("staff", "L6", False),
    ],
)
def test_a_level_with_a_plus_includes_itself_and_every_level_above(asked: str, mine: str, fits: bool) -> None:
    assert is_of_level(asked, mine) is fits

"""The pace: new questions spread evenly over the days, within the minutes of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import DAY, PLAN
from mlprep_cli.core.pace import EVEN, HORIZON, Candidate, DayBudget, paced
from mlprep_cli.core.reviews import Card, Checkpoint
from mlprep_cli.core.schedule import CheckpointPlan


def before(days: int) -> CheckpointPlan:
    return replace(PLAN, interview=DAY + timedelta(days=days), dated=DAY)


def new(count: int, seconds: float = 120.0, round_name: str = "screening", wanted: int = 0) -> list[Candidate]:
    return [Candidate(Card(f"{round_name}-{wanted}-{number}"), round_name, seconds, wanted) for number in range(count)]


def seen(count: int, late: int, checkpoint: Checkpoint = 3) -> list[Candidate]:
    due = DAY - timedelta(days=late)
    return [Candidate(Card(f"seen-{number}", checkpoint, due, 3), "screening", 120.0) for number in range(count)]


@settings(max_examples=60)
@given(
    days=st.integers(1, 45),
    minutes=st.integers(10, 120),
    screening=st.integers(0, 80),
    designs=st.integers(0, 20),
    waiting=st.integers(0, 10),
)
def test_no_day_exceeds_the_minutes(days: int, minutes: int, screening: int, designs: int, waiting: int) -> None:
    pace = paced(
        seen(waiting, 0),
        [*new(screening), *new(designs, 1200.0, "system-design")],
        before(days),
        DayBudget(DAY, minutes),
    )
    fullest_seen = max(day.seconds for day in paced(seen(waiting, 0), [], before(days), DayBudget(DAY, minutes)).days)
    assert all(day.seconds <= max(60.0 * minutes, fullest_seen) for day in pace.days)
    introduced = [name for day in pace.days for name in day.new]
    assert len(introduced) == len(set(introduced))
    assert len(introduced) + len(pace.left_out) == screening + designs
    assert len(pace.days) == days


@pytest.mark.parametrize("days", [7, 10, 14, 20, 21, 30, 45])
@pytest.mark.parametrize("minutes", [45, 60, 120])
def test_small_questions_make_even_days(days: int, minutes: int) -> None:
    pace = paced([], [*new(200), *new(70, 300.0, "deep-dive")], before(days), DayBudget(DAY, minutes))
    assert pace.fullest <= EVEN


def test_questions_without_time_are_listed() -> None:
    pace = paced([], new(500), before(10), DayBudget(DAY, 20))
    assert pace.left_out
    assert pace.average <= 20 * 60


def test_if_everything_fits_the_days_are_evened_out() -> None:
    pace = paced([], new(40), before(40), DayBudget(DAY, 600))
    assert not pace.left_out
    assert pace.allowed < 600 * 60


def test_overdue_questions_are_placed_on_days_with_room() -> None:
    pace = paced(seen(60, 9), [], before(30), DayBudget(DAY, 30))
    assert pace.days[0].due == 15
    assert pace.days[1].due == 15
    assert pace.days[2].due == 15


def test_time_practised_today_leaves_less_for_new_questions() -> None:
    assert len(paced([], new(100), before(10), DayBudget(DAY, 20, spent=1200.0)).today) == 0
    assert len(paced([], new(100), before(10), DayBudget(DAY, 20)).today) > 0


def test_questions_of_target_companies_come_first() -> None:
    pace = paced([], [*new(50, wanted=1), *new(10, wanted=0)], before(5), DayBudget(DAY, 15))
    introduced = {name for day in pace.days for name in day.new}
    assert {candidate.card.question_id for candidate in new(10, wanted=0)} <= introduced
    assert all(candidate.wanted == 1 for candidate in pace.left_out)


def test_the_rounds_share_the_minutes() -> None:
    pace = paced(
        [], [*new(200), *new(70, 300.0, "deep-dive"), *new(30, 1200.0, "system-design")], before(30), DayBudget(DAY, 60)
    )
    rounds = {name.split("-0-")[0] for day in pace.days for name in day.new}
    assert rounds == {"screening", "deep-dive", "system-design"}


def test_no_question_is_introduced_on_the_eve() -> None:
    pace = paced([], new(300), before(12), DayBudget(DAY, 60))
    assert pace.days[-1].new == ()


def test_without_a_date_the_pace_covers_four_weeks() -> None:
    assert len(paced([], new(10), PLAN, DayBudget(DAY, 30)).days) == HORIZON


def test_an_empty_pace_has_no_full_day() -> None:
    assert paced([], [], before(5), DayBudget(DAY, 30)).fullest == 0


def test_questions_chosen_for_today_stay_chosen() -> None:
    first = paced([], new(100), before(20), DayBudget(DAY, 30))
    assert paced([], new(100), before(20), DayBudget(DAY, 30, chosen=first.today)).today == first.today
    rest = [candidate for candidate in new(100) if candidate.card.question_id not in first.today]
    assert paced([], rest, before(20), DayBudget(DAY, 30, chosen=first.today)).today == ()

"""How many new questions a day: evenly, in the minutes there are, and saying what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import DAY, PLAN
from mlprep_cli.core.pace import EVEN, HORIZON, Candidate, paced
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
def test_no_day_is_fuller_than_the_minutes_there_are(
    days: int, minutes: int, screening: int, designs: int, waiting: int
) -> None:
    found = paced(
        seen(waiting, 0),
        [*new(screening), *new(designs, 1200.0, "system-design")],
        before(days),
        DAY,
        minutes,
    )
    fullest_seen = max(each.seconds for each in paced(seen(waiting, 0), [], before(days), DAY, minutes).days)
    assert all(each.seconds <= max(60.0 * minutes, fullest_seen) for each in found.days)
    introduced = [name for each in found.days for name in each.new]
    assert len(introduced) == len(set(introduced))
    assert len(introduced) + len(found.left_out) == screening + designs
    assert len(found.days) == days


@pytest.mark.parametrize("days", [7, 10, 14, 20, 21, 30, 45])
@pytest.mark.parametrize("minutes", [45, 60, 120])
def test_days_are_even_where_questions_are_small_enough_to_be_placed(days: int, minutes: int) -> None:
    found = paced([], [*new(200), *new(70, 300.0, "deep-dive")], before(days), DAY, minutes)
    assert found.fullest <= EVEN


def test_what_finds_no_time_is_named() -> None:
    found = paced([], new(500), before(10), DAY, 20)
    assert found.left_out
    assert found.average <= 20 * 60


def test_where_everything_fits_the_days_are_evened_out() -> None:
    found = paced([], new(40), before(40), DAY, 600)
    assert not found.left_out
    assert found.allowed < 600 * 60


def test_overdue_questions_are_placed_on_days_with_room() -> None:
    found = paced(seen(60, 9), [], before(30), DAY, 30)
    assert found.days[0].due == 15
    assert found.days[1].due == 15
    assert found.days[2].due == 15


def test_what_was_done_today_leaves_less_of_today() -> None:
    assert len(paced([], new(100), before(10), DAY, 20, spent=1200.0).today) == 0
    assert len(paced([], new(100), before(10), DAY, 20).today) > 0


def test_what_a_target_company_asks_comes_first() -> None:
    found = paced([], [*new(50, wanted=1), *new(10, wanted=0)], before(5), DAY, 15)
    introduced = {name for each in found.days for name in each.new}
    assert {each.card.question_id for each in new(10, wanted=0)} <= introduced
    assert all(each.wanted == 1 for each in found.left_out)


def test_the_rounds_share_the_minutes() -> None:
    found = paced([], [*new(200), *new(70, 300.0, "deep-dive"), *new(30, 1200.0, "system-design")], before(30), DAY, 60)
    rounds = {name.split("-0-")[0] for each in found.days for name in each.new}
    assert rounds == {"screening", "deep-dive", "system-design"}


def test_nothing_new_on_the_eve() -> None:
    found = paced([], new(300), before(12), DAY, 60)
    assert found.days[-1].new == ()


def test_without_a_date_four_weeks_are_looked_ahead() -> None:
    assert len(paced([], new(10), PLAN, DAY, 30).days) == HORIZON


def test_with_nothing_to_do_nothing_is_full() -> None:
    assert paced([], [], before(5), DAY, 30).fullest == 0


def test_once_chosen_todays_questions_stay_what_they_are() -> None:
    first = paced([], new(100), before(20), DAY, 30)
    assert paced([], new(100), before(20), DAY, 30, chosen=first.today).today == first.today
    rest = [each for each in new(100) if each.card.question_id not in first.today]
    assert paced([], rest, before(20), DAY, 30, chosen=first.today).today == ()

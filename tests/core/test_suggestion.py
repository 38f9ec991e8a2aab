"""What to do next: one rule, and the same commands as text."""

from __future__ import annotations

from datetime import date, timedelta
from shlex import split

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, PLAN, item
from mlprep_cli.core.activities import Available, Facts, milestones
from mlprep_cli.core.allocator import DayList
from mlprep_cli.core.candidates import Candidate, Choice, Goal
from mlprep_cli.core.questions import ROUNDS
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.suggestion import Suggestion, next_suggestion
from mlprep_cli.views.suggestion import command_line

NOTHING = DayList(())
SOMETHING = DayList((Choice(Candidate(item("one"), Card("one"), None, 60.0), 60.0, 0.1, is_due=False),))
ACTIVITY = Suggestion("plan", activity="screening")


def goal(away: int, off: frozenset[date] = frozenset()) -> Goal:
    return Goal(DAY, DAY + timedelta(days=away), DAY, 45, {"screening": 1.0}, has_interview=True, off=off)


@pytest.mark.parametrize(
    ("day", "away", "expected"),
    [
        (SOMETHING, 9, Suggestion("drill")),
        (NOTHING, 9, ACTIVITY),
        (SOMETHING, 1, Suggestion("eve", drill=True)),
        (NOTHING, 1, Suggestion("eve")),
        (SOMETHING, 0, Suggestion("drill")),
        (NOTHING, 0, Suggestion("eve")),
    ],
)
def test_what_is_left_of_the_day_comes_before_an_activity(day: DayList, away: int, expected: Suggestion) -> None:
    assert next_suggestion(day, goal(away), ACTIVITY) == expected


def test_when_all_is_done_and_on_a_day_off_there_is_nothing_to_do() -> None:
    assert next_suggestion(NOTHING, goal(9)) is None
    assert next_suggestion(NOTHING, goal(9, frozenset({DAY})), ACTIVITY) is None


@pytest.mark.parametrize(
    ("suggestion", "text"),
    [
        (Suggestion("drill"), "mlprep drill"),
        (ACTIVITY, "mlprep plan do screening"),
        (Suggestion("quickfire", limit=20, timer=30), "mlprep quickfire --count 20 --timer 30"),
        (Suggestion("mock", preset="deep-dive"), "mlprep mock deep-dive"),
        (Suggestion("mock", questions=5, minutes=45), "mlprep mock --questions 5 --minutes 45"),
        (Suggestion("mock", debrief=True), "mlprep mock --debrief"),
        (Suggestion("eve", drill=True), "mlprep eve --drill"),
    ],
)
def test_a_suggestion_is_written_as_the_command_to_type(suggestion: Suggestion, text: str) -> None:
    assert command_line(suggestion) == text


@given(st.text(min_size=1))
def test_a_name_is_one_word_of_the_command_whatever_is_in_it(name: str) -> None:
    assert split(command_line(Suggestion("plan", activity=name))) == ["mlprep", "plan", "do", name]


def test_the_activities_of_a_new_plan_suggest_these_commands() -> None:
    facts = Facts(companies=("Google",), available=dict.fromkeys(ROUNDS, Available(50, 50)))
    plan = milestones(PLAN.timeline(DAY), facts)
    assert [
        command_line(activity.suggestion) for day in plan for activity in day.activities if activity.suggestion
    ] == [
        "mlprep plan do screening",
        "mlprep quickfire --count 20",
        "mlprep drill",
        "mlprep plan do recall",
        "mlprep plan do deep-dives",
        "mlprep drill",
        "mlprep quickfire --count 20 --timer 30",
        "mlprep plan do cold",
        "mlprep plan do pipeline",
        "mlprep mock deep-dive",
        "mlprep mock --questions 5 --minutes 45",
        "mlprep plan do company",
        "mlprep plan do staff",
        "mlprep drill",
        "mlprep mock full",
        "mlprep plan do self-check",
        "mlprep mock deep-dive",
        "mlprep plan do designs",
    ]

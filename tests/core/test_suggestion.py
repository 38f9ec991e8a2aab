"""What to do next: one rule, and the same commands as text."""

from __future__ import annotations

from datetime import date
from shlex import split

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, PLAN
from mlprep_cli.core.activities import Facts, milestones
from mlprep_cli.core.questions import Query
from mlprep_cli.core.stats import Day, Tally
from mlprep_cli.core.suggestion import Suggestion, next_suggestion
from mlprep_cli.views.suggestion import command_line

DRILL, QUICKFIRE, STUDY = Suggestion("drill"), Suggestion("quickfire"), Suggestion("study", topic="regularization")


def day(*, due: int = 0, rapid_due: int = 0, new: int = 0, reviewed: int = 0) -> Day:
    rounds = tuple((name, count) for name, count in (("screening", due), ("quickfire", rapid_due)) if count)
    return Day(date(2026, 3, 2), rounds, 40, new, reviewed, Tally(), 0, None)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (day(due=3, rapid_due=2, new=4), DRILL),
        (day(new=4, reviewed=9), DRILL),
        (day(rapid_due=2, reviewed=9), QUICKFIRE),
        (day(), QUICKFIRE),
        (day(reviewed=1), None),
    ],
)
def test_without_a_plan_due_and_new_questions_come_before_a_quickfire_round(today: Day, expected: Suggestion) -> None:
    assert next_suggestion(today) == expected
    assert next_suggestion(today, STUDY) == STUDY, "an open activity of the plan comes before everything"


@pytest.mark.parametrize(
    ("suggestion", "text"),
    [
        (DRILL, "mlprep drill"),
        (Suggestion("drill", ids=("l1-vs-l2",)), "mlprep drill l1-vs-l2"),
        (
            Suggestion("drill", Query(rounds=("screening",)), new=0, early=True, limit=10),
            "mlprep drill --round screening --new 0 --early --count 10",
        ),
        (
            Suggestion("drill", Query(companies=("Two Sigma", "any")), early=True, limit=3),
            "mlprep drill --company 'Two Sigma' --company any --early --count 3",
        ),
        (
            Suggestion("drill", Query(topics=("a",), difficulties=("hard",), levels=("L5+",))),
            "mlprep drill --topic a --difficulty hard --level L5+",
        ),
        (Suggestion("quickfire", limit=20, timer=30), "mlprep quickfire --count 20 --timer 30"),
        (Suggestion("mock", preset="deep-dive"), "mlprep mock deep-dive"),
        (Suggestion("mock", questions=5, minutes=45), "mlprep mock --questions 5 --minutes 45"),
        (Suggestion("mock", debrief=True), "mlprep mock --debrief"),
        (STUDY, "mlprep study regularization --drill"),
    ],
)
def test_a_suggestion_is_written_as_the_command_to_type(suggestion: Suggestion, text: str) -> None:
    assert command_line(suggestion) == text


@given(st.text(min_size=1))
def test_a_name_is_one_word_of_the_command_whatever_is_in_it(name: str) -> None:
    assert split(command_line(Suggestion("study", topic=name))) == ["mlprep", "study", name, "--drill"]


def test_the_activities_of_a_new_plan_suggest_these_commands() -> None:
    facts = Facts(companies=("Google",))
    plan = milestones(PLAN.timeline(DAY), facts)
    assert [
        command_line(activity.suggestion) for day in plan for activity in day.activities if activity.suggestion
    ] == [
        "mlprep drill --round screening --new 15",
        "mlprep quickfire --count 20",
        "mlprep drill",
        "mlprep drill --round screening --new 0 --early --count 10",
        "mlprep drill --round deep-dive --early --count 2",
        "mlprep drill",
        "mlprep quickfire --count 20 --timer 30",
        "mlprep drill --round screening --new 0 --early --count 15",
        "mlprep drill senior-credit-card-fraud-pipeline",
        "mlprep mock deep-dive",
        "mlprep mock --questions 5 --minutes 45",
        "mlprep drill --company Google --early --count 13",
        "mlprep drill --round senior --early --count 5",
        "mlprep drill",
        "mlprep mock full",
        "mlprep drill --new 0 --early --count 20",
        "mlprep mock deep-dive",
        "mlprep drill --round system-design --early --count 3",
    ]

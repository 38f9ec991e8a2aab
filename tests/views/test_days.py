"""Days in words, the same on every screen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes import DAY
from mlprep_cli.core.agenda import Agenda
from mlprep_cli.core.allocator import DayList
from mlprep_cli.core.candidates import Candidate, Choice, Goal
from mlprep_cli.core.eve import Eve
from mlprep_cli.core.memory import Memory
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card
from mlprep_cli.core.stats import Day, Tally
from mlprep_cli.views.days import days_to_go
from mlprep_cli.views.eve import eve_page
from mlprep_cli.views.status import line

WORDS = [(-3, "it was 3 days ago"), (-1, "it was 1 day ago"), (0, "today"), (1, "tomorrow"), (2, "2 days to go")]


@pytest.mark.parametrize(("days", "words"), WORDS)
def test_the_days_to_an_interview_are_said_in_the_same_words(days: int, words: str) -> None:
    interview = DAY + timedelta(days=days)
    assert days_to_go(interview, DAY) == words
    assert eve_page(Eve(interview, ("Google",), (), (), ()), DAY).title.endswith(f" at Google, {words}")


def choice(number: int) -> Choice:
    """Return a question of the day that takes 80 seconds: the first two are due, the others new."""
    memory = Memory(3.0, 5.0, DAY) if number < 2 else None
    card = Card(f"question-{number}")
    candidate = Candidate(Item("screening", "regularization", card), card, memory, 80.0)
    return Choice(candidate, 80.0, 0.1, is_due=memory is not None)


HELD_DAY = DayList(tuple(map(choice, range(7))))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "9 min · 2 due · 5 new"),
        (0, "9 min · 2 due · 5 new · interview today"),
        (1, "9 min · 2 due · 5 new · interview tomorrow"),
        (12, "9 min · 2 due · 5 new · 12 days to go"),
    ],
)
def test_the_status_line_says_them_until_the_interview_is_over(days: int, words: str) -> None:
    interview = DAY + timedelta(days=days)
    goal = Goal(DAY, interview, DAY, 45, {}, has_interview=days >= 0)
    day = Day(DAY, (("screening", 2),), 5, 0, Tally(), 0, None)
    assert line((day, Agenda(goal, HELD_DAY, Plan(DAY, DAY, interview), is_running=True))) == words

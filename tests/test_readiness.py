"""Predicted recall beside what was measured, what is worth practising, and the last look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from sqlite3 import Connection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import DAY, NOON, item, question, review
from mlprep_cli.core.eve import Eve, Formula, chosen_topics, formulas, sheet, weak
from mlprep_cli.core.questions import Page
from mlprep_cli.core.readiness import Choice, Predicted, chance_of_new, picked, readiness
from mlprep_cli.core.reviews import Card, Grade, Note
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.stats import Tally
from mlprep_cli.storage import readiness as stored
from mlprep_cli.storage.journal import Journal

LATER = DAY + timedelta(days=10)


def graded(journal: Journal, grade: Grade, *, days: int = 0, name: str = "one") -> None:
    day = DAY + timedelta(days=days)
    made = review(grade, day, question_id=name)
    attempt = Attempt(item(name), question(name), None, 120, 0.0)
    journal.record(Answered(made, Card(name), Card(name), attempt))


def recall(connection: Connection, name: str = "one", days: int = 10) -> float:
    found = stored.predictions(connection, DAY + timedelta(days=days), NOON)
    return next(each.recall for each in found if each.question_id == name)


def test_recall_fades_until_the_day_and_a_better_grade_keeps_more_of_it(database: Connection, journal: Journal) -> None:
    graded(journal, Grade.STRONG)
    strong = recall(database)
    assert recall(database, days=40) < strong < 1
    graded(journal, Grade.NO_HIRE, name="two")
    assert recall(database, "two") < strong


def test_the_longer_ago_recall_succeeded_the_more_it_adds(database: Connection, journal: Journal) -> None:
    for name, gap in (("one", 1), ("two", 8)):
        graded(journal, Grade.STRONG, name=name)
        graded(journal, Grade.STRONG, name=name, days=gap)
    at = datetime(2026, 4, 20, tzinfo=UTC)
    known = {each.question_id: each for each in stored.predictions(database, at.date(), at)}
    assert known["two"].recall > known["one"].recall


def test_an_unseen_question_has_the_chance_that_new_ones_had(database: Connection, journal: Journal) -> None:
    assert recall(database, "three") == chance_of_new(0, 0)
    graded(journal, Grade.STRONG)
    graded(journal, Grade.NO_HIRE, name="two")
    assert recall(database, "three") == chance_of_new(1, 2)


@given(asked=st.integers(0, 500), recalled=st.integers(0, 500))
def test_the_chance_of_a_new_one_is_never_certain(asked: int, recalled: int) -> None:
    assert 0 < chance_of_new(min(recalled, asked), asked) < 1


def test_measured_are_first_attempts_of_a_day_at_what_was_not_new(database: Connection, journal: Journal) -> None:
    graded(journal, Grade.STRONG)
    later = review(Grade.NO_HIRE, DAY + timedelta(days=3), checkpoint=3)
    attempt = Attempt(item("one"), question("one"), None, 120, 0.0)
    journal.record(Answered(later, Card("one"), Card("one"), attempt))
    predicted = stored.predictions(database, LATER, NOON)
    assert stored.overall(database, predicted).measured == Tally(0, 0, 1)
    topics = {each.name: each for each in stored.by_topic(database, predicted)}
    assert topics["regularization"].measured == Tally(0, 0, 1)
    assert stored.by_company(database, predicted)[0].name == "Google"


def test_practising_adds_to_the_recall_of_the_day(database: Connection, journal: Journal) -> None:
    graded(journal, Grade.STRONG)
    now = NOON + timedelta(days=6)
    found = {
        each.item.question_id: each
        for each in stored.choices(database, [item("one"), item("two")], LATER + timedelta(days=20), now)
    }
    assert found["one"].gain > 0
    assert found["two"].gain > 0
    assert found["two"].seconds > found["one"].seconds


@given(
    gains=st.lists(st.tuples(st.floats(-0.5, 1), st.floats(1, 2000)), max_size=30),
    seconds=st.floats(0, 4000),
)
def test_what_is_picked_is_worth_it_and_fits(gains: list[tuple[float, float]], seconds: float) -> None:
    choices = [Choice(item(f"q{number}"), took, gain) for number, (gain, took) in enumerate(gains)]
    found = {each.question_id for each in picked(choices, seconds)}
    chosen = [each for each in choices if each.item.question_id in found]
    assert all(each.gain > 0 for each in chosen)
    assert len(chosen) <= 1 or sum(each.seconds for each in chosen) <= seconds + max(each.seconds for each in chosen)
    assert bool(found) == any(each.gain > 0 for each in choices)


def test_readiness_of_nothing_is_undefined() -> None:
    found = readiness("none", [], Tally())
    assert (found.recall, found.recall_seen) == (None, None)


def test_readiness_counts_unseen_questions_too() -> None:
    rows = [Predicted("a", "screening", "t", (), True, 0.9), Predicted("b", "screening", "t", (), False, 0.3)]
    found = readiness("t", rows, Tally())
    assert (found.seen, found.recall_seen) == (1, 0.9)
    assert found.recall == pytest.approx(0.6)


# --- the last look ---


def test_the_weak_are_the_last_missed_first_and_then_the_often_lapsed() -> None:
    cards = [
        Card("fine", 7, DAY, 4, lapses=1, reviews=5, last_grade=Grade.STRONG),
        Card("leech", 7, DAY, 4, lapses=5, reviews=9, last_grade=Grade.STRONG),
        Card("missed", 0, DAY, 0, lapses=1, reviews=3, last_grade=Grade.NO_HIRE),
        Card("new"),
        Card("shaky", 3, DAY, 3, lapses=1, reviews=3, last_grade=Grade.LEAN),
    ]
    assert [each.question_id for each in weak(cards)] == ["missed", "leech", "shaky"]


def test_formulas_are_the_plain_blocks_of_a_page_under_their_headings() -> None:
    page = Page(
        "t", "T", "## One\n\ntext\n\n```\na = b\nc = d\n```\n\n```python\nx = 1\n```\n\n## Two\n\n```\ne = f\n```\n"
    )
    assert formulas(page) == (Formula("One", "a = b\nc = d"), Formula("Two", "e = f"))


def test_the_weakest_topics_formulas_come_first() -> None:
    assert chosen_topics(["a", "b", "c"], ["c", "gone"], ["b"]) == ("c", "b", "a")


def test_nothing_in_a_note_is_taken_for_markdown() -> None:
    note = Note("n", "one", "s", NOON, DAY, "# see [this](x) *now*")
    text = sheet(Eve(DAY, (), (), (note,), ()))
    assert "- one: \\# see \\[this\\](x) \\*now\\*" in text

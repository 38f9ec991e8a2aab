"""Predicted recall beside what was measured, what is worth practising, and the last look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from sqlite3 import Connection

from fakes import DAY, NOON, item, question, review
from mlprep_cli.core.readiness import chance_of_new
from mlprep_cli.core.reviews import Card, Grade
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

"""Readiness from the review log: predicted recall, measured recall, and what practising adds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from sqlite3 import Connection

from fakes import DAY, NOON, item, question, review
from mlprep_cli.core.questions import Query
from mlprep_cli.core.readiness import chance_of_new
from mlprep_cli.core.reviews import Card, Grade
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.stats import Tally
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.readiness import ReadinessStore
from mlprep_cli.storage.store import Store
from query_plans import query_plans

LATER = DAY + timedelta(days=10)


def record(journal: Journal, grade: Grade, *, days: int = 0, name: str = "one") -> None:
    day = DAY + timedelta(days=days)
    graded = review(grade, day, question_id=name)
    attempt = Attempt(item(name), question(name), None, 120, 0.0)
    journal.record(Answered(graded, Card(name), Card(name), attempt))


def recall(store: Store, name: str = "one", days: int = 10) -> float:
    predictions = store.readiness.predictions(Query(), DAY + timedelta(days=days), NOON)
    return next(each.recall for each in predictions if each.question_id == name)


def test_recall_fades_with_time_and_a_better_grade_keeps_it_higher(store: Store, journal: Journal) -> None:
    record(journal, Grade.STRONG)
    strong = recall(store)
    assert recall(store, days=40) < strong < 1
    record(journal, Grade.NO_HIRE, name="two")
    assert recall(store, "two") < strong


def test_a_recall_after_a_longer_time_adds_more(store: Store, journal: Journal) -> None:
    for name, gap in (("one", 1), ("two", 8)):
        record(journal, Grade.STRONG, name=name)
        record(journal, Grade.STRONG, name=name, days=gap)
    at = datetime(2026, 4, 20, tzinfo=UTC)
    predictions = {each.question_id: each for each in store.readiness.predictions(Query(), at.date(), at)}
    assert predictions["two"].recall > predictions["one"].recall


def test_an_unseen_question_has_the_chance_that_new_questions_had(store: Store, journal: Journal) -> None:
    assert recall(store, "three") == chance_of_new(0, 0)
    record(journal, Grade.STRONG)
    record(journal, Grade.NO_HIRE, name="two")
    assert recall(store, "three") == chance_of_new(1, 2)


def test_first_attempts_of_a_day_at_cards_that_were_not_new_are_measured(store: Store, journal: Journal) -> None:
    record(journal, Grade.STRONG)
    later = review(Grade.NO_HIRE, DAY + timedelta(days=3), checkpoint=3)
    attempt = Attempt(item("one"), question("one"), None, 120, 0.0)
    journal.record(Answered(later, Card("one"), Card("one"), attempt))
    readiness = store.readiness
    predicted = readiness.predictions(Query(), LATER, NOON)
    assert readiness.overall(Query(), predicted).measured == Tally(0, 0, 1)
    topics = {each.name: each for each in readiness.by_topic(Query(), predicted)}
    assert topics["regularization"].measured == Tally(0, 0, 1)
    assert readiness.by_company(Query(), predicted)[0].name == "Google"


def test_practising_now_adds_to_the_recall_of_a_later_day(store: Store, journal: Journal) -> None:
    record(journal, Grade.STRONG)
    now = NOON + timedelta(days=6)
    choices = {
        each.item.question_id: each
        for each in store.readiness.choices([item("one"), item("two")], LATER + timedelta(days=20), now)
    }
    assert choices["one"].gain > 0
    assert choices["two"].gain > 0
    assert choices["two"].seconds > choices["one"].seconds


def test_measured_recall_is_summed_without_sorting_the_reviews(database: Connection) -> None:
    (plan,) = query_plans(database, lambda: ReadinessStore(database).overall(Query(), []))
    assert not any("TEMP B-TREE" in step for step in plan.steps), plan

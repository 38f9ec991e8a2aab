"""Readiness from the memories: predicted recall, measured recall, and chances of new questions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes import DAY, NOON, item, question, review
from mlprep_cli.core.first_attempts import PESSIMISTIC
from mlprep_cli.core.memory import recall, reviewed
from mlprep_cli.core.questions import Query
from mlprep_cli.core.readiness import Predicted
from mlprep_cli.core.reviews import Card, Grade
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered
from mlprep_cli.core.stats import Tally
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store

LATER = DAY + timedelta(days=10)
EVERYTHING = Query()


def record(journal: Journal, grade: Grade, *, days: int = 0, name: str = "one", minutes: int = 0) -> None:
    day, moment = DAY + timedelta(days=days), NOON + timedelta(days=days, minutes=minutes)
    graded = review(grade, day, checkpoint=3 if days else 0, moment=moment, question_id=name)
    attempt = Attempt(item(name), question(name), None, 120, 0.0)
    journal.record(Answered(graded, Card(name), Card(name), attempt))


def predicted(store: Store, name: str = "one", days: int = 10) -> Predicted:
    state = store.readiness.state()
    rows = store.readiness.predictions(EVERYTHING, DAY + timedelta(days=days), state)
    return next(row for row in rows if row.question_id == name)


def test_recall_fades_with_time_and_a_better_grade_keeps_it_higher(store: Store, journal: Journal) -> None:
    for name, grade in (("one", Grade.NO_HIRE), ("two", Grade.LEAN), ("three", Grade.STRONG)):
        record(journal, grade, name=name)
    recalls = [predicted(store, name).recall for name in ("one", "two", "three")]
    assert 0 < recalls[0] < recalls[1] < recalls[2] < 1
    assert predicted(store, "three", days=40).recall < recalls[2]


def test_without_later_answers_the_prediction_is_that_of_the_memory(store: Store, journal: Journal) -> None:
    record(journal, Grade.LEAN)
    assert predicted(store).recall == pytest.approx(recall(reviewed(None, Grade.LEAN, DAY), LATER))


def test_an_answer_of_minutes_ago_is_predicted_for_the_next_day(store: Store, journal: Journal) -> None:
    record(journal, Grade.NO_HIRE)
    assert predicted(store, days=0).recall == predicted(store, days=1).recall < 0.9


def test_answers_that_contradict_the_predictions_change_those_of_all_questions(store: Store, journal: Journal) -> None:
    for name in ("one", "two"):
        record(journal, Grade.STRONG, name=name)
    before = predicted(store, "two").recall
    for days in range(1, 8):
        record(journal, Grade.NO_HIRE, days=days)
    assert predicted(store, "two").recall < before


def test_only_the_first_attempt_of_a_day_is_measured(store: Store, journal: Journal) -> None:
    record(journal, Grade.STRONG)
    for minutes, grade in enumerate((Grade.NO_HIRE, Grade.LEAN, Grade.STRONG)):
        record(journal, grade, days=3, minutes=minutes)
    assert predicted(store).later == Tally(0, 0, 1)


def test_the_mean_prediction_is_of_the_attempts_that_are_measured(store: Store, journal: Journal) -> None:
    assert store.readiness.predicted_at_attempts(EVERYTHING) is None
    record(journal, Grade.STRONG)
    record(journal, Grade.STRONG, days=3)
    memory = reviewed(None, Grade.STRONG, DAY)
    first = recall(memory, DAY + timedelta(days=3))
    assert store.readiness.predicted_at_attempts(EVERYTHING) == pytest.approx(first)
    record(journal, Grade.LEAN, days=9)
    second = recall(reviewed(memory, Grade.STRONG, DAY + timedelta(days=3)), DAY + timedelta(days=9))
    assert store.readiness.predicted_at_attempts(EVERYTHING) == pytest.approx((first + second) / 2)
    since = Query(since=DAY + timedelta(days=4))
    assert store.readiness.predicted_at_attempts(since) == pytest.approx(second)
    assert store.readiness.predicted_at_attempts(Query(topics=("nothing",))) is None


def test_an_unseen_question_has_the_chance_that_new_questions_had(store: Store, journal: Journal) -> None:
    assert predicted(store, "three").recall == pytest.approx(PESSIMISTIC)
    record(journal, Grade.STRONG)
    better = predicted(store, "three").recall
    record(journal, Grade.NO_HIRE, name="two")
    assert better > predicted(store, "three").recall
    assert not predicted(store, "three").seen


def test_the_state_before_a_day_ignores_the_reviews_from_it_on(store: Store, journal: Journal) -> None:
    record(journal, Grade.STRONG)
    before = store.readiness.state()
    record(journal, Grade.NO_HIRE, days=3)
    record(journal, Grade.STRONG, days=3, name="two")
    assert store.readiness.state(before=DAY + timedelta(days=3)) == before
    assert store.readiness.state() != before


def test_the_pace_of_a_round_is_that_of_its_first_attempts(store: Store, journal: Journal) -> None:
    assert store.readiness.paces() == {}
    record(journal, Grade.STRONG)
    pace = store.readiness.paces()["screening"]
    assert (pace.seconds, pace.budget) == (review(Grade.STRONG).thinking_seconds, 120)

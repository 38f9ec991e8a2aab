"""Suspended questions: without a card, so that nothing asks them, and with every review kept."""

from __future__ import annotations

from sqlite3 import Connection

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, PLAN, review
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Grade
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store
from review_logs import answered


def test_a_suspended_question_is_asked_nowhere_and_comes_back_as_it_was(store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.NO_HIRE, question_id="two")))
    before = store.reviews.card("two")
    assert store.suspensions.suspend([("s1", "two"), ("s2", "one")], NOON) == 2
    assert store.suspensions.suspend([("s3", "two")], NOON) == 0
    assert store.suspensions.all() == ["one", "two"]
    assert {item.question_id for item in store.cards.new(Query(), 9)} == {"three", "rapid"}
    assert store.cards.due(Query(), DAY) == []
    assert store.check().faults == ()
    assert store.suspensions.lift(["two", "three"], NOON, PLAN) == 1
    assert store.reviews.card("two") == before
    assert store.suspensions.all() == ["one"]
    assert store.check().faults == ()


def test_loading_a_bank_and_a_repair_leave_a_suspended_question_without_a_card(
    database: Connection, store: Store
) -> None:
    store.suspensions.suspend([("s1", "two")], NOON)
    fill(database, *QUESTIONS)
    assert "two" not in {item.question_id for item in store.cards.new(Query(), 9)}
    store.repair(lambda moment: moment.date(), NOON)
    assert "two" not in {item.question_id for item in store.cards.new(Query(), 9)}
    assert store.suspensions.all() == ["two"]

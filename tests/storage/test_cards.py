"""Cards: the order in which questions are asked, and the indexes that a first question is found by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from sqlite3 import Connection

import pytest

from conftest import fill
from fakes import DAY, question, review
from mlprep_cli.core.banks import BankChanges
from mlprep_cli.core.questions import Query
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Grade
from mlprep_cli.storage.cards import CardStore
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store
from query_plans import check_first_screen, query_plans
from review_logs import answered

Refill = Callable[..., BankChanges]
EVERYTHING = Query()


def test_new_questions_come_screening_first_then_deep_dive_then_the_rest(store: Store, refill: Refill) -> None:
    refill(
        question("talk", round="behavioral"),
        question("deep", round="deep-dive"),
        question("first"),
        question("code", round="coding"),
        question("second"),
    )
    assert [item.question_id for item in store.cards.new(EVERYTHING, 9)] == ["first", "second", "deep", "talk", "code"]


def test_questions_of_a_users_bank_come_after_the_shipped_ones_of_their_round(
    database: Connection, store: Store
) -> None:
    fill(database, question("mine"), name="mine")
    assert [item.question_id for item in store.cards.new(EVERYTHING, 9)] == ["one", "two", "mine", "three", "rapid"]


def test_what_is_due_weak_or_strong_is_told_apart_on_its_day(store: Store, journal: Journal) -> None:
    for name, grade in (("one", Grade.STRONG), ("two", Grade.LEAN), ("three", Grade.NO_HIRE)):
        journal.record(answered(review(grade, question_id=name)))
    later = DAY + timedelta(days=3)

    def names(items: list[Item]) -> list[str]:
        return [item.question_id for item in items]

    assert names(store.cards.due(EVERYTHING, DAY)) == ["three"]
    assert store.cards.next_due(EVERYTHING, DAY) == (later, 2)
    assert store.cards.next_due(EVERYTHING, later) is None
    assert names(store.cards.due(EVERYTHING, later)) == ["three", "one", "two"]
    assert names(store.cards.weakest(EVERYTHING, DAY)) == ["two"]
    assert names(store.cards.strong(EVERYTHING, DAY, 9)) == ["one"]


# --- query plans ---


@pytest.mark.parametrize(
    "call",
    [
        lambda cards: cards.due(EVERYTHING, DAY),
        lambda cards: cards.due(Query(rounds=("screening",)), DAY),
        lambda cards: cards.new(EVERYTHING, 15),
        lambda cards: cards.next_due(EVERYTHING, DAY),
    ],
)
def test_an_index_has_what_the_first_question_waits_for_in_its_order(
    database: Connection, call: Callable[[CardStore], object]
) -> None:
    check_first_screen(database, lambda: call(CardStore(database)))


@pytest.mark.parametrize(
    ("call", "index"),
    [
        (lambda cards: cards.due(EVERYTHING, DAY), "card_due"),
        (lambda cards: cards.due(Query(rounds=("screening",)), DAY), "card_due"),
        (lambda cards: cards.new(EVERYTHING, 15), "card_new"),
        (lambda cards: cards.next_due(EVERYTHING, DAY), "card_due"),
    ],
)
def test_each_hot_statement_uses_its_index_and_sorts_nothing(
    database: Connection, call: Callable[[CardStore], object], index: str
) -> None:
    (plan,) = query_plans(database, lambda: call(CardStore(database)))
    assert any(f"INDEX {index}" in step for step in plan.steps), plan
    assert not any("TEMP B-TREE FOR ORDER BY" in step or "TEMP B-TREE FOR GROUP BY" in step for step in plan.steps), (
        plan
    )

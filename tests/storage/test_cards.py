"""Cards: the order in which questions are asked, and the indexes that a first question is found by."""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import Connection

import pytest
from hypothesis import given

from conftest import fill
from fakes import DAY, question, review
from mlprep_cli.core.banks import BankChanges
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Grade
from mlprep_cli.storage.cards import CardStore
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store
from query_plans import check_first_screen, query_plans
from review_logs import HISTORIES, History, answered, database_with

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


@given(history=HISTORIES)
def test_questions_introduced_today_are_those_first_asked_today(
    history: History, tmp_path_factory: pytest.TempPathFactory
) -> None:
    connection, standing = database_with(tmp_path_factory.mktemp("introduced"), history)
    today = max((each.study_day for each in standing), default=DAY)
    introduced = {
        each.question_id
        for each in standing
        if each.study_day == today
        and not any(one.question_id == each.question_id and one.study_day < today for one in standing)
    }
    assert CardStore(connection).introduced(today) == len(introduced)
    connection.close()


def test_a_question_in_a_mode_of_a_newer_version_was_not_introduced(
    database: Connection, store: Store, journal: Journal
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    assert store.cards.introduced(DAY) == 1
    database.execute("UPDATE review SET mode = 'sprint'")
    assert store.cards.introduced(DAY) == 0


# --- query plans ---


@pytest.mark.parametrize(
    "call",
    [
        lambda cards: cards.due(EVERYTHING, DAY),
        lambda cards: cards.due(Query(rounds=("screening",)), DAY),
        lambda cards: cards.new(EVERYTHING, 15),
        lambda cards: cards.next_due(EVERYTHING, DAY),
        lambda cards: cards.introduced(DAY),
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
        (lambda cards: cards.introduced(DAY), "review_day"),
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

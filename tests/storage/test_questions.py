"""Questions: each reads back as its bank file has it."""

from __future__ import annotations

from datetime import timedelta
from sqlite3 import Connection

import pytest

from conftest import QUESTIONS
from fakes import DAY, review
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Card, Grade
from mlprep_cli.errors import UsageError
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.questions import QuestionStore
from mlprep_cli.storage.store import Store
from query_plans import check_first_screen
from review_logs import answered


def test_a_question_reads_back_as_the_file_has_it(store: Store) -> None:
    assert [store.questions.fetch(each.id)[0] for each in QUESTIONS] == list(QUESTIONS)


def test_a_new_question_has_a_new_card(store: Store) -> None:
    assert store.questions.fetch("one")[1] == store.reviews.card("one") == Card("one")


def test_an_unknown_id_gets_the_nearest_one(store: Store) -> None:
    with pytest.raises(UsageError) as caught:
        store.questions.fetch("thre")
    assert caught.value.hint.lower() == "did you mean three?"


def test_a_list_has_the_questions_of_a_query_in_the_order_of_the_banks(store: Store, journal: Journal) -> None:
    assert [each.card.question_id for each in store.questions.listed(Query())] == [each.id for each in QUESTIONS]
    journal.record(answered(review(Grade.STRONG, question_id="two")))
    assert store.questions.listed(Query(), due_on=DAY) == []
    (due,) = store.questions.listed(Query(), due_on=DAY + timedelta(days=3))
    assert (due.card.question_id, due.topic, due.companies) == ("two", "optimization", ("Google",))


def test_the_questions_of_a_list_are_read_in_full(store: Store, journal: Journal) -> None:
    assert store.questions.matching(Query()) == list(QUESTIONS)
    assert store.questions.matching(Query(words=("nowhere",))) == []
    journal.record(answered(review(Grade.STRONG, question_id="two")))
    assert store.questions.matching(Query(), due_on=DAY) == []
    assert store.questions.matching(Query(), due_on=DAY + timedelta(days=3)) == [QUESTIONS[1]]


def test_an_index_finds_the_question_that_a_first_screen_shows(database: Connection) -> None:
    check_first_screen(database, lambda: QuestionStore(database).fetch("one"))

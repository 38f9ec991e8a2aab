"""Banks: what a changed file changes in the database, and what it never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from sqlite3 import Connection

import pytest

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, PLAN, question, review
from mlprep_cli.core.banks import BankChanges
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Grade, Note
from mlprep_cli.core.schedule import replay
from mlprep_cli.errors import MlprepError, UsageError
from mlprep_cli.storage.cards import disagreements
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.reviews import reviews_of
from mlprep_cli.storage.store import Store
from review_logs import answered

Refill = Callable[..., BankChanges]


def test_loading_the_same_bank_again_changes_nothing(refill: Refill) -> None:
    changes = refill(*QUESTIONS)
    assert (changes.added, changes.changed, changes.retired) == ((), (), ())


def test_an_edited_question_keeps_its_card(store: Store, journal: Journal, refill: Refill) -> None:
    journal.record(answered(review(Grade.STRONG)))
    before = store.reviews.card("one")
    changes = refill(question("one", prompt="Otherwise?"), *QUESTIONS[1:])
    assert changes.changed == ("one",)
    assert store.questions.fetch("one")[0].prompt == "Otherwise?"
    assert store.reviews.card("one") == before


def test_a_question_moved_to_another_topic_takes_its_reviews_along(
    database: Connection, journal: Journal, refill: Refill
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    refill(question("one", topic="optimization"), *QUESTIONS[1:])
    assert database.execute("SELECT topic FROM review").fetchone()[0] == "optimization"
    assert database.execute("SELECT topic FROM card WHERE question_id = 'one'").fetchone()[0] == "optimization"


def test_a_removed_question_is_no_longer_asked_and_keeps_its_reviews(
    database: Connection, store: Store, journal: Journal, refill: Refill
) -> None:
    journal.record(answered(review(Grade.NO_HIRE)))
    changes = refill(*QUESTIONS[1:])
    assert changes.retired == ("one",)
    assert store.cards.due(Query(), DAY) == []
    assert len(reviews_of(database, "one")) == 1


def test_a_question_that_returns_has_the_card_of_its_reviews(store: Store, journal: Journal, refill: Refill) -> None:
    graded = review(Grade.STRONG)
    journal.record(answered(graded))
    refill(*QUESTIONS[1:])
    assert refill(*QUESTIONS).added == ("one",)
    assert store.reviews.card("one") == replay(PLAN, "one", [graded])


def test_formerly_carries_reviews_and_notes_to_the_new_id(
    database: Connection, store: Store, journal: Journal, refill: Refill
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    journal.add_note(Note("note", "one", "session", NOON, DAY, "the corners"))
    changes = refill(question("uno", formerly=("one",)), *QUESTIONS[1:])
    assert (changes.added, changes.retired) == (("uno",), ("one",))
    renamed, card, note = store.questions.fetch("uno")
    assert renamed.id == "uno"
    assert (card.checkpoint, card.due) == (3, DAY + timedelta(days=3))
    assert note is not None
    assert note.text == "the corners"
    assert disagreements(database, PLAN) == ([], 0)


def test_formerly_joins_the_histories_of_two_questions(store: Store, journal: Journal, refill: Refill) -> None:
    for question_id, days in (("one", 0), ("two", 3)):
        journal.record(answered(review(Grade.STRONG, DAY + timedelta(days=days), question_id=question_id)))
    refill(question("both", formerly=("one", "two")), *QUESTIONS[2:])
    assert store.reviews.card("both").checkpoint == 7
    assert store.reviews.card("both").reviews == 2


def test_an_id_of_another_bank_is_refused_with_both_files_and_nothing_changes(
    database: Connection, store: Store
) -> None:
    with pytest.raises(MlprepError, match=r"/mine\.yaml has the question one, which /mlprep\.yaml has too"):
        fill(database, question("mine"), question("one"), name="mine")
    assert [bank.name for bank in store.banks.all()] == ["mlprep"]
    with pytest.raises(UsageError):
        store.questions.fetch("mine")


def test_a_users_bank_can_be_removed_and_added_again(database: Connection, store: Store, journal: Journal) -> None:
    fill(database, question("mine"), name="mine")
    assert [bank.name for bank in store.banks.all()] == ["mlprep", "mine"]
    assert store.banks.remove("mine", NOON) == 1
    assert [bank.name for bank in store.banks.all()] == ["mlprep"]
    assert "mine" not in store.questions.names("id")
    fill(database, question("mine"), name="mine")
    assert "mine" in store.questions.names("id")

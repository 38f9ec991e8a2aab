"""Banks in the database: what changes with a file, and what never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from sqlite3 import Connection

import pytest

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, PLAN, question, review
from mlprep_cli.core.banks import BankChanges
from mlprep_cli.core.questions import Query
from mlprep_cli.core.reviews import Card, Grade, Note
from mlprep_cli.core.schedule import replay
from mlprep_cli.errors import MlprepError, UsageError
from mlprep_cli.storage import banks, cards, reviews
from mlprep_cli.storage.journal import Journal
from test_store import answered

Refill = Callable[..., BankChanges]


def test_a_question_comes_back_as_the_file_has_it(database: Connection) -> None:
    assert [banks.fetch(database, each.id)[0] for each in QUESTIONS] == list(QUESTIONS)


def test_loading_the_same_again_changes_nothing(database: Connection, refill: Refill) -> None:
    changes = refill(*QUESTIONS)
    assert (changes.added, changes.changed, changes.retired) == ((), (), ())


def test_an_edited_question_keeps_its_card(database: Connection, journal: Journal, refill: Refill) -> None:
    journal.record(answered(review(Grade.STRONG)))
    before = reviews.card(database, "one")
    changes = refill(question("one", prompt="Otherwise?"), *QUESTIONS[1:])
    assert changes.changed == ("one",)
    assert banks.fetch(database, "one")[0].prompt == "Otherwise?"
    assert reviews.card(database, "one") == before


def test_a_question_moved_to_another_topic_takes_its_reviews_along(
    database: Connection, journal: Journal, refill: Refill
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    refill(question("one", topic="optimization"), *QUESTIONS[1:])
    assert database.execute("SELECT topic FROM review").fetchone()[0] == "optimization"
    assert database.execute("SELECT topic FROM card WHERE question_id = 'one'").fetchone()[0] == "optimization"


def test_a_removed_question_is_asked_no_more_and_keeps_its_reviews(
    database: Connection, journal: Journal, refill: Refill
) -> None:
    journal.record(answered(review(Grade.NO_HIRE)))
    changes = refill(*QUESTIONS[1:])
    assert changes.retired == ("one",)
    assert cards.due_items(database, Query(), DAY) == []
    assert len(reviews.reviews_of(database, "one")) == 1


def test_a_question_that_returns_stands_where_its_reviews_say(
    database: Connection, journal: Journal, refill: Refill
) -> None:
    kept = review(Grade.STRONG)
    journal.record(answered(kept))
    refill(*QUESTIONS[1:])
    assert refill(*QUESTIONS).added == ("one",)
    assert reviews.card(database, "one") == replay(PLAN, "one", [kept])


def test_formerly_carries_reviews_and_notes_to_the_new_id(
    database: Connection, journal: Journal, refill: Refill
) -> None:
    kept = review(Grade.STRONG)
    journal.record(answered(kept))
    journal.jot(Note("note", "one", "session", NOON, DAY, "the corners"))
    changes = refill(question("uno", formerly=("one",)), *QUESTIONS[1:])
    assert (changes.added, changes.retired) == (("uno",), ("one",))
    found, card, note = banks.fetch(database, "uno")
    assert found.id == "uno"
    assert (card.checkpoint, card.due) == (3, DAY + timedelta(days=3))
    assert note is not None
    assert note.text == "the corners"
    assert reviews.disagreements(database, PLAN) == []


def test_formerly_joins_the_histories_of_two(database: Connection, journal: Journal, refill: Refill) -> None:
    for question_id, days in (("one", 0), ("two", 3)):
        journal.record(answered(review(Grade.STRONG, DAY + timedelta(days=days), question_id=question_id)))
    refill(question("both", formerly=("one", "two")), *QUESTIONS[2:])
    assert reviews.card(database, "both").checkpoint == 7
    assert reviews.card(database, "both").reviews == 2


def test_an_id_of_another_bank_is_refused_with_both_files_and_nothing_changes(database: Connection) -> None:
    with pytest.raises(MlprepError, match=r"/mine\.yaml has the question one, which /mlprep\.yaml has too"):
        fill(database, question("mine"), question("one"), name="mine")
    assert [each.name for each in banks.banks(database)] == ["mlprep"]
    with pytest.raises(UsageError):
        banks.fetch(database, "mine")


def test_a_bank_of_the_users_own_comes_after_the_shipped_one_and_can_go(database: Connection, journal: Journal) -> None:
    fill(database, question("mine"), name="mine")
    new = [each.question_id for each in cards.new_items(database, Query(), 9)]
    assert new == ["one", "two", "mine", "three", "rapid"]
    assert banks.remove(database, "mine", "now") == 1
    assert [each.name for each in banks.banks(database)] == ["mlprep"]
    assert "mine" not in banks.names(database, "id")
    fill(database, question("mine"), name="mine")
    assert "mine" in banks.names(database, "id")


def test_new_questions_come_screening_first_then_deep_dive_then_the_rest(database: Connection, refill: Refill) -> None:
    refill(
        question("talk", round="behavioral"),
        question("deep", round="deep-dive"),
        question("first"),
        question("code", round="coding"),
        question("second"),
    )
    assert [each.question_id for each in cards.new_items(database, Query(), 9)] == [
        "first",
        "second",
        "deep",
        "talk",
        "code",
    ]


def test_a_name_that_is_nearly_right_gets_the_right_one(database: Connection) -> None:
    with pytest.raises(UsageError) as caught:
        banks.fetch(database, "thre")
    assert caught.value.hint == "Did you mean three?"


def test_pages_are_found_by_kind(database: Connection) -> None:
    study = banks.page(database, "topic", "regularization")
    assert study is not None
    assert study.text == "All about regularization."
    assert [each.id for each in banks.pages(database, "guide")] == ["star"]
    assert banks.page(database, "topic", "star") is None


def test_a_new_question_has_a_new_card(database: Connection) -> None:
    assert reviews.card(database, "one") == Card("one")

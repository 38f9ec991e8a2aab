"""The search over whole questions and notes, and the heat map of its matches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import QUESTIONS
from fakes import DAY, NOON, question, review
from mlprep_cli.core.banks import BankChanges
from mlprep_cli.core.browse import Search
from mlprep_cli.core.heat_map import HeatCell
from mlprep_cli.core.questions import FollowUp, KeyPoint, Query
from mlprep_cli.core.reviews import Grade, Note
from mlprep_cli.storage.browse import MOST_LETTERS, BrowseStore
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store
from query_plans import query_plans
from review_logs import HISTORIES, ROUND, TOPIC, History, answered, database_with

Refill = Callable[..., BankChanges]


def found(store: Store, *words: str, due: bool = False, today: date = DAY, **filters: tuple[str, ...]) -> list[str]:
    search = Search(Query(words=words)._replace(**filters), due)  # type: ignore[arg-type]  # the names are fields
    results = store.browse.search(search, today, 100)
    assert results.total == len(results.hits)
    return [hit.id for hit in results.hits]


def test_without_words_every_question_is_found_in_the_order_of_the_banks(store: Store) -> None:
    assert found(store) == [each.id for each in QUESTIONS]


@pytest.mark.parametrize(
    "words",
    [
        "alpha",
        "ALPHA",
        "an alpha answer",
        "point-two",
        "why-follow",
        "because-follow",
        "acme",
        "rubric-strong",
        "def solve",
    ],
)
def test_words_are_found_in_every_text_of_a_question(store: Store, refill: Refill, words: str) -> None:
    refill(
        question("plain"),
        question(
            "full",
            prompt="What is ALPHA?",
            answer="An alpha answer",
            key_points=(KeyPoint("point-two", must=True),),
            follow_ups=(FollowUp("why-follow", "because-follow"),),
            references=("acme",),
            rubric=question().rubric._replace(strong="rubric-strong"),
            code=("def solve(): ...", "return 1", "assert True"),
        ),
    )
    assert found(store, *words.split()) == ["full"]


@pytest.mark.parametrize("word", ["key_points", "rubric", "answer", "true", "[[", '",', "\\n", "follow_ups"])
def test_how_a_question_is_stored_is_no_text_of_it(store: Store, refill: Refill, word: str) -> None:
    refill(question("plain", answer="one\ntwo"))
    assert found(store, word) == []


@pytest.mark.parametrize("word", ["100%", "a_b", "C:\\dir", 'say "so"', "naïve", "Σ", "'; DROP TABLE question; --"])
def test_every_character_of_a_word_means_itself(store: Store, refill: Refill, word: str) -> None:
    refill(question("plain", answer="1000 axb C:dir say so naive S"), question("odd", answer=f"The {word}."))
    assert found(store, *word.split(maxsplit=0)) == ["odd"]


def test_all_words_have_to_occur_wherever_they_are(store: Store, refill: Refill) -> None:
    refill(question("both", prompt="left", answer="right"), question("one-of-two", prompt="left", answer="other"))
    assert found(store, "left", "right") == ["both"]
    assert found(store, "right", "absent") == []


def test_questions_with_the_words_in_their_prompts_come_first(store: Store, refill: Refill) -> None:
    refill(question("in-answer", answer="about dropout"), question("in-prompt", prompt="What is dropout?"))
    assert found(store, "dropout") == ["in-prompt", "in-answer"]


def test_notes_are_searched(store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.LEAN, question_id="two")))
    journal.add_note(Note("n1", "two", "session", NOON, DAY, "forgot the Nesterov term"))
    assert found(store, "nesterov") == ["two"]


def test_filters_and_due_questions_restrict_the_list(store: Store, journal: Journal) -> None:
    assert found(store, rounds=("deep-dive",)) == ["three"]
    assert found(store, topics=("optimization",), rounds=("screening",)) == ["two"]
    assert found(store, companies=("google",)) == ["one", "two", "three"]
    assert found(store, due=True) == []
    journal.record(answered(review(Grade.STRONG, question_id="two")))
    assert found(store, due=True, today=DAY + timedelta(days=2)) == []
    assert found(store, due=True, today=DAY + timedelta(days=3)) == ["two"]


def test_a_retired_question_is_not_found(store: Store, refill: Refill) -> None:
    refill(question("kept"))
    assert found(store) == ["kept"]


def test_a_list_is_limited_and_its_total_is_not(store: Store) -> None:
    results = store.browse.search(Search(), DAY, 2)
    assert [hit.id for hit in results.hits] == ["one", "two"]
    assert results.total == 4
    assert results.hits[0].prompt == "What is one?"
    assert results.hits[0].question.companies == ("Google",)


def test_a_word_of_any_length_can_be_searched(store: Store, refill: Refill) -> None:
    refill(question("long", answer="x" * 2 * MOST_LETTERS))
    assert found(store, "x" * 60_000) == ["long"]
    assert found(store, "y" * 60_000) == []


@given(word=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=4))
@settings(max_examples=60)
def test_any_word_finds_the_text_that_has_it(store: Store, refill: Refill, word: str) -> None:
    refill(question("plain", answer="-", prompt="-", topic="optimization"), question("odd", answer=f"<{word}>"))
    assert "odd" in found(store, word)
    assert found(store, f"<{word}>") == ["odd"]


@settings(max_examples=30)
@given(history=HISTORIES)
def test_the_heat_map_is_what_a_plain_count_says(history: History, tmp_path_factory: pytest.TempPathFactory) -> None:
    connection, standing = database_with(tmp_path_factory.mktemp("heat") / "home", history)
    expected = []
    for each in QUESTIONS:
        own = [one for one in standing if one.question_id == each.id]
        firsts = {one.study_day: one for one in reversed(own)}
        recalled = bool(own) and firsts[max(firsts)].grade is not Grade.NO_HIRE
        expected.append(HeatCell(TOPIC[each.id], ROUND[each.id], 1, bool(own), recalled))
    cells = BrowseStore(connection).heat_cells(Search(), DAY)
    assert [cell._replace(due=0) for cell in cells] == expected
    connection.close()


def test_the_heat_map_counts_what_the_search_matches(store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG, question_id="two")))
    later = DAY + timedelta(days=3)
    assert store.browse.heat_cells(Search(Query(words=("two",))), later) == [
        HeatCell("optimization", "screening", 1, 1, 1, 1)
    ]
    assert store.browse.heat_cells(Search(due=True), DAY) == []


def test_names_are_counted_in_the_order_of_the_banks(store: Store) -> None:
    assert store.browse.names("rounds", Search(), DAY) == (("screening", 2), ("deep-dive", 1), ("quickfire", 1))
    assert store.browse.names("topics", Search(Query(rounds=("screening",))), DAY) == (
        ("regularization", 1),
        ("optimization", 1),
    )
    assert store.browse.names("companies", Search(), DAY) == (("Google", 3),)


def test_the_last_attempt_of_a_question_is_found_by_an_index(database: Connection, home: Path) -> None:
    plans = query_plans(database, lambda: BrowseStore(database).heat_cells(Search(), DAY))
    steps = [step for plan in plans for step in plan.steps]
    assert any("review_question (question_id=?)" in step for step in steps), steps

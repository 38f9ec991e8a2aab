"""The journal: each write is durable and complete, and cards always agree with the review log."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, PLAN, Clock, Keys, Memory, Screen, review, session_of
from mlprep_cli.app.loop import play
from mlprep_cli.core.questions import Question
from mlprep_cli.core.reviews import Card, Grade, Note
from mlprep_cli.core.schedule import replay
from mlprep_cli.core.session.events import Retract, Suspend
from mlprep_cli.errors import DatabaseUnavailable, MlprepError
from mlprep_cli.storage.cards import disagreements
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.store import Store
from review_logs import answered


class SessionJournal(Journal):
    """The journal of a session that suspends nothing."""

    def suspend(self, suspension: Suspend) -> None:
        raise AssertionError(suspension)


class Library(Memory):
    """The questions of a real database."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

    def question(self, question_id: str) -> tuple[Question, Card, Note | None]:
        return self.store.questions.fetch(question_id)


@given(typed=st.text(alphabet=" snlku1\n", max_size=25))
def test_the_log_and_the_cards_always_agree_with_the_session(
    typed: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("store")
    connection, store = open_database(home), Store(home)
    fill(connection, *QUESTIONS)
    journal = SessionJournal(home / FILE_NAME, SessionStart("session", "drill", NOON))
    ended, _ = play(
        session_of("one", "two", "three"),
        keyboard=Keys(typed),
        stage=Screen(),
        journal=journal,
        library=Library(store),
        now=Clock(),
    )
    reviews = [entry.review for entry in store.reviews.entries(newest_first=False, voided=False, limit=None)]
    assert reviews == [each.review for each in ended.answered]
    assert disagreements(connection, PLAN) == ([], 0)
    for each in ended.answered:
        name = each.review.question_id
        expected = replay(PLAN, name, [one for one in reviews if one.question_id == name])
        assert store.reviews.card(name) == expected
    journal.close()
    store.close()
    connection.close()


def test_a_review_reads_back_as_it_was_written(store: Store, journal: Journal) -> None:
    written = replace(
        review(Grade.LEAN, checkpoint="mastered"), key_points=(1, 3), timed_out=True, reviewing_seconds=7.25
    )
    journal.record(answered(written))
    assert store.reviews.last() == written


def test_a_grade_is_exactly_one_commit_with_full_synchronisation(journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    seen: list[str] = []
    with journal._engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        assert raw.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert raw.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        raw.set_trace_callback(seen.append)
    journal.record(answered(review(Grade.STRONG, DAY + timedelta(days=3))))
    raw.set_trace_callback(None)
    assert [each for each in seen if each.startswith(("BEGIN", "COMMIT"))] == ["BEGIN IMMEDIATE", "COMMIT"]


def test_the_first_record_of_a_session_adds_the_session(database: Connection, journal: Journal) -> None:
    assert database.execute("SELECT count(*) FROM session").fetchone()[0] == 0
    journal.record(answered(review(Grade.STRONG)))
    journal.end_session(NOON)
    row = database.execute("SELECT id, mode, ended_at FROM session").fetchone()
    assert tuple(row) == ("session", "drill", "2026-03-02T12:00:00.000000Z")


def test_a_session_without_records_leaves_no_trace(database: Connection, journal: Journal) -> None:
    journal.end_session(NOON)
    assert database.execute("SELECT count(*) FROM session").fetchone()[0] == 0


def test_a_failure_within_a_grade_leaves_neither_review_nor_card(
    database: Connection, store: Store, journal: Journal
) -> None:
    database.execute("CREATE TRIGGER stop BEFORE UPDATE ON card BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(DatabaseUnavailable):
        journal.record(answered(review(Grade.STRONG)))
    database.execute("DROP TRIGGER stop")
    assert store.reviews.last() is None
    assert store.reviews.card("one") == Card("one")


def test_undo_voids_a_review_and_never_deletes_it(store: Store, journal: Journal) -> None:
    undone = review(Grade.STRONG)
    journal.record(answered(undone))
    journal.retract(Retract(undone.id, undone.question_id, NOON))
    assert store.reviews.last() is None
    assert store.reviews.card("one") == Card("one")
    (entry,) = store.reviews.entries(newest_first=True, voided=True, limit=None)
    assert (entry.review, entry.voided_at) == (undone, NOON)


def test_undo_without_a_session_takes_the_last_review_of_all_sessions(journal: Journal) -> None:
    first, last = review(Grade.STRONG), review(Grade.LEAN, DAY + timedelta(days=1), question_id="two")
    for each in (first, last):
        journal.record(answered(each))
    assert journal.undo_last(NOON) == last
    assert journal.undo_last(NOON) == first
    with pytest.raises(MlprepError, match="no grade to undo"):
        journal.undo_last(NOON)


def test_undo_takes_back_the_grade_given_last_even_after_the_clock_was_set_back(
    database: Connection, store: Store, journal: Journal
) -> None:
    hours = (0, -2, 30, -48)
    given = [
        review(
            Grade.STRONG, (NOON + timedelta(hours=hour)).date(), question_id=name, moment=NOON + timedelta(hours=hour)
        )
        for hour, name in zip(hours, ("one", "one", "two", "one"), strict=True)
    ]
    for graded in given:
        journal.record(answered(graded))
    assert [row[0] for row in database.execute("SELECT sequence FROM review ORDER BY rowid")] == [1, 2, 3, 4]
    while given:
        assert store.reviews.last() == given[-1]
        assert journal.undo_last(NOON) == given.pop()
        assert disagreements(database, PLAN) == ([], 0)
    assert store.reviews.last() is None


def test_a_grade_after_an_undo_is_the_last_one(store: Store, journal: Journal) -> None:
    later, earlier = review(Grade.STRONG), review(Grade.LEAN, moment=NOON - timedelta(hours=2))
    journal.record(answered(later))
    assert journal.undo_last(NOON) == later
    journal.record(answered(earlier))
    assert journal.undo_last(NOON) == earlier


def test_of_two_sessions_undo_takes_back_the_grade_given_last_whichever_began_first(home: Path, store: Store) -> None:
    ahead = review(Grade.STRONG, moment=NOON + timedelta(hours=3))
    with closing(Journal(home / FILE_NAME, SessionStart("ahead", "drill", NOON + timedelta(hours=3)))) as first:
        first.record(answered(replace(ahead, session_id="ahead")))
    behind = review(Grade.LEAN, question_id="two")
    with closing(Journal(home / FILE_NAME, SessionStart("session", "drill", NOON))) as second:
        second.record(answered(behind))
        assert second.undo_last(NOON) == behind
        assert second.undo_last(NOON) == replace(ahead, session_id="ahead")


def test_a_note_is_stored_without_hidden_characters_and_a_blank_one_is_not(store: Store, journal: Journal) -> None:
    for number, text in enumerate(("the \u200bbias\u202e term", "\u200b", " ", "\u2764\ufe0f")):
        journal.add_note(Note(f"note-{number}", "one", "session", NOON, DAY, text))
    assert [note.text for note in store.reviews.notes()] == ["\u2764\ufe0f", "the bias term"]


def test_a_note_that_is_longer_than_a_log_allows_is_cut(store: Store, journal: Journal) -> None:
    journal.add_note(Note("note", "one", "session", NOON, DAY, "x" * 10_001))
    assert [note.text for note in store.reviews.notes()] == ["x" * 10_000]


def test_undoing_a_review_in_the_middle_derives_the_card_from_the_others(store: Store, journal: Journal) -> None:
    log_of_one = [review(Grade.STRONG, DAY + timedelta(days=days)) for days in (0, 3, 7)]
    for each in log_of_one:
        journal.record(answered(each))
    journal.retract(Retract(log_of_one[1].id, log_of_one[1].question_id, NOON))
    assert store.reviews.card("one") == replay(PLAN, "one", [log_of_one[0], log_of_one[2]])


def test_the_mark_of_the_first_attempt_of_a_day_moves_on_when_that_attempt_is_undone(
    database: Connection, journal: Journal
) -> None:
    early, late = (review(Grade.NO_HIRE, moment=NOON + timedelta(minutes=minutes)) for minutes in (0, 5))
    for each in (early, late):
        journal.record(answered(each))
    marks = "SELECT first_of_day FROM review WHERE voided_at IS NULL ORDER BY id"
    assert [row[0] for row in database.execute(marks)] == [1, 0]
    journal.retract(Retract(early.id, early.question_id, NOON))
    assert [row[0] for row in database.execute(marks)] == [1]


def test_log_and_cards_agree_after_the_clock_was_set_back(database: Connection, journal: Journal) -> None:
    for day in (DAY, DAY - timedelta(days=30), DAY + timedelta(days=3)):
        journal.record(answered(review(Grade.STRONG, day)))
    assert disagreements(database, PLAN) == ([], 0)


def test_two_journals_at_once_both_keep_every_review(database: Connection, home: Path) -> None:
    journals = [Journal(home / FILE_NAME, SessionStart(name, "drill", NOON)) for name in ("left", "right")]

    def work(number: int) -> None:
        for place in range(20):
            graded = review(Grade.STRONG, moment=NOON + timedelta(seconds=place * 2 + number))
            journals[number].record(answered(replace(graded, session_id=("left", "right")[number])))

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert database.execute("SELECT count(*) FROM review").fetchone()[0] == 40
    assert disagreements(database, PLAN) == ([], 0)
    for opened in journals:
        opened.close()

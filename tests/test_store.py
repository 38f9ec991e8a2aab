"""The database: what is written down is there, all of it or nothing, and the cards are always what the reviews say."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import SQLModel, create_engine

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, PLAN, Clock, Keys, Screen, question, review, session_of
from mlprep_cli.app.loop import play
from mlprep_cli.core.plan import Plan
from mlprep_cli.core.questions import Query
from mlprep_cli.core.queue import Item
from mlprep_cli.core.reviews import Card, Grade, Note, Review
from mlprep_cli.core.schedule import replay
from mlprep_cli.core.session.attempt import Attempt
from mlprep_cli.core.session.events import Answered, Retract
from mlprep_cli.core.session.modes import DRILL
from mlprep_cli.errors import DatabaseUnavailable, MlprepError
from mlprep_cli.storage import banks, cards, models, plans, reviews
from mlprep_cli.storage.backup import back_up, back_up_daily
from mlprep_cli.storage.database import FILE_NAME, connect, open_database
from mlprep_cli.storage.health import check_database
from mlprep_cli.storage.journal import Journal, Sitting
from mlprep_cli.storage.migrations import MIGRATIONS, Migration

EVERYTHING = Query()


def answered(kept: Review) -> Answered:
    """Return a graded attempt around a review."""
    card = Card(kept.question_id)
    asked = next((each for each in QUESTIONS if each.id == kept.question_id), question(kept.question_id))
    attempt = Attempt(Item(asked.round, asked.topic, card), asked, None, 120, 0.0)
    return Answered(kept, card, PLAN.schedule(card, kept), attempt)


class Library:
    """The questions of a real database."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def question(self, question_id: str) -> tuple[object, Card, Note | None]:
        return banks.fetch(self.connection, question_id)

    def weakest(self) -> tuple[Item, ...]:
        return ()


@given(typed=st.text(alphabet=" snlku1\n", max_size=25))
def test_the_store_always_agrees_with_the_session(typed: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("store")
    connection = open_database(home)
    fill(connection, *QUESTIONS)
    journal = Journal(home / FILE_NAME, Sitting("session", "drill", NOON))
    ended, _ = play(
        session_of("one", "two", "three"),
        keyboard=Keys(typed),
        stage=Screen(),
        journal=journal,
        library=Library(connection),  # type: ignore[arg-type]  # its question is a Question
        now=Clock(),
    )
    kept = [each.review for each in reviews.entries(connection, newest_first=False, voided=False, limit=None)]
    assert kept == [each.review for each in ended.answered]
    assert reviews.disagreements(connection, PLAN) == []
    for each in ended.answered:
        expected = replay(
            PLAN, each.review.question_id, [one for one in kept if one.question_id == each.review.question_id]
        )
        assert reviews.card(connection, each.review.question_id) == expected
    journal.close()
    connection.close()


def test_a_review_comes_back_as_it_was_written(database: Connection, journal: Journal) -> None:
    written = replace(
        review(Grade.LEAN, checkpoint="mastered"), key_points=(1, 3), timed_out=True, reviewing_seconds=7.25
    )
    journal.record(answered(written))
    assert reviews.last_review(database) == written


def test_a_grade_is_exactly_one_commit_with_full_synchronisation(
    database: Connection, journal: Journal, home: Path
) -> None:
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


def test_a_session_is_there_once_something_of_it_is(database: Connection, journal: Journal) -> None:
    assert database.execute("SELECT count(*) FROM session").fetchone()[0] == 0
    journal.record(answered(review(Grade.STRONG)))
    journal.end_session(NOON)
    row = database.execute("SELECT id, mode, ended_at FROM session").fetchone()
    assert tuple(row) == ("session", "drill", "2026-03-02T12:00:00.000000Z")


def test_a_session_of_which_nothing_was_kept_leaves_no_trace(database: Connection, journal: Journal) -> None:
    journal.end_session(NOON)
    assert database.execute("SELECT count(*) FROM session").fetchone()[0] == 0


def test_a_failure_in_the_middle_of_a_grade_leaves_neither_review_nor_card(
    database: Connection, journal: Journal
) -> None:
    database.execute("CREATE TRIGGER stop BEFORE UPDATE ON card BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(DatabaseUnavailable):
        journal.record(answered(review(Grade.STRONG)))
    assert reviews.last_review(database) is None
    assert reviews.card(database, "one") == Card("one")


def test_undo_voids_and_never_deletes(database: Connection, journal: Journal) -> None:
    kept = review(Grade.STRONG)
    journal.record(answered(kept))
    journal.retract(Retract(kept.id, kept.question_id, NOON))
    assert reviews.last_review(database) is None
    assert reviews.card(database, "one") == Card("one")
    (entry,) = reviews.entries(database, newest_first=True, voided=True, limit=None)
    assert (entry.review, entry.voided_at) == (kept, NOON)


def test_undo_without_a_session_takes_the_last_of_all(database: Connection, journal: Journal) -> None:
    first, last = review(Grade.STRONG), review(Grade.LEAN, DAY + timedelta(days=1), question_id="two")
    for each in (first, last):
        journal.record(answered(each))
    assert journal.undo_last(NOON) == last
    assert journal.undo_last(NOON) == first
    with pytest.raises(MlprepError, match="no grade to take back"):
        journal.undo_last(NOON)


def test_undo_of_one_in_the_middle_derives_the_card_from_the_rest(database: Connection, journal: Journal) -> None:
    log_of_one = [review(Grade.STRONG, DAY + timedelta(days=days)) for days in (0, 3, 7)]
    for each in log_of_one:
        journal.record(answered(each))
    journal.retract(Retract(log_of_one[1].id, log_of_one[1].question_id, NOON))
    assert reviews.card(database, "one") == replay(PLAN, "one", [log_of_one[0], log_of_one[2]])


def test_the_first_attempt_of_a_day_is_marked_and_passes_on_when_it_is_undone(
    database: Connection, journal: Journal
) -> None:
    early, late = (review(Grade.NO_HIRE, moment=NOON + timedelta(minutes=minutes)) for minutes in (0, 5))
    for each in (early, late):
        journal.record(answered(each))
    marks = "SELECT first_of_day FROM review WHERE voided_at IS NULL ORDER BY id"
    assert [row[0] for row in database.execute(marks)] == [1, 0]
    journal.retract(Retract(early.id, early.question_id, NOON))
    assert [row[0] for row in database.execute(marks)] == [1]


def test_a_clock_that_was_set_back_leaves_log_and_card_agreed(database: Connection, journal: Journal) -> None:
    for day in (DAY, DAY - timedelta(days=30), DAY + timedelta(days=3)):
        journal.record(answered(review(Grade.STRONG, day)))
    assert reviews.disagreements(database, PLAN) == []


def test_two_journals_at_once_both_keep_everything(database: Connection, home: Path) -> None:
    journals = [Journal(home / FILE_NAME, Sitting(name, "drill", NOON)) for name in ("left", "right")]

    def work(number: int) -> None:
        for place in range(20):
            kept = review(Grade.STRONG, moment=NOON + timedelta(seconds=place * 2 + number))
            journals[number].record(answered(replace(kept, session_id=("left", "right")[number])))

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert database.execute("SELECT count(*) FROM review").fetchone()[0] == 40
    assert reviews.disagreements(database, PLAN) == []
    for opened in journals:
        opened.close()


# --- the schema, and what is not one of ours ---


def schema_of(connection: Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row[0]: " ".join(row[1].split()) for row in rows}


def test_the_frozen_text_of_the_schema_is_what_the_models_say(tmp_path: Path) -> None:
    assert models.ReviewRow.__tablename__ == "review"
    engine = create_engine(f"sqlite:///{tmp_path / 'models.db'}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    made, steps = sqlite3.connect(tmp_path / "models.db"), open_database(tmp_path / "steps")
    assert schema_of(steps) == schema_of(made)
    made.close()
    steps.close()


def test_a_new_database_is_private_and_in_write_ahead_mode(home: Path) -> None:
    connection = open_database(home)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert (home / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    connection.close()


LATER = Migration("mood", ("ALTER TABLE review ADD COLUMN mood TEXT",))


def test_an_older_database_is_backed_up_and_brought_up_to_date(
    database: Connection, journal: Journal, home: Path
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    newer = open_database(home, (*MIGRATIONS, LATER))
    assert newer.execute("SELECT count(mood), count(*) FROM review").fetchone()[1] == 1
    (copy,) = (home / "backups").iterdir()
    assert "before-mood" in copy.name
    saved = sqlite3.connect(copy)
    assert saved.execute("SELECT count(*) FROM review").fetchone()[0] == 1
    assert "mood" not in schema_of(saved)["review"]
    saved.close()
    newer.close()


def test_a_database_of_a_newer_version_is_refused_by_name(home: Path) -> None:
    open_database(home, (*MIGRATIONS, LATER)).close()
    with pytest.raises(DatabaseUnavailable, match="newer mlprep: it has the step “mood”"):
        open_database(home)


def test_a_migration_that_fails_leaves_the_database_as_it_was(database: Connection, home: Path) -> None:
    before = schema_of(database)
    with pytest.raises(DatabaseUnavailable):
        open_database(home, (*MIGRATIONS, Migration("broken", (*LATER.statements, "NO SUCH STATEMENT"))))
    assert schema_of(database) == before
    open_database(home).close()


def test_somebody_elses_database_is_refused_and_left_alone(home: Path) -> None:
    home.mkdir()
    other = sqlite3.connect(home / FILE_NAME)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = (home / FILE_NAME).read_bytes()[100:]
    with pytest.raises(DatabaseUnavailable, match="not one of mlprep"):
        open_database(home)
    assert (home / FILE_NAME).read_bytes()[100:] == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(home: Path) -> None:
    home.mkdir()
    (home / FILE_NAME).write_text("dear diary, " * 500)
    with pytest.raises(DatabaseUnavailable, match="damaged, or not a database"):
        open_database(home)
    assert (home / FILE_NAME).read_text() == "dear diary, " * 500


def test_a_home_that_cannot_be_made_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match="cannot be opened"):
        open_database(tmp_path / "file" / "home")


def test_a_locked_database_is_one_clear_message(
    database: Connection, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlprep_cli.storage.database.BUSY_SECONDS", 0.0)
    locker = connect(home / FILE_NAME)
    locker.execute("BEGIN IMMEDIATE")
    journal = Journal(home / FILE_NAME, Sitting("session", "drill", NOON))
    with pytest.raises(DatabaseUnavailable, match="locked by another program"):
        journal.record(answered(review(Grade.STRONG)))
    locker.execute("ROLLBACK")
    journal.record(answered(review(Grade.STRONG)))
    assert reviews.last_review(database) is not None
    journal.close()
    locker.close()


def test_a_full_disk_is_one_clear_message_and_loses_nothing(database: Connection, home: Path) -> None:
    journal = Journal(home / FILE_NAME, Sitting("session", "drill", NOON))
    journal.record(answered(review(Grade.STRONG)))
    with journal._engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}")

    def grade_for_ever() -> None:
        for place in range(1, 2000):
            journal.record(answered(review(Grade.STRONG, moment=NOON + timedelta(seconds=place))))

    with pytest.raises(DatabaseUnavailable, match="no space left"):
        grade_for_ever()
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert reviews.disagreements(database, PLAN) == []
    journal.close()


def test_a_backup_taken_in_the_middle_of_a_session_is_whole(
    database: Connection, journal: Journal, tmp_path: Path
) -> None:
    journal.record(answered(review(Grade.STRONG)))
    back_up(database, tmp_path / "copy" / "mine.db")
    copy = sqlite3.connect(tmp_path / "copy" / "mine.db")
    assert copy.execute("SELECT question_id FROM review").fetchone()[0] == "one"
    copy.close()


def test_a_week_of_daily_backups_is_kept(database: Connection, home: Path) -> None:
    for number in range(10):
        for _ in range(2):
            back_up_daily(database, home, DAY + timedelta(days=number))
    kept = sorted(each.name for each in (home / "backups").iterdir())
    assert kept == [f"daily-{DAY + timedelta(days=number)}.db" for number in range(3, 10)]


def test_a_backup_never_overwrites(database: Connection, tmp_path: Path) -> None:
    (tmp_path / "mine.db").write_text("precious")
    with pytest.raises(MlprepError, match=r"mine\.db"):
        back_up(database, tmp_path / "mine.db")
    assert (tmp_path / "mine.db").read_text() == "precious"


# --- checking ---


def test_a_sound_database_has_no_problems(database: Connection, journal: Journal, home: Path) -> None:
    journal.record(answered(review(Grade.STRONG)))
    found = check_database(database, home / FILE_NAME, PLAN)
    assert (found.cards, found.reviews, found.faults) == (4, 1, ())


def test_a_card_that_differs_from_its_reviews_is_found(database: Connection, journal: Journal, home: Path) -> None:
    journal.record(answered(review(Grade.STRONG)))
    database.execute("UPDATE card SET due = '2030-01-01', lapses = 9 WHERE question_id = 'one'")
    ((what, mend, _),) = check_database(database, home / FILE_NAME, PLAN).faults
    assert "the card of one says 3, due 2030-01-01, lapses 9" in what
    assert mend


def test_a_card_graded_without_a_review_is_found(database: Connection, home: Path) -> None:
    database.execute("UPDATE card SET checkpoint = '7', due = '2026-01-01' WHERE question_id = 'two'")
    ((what, _, _),) = check_database(database, home / FILE_NAME, PLAN).faults
    assert "the card of two" in what


def test_a_review_of_a_question_that_is_not_there_is_found(database: Connection, journal: Journal, home: Path) -> None:
    journal.record(answered(review(Grade.STRONG)))
    database.execute("PRAGMA foreign_keys = OFF")
    database.execute("DELETE FROM question WHERE id = 'one'")
    faults = check_database(database, home / FILE_NAME, PLAN).faults
    assert any("the table review names a question that is not there, 1 × (one)" in each.message for each in faults)


def test_a_damaged_page_is_found_and_told_without_a_traceback(database: Connection, home: Path) -> None:
    for place in range(300):
        database.execute("INSERT INTO session VALUES (?, 'drill', '2026', NULL)", (f"{place:0200}",))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = home / FILE_NAME
    data = bytearray(path.read_bytes())
    data[-3 * 4096 :] = b"\xff" * (3 * 4096)
    path.write_bytes(bytes(data))
    damaged = connect(path)
    assert check_database(damaged, path, PLAN).needs_rebuilding
    damaged.close()


# --- plans of the queries that a start waits for ---


@pytest.mark.parametrize(
    "ask",
    [
        lambda connection: cards.due_items(connection, EVERYTHING, DAY),
        lambda connection: cards.due_items(connection, Query(rounds=("screening",)), DAY),
        lambda connection: cards.new_items(connection, EVERYTHING, 15),
        lambda connection: cards.next_due(connection, EVERYTHING, DAY),
        lambda connection: cards.introduced(connection, DAY),
        lambda connection: banks.fetch(connection, "one"),
    ],
)
def test_what_the_first_question_waits_for_is_found_by_an_index_in_its_order(
    database: Connection, ask: object, home: Path
) -> None:
    asked: list[str] = []
    database.set_trace_callback(asked.append)
    assert callable(ask)
    ask(database)
    database.set_trace_callback(None)
    for query in asked:
        plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert plan
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan), (query, plan)
        assert not any(step.startswith("SCAN") and "INDEX" not in step for step in plan), (query, plan)


def test_the_rules_of_a_drill_are_those_of_the_contract() -> None:
    assert (DRILL.mode, DRILL.reveals_at_zero, DRILL.timer) == ("drill", False, None)


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["one", "two", "three"]), st.sampled_from(list(Grade)), st.integers(0, 5)),
        max_size=15,
    ),
    dates=st.lists(st.none() | st.integers(0, 40), min_size=1, max_size=4),
)
def test_moving_the_date_derives_every_card_again_and_back(
    steps: list[tuple[str, Grade, int]], dates: list[int | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("store")
    connection = open_database(home)
    fill(connection, *QUESTIONS)
    journal = Journal(home / FILE_NAME, Sitting("session", "drill", NOON))
    day = DAY
    for number, (name, grade, wait) in enumerate(steps):
        day += timedelta(days=wait)
        moment = NOON + (day - DAY) + timedelta(seconds=number)
        journal.record(answered(review(grade, day, question_id=name, moment=moment)))
    before = {name: reviews.card(connection, name) for name in ("one", "two", "three")}
    plans.start(connection, Plan(DAY, DAY), "p1", "2026-03-02T12:00:00Z")
    for number, away in enumerate(dates):
        interview = None if away is None else DAY + timedelta(days=away)
        plans.start(connection, Plan(DAY, DAY, interview), f"p2-{number}", "2026-03-02T12:00:00Z")
        assert reviews.disagreements(connection, plans.schedule(connection)) == []
    plans.stop(connection, "2026-03-02T12:00:00Z")
    assert {name: reviews.card(connection, name) for name in before} == before
    assert reviews.disagreements(connection, PLAN) == []
    journal.close()
    connection.close()

"""Integrity checks: each fault of a database is found and named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

from fakes import NOON, PLAN, review
from mlprep_cli.core.reviews import Grade
from mlprep_cli.storage.database import FILE_NAME, connect
from mlprep_cli.storage.health import check_database
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store
from review_logs import answered


def test_a_sound_database_has_no_faults(store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    report = store.check()
    assert (report.cards, report.reviews, report.faults) == (4, 1, ())


def test_a_card_that_differs_from_its_reviews_is_a_fault(database: Connection, store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    database.execute("UPDATE card SET due = '2030-01-01', lapses = 9 WHERE question_id = 'one'")
    ((message, hint, _),) = store.check().faults
    assert "The card of one says checkpoint 3, due 2030-01-01, lapses 9" in message
    assert hint


def test_a_graded_card_without_a_review_is_a_fault(database: Connection, store: Store) -> None:
    database.execute("UPDATE card SET checkpoint = '7', due = '2026-01-01' WHERE question_id = 'two'")
    ((message, _, _),) = store.check().faults
    assert "The card of two" in message


def test_a_review_of_an_unknown_question_is_a_fault(database: Connection, store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    database.execute("PRAGMA foreign_keys = OFF")
    database.execute("DELETE FROM question WHERE id = 'one'")
    faults = store.check().faults
    assert any(
        "The table review refers to a question that does not exist, 1 × (one)" in each.message for each in faults
    )


def test_a_damaged_page_needs_rebuilding_and_is_no_exception(database: Connection, home: Path) -> None:
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


def test_modes_and_kinds_of_a_newer_version_are_no_faults(database: Connection, store: Store, journal: Journal) -> None:
    journal.record(answered(review(Grade.STRONG)))
    database.execute("UPDATE review SET mode = 'sprint'")
    database.execute("UPDATE session SET mode = 'sprint'")
    database.execute("""INSERT INTO unknown_record VALUES ('badge', '{"id":"a1"}')""")
    assert store.check().faults == ()


def test_a_check_blocks_nobody_and_takes_no_grade_for_a_fault(store: Store, journal: Journal) -> None:
    steps: list[str] = []

    def grade(what: str, _part: float) -> None:
        steps.append(what)
        with closing(sqlite3.connect(store.path, timeout=0, isolation_level=None)) as neighbour:
            neighbour.execute("BEGIN IMMEDIATE")
            neighbour.execute("ROLLBACK")
        journal.record(answered(review(Grade.STRONG, moment=NOON + timedelta(seconds=len(steps)))))

    report = store.check(grade)
    assert (report.reviews, report.faults) == (0, ())
    assert len(steps) > 5
    assert store.check().reviews == len(steps)

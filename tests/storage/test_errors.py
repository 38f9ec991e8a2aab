"""Failures of SQLite and of the file system: one message each, and nothing is lost."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from fakes import NOON, PLAN, review
from mlprep_cli.core.reviews import Grade
from mlprep_cli.errors import DatabaseUnavailable
from mlprep_cli.storage.cards import disagreements
from mlprep_cli.storage.database import FILE_NAME, connect
from mlprep_cli.storage.journal import Journal, SessionStart
from mlprep_cli.storage.store import Store
from review_logs import answered


def test_a_locked_database_is_one_clear_message(store: Store, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlprep_cli.storage.database.BUSY_SECONDS", 0.0)
    locker = connect(home / FILE_NAME)
    locker.execute("BEGIN IMMEDIATE")
    journal = Journal(home / FILE_NAME, SessionStart("session", "drill", NOON))
    with pytest.raises(DatabaseUnavailable, match="locked by another program"):
        journal.record(answered(review(Grade.STRONG)))
    locker.execute("ROLLBACK")
    journal.record(answered(review(Grade.STRONG)))
    assert store.reviews.last() is not None
    journal.close()
    locker.close()


def test_a_full_disk_is_one_clear_message_and_loses_nothing(database: Connection, home: Path) -> None:
    journal = Journal(home / FILE_NAME, SessionStart("session", "drill", NOON))
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
    assert disagreements(database, PLAN) == []
    journal.close()

"""The database file: created privately, migrated after a backup, and refused unchanged if it is not usable."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from sqlite3 import Connection

import pytest

from fakes import review
from mlprep_cli.core.reviews import Grade
from mlprep_cli.errors import DatabaseUnavailable
from mlprep_cli.storage.database import FILE_NAME, open_database, written_if_possible
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.migrations import MIGRATIONS, Migration
from review_logs import answered

LATER = Migration("mood", ("ALTER TABLE review ADD COLUMN mood TEXT",))


def schema_of(connection: Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row[0]: " ".join(row[1].split()) for row in rows}


def test_a_new_database_is_private_and_in_write_ahead_mode(home: Path) -> None:
    connection = open_database(home)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert (home / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    connection.close()


def test_an_older_database_is_backed_up_and_then_migrated(database: Connection, journal: Journal, home: Path) -> None:
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


def test_a_database_of_a_newer_version_is_refused_and_its_migration_is_named(home: Path) -> None:
    open_database(home, (*MIGRATIONS, LATER)).close()
    with pytest.raises(DatabaseUnavailable, match="newer mlprep: this version does not know the migration “mood”"):
        open_database(home)


def test_a_failed_migration_leaves_the_database_unchanged(database: Connection, home: Path) -> None:
    before = schema_of(database)
    with pytest.raises(DatabaseUnavailable):
        open_database(home, (*MIGRATIONS, Migration("broken", (*LATER.statements, "NO SUCH STATEMENT"))))
    assert schema_of(database) == before
    open_database(home).close()


def test_the_database_of_another_program_is_refused_unchanged(home: Path) -> None:
    home.mkdir()
    other = sqlite3.connect(home / FILE_NAME)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = (home / FILE_NAME).read_bytes()[100:]
    with pytest.raises(DatabaseUnavailable, match="is not a database of mlprep"):
        open_database(home)
    assert (home / FILE_NAME).read_bytes()[100:] == before


def test_a_file_that_is_not_a_database_is_refused_unchanged(home: Path) -> None:
    home.mkdir()
    (home / FILE_NAME).write_text("dear diary, " * 500)
    with pytest.raises(DatabaseUnavailable, match="damaged, or not a database"):
        open_database(home)
    assert (home / FILE_NAME).read_text() == "dear diary, " * 500


def test_a_home_that_cannot_be_created_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match="cannot be opened"):
        open_database(tmp_path / "file" / "home")


def test_a_cache_that_cannot_be_written_is_skipped_and_a_wrong_statement_is_not(
    database: Connection, home: Path
) -> None:
    insert = ("INSERT INTO ready VALUES (?, ?)", ("key", 0.5))
    locker = sqlite3.connect(home / FILE_NAME, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    written_if_possible(database, insert)
    assert database.execute("SELECT count(*) FROM ready").fetchone()[0] == 0
    locker.execute("ROLLBACK")
    locker.close()
    written_if_possible(database, insert)
    assert tuple(database.execute("SELECT * FROM ready").fetchone()) == ("key", 0.5)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        written_if_possible(database, ("DELETE FROM nowhere", ()))
    assert database.execute("PRAGMA busy_timeout").fetchone()[0] == 10_000
    assert not database.in_transaction

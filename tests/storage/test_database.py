"""The database file: created privately, migrated after a backup, and refused unchanged if it is not usable."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest

from fakes import review
from mlprep_cli.core.reviews import Grade
from mlprep_cli.errors import DatabaseLocked, DatabaseUnavailable, SchemaDiffers
from mlprep_cli.storage.database import FILE_NAME, open_database, pragmas, written_if_possible
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
    insert = ("INSERT INTO unknown_record VALUES (?, ?)", ("kind", "{}"))
    locker = sqlite3.connect(home / FILE_NAME, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    written_if_possible(database, insert)
    assert database.execute("SELECT count(*) FROM unknown_record").fetchone()[0] == 0
    locker.execute("ROLLBACK")
    locker.close()
    written_if_possible(database, insert)
    assert tuple(database.execute("SELECT * FROM unknown_record").fetchone()) == ("kind", "{}")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        written_if_possible(database, ("DELETE FROM nowhere", ()))
    assert database.execute("PRAGMA busy_timeout").fetchone()[0] == 10_000
    assert not database.in_transaction


@pytest.mark.parametrize("object_text", ["CREATE TABLE theirs (a)", "CREATE VIEW theirs AS SELECT 1"])
def test_a_foreign_object_is_refused_before_a_migration(home: Path, object_text: str) -> None:
    open_database(home, MIGRATIONS[:1]).close()
    other = sqlite3.connect(home / FILE_NAME)
    other.execute(object_text)
    other.close()
    before = (home / FILE_NAME).read_bytes()
    with pytest.raises(SchemaDiffers, match="theirs is not one of mlprep's"):
        open_database(home)
    assert (home / FILE_NAME).read_bytes() == before
    assert not (home / "backups").exists()


def test_a_commit_reaches_the_disk_itself_on_macos() -> None:
    assert {"fullfsync=ON", "checkpoint_fullfsync=ON", "synchronous=FULL"} <= set(pragmas("darwin"))
    assert "synchronous=FULL" in pragmas("linux")
    assert not any("fullfsync" in pragma for pragma in pragmas("linux"))
    connection = sqlite3.connect(":memory:")
    for pragma in pragmas("darwin"):
        name, value = pragma.split("=")
        connection.execute(f"PRAGMA {pragma}")
        assert (name, connection.execute(f"PRAGMA {name}").fetchone()) in (
            (name, ({"ON": 1, "OFF": 0, "FULL": 2}.get(value, 0),)),
            (name, None),
        )
    connection.close()


@pytest.mark.parametrize("earlier", [False, True], ids=["new", "with a write-ahead log"])
def test_without_shared_memory_a_database_is_used_without_a_write_ahead_log(home: Path, earlier: bool) -> None:
    if earlier:
        with closing(open_database(home)) as connection:
            connection.execute("INSERT INTO session VALUES ('s', 'drill', '', NULL)")
    home.mkdir(exist_ok=True)
    (home / f"{FILE_NAME}-shm").mkdir()
    with closing(open_database(home)) as first, closing(open_database(home)) as second:
        first.execute("INSERT INTO session VALUES ('t', 'drill', '', NULL)")
        assert second.execute("SELECT count(*) FROM session").fetchone()[0] == 1 + earlier
        assert first.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    (home / f"{FILE_NAME}-shm").rmdir()
    with closing(open_database(home)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("SELECT count(*) FROM session").fetchone()[0] == 1 + earlier


def test_an_older_database_that_is_locked_is_not_waited_for_and_not_backed_up(home: Path) -> None:
    open_database(home, MIGRATIONS[:1]).close()
    locker = sqlite3.connect(home / FILE_NAME, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseLocked):
        open_database(home, patience=0.0)
    assert not (home / "backups").exists()
    locker.execute("ROLLBACK")
    locker.close()
    open_database(home, patience=0.0).close()

"""The schema of a file, compared with that of the migrations."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.migrations import MIGRATIONS, Migration
from mlprep_cli.storage.schema import Difference, differences, parts, read_schema

MORE = Migration(
    "more",
    (
        "CREATE UNIQUE INDEX x ON card (question_id, due)",
        "ALTER TABLE review ADD COLUMN mood TEXT",
        "CREATE TABLE plain (a, b)",
        "ALTER TABLE plain ADD COLUMN c INTEGER",
        "UPDATE review SET mood = 'good'",
        "DROP INDEX card_due",
    ),
)


def test_the_parts_of_migrations_are_the_objects_that_sqlite_keeps() -> None:
    done: list[Migration] = []
    with closing(sqlite3.connect(":memory:")) as connection:
        for migration in (*MIGRATIONS, MORE):
            done.append(migration)
            for statement in migration.statements:
                connection.execute(statement)
            assert read_schema(connection).parts == frozenset(parts(done))


def test_a_file_fits_only_with_every_object_and_every_migration(home: Path) -> None:
    open_database(home).close()
    with closing(sqlite3.connect(home / FILE_NAME, isolation_level=None)) as connection:
        assert read_schema(connection).fits()
        assert differences(read_schema(connection)) == []
        connection.execute("ANALYZE")
        assert read_schema(connection).fits()
        connection.execute("CREATE TABLE theirs (a)")
        connection.execute("DROP INDEX card_due")
        connection.execute("DROP VIEW standing")
        connection.execute("CREATE VIEW standing AS SELECT 1")
        connection.execute("DELETE FROM migration WHERE name = 'interview'")
        assert not read_schema(connection).fits()
        assert differences(read_schema(connection)) == [
            Difference("table", "theirs", "is not one of mlprep's"),
            Difference("view", "standing", "was changed"),
            Difference("index", "card_due", "is missing"),
            Difference("migration", "interview", "is not recorded"),
        ]

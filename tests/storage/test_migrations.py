"""Migrations: the frozen schema is that of the models, and a database of every shipped version migrates with all its data.

`tests/schemas/` has one database of each version as SQL, written by the version that had it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import SQLModel, create_engine

from mlprep_cli.storage import models
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.health import missing
from mlprep_cli.storage.log_records import LogStore
from mlprep_cli.storage.migrations import MIGRATIONS
from mlprep_cli.storage.store import Store
from program import Program
from storage.test_database import schema_of

SCHEMAS = Path(__file__).parents[1] / "schemas"
VERSIONS = [migration.name for migration in MIGRATIONS]
CONTENT = {
    "review": "id, question_id, session_id, reviewed_at, study_day, grade, thinking_seconds, reviewing_seconds, "
    "budget_seconds, timed_out, mode, key_points, checkpoint, voided_at",
    "note": "id, question_id, session_id, noted_at, study_day, text",
    "session": "id, mode, started_at, ended_at",
    "card": "question_id, checkpoint, due, interval_days, lapses, reviews, last_grade",
}
ADDED = {
    "plan": "interview",
    "mock": "interview",
    "said": "interview",
    "unknown_record": "standing",
}
"""Tables that a later version added, and which: its database has rows in them."""


def old_database(file: Path, version: str) -> dict[str, list[tuple[object, ...]]]:
    """Write a database of an older version, and return its content."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((SCHEMAS / f"{version}.sql").read_text("utf-8"))
        return content(connection)


def content(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of every table that is not derived."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    columns = {**CONTENT, **{table: "*" for table in ADDED if table in tables}}
    rows = {
        table: [tuple(row) for row in connection.execute(f'SELECT {names} FROM "{table}" ORDER BY 1')]  # noqa: S608
        for table, names in columns.items()
    }
    return {table: found for table, found in rows.items() if found}


def test_the_frozen_text_of_the_schema_is_what_the_models_say(tmp_path: Path) -> None:
    assert models.ReviewRow.__tablename__ == "review"
    engine = create_engine(f"sqlite:///{tmp_path / 'models.db'}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    made, steps = sqlite3.connect(tmp_path / "models.db"), open_database(tmp_path / "steps")
    assert schema_of(steps) == schema_of(made)
    made.close()
    steps.close()


def test_there_is_a_database_of_every_version() -> None:
    assert {each.stem for each in SCHEMAS.glob("*.sql")} == set(VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_database_of_every_version_migrates_with_all_its_data(version: str, tmp_path: Path) -> None:
    before = old_database(tmp_path / FILE_NAME, version)
    assert len(before["review"]) >= 6
    assert set(before) == {
        *CONTENT,
        *(table for table, since in ADDED.items() if VERSIONS.index(since) <= VERSIONS.index(version)),
    }
    with closing(Store(tmp_path)) as store:
        assert store.check().faults == ()
        assert store.reviews.last() is not None
    with closing(open_database(tmp_path)) as connection:
        assert content(connection) == before
        assert missing(connection) == []
    backups = list(tmp_path.glob("backups/before-*.db"))
    assert len(backups) == (version != VERSIONS[-1])
    for backup in backups:
        with closing(sqlite3.connect(backup)) as copy:
            assert content(copy) == before


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_gets_the_generated_column_the_view_and_room_for_unknown_records(
    version: str, tmp_path: Path
) -> None:
    old_database(tmp_path / FILE_NAME, version)
    with closing(open_database(tmp_path)) as connection:
        connection.execute(
            "UPDATE review SET thinking_seconds = budget_seconds WHERE id = (SELECT min(id) FROM review)"
        )
        reviews = connection.execute("SELECT * FROM review ORDER BY id").fetchall()
        assert [row["over_budget"] for row in reviews] == [
            row["thinking_seconds"] >= row["budget_seconds"] for row in reviews
        ]
        assert {row["over_budget"] for row in reviews} == {0, 1}
        standing = connection.execute("SELECT * FROM standing ORDER BY id").fetchall()
        assert [tuple(row) for row in standing] == [tuple(row) for row in reviews if row["voided_at"] is None]
        assert 0 < len(standing) < len(reviews)
        unknown = [record.kind for record in LogStore(connection).unknown()]
        assert unknown == (["attempt", "goal"] if version == "standing" else [])


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backup_of_every_version_can_be_restored_practised_and_merged(version: str, tmp_path: Path) -> None:
    before = old_database(tmp_path / "old.db", version)
    machine = Program(tmp_path / "home")
    assert machine.run("data", "restore", str(tmp_path / "old.db")).returncode == 0
    assert len(machine.lines("history", "--all")) == len(before["review"])
    assert machine.run("data", "check").returncode == 0
    assert machine.run("drill", "--count", "1", typed="\ns\nq\n").returncode == 0
    other = Program(tmp_path / "other")
    assert other.run("data", "merge", str(tmp_path / "old.db")).returncode == 0
    assert len(other.lines("history", "--all")) == len(before["review"])
    with closing(sqlite3.connect(other.home / FILE_NAME)) as merged:
        assert merged.execute("SELECT * FROM unknown_record ORDER BY kind").fetchall() == before.get(
            "unknown_record", []
        )

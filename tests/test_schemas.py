"""Every schema that was ever released: its database comes forward with all that it holds, and a newer one is refused.

`tests/schemas/` has one database of each, written by the version that had it, as SQL.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mlprep_cli.errors import DatabaseUnavailable
from mlprep_cli.storage import plans, reviews
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.health import check_database, missing
from mlprep_cli.storage.migrations import MIGRATIONS
from mlprep_cli.storage.restore import restore
from program import Program

SCHEMAS = Path(__file__).with_name("schemas")
TRUTH = {
    "review": "id, question_id, session_id, reviewed_at, study_day, grade, thinking_seconds, reviewing_seconds, "
    "budget_seconds, timed_out, mode, key_points, checkpoint, voided_at",
    "note": "id, question_id, session_id, noted_at, study_day, text",
    "session": "id, mode, started_at, ended_at",
    "card": "question_id, checkpoint, due, interval_days, lapses, reviews, last_grade",
}


def old_database(file: Path, schema: str) -> dict[str, list[tuple[object, ...]]]:
    """Write a database of an older version, and return what it holds."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((SCHEMAS / f"{schema}.sql").read_text("utf-8"))
        return contents(connection)


def contents(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: [tuple(row) for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1")]  # noqa: S608
        for table, columns in TRUTH.items()
    }


def test_there_is_a_database_of_every_schema() -> None:
    assert {each.stem for each in SCHEMAS.glob("*.sql")} == {each.name for each in MIGRATIONS}


@pytest.mark.parametrize("schema", [each.name for each in MIGRATIONS])
def test_a_database_of_every_released_schema_comes_forward_whole(schema: str, tmp_path: Path) -> None:
    before = old_database(tmp_path / FILE_NAME, schema)
    assert len(before["review"]) >= 6
    with closing(open_database(tmp_path)) as connection:
        assert contents(connection) == before
        assert missing(connection) == []
        assert check_database(connection, tmp_path / FILE_NAME, plans.schedule(connection)).faults == ()
        assert reviews.last_review(connection) is not None
    kept = list(tmp_path.glob("backups/before-*.db"))
    assert len(kept) == (schema != MIGRATIONS[-1].name)
    for each in kept:
        with closing(sqlite3.connect(each)) as copy:
            assert contents(copy) == before


@pytest.mark.parametrize("schema", [each.name for each in MIGRATIONS])
def test_a_backup_of_every_released_schema_can_be_restored_merged_and_practised_with(
    schema: str, tmp_path: Path
) -> None:
    before = old_database(tmp_path / "old.db", schema)
    machine = Program(tmp_path / "home")
    assert machine.run("data", "restore", str(tmp_path / "old.db")).returncode == 0
    assert len(machine.lines("history", "--all")) == len(before["review"])
    assert machine.run("data", "check").returncode == 0
    assert machine.run("drill", "--count", "1", typed="\ns\nq\n").returncode == 0
    other = Program(tmp_path / "other")
    assert other.run("data", "merge", str(tmp_path / "old.db")).returncode == 0
    assert len(other.lines("history", "--all")) == len(before["review"])


def test_a_backup_of_a_newer_version_is_refused_by_name(tmp_path: Path) -> None:
    old_database(tmp_path / "new.db", MIGRATIONS[-1].name)
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection, connection:
        connection.execute("INSERT INTO migration VALUES (99, 'mood', '')")
    with pytest.raises(DatabaseUnavailable, match="newer mlprep: it has the step “mood”"):
        restore(tmp_path / "new.db", tmp_path / "home", replace=False)
    assert not (tmp_path / "home" / FILE_NAME).exists()

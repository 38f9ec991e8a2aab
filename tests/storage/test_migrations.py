"""Migrations: the frozen schema is that of the models, and a database of every shipped version migrates with all its data.

`tests/schemas/` has one database of each version as SQL, written by the version that had it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import SQLModel, create_engine

from log_lines import record
from mlprep_cli.adapters.clock import time_ordered_id
from mlprep_cli.core.log_records import LogRecord, unknown_record
from mlprep_cli.storage import models
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.log_records import LogStore
from mlprep_cli.storage.migrations import MIGRATIONS
from mlprep_cli.storage.schema import read_schema
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
    "plan": "id, started_at, started_day, interview_day, dated_day, companies, levels, minutes, since, ended_at",
}
ADDED = {
    "plan": "interview",
    "mock": "interview",
    "said": "interview",
    "unknown_record": "standing",
    "day_off": "coach",
    "suspension": "coach",
    "attempt": "attempts",
    "story": "stories",
    "asked": "asked",
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
    columns = {**dict.fromkeys(ADDED, "*"), **CONTENT}
    rows = {
        table: [tuple(row) for row in connection.execute(f'SELECT {names} FROM "{table}" ORDER BY 1')]  # noqa: S608
        for table, names in columns.items()
        if table in tables
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
        *(CONTENT.keys() - ADDED.keys()),
        *(table for table, since in ADDED.items() if VERSIONS.index(since) <= VERSIONS.index(version)),
    }
    with closing(Store(tmp_path)) as store:
        assert store.check().faults == ()
        assert store.reviews.last() is not None
    with closing(open_database(tmp_path)) as connection:
        assert content(connection) == before
        assert read_schema(connection).fits()
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
        kept = VERSIONS.index(version) >= VERSIONS.index(ADDED["unknown_record"])
        assert unknown == (["badge", "goal"] if kept else [])


def test_attempts_that_came_from_a_newer_version_are_read_once_this_version_knows_them(tmp_path: Path) -> None:
    old_database(tmp_path / FILE_NAME, "coach")
    own: LogRecord = {**record("attempt", 1, 0), "question": "one", "session": None}
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        invalid: LogRecord = {"id": "a1", "question": "one", "passed": [True]}
        for kept in (own, invalid, {**own, "id": "a2", "question": "no-such"}):
            connection.execute("INSERT INTO unknown_record VALUES (?, ?)", unknown_record("attempt", kept))
    with closing(Store(tmp_path)) as store:
        assert [line.record for line in store.log.records([]) if line.kind == "attempt"] == [own]
        assert store.check().faults == ()


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


@pytest.mark.parametrize("version", VERSIONS[: VERSIONS.index("sequence")])
def test_records_of_a_clock_that_was_years_wrong_are_moved_into_the_calendar(version: str, tmp_path: Path) -> None:
    old_database(tmp_path / FILE_NAME, version)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, connection:
        early, late = "1970-01-02", "2970-01-02"
        named = "(SELECT {}(id) FROM review)"
        for day, which in ((early, "min"), (late, "max")):
            connection.execute(
                f"UPDATE review SET study_day = ?, reviewed_at = ?, id = ? WHERE id = {named.format(which)}",  # noqa: S608
                (day, f"{day}T12:00:00.000000Z", time_ordered_id(datetime.fromisoformat(f"{day}T12:00:00+00:00"))),
            )
        connection.execute("UPDATE note SET study_day = ?, noted_at = ?", (early, f"{early}T12:00:00.000000Z"))
        connection.execute("UPDATE session SET ended_at = ?", (f"{late}T12:00:00.000000Z",))
        if version != "first":
            connection.execute('UPDATE "plan" SET interview_day = ?, started_day = ?', (late, "soon"))
    with closing(open_database(tmp_path)) as connection:
        rows = connection.execute("SELECT study_day, reviewed_at FROM review ORDER BY id").fetchall()
        assert tuple(rows[0]) == ("1990-01-01", "1990-01-01T00:00:00.000000Z")
        assert tuple(rows[-1]) == ("2200-12-31", "2200-12-31T23:59:59.999999Z")
        assert all(str(row[0]).startswith("2026-") for row in rows[1:-1])
        assert {tuple(row) for row in connection.execute("SELECT study_day, noted_at FROM note")} == {
            ("1990-01-01", "1990-01-01T00:00:00.000000Z")
        }
        if version != "first":
            days = connection.execute('SELECT interview_day, started_day FROM "plan"').fetchall()
            assert {tuple(row) for row in days} == {("2200-12-31", "soon")}
    with closing(Store(tmp_path)) as store:
        assert not any("contradict" in fault.message or "study day" in fault.message for fault in store.check().faults)
        assert sum(1 for _ in store.reviews.entries(newest_first=True, voided=True, limit=None)) == len(rows)

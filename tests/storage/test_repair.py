"""Repairing: everything derivable is derived again, and no record of the log is lost."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

import pytest

from conftest import QUESTIONS, fill
from fakes import DAY, NOON, review
from mlprep_cli.core.reviews import Grade, Note
from mlprep_cli.storage.database import open_database
from mlprep_cli.storage.journal import Journal
from mlprep_cli.storage.store import Store
from review_logs import answered


@pytest.fixture
def practised(database: Connection, store: Store, journal: Journal) -> Store:
    """The store after a review in a mode of a newer version, a note, and a record of an unknown kind."""
    journal.record(answered(review(Grade.STRONG)))
    journal.add_note(Note("note", "one", "session", NOON, DAY, "the corners"))
    database.execute("UPDATE review SET mode = 'sprint'")
    database.execute("UPDATE session SET mode = 'sprint'")
    database.execute("""INSERT INTO unknown_record VALUES ('badge', '{"id":"a1"}')""")
    return store


@pytest.mark.parametrize(
    "damage",
    [
        "DROP VIEW standing",
        "DROP INDEX review_day",
        "DROP TRIGGER review_changed",
        "UPDATE card SET lapses = 9",
        "UPDATE tally SET reviews = 7",
        "UPDATE memory SET stability = 1",
        "DELETE FROM session",
        "UPDATE review SET study_day = '2026-04-01'",
    ],
)
def test_a_repair_leaves_no_fault_and_every_record(database: Connection, practised: Store, damage: str) -> None:
    log = list(practised.log.lines({}))
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute(damage)
    assert practised.check().faults
    kept, lost = practised.repair(datetime.date, NOON)
    assert lost == 0
    assert practised.check().faults == ()
    assert kept.name.startswith("before-repair-")
    lines = list(practised.log.lines({}))
    if damage == "DELETE FROM session":  # only its mode and its start are known from its review
        assert [line for line in lines if '"session","id"' not in line] == [
            line for line in log if '"session","id"' not in line
        ]
        assert any('"kind":"session","id":"session","mode":"sprint"' in line for line in lines)
    else:
        assert lines == log


def test_a_rebuilt_file_has_every_readable_record_of_the_damaged_one(
    practised: Store, home: Path, tmp_path: Path
) -> None:
    log = list(practised.log.lines({}))
    with closing(open_database(tmp_path / "new")) as connection, closing(Store(tmp_path / "new")) as store:
        fill(connection, *QUESTIONS)
        assert store.salvage(practised.path, home, NOON) == 0
        assert list(store.log.lines({})) == log


def test_a_file_without_the_table_of_unknown_records_is_salvaged_too(
    database: Connection, practised: Store, home: Path, tmp_path: Path
) -> None:
    log = [line for line in practised.log.lines({}) if '"badge"' not in line and '"end"' not in line]
    database.execute("DROP TABLE unknown_record")
    with closing(open_database(tmp_path / "new")) as connection, closing(Store(tmp_path / "new")) as store:
        fill(connection, *QUESTIONS)
        assert store.salvage(practised.path, home, NOON) == 0
        assert list(store.log.lines({}))[:-1] == log


@pytest.mark.parametrize("value", ["grade = 'superb'", "reviewed_at = X'00'", "id = X'ff'"])
def test_a_record_that_cannot_be_read_is_counted_as_lost_unless_a_backup_has_it(
    database: Connection, practised: Store, home: Path, tmp_path: Path, value: str
) -> None:
    practised.back_up(tmp_path / "backup.db")
    database.execute(f"UPDATE review SET {value}")  # noqa: S608  written above
    for name, lost in (("without", 1), ("with", 1 if value.startswith("id") else 0)):
        with closing(open_database(tmp_path / name)) as connection, closing(Store(tmp_path / name)) as store:
            fill(connection, *QUESTIONS)
            assert store.salvage(practised.path, home, NOON) == lost
        (home / "backups").mkdir(exist_ok=True)
        shutil.copy(tmp_path / "backup.db", home / "backups" / "mine.db")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE review SET question_id = x'ff' WHERE question_id = 'two'",
        "UPDATE review SET thinking_seconds = 9e999 WHERE question_id = 'two'",
    ],
)
def test_a_row_that_cannot_be_repaired_is_left_out_and_the_others_are_kept(
    database: Connection, journal: Journal, practised: Store, damage: str
) -> None:
    log = [*practised.log.lines({})]
    journal.record(answered(review(Grade.LEAN, question_id="two")))
    for trigger in ("review_changed", "review_deleted"):
        database.execute(f"DROP TRIGGER {trigger}")
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute(damage)
    _, lost = practised.repair(datetime.date, NOON)
    assert lost == 1
    assert practised.check().faults == ()
    assert [*practised.log.lines({})] == log


@pytest.mark.parametrize("number", [-4, 7])
def test_a_shipped_bank_with_another_number_gets_its_own_again(
    database: Connection, practised: Store, number: int
) -> None:
    database.execute("PRAGMA foreign_keys=OFF")
    database.execute("UPDATE bank SET number = ?", (number,))
    practised.repair(datetime.date, NOON)
    assert [(bank.number, bank.name) for bank in practised.banks.all()] == [(0, "mlprep")]
    assert practised.check().faults == ()


def test_a_note_with_a_byte_that_is_no_text_is_kept_by_a_repair(
    database: Connection, practised: Store, home: Path, tmp_path: Path
) -> None:
    database.execute("UPDATE note SET text = CAST(x'61ff62' AS TEXT)")
    with closing(open_database(tmp_path / "new")) as connection, closing(Store(tmp_path / "new")) as store:
        fill(connection, *QUESTIONS)
        assert store.salvage(practised.path, home, NOON) == 0
        assert [note.text for note in store.reviews.notes()] == ["a\ufffdb"]

"""The status of the day."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app.status import run, status
from program import ok
from storage.test_migrations import VERSIONS, old_database


def test_the_status_has_the_day_and_the_running_plan(mlprep: InProcess) -> None:
    ok(mlprep.run("plan", "start", "--interview", "2026-03-20"))
    with mlprep.context() as context:
        reported = status(context)
    assert reported is not None
    day, agenda = reported
    assert (day.today, day.reviewed_today) == (date(2026, 3, 2), 0)
    assert agenda.plan.interview == date(2026, 3, 20)
    assert agenda.day.items


def test_without_a_database_there_is_no_status_and_none_is_created(tmp_path: Path) -> None:
    with InProcess(tmp_path / "home").context() as context:
        assert status(context) is None
    assert not (tmp_path / "home").exists()


def line_of(program: InProcess) -> str:
    """Return the one line that a refused status prints."""
    done = program.run("status")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("INSERT INTO migration VALUES (99, 'mood', '')", "was written by a newer mlprep"),
        ("CREATE TRIGGER x AFTER INSERT ON review BEGIN DELETE FROM review; END", "trigger x is not one of mlprep's"),
        ("DROP TABLE card", "the table card is missing"),
    ],
)
def test_the_status_refuses_what_every_command_refuses_in_one_line(
    mlprep: InProcess, statement: str, line: str
) -> None:
    with closing(sqlite3.connect(mlprep.home / "mlprep.db")) as connection, connection:
        connection.execute(statement)
    assert line in line_of(mlprep)
    hint = "Upgrade mlprep" if "newer" in line else "mlprep data check --repair"
    assert hint in line_of(mlprep)
    with mlprep.surroundings():
        assert run([]) == 1


def test_the_status_of_another_program_and_of_an_empty_file(tmp_path: Path) -> None:
    program = InProcess(tmp_path)
    (tmp_path / "mlprep.db").touch()
    assert ok(program.run("status")) == "mlprep not begun\n"
    with closing(sqlite3.connect(tmp_path / "mlprep.db")) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    assert "is not a database of mlprep" in line_of(program)


def test_the_status_migrates_an_older_database_and_waits_for_no_lock(tmp_path: Path) -> None:
    program = InProcess(tmp_path)
    old_database(tmp_path / "mlprep.db", "first")
    with closing(sqlite3.connect(tmp_path / "mlprep.db", isolation_level=None)) as locker:
        locker.execute("BEGIN IMMEDIATE")
        assert "is locked by another program" in line_of(program)
        locker.execute("ROLLBACK")
    assert "due" in ok(program.run("status"))
    with closing(sqlite3.connect(tmp_path / "mlprep.db")) as connection:
        assert connection.execute("SELECT count(*) FROM migration").fetchone()[0] == len(VERSIONS)

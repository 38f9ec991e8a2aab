"""Integrity checks and repair of the database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.app.health import check, repair
from mlprep_cli.storage.database import FILE_NAME
from mlprep_cli.storage.migrations import MIGRATIONS
from program import bank_text, ok
from storage.test_migrations import SCHEMAS, VERSIONS


def practise(program: InProcess) -> list[str]:
    """Answer two questions, and return the exported log."""
    ok(program.run("drill", "alpha", "beta", typed="\ns\n\ne\nforgot it\nl\nq\n"))
    return ok(program.run("data", "export")).splitlines()


def test_a_sound_database_is_not_changed(mlprep: InProcess) -> None:
    practise(mlprep)
    with mlprep.context() as context:
        report = repair(context)
    assert (report.before.faults, report.backup) == ((), None)
    assert report.before.reviews == 2


def test_derived_data_are_derived_again_after_a_backup(mlprep: InProcess) -> None:
    log = practise(mlprep)
    with closing(sqlite3.connect(mlprep.home / "mlprep.db")) as connection, connection:
        connection.execute("UPDATE card SET lapses = 9")
        connection.execute("UPDATE review SET study_day = '2026-01-01' WHERE question_id = 'alpha'")
        connection.execute("DROP INDEX card_due")
        connection.execute("UPDATE question SET body = '[]' WHERE id = 'gamma'")
    with mlprep.context() as context:
        faults = check(context).faults
        assert len(faults) > 3
        assert all(re.fullmatch(r"[A-Z0-9].*\.", fault.message) for fault in faults)
        assert all(fault.hint.endswith(".") for fault in faults)
        report = repair(context)
    assert report.after.faults == ()
    assert report.backup is not None
    assert Path(report.backup).name.startswith("before-repair-")
    assert ok(mlprep.run("data", "export")).splitlines() == log


@pytest.mark.parametrize("bank_is_there", [True, False])
def test_a_damaged_file_is_rebuilt_from_its_log_and_its_banks(
    mlprep: InProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str], bank_is_there: bool
) -> None:
    log = practise(mlprep)
    with closing(sqlite3.connect(mlprep.home / "mlprep.db")) as connection, connection:
        connection.execute("DROP TABLE card")
    if not bank_is_there:
        (tmp_path / "mine.yaml").write_text(bank_text("alpha", "alpha"))
    with mlprep.context() as context:
        report = repair(context)
    assert report.after.faults == ()
    assert (report.after.reviews, report.lost) == (2, 0)
    assert report.backup is not None
    assert "damaged" in Path(report.backup).name
    after = ok(mlprep.run("data", "export", MLPREP_DEBUG="1")).splitlines() if bank_is_there else []
    assert [line for line in after if '"review"' in line] == [line for line in log if '"review"' in line][: len(after)]
    message = capsys.readouterr().err
    assert ("count again after mlprep bank add FILE." in message) == (not bank_is_there)


def test_a_file_that_is_not_a_database_is_replaced_by_a_new_one_from_the_newest_backup(mlprep: InProcess) -> None:
    practise(mlprep)
    (mlprep.home / "mlprep.db").write_bytes(b"not a database at all, " * 400)
    with mlprep.context() as context:
        report = repair(context)
    assert (report.before.reviews, report.after.reviews, report.after.faults) == (0, 2, ())


# --- half a migration ---


@pytest.fixture
def small_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ship a bank of one question: each repair of these many reads it."""
    (tmp_path / "shipped.yaml").write_text(bank_text("alpha"))
    monkeypatch.setattr("mlprep_cli.app.banks.shipped_bank", lambda: tmp_path / "shipped.yaml")


def halves() -> Iterator[tuple[str, int, bool]]:
    """Yield each migration with the number of its statements that ran, and whether the file records it."""
    for migration in MIGRATIONS:
        for count in range(len(migration.statements) + 1):
            for recorded in (False, True):
                yield migration.name, count, recorded


def half_migrated(file: Path, name: str, count: int, *, recorded: bool) -> int:
    """Write a database whose last migration was stopped, and return the number of its reviews."""
    place = VERSIONS.index(name)
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        if place:
            connection.executescript((SCHEMAS / f"{VERSIONS[place - 1]}.sql").read_text("utf-8"))
        for statement in MIGRATIONS[place].statements[:count]:
            connection.execute(statement)
        if recorded:
            with suppress(sqlite3.OperationalError):  # the first statements of all make no table of migrations
                connection.execute("INSERT INTO migration VALUES (?, ?, '')", (place + 1, name))
        with suppress(sqlite3.OperationalError):
            return int(connection.execute("SELECT count(*) FROM review").fetchone()[0])
    return 0


@pytest.mark.parametrize(("name", "count", "recorded"), list(halves()))
def test_a_half_migrated_file_is_opened_or_its_hint_works(
    tmp_path: Path, small_bank: None, name: str, count: int, recorded: bool
) -> None:
    program = InProcess(tmp_path / "home")
    reviews = half_migrated(program.home / FILE_NAME, name, count, recorded=recorded)
    done = program.run("data", "check")
    if done.returncode:
        assert "mlprep data check --repair" in done.stdout + done.stderr
        assert program.run("data", "check", "--repair").returncode == 0
    assert ok(program.run("data", "check")).startswith(f"ok: {reviews} review")

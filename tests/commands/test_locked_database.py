"""Reading while another program holds the database: nothing fails or waits because the cache or a bank cannot be written."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from in_process import InProcess
from mlprep_cli.storage.database import FILE_NAME
from program import Program, bank_text, ok

READS = (
    (),
    ("plan",),
    ("plan", "ready"),
    ("companies",),
    ("stats",),
    ("stats", "--json"),
    ("status",),
    ("list",),
    ("history",),
    ("show", "alpha"),
    ("eve",),
)


ALL_READS = (
    "", "list", "list --json", "list alpha", "show alpha", "study mine", "guide",
    "companies", "companies --json", "companies google", "notes", "history", "history --json", "plan",
    "plan --json", "plan --all", "plan ready", "plan ready --json", "mock --history", "mock --history --json", "eve",
    "eve --markdown {folder}/eve.md", "stats", "stats --json", "stats topics", "stats rounds", "stats companies",
    "stats mocks", "stats topics --csv", "stats --html {folder}/page.html", "status", "status --json",
    "bank list", "bank check {folder}/mine.yaml", "data path", "data check", "data export", "data export {folder}/log.jsonl",
    "data backup {folder}/backup.db", "--version", "--help",
)  # fmt: skip


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program with a bank of its own, reviews and a plan with a date, a day later, to be copied for each test."""
    folder = tmp_path_factory.mktemp("practised")
    (folder / "mine.yaml").write_text(bank_text("alpha", "beta", "gamma"))
    program = Program(folder / "home")
    ok(program.run("bank", "add", str(folder / "mine.yaml")))
    ok(program.run("drill", "--topic", "mine", "--count", "2", typed="\ns\n\nl\nq\n"))
    ok(program.run("plan", "start", "--interview", "2026-04-20", "--company", "Google"))
    return program.later(days=1)


@pytest.fixture
def mlprep(practised: Program, tmp_path: Path) -> Program:
    """The program, with a copy of the bank that may be changed."""
    program = replace(practised, home=shutil.copytree(practised.home, tmp_path / "home"))
    bank = shutil.copy(practised.home.parent / "mine.yaml", tmp_path / "mine.yaml")
    with closing(sqlite3.connect(program.home / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE bank SET path = ? WHERE name = 'mine'", (str(bank),))
    ok(program.run("status"))
    ok(program.run("bank", "list"))
    return program


@contextmanager
def locked(program: Program) -> Iterator[sqlite3.Connection]:
    """Hold the write lock of the database, as another program does."""
    with closing(sqlite3.connect(program.home / FILE_NAME, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("ROLLBACK")


def cached(program: Program) -> int:
    """Return the number of rows of the cache, the memories of the practised questions."""
    with closing(sqlite3.connect(program.home / FILE_NAME)) as connection:
        rows: int = connection.execute("SELECT count(*) FROM memory").fetchone()[0]
    return rows


def forget(program: Program) -> None:
    """Empty the cache, so that every command has something to store."""
    with closing(sqlite3.connect(program.home / FILE_NAME)) as connection, connection:
        connection.execute("DELETE FROM memory")


@pytest.mark.parametrize("arguments", READS, ids=lambda arguments: " ".join(arguments) or "today")
def test_a_read_of_a_locked_database_answers_as_ever(mlprep: Program, arguments: tuple[str, ...]) -> None:
    forget(mlprep)
    with locked(mlprep):
        shown = ok(mlprep.run(*arguments))
        assert cached(mlprep) == 0
    assert ok(mlprep.run(*arguments)) == shown


@pytest.mark.parametrize("command", ALL_READS)
def test_a_command_that_reads_waits_for_no_lock(mlprep: Program, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr("mlprep_cli.storage.database.BUSY_SECONDS", 0.0)  # a wait is a failure
    forget(mlprep)
    with locked(mlprep):
        ok(InProcess(mlprep.home, mlprep.now).run(*command.format(folder=mlprep.home.parent).split()))


def test_a_drill_on_a_locked_database_asks_its_first_question(mlprep: Program) -> None:
    forget(mlprep)
    with locked(mlprep):
        assert re.search(r"^1/\d+ · ", ok(mlprep.run("drill", typed="q\n")), re.MULTILINE)
        assert cached(mlprep) == 0


@pytest.mark.parametrize("arguments", [(), ("plan", "ready"), ("stats",)], ids=["today", "ready", "stats"])
def test_the_cache_is_stored_once_the_database_is_free(mlprep: Program, arguments: tuple[str, ...]) -> None:
    forget(mlprep)
    ok(mlprep.run(*arguments))
    assert cached(mlprep) == 2


# --- a bank file that has changed ---


def edited(mlprep: Program, text: str) -> Path:
    bank = mlprep.home.parent / "mine.yaml"
    bank.write_text(text)
    return bank


@pytest.mark.parametrize("arguments", READS, ids=lambda arguments: " ".join(arguments) or "today")
def test_a_changed_bank_is_not_loaded_into_a_locked_database_and_its_last_version_is_used(
    mlprep: Program, arguments: tuple[str, ...]
) -> None:
    before = ok(mlprep.run(*arguments))
    bank = edited(mlprep, bank_text("alpha", "beta", "gamma", "delta").replace("What is alpha?", "What was alpha?"))
    warning = (
        f"{bank} has changed, but the database cannot be written now; mlprep keeps using the last valid version.\n"
    )
    forget(mlprep)
    with locked(mlprep):
        read = mlprep.run(*arguments)
        assert (read.returncode, read.stdout) == (0, before)
        # The status line loads no banks at all.
        assert " ".join(read.stderr.split()) == ("" if arguments == ("status",) else " ".join(warning.split()))
    assert "The bank mine has changed: 1 added (delta); 1 changed (alpha)." in mlprep.run("list").stderr


def test_a_drill_with_a_changed_bank_on_a_locked_database_asks_the_last_version(mlprep: Program) -> None:
    edited(mlprep, bank_text("alpha", "beta", "gamma").replace("What is gamma?", "What was gamma?"))
    with locked(mlprep):
        drill = mlprep.run("drill", "--topic", "mine", typed="q\n")
        assert drill.returncode == 0
        assert "What is gamma?" in drill.stdout
        assert "mlprep keeps using the last valid version." in " ".join(drill.stderr.split())


def test_a_touched_bank_needs_no_write_and_no_warning(mlprep: Program) -> None:
    edited(mlprep, bank_text("alpha", "beta", "gamma"))
    with locked(mlprep):
        ok(mlprep.run("list"))


def test_a_bank_with_errors_is_reported_as_ever(mlprep: Program) -> None:
    bank = edited(mlprep, "format: 1\nquestions: 5\n")
    for _ in range(2):
        with locked(mlprep):
            read = mlprep.run("list", "--topic", "mine")
        assert (read.returncode, read.stdout.count("mine")) == (0, 3)
        assert f"{bank} has errors; mlprep keeps using the last valid version." in " ".join(read.stderr.split())

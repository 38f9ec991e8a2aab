"""Half migrations: a kill after any statement, and files in which only some statements of a migration took effect."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("resource", reason="this system has no resource limits")

from conftest import Figure
from mlprep_cli.storage import database
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.migrations import MIGRATIONS
from mlprep_cli.storage.store import Store
from soak.child_process import run_in_children
from soak.commands import Command, Outcome, run, violation
from soak.homes import new_home

SEED = 20261205
SHORT, LONG = 15, 1000
HINT = re.compile(r"\bmlprep (data check(?: --repair)?)")
MOST_HINTS = 4


def steps_in(schema: Path) -> int:
    """Return the number of migrations in the text of a database."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema.read_text("utf-8"))
        return int(connection.execute("SELECT count(*) FROM migration").fetchone()[0])


OLDER = [
    schema
    for schema in sorted((Path(__file__).parents[1] / "schemas").glob("*.sql"))
    if steps_in(schema) < len(MIGRATIONS)
]


def older_home(home: Path, schema: Path) -> Path:
    """Return a home with the database of an older version."""
    home.mkdir(parents=True)
    with closing(sqlite3.connect(home / FILE_NAME)) as connection, connection:
        connection.executescript(schema.read_text("utf-8"))
    return home


def log_of(home: Path) -> list[tuple[object, ...]]:
    """Return every review in a home, in order."""
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        return connection.execute("SELECT id, question_id, grade, voided_at FROM review ORDER BY id").fetchall()


def applied(home: Path) -> int:
    """Return the number of migrations that a home has."""
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        return int(connection.execute("SELECT count(*) FROM migration").fetchone()[0])


def killed_after(case: tuple[Path, int]) -> int:
    """Open a home, and kill this process before the given statement of the migration; return the number of statements."""
    home, last = case
    connect, statements = database.connect, 0

    def counting(path: Path, patience: float | None = None) -> sqlite3.Connection:
        connection = connect(path, patience)

        def count(_statement: str) -> None:
            nonlocal statements
            statements += 1
            if statements == last:
                os.kill(os.getpid(), signal.SIGKILL)

        connection.set_trace_callback(count)
        return connection

    vars(database)["connect"] = counting
    open_database(home).close()
    return statements


@pytest.mark.parametrize("schema", OLDER, ids=lambda path: path.stem)
def test_a_kill_before_any_statement_of_a_migration_leaves_the_old_or_the_new_schema(
    schema: Path, tmp_path: Path, long: bool, figure: Figure
) -> None:
    home = older_home(tmp_path / "home", schema)
    before, steps = log_of(home), applied(home)
    template = shutil.copytree(home, tmp_path / "template")
    (whole,) = run_in_children(killed_after, [(home, 0)])
    assert whole.value > len(MIGRATIONS[steps].statements)
    kills = range(1, whole.value + 1, 1 if long else 1 + whole.value // SHORT)
    for last in kills:
        shutil.rmtree(home)
        shutil.copytree(template, home)
        (killed,) = run_in_children(killed_after, [(home, last)])
        assert "SIGKILL" in killed.failure, killed
        assert log_of(home) == before
        assert applied(home) in (steps, len(MIGRATIONS))
        with closing(Store(home)) as store:
            assert store.check().faults == ()
        assert log_of(home) == before
        assert applied(home) == len(MIGRATIONS)
    figure(f"migration of {schema.stem}: killed before {len(kills)} of its {whole.value} statements, 0 reviews lost")


def half_migrated(chance: Random, home: Path) -> str:
    """Carry out some statements of the next migrations of a home, each on its own, and return a description."""
    steps = applied(home)
    statements = [statement for migration in MIGRATIONS[steps:] for statement in migration.statements]
    number = chance.randrange(len(statements)) + 1
    with closing(sqlite3.connect(home / FILE_NAME, isolation_level=None)) as connection:
        for statement in statements[:number]:
            connection.execute(statement)
        if chance.random() < 0.3:
            connection.execute("DELETE FROM migration")
    return f"{number} of {len(statements)} statements"


def run_here(home: Path, bank: Path, *arguments: str) -> Outcome:
    """Run a command to its end, which is never a bug."""
    (result,) = run_in_children(run, [Command(home, arguments, bank)])
    assert not result.failure, result.failure
    outcome: Outcome = result.value
    assert not violation(outcome), (arguments, outcome)
    return outcome


def follow_hints(home: Path, bank: Path, done: str) -> int:
    """Do what each message says until the home can be used, and return the number of messages. None comes twice."""
    seen: list[str] = []
    while (outcome := run_here(home, bank, "list")).code != 0:
        hint = HINT.search(outcome.errors)
        assert hint is not None, (done, outcome)
        assert hint[1] not in seen, (done, "a circle", seen, outcome)
        assert len(seen) < MOST_HINTS, (done, seen, outcome)
        seen.append(hint[1])
        run_here(home, bank, *shlex.split(hint[1]))
    return len(seen)


def test_a_half_migrated_home_can_be_used_after_what_the_messages_say(
    tmp_path: Path, long: bool, figure: Figure
) -> None:
    chance = Random(SEED)
    bank = new_home(tmp_path / "new")
    hints = 0
    for number in range(LONG if long else SHORT):
        home = older_home(tmp_path / "home", chance.choice(OLDER))
        before = log_of(home)
        done = half_migrated(chance, home)
        hints += follow_hints(home, bank, done)
        assert log_of(home) == before, (number, done)
        assert run_here(home, bank, "data", "check").code == 0, (number, done)
        shutil.rmtree(home)
    figure(
        f"{number + 1} half migrated homes, {hints} messages followed, 0 reviews lost, no message led back to another"
    )


def test_a_half_migrated_backup_is_restored_or_refused_as_a_whole(tmp_path: Path, long: bool, figure: Figure) -> None:
    chance = Random(SEED + 1)
    bank = new_home(tmp_path / "new")
    restored = 0
    for number in range(LONG if long else SHORT):
        backup = older_home(tmp_path / "backup", chance.choice(OLDER))
        theirs = log_of(backup)
        done = half_migrated(chance, backup)
        home = shutil.copytree(tmp_path / "new" / "home", tmp_path / "home")
        outcome = run_here(home, bank, "data", "restore", "--force", str(backup / FILE_NAME))
        expected = theirs if outcome.code == 0 else []
        restored += outcome.code == 0
        assert log_of(home) == expected, (number, done, outcome)
        assert run_here(home, bank, "data", "check").code == 0, (number, done, outcome)
        assert run_here(home, bank, "list").code == 0, (number, done, outcome)
        shutil.rmtree(home)
        shutil.rmtree(backup)
    figure(f"{number + 1} half migrated backups: {restored} restored completely, {number + 1 - restored} refused")

"""Databases with triggers, views, tables and indexes of somebody else: named and refused, and removed by the repair.

They appear at random moments between ordinary commands, or come with a backup. Whatever they would do, no review is lost.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("resource", reason="this system has no resource limits")

from conftest import Figure
from mlprep_cli.storage.database import FILE_NAME
from soak.child_process import run_in_children
from soak.commands import Command, Outcome, run, violation
from soak.homes import BANK, practised_home

SEED = 20261204
SHORT, LONG = 10, 2000
ORDINARY = (
    ("list",),
    ("stats",),
    ("history", "--json"),
    ("undo",),
    ("plan",),
    ("data", "backup"),
    ("mock", "--history"),
)
PRACTICE = (("drill", "--early", "--count", "2"), "\n\ns\n\n\nl\nq\n")
"""Two grades. A question that lapsed often needs both Enters; for another one the second means nothing."""
OBJECTS = (
    "CREATE TRIGGER {name} AFTER INSERT ON review BEGIN DELETE FROM review; END",
    "CREATE TRIGGER {name} AFTER INSERT ON review BEGIN UPDATE review SET grade = 'strong'; END",
    "CREATE TRIGGER {name} BEFORE DELETE ON card BEGIN SELECT RAISE(ABORT, 'no'); END",
    "CREATE TRIGGER {name} AFTER UPDATE ON card BEGIN DELETE FROM review WHERE question_id = new.question_id; END",
    "CREATE TRIGGER {name} BEFORE INSERT ON session BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TRIGGER {name} AFTER INSERT ON note BEGIN UPDATE note SET text = 'mine'; END",
    "CREATE VIEW {name} AS SELECT * FROM review",
    "CREATE VIEW {name} AS SELECT * FROM nowhere",
    "CREATE TABLE {name} (a, b)",
    "CREATE INDEX {name} ON review (grade, seconds_that_are_not_there)",
    "CREATE INDEX {name} ON review (grade)",
    "CREATE UNIQUE INDEX {name} ON session (id)",
)
HINT = re.compile(r"mlprep data check --repair")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a home that has practice in it."""
    folder = tmp_path_factory.mktemp("sound")
    practised_home(folder)
    return folder


def log_of(home: Path) -> list[tuple[object, ...]]:
    """Return every review in a home, in order."""
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        query = "SELECT id, question_id, grade, reviewed_at, study_day, voided_at FROM review ORDER BY id"
        return connection.execute(query).fetchall()


def objects_of(home: Path) -> set[str]:
    """Return the names of everything in the schema of a home."""
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE sql IS NOT NULL")}


def plant(chance: Random, home: Path) -> set[str]:
    """Add one to three objects to the schema of a home, and return their names."""
    planted = set()
    with closing(sqlite3.connect(home / FILE_NAME)) as connection, connection:
        for _ in range(chance.randrange(1, 4)):
            name = f"{chance.choice(('theirs', 'review_helper', 'Ünïcode', 'x'))}_{chance.randrange(1000)}"
            try:
                connection.execute(chance.choice(OBJECTS).format(name=name))
            except sqlite3.OperationalError:  # it names a column that does not exist, or the name is taken
                continue
            planted.add(name)
    return planted


class Home:
    """A home with its bank, in which commands are run in child processes."""

    def __init__(self, folder: Path, sound: Path) -> None:
        self.path = shutil.copytree(sound / "home", folder)
        self._bank = sound / BANK
        self.codes = Counter[int]()

    def run(self, *arguments: str, typed: str = "") -> Outcome:
        """Run a command to its end, which is never a bug."""
        (result,) = run_in_children(run, [Command(self.path, arguments, self._bank, typed)])
        assert not result.failure, result.failure
        outcome: Outcome = result.value
        assert not violation(outcome), (arguments, outcome)
        self.codes[outcome.code] += 1
        return outcome

    def practise(self) -> None:
        """Grade two questions."""
        arguments, typed = PRACTICE
        assert self.run(*arguments, typed=typed).code == 0


def assert_refused(outcome: Outcome, planted: set[str]) -> None:
    """Check that a command refused the database with the command that repairs it."""
    assert outcome.code == 1, outcome
    assert HINT.search(outcome.errors), outcome
    assert any(name in outcome.errors for name in planted), outcome


def test_planted_objects_are_refused_named_and_removed(sound: Path, tmp_path: Path, long: bool, figure: Figure) -> None:
    chance = Random(SEED)
    codes, kinds = Counter[int](), 0
    for number in range(LONG if long else SHORT):
        home = Home(tmp_path / "home", sound)
        for _ in range(chance.randrange(3)):
            home.run(*chance.choice(ORDINARY))
        ours, before = objects_of(home.path), log_of(home.path)
        planted = plant(chance, home.path)
        kinds += len(planted)
        if planted:
            home_of = chance.sample(ORDINARY, 2)
            for arguments in home_of:
                assert_refused(home.run(*arguments), planted)
            arguments, typed = PRACTICE
            assert_refused(home.run(*arguments, typed=typed), planted)
            assert log_of(home.path) == before, number
            checked = home.run("data", "check")
            assert checked.code == 1, checked
            assert all(name in checked.output + checked.errors for name in planted), (planted, checked)
            repaired = home.run("data", "check", "--repair")
            assert repaired.code == 0, repaired
        assert log_of(home.path) == before, number
        assert objects_of(home.path) == ours, number
        assert home.run("data", "check").code == 0
        home.practise()
        assert len(log_of(home.path)) == len(before) + 2
        codes += home.codes
        shutil.rmtree(home.path)
    figure(
        f"{kinds} planted objects, {sum(codes.values())} commands: exit codes {dict(sorted(codes.items()))}; 0 reviews lost"
    )


def test_objects_in_a_backup_are_not_restored(sound: Path, tmp_path: Path, long: bool, figure: Figure) -> None:
    chance = Random(SEED)
    kinds = 0
    for number in range(LONG if long else SHORT):
        other = Home(tmp_path / "other", sound)
        other.practise()
        planted = plant(chance, other.path)
        kinds += len(planted)
        wanted = log_of(other.path)
        home = Home(tmp_path / "home", sound)
        ours = objects_of(home.path)
        restored = home.run("data", "restore", "--force", str(other.path / FILE_NAME))
        assert restored.code == 0, (number, planted, restored)
        assert log_of(home.path) == wanted, number
        assert objects_of(home.path) == ours, number
        assert home.run("data", "check").code == 0
        home.practise()
        assert len(log_of(home.path)) == len(wanted) + 2
        shutil.rmtree(home.path)
        shutil.rmtree(other.path)
    figure(f"{kinds} objects in restored backups, 0 of them restored, 0 reviews lost")

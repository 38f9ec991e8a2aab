"""Killed at any moment, during any command: nothing that was shown as saved is lost, and nothing is damaged."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import Figure
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.store import Store
from soak.histories import home_with_log

SCHEMAS = Path(__file__).parents[1] / "schemas"
RECEIPT = re.compile(r"[✓✗] (?:Strong|Lean|No) Hire")
ASKED = re.compile(r"question (\d+) of (\d+)")
LONG, SHORT = 1000, 20
GRADES = "\ns\n\nl\n\nn\n" * 60

Invariant = Callable[[Path, str, set[str]], None]
"""Checks a home after a kill: takes the home, the output, and the earlier reviews."""


@dataclass
class KilledCommand:
    """A command that is killed many times, and the invariant of its home.

    Before each run, the home becomes a copy of `template`; without one, it stays as it is.
    """

    home: Path
    arguments: tuple[str, ...]
    invariant: Invariant
    keys: str = ""
    template: Path | None = None
    seconds: float = 0.0

    def put_back(self) -> None:
        """Make the home a copy of the template."""
        if self.template is not None:
            shutil.rmtree(self.home, ignore_errors=True)
            shutil.copytree(self.template, self.home)

    def run(self, folder: Path, until: float | None) -> tuple[str, bool]:
        """Run the command and kill it after some seconds; return its output, and whether it was killed."""
        environment = {**os.environ, "MLPREP_HOME": str(self.home), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
        (folder / "keys").write_text(self.keys)
        with (folder / "keys").open() as typed, (folder / "output").open("wb") as written:
            begun = time.monotonic()
            process = subprocess.Popen(
                [sys.executable, "-m", "mlprep_cli", *self.arguments],
                stdin=typed,
                stdout=written,
                stderr=subprocess.STDOUT,
                env=environment,
            )
            try:
                process.wait(until)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if until is None:
            self.seconds = time.monotonic() - begun
        return (folder / "output").read_text("utf-8", "replace"), process.returncode < 0


def reviews(home: Path) -> set[str]:
    """Return the ids of all reviews in a home, none if there is no database yet."""
    if not (home / FILE_NAME).exists():
        return set()
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        try:
            return {row[0] for row in connection.execute("SELECT id FROM review")}
        except sqlite3.OperationalError:
            return set()


def assert_sound(home: Path) -> None:
    """Check everything in a home: the database, and every backup."""
    with closing(Store(home)) as store:
        assert store.check().faults == ()
    for backup in (home / "backups").glob("*.db"):
        with closing(sqlite3.connect(backup)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok", backup


# --- invariants ---


def every_receipt_is_saved(home: Path, printed: str, before: set[str]) -> None:
    after = reviews(home)
    shown = len(RECEIPT.findall(printed))
    assert before <= after
    assert shown <= len(after - before) <= shown + 1


def every_answer_is_saved(home: Path, printed: str, before: set[str]) -> None:
    """Each answer of an interview is saved before the next question is asked, and each grade of its debrief."""
    asked = max((int(each[1]) for each in ASKED.finditer(printed)), default=0)
    if asked > 1:
        with closing(sqlite3.connect(home / FILE_NAME)) as connection:
            said = "SELECT count(*) FROM said WHERE session_id = (SELECT max(session_id) FROM mock)"
            assert connection.execute(said).fetchone()[0] >= asked - 1
    every_receipt_is_saved(home, printed, before)


def all_or_nothing(wanted: set[str]) -> Invariant:
    def check(home: Path, _printed: str, before: set[str]) -> None:
        assert reviews(home) in (before, before | wanted)

    return check


def one_or_the_other(first: set[str], second: set[str]) -> Invariant:
    def check(home: Path, _printed: str, _before: set[str]) -> None:
        assert reviews(home) in (first, second)

    return check


def nothing_changes(home: Path, _printed: str, before: set[str]) -> None:
    assert reviews(home) == before


def whole_file(file: Path) -> Invariant:
    """Check that an existing backup or export is complete, and delete it."""

    def check(home: Path, _printed: str, before: set[str]) -> None:
        assert reviews(home) == before
        if file.exists() and file.suffix == ".db":
            with closing(sqlite3.connect(file)) as copy:
                assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                assert {row[0] for row in copy.execute("SELECT id FROM review")} == before
        elif file.exists():
            lines = file.read_text("utf-8").splitlines()
            assert f'"lines":{len(lines)}}}' in lines[-1]
        file.unlink(missing_ok=True)

    return check


# --- the killed_commands ---


def old_home(home: Path) -> Path:
    """Return a home of the first schema with thousands of reviews."""
    home.mkdir()
    with closing(sqlite3.connect(home / FILE_NAME)) as connection, connection:
        connection.executescript((SCHEMAS / "first.sql").read_text("utf-8"))
        connection.execute(
            """
            WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 3000)
            INSERT INTO review SELECT printf('0199-%06d', n), question_id, session_id, reviewed_at, study_day, grade,
            thinking_seconds, reviewing_seconds, budget_seconds, timed_out, mode, key_points, checkpoint, round, topic, 0,
            reviewed_at FROM number, (SELECT * FROM review ORDER BY id LIMIT 1)
            """
        )
    return home


def empty_home(home: Path) -> Path:
    """Return a home with the bank and without reviews."""
    open_database(home).close()
    subprocess.run([sys.executable, "-m", "mlprep_cli", "--home", str(home), "list"], check=True, capture_output=True)
    return home


def unsound_home(home: Path, template: Path) -> Path:
    """Return a home in which an index is missing and every card is wrong."""
    shutil.copytree(template, home)
    with closing(sqlite3.connect(home / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE card SET lapses = lapses + 1")
        connection.execute("DROP INDEX review_question")
    return home


@pytest.fixture(scope="module")
def killed_commands(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KilledCommand]:
    """Return each command to kill."""
    folder = tmp_path_factory.mktemp("killed_commands")
    practised, other = home_with_log(folder, 600, 1), home_with_log(folder, 500, 2)
    mine, theirs = reviews(practised), reviews(other)
    one, two = str(folder / "log-1.jsonl"), str(folder / "log-2.jsonl")
    backup, log = folder / "backup.db", folder / "export.jsonl"
    restoring = ("data", "restore", "--force", str(other / FILE_NAME))
    return {
        "drill": KilledCommand(folder / "drill", ("drill", "--early", "--new", "300"), every_receipt_is_saved, GRADES),
        "quickfire": KilledCommand(
            folder / "quickfire", ("quickfire", "--count", "60"), every_receipt_is_saved, GRADES
        ),
        "mock": KilledCommand(folder / "mock", ("mock", "--questions", "6"), every_answer_is_saved, "\n" * 30 + GRADES),
        "import": KilledCommand(
            folder / "import", ("data", "import", one), all_or_nothing(mine), template=empty_home(folder / "empty")
        ),
        "merge": KilledCommand(folder / "merge", ("data", "merge", two), all_or_nothing(theirs), template=practised),
        "migration": KilledCommand(folder / "migration", ("list",), nothing_changes, template=old_home(folder / "old")),
        "backup": KilledCommand(practised, ("data", "backup", str(backup)), whole_file(backup)),
        "export": KilledCommand(practised, ("data", "export", str(log)), whole_file(log)),
        "restore": KilledCommand(folder / "restore", restoring, one_or_the_other(mine, theirs), template=practised),
        "repair": KilledCommand(
            folder / "repair",
            ("data", "check", "--repair"),
            nothing_changes,
            template=unsound_home(folder / "unsound", practised),
        ),
    }


def test_a_kill_at_any_moment_loses_nothing_and_damages_nothing(
    killed_commands: dict[str, KilledCommand], tmp_path: Path, long: bool, figure: Figure
) -> None:
    chance = random.Random(20261121)
    weights = {"drill": 6, "quickfire": 3, "mock": 4}
    names = [name for name in killed_commands for _ in range(weights.get(name, 1))]
    killed = dict.fromkeys(killed_commands, 0)
    shown = 0
    for name in [*killed_commands, *chance.choices(names, k=(LONG if long else SHORT) - len(killed_commands))]:
        command, dead = killed_commands[name], False
        while not dead:
            command.put_back()
            before = reviews(command.home)
            first = not command.seconds
            moment = None if first else chance.uniform(0.1, 1.0) * command.seconds
            printed, dead = command.run(tmp_path, moment)
            try:
                command.invariant(command.home, printed, before)
                if dead and name == "repair":
                    command.run(tmp_path, None)
                assert_sound(command.home)
            except (AssertionError, sqlite3.Error) as error:
                raise AssertionError(f"{name}, killed after {moment} s, having printed {printed[-300:]!r}") from error
            shown += len(RECEIPT.findall(printed))
            if not dead and not first:
                command.seconds *= 0.9  # faster than before: kill earlier
        killed[name] += 1
    counts = ", ".join(f"{number} {name}" for name, number in killed.items())
    figure(f"kill -9: {sum(killed.values())} ({counts}); {shown:,} grades shown, 0 lost, 0 databases damaged")

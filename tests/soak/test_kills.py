"""Killed at any moment, whatever it was doing: nothing that was shown as kept is lost, and nothing is damaged."""

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
from mlprep_cli.storage import plans
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.health import check_database
from soak.histories import practised_home

SCHEMAS = Path(__file__).parents[1] / "schemas"
RECEIPT = re.compile(r"✓ (?:Strong|Lean|No) Hire")
ASKED = re.compile(r"question (\d+) of (\d+)")
LONG, SHORT = 1000, 20
GRADES = "\ns\n\nl\n\nn\n" * 60

Law = Callable[[Path, str, set[str]], None]
"""Checks a home after a kill: takes the home, the output, and the earlier reviews."""


@dataclass
class Victim:
    """A command that is killed again and again, and what must hold in its home ever after.

    `template` is what the home is put back to before each run; without one, the home lives on.
    """

    home: Path
    arguments: tuple[str, ...]
    law: Law
    keys: str = ""
    template: Path | None = None
    seconds: float = 0.0

    def put_back(self) -> None:
        """Make the home what it was."""
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
    """Return the ids of all reviews in a home; none where there is no database yet."""
    if not (home / FILE_NAME).exists():
        return set()
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        try:
            return {row[0] for row in connection.execute("SELECT id FROM review")}
        except sqlite3.OperationalError:
            return set()


def assert_sound(home: Path) -> None:
    """Look at everything in a home: the database by all its checks, and every backup."""
    with closing(open_database(home)) as connection:
        assert check_database(connection, home / FILE_NAME, plans.schedule(connection)).faults == ()
    for each in (home / "backups").glob("*.db"):
        with closing(sqlite3.connect(each)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok", each


# --- the laws ---


def every_receipt_is_kept(home: Path, printed: str, before: set[str]) -> None:
    after = reviews(home)
    shown = len(RECEIPT.findall(printed))
    assert before <= after
    assert shown <= len(after - before) <= shown + 1


def every_answer_is_kept(home: Path, printed: str, before: set[str]) -> None:
    """In an interview, the answer to a question is kept before the next is asked; in its debrief, each grade."""
    asked = max((int(each[1]) for each in ASKED.finditer(printed)), default=0)
    if asked > 1:
        with closing(sqlite3.connect(home / FILE_NAME)) as connection:
            said = "SELECT count(*) FROM said WHERE session_id = (SELECT max(session_id) FROM mock)"
            assert connection.execute(said).fetchone()[0] >= asked - 1
    every_receipt_is_kept(home, printed, before)


def all_or_nothing(wanted: set[str]) -> Law:
    def law(home: Path, _printed: str, before: set[str]) -> None:
        assert reviews(home) in (before, before | wanted)

    return law


def one_or_the_other(first: set[str], second: set[str]) -> Law:
    def law(home: Path, _printed: str, _before: set[str]) -> None:
        assert reviews(home) in (first, second)

    return law


def nothing_changes(home: Path, _printed: str, before: set[str]) -> None:
    assert reviews(home) == before


def whole_file(file: Path) -> Law:
    """Hold a backup or an export that is there to be whole, and take it away."""

    def law(home: Path, _printed: str, before: set[str]) -> None:
        assert reviews(home) == before
        if file.exists() and file.suffix == ".db":
            with closing(sqlite3.connect(file)) as copy:
                assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                assert {row[0] for row in copy.execute("SELECT id FROM review")} == before
        elif file.exists():
            lines = file.read_text("utf-8").splitlines()
            assert f'"lines":{len(lines)}}}' in lines[-1]
        file.unlink(missing_ok=True)

    return law


# --- the victims ---


def old_home(home: Path) -> Path:
    """Return a home of the first schema, with thousands of reviews in it."""
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
    """Return a home in which nothing was practised, with the bank in it."""
    open_database(home).close()
    subprocess.run([sys.executable, "-m", "mlprep_cli", "--home", str(home), "list"], check=True, capture_output=True)
    return home


def unsound_home(home: Path, template: Path) -> Path:
    """Return a home with an index missing, and every card wrong."""
    shutil.copytree(template, home)
    with closing(sqlite3.connect(home / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE card SET lapses = lapses + 1")
        connection.execute("DROP INDEX review_question")
    return home


@pytest.fixture(scope="module")
def victims(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Victim]:
    """Return each command that is to be killed."""
    folder = tmp_path_factory.mktemp("victims")
    practised, other = practised_home(folder, 600, 1), practised_home(folder, 500, 2)
    mine, theirs = reviews(practised), reviews(other)
    one, two = str(folder / "log-1.jsonl"), str(folder / "log-2.jsonl")
    backup, log = folder / "backup.db", folder / "export.jsonl"
    restoring = ("data", "restore", "--force", str(other / FILE_NAME))
    return {
        "drill": Victim(folder / "drill", ("drill", "--early", "--new", "300"), every_receipt_is_kept, GRADES),
        "quickfire": Victim(folder / "quickfire", ("quickfire", "--count", "60"), every_receipt_is_kept, GRADES),
        "mock": Victim(folder / "mock", ("mock", "--questions", "6"), every_answer_is_kept, "\n" * 30 + GRADES),
        "import": Victim(
            folder / "import", ("data", "import", one), all_or_nothing(mine), template=empty_home(folder / "empty")
        ),
        "merge": Victim(folder / "merge", ("data", "merge", two), all_or_nothing(theirs), template=practised),
        "migration": Victim(folder / "migration", ("list",), nothing_changes, template=old_home(folder / "old")),
        "backup": Victim(practised, ("data", "backup", str(backup)), whole_file(backup)),
        "export": Victim(practised, ("data", "export", str(log)), whole_file(log)),
        "restore": Victim(folder / "restore", restoring, one_or_the_other(mine, theirs), template=practised),
        "repair": Victim(
            folder / "repair",
            ("data", "check", "--repair"),
            nothing_changes,
            template=unsound_home(folder / "unsound", practised),
        ),
    }


def test_a_kill_at_any_moment_loses_nothing_and_damages_nothing(
    victims: dict[str, Victim], tmp_path: Path, long: bool, figure: Figure
) -> None:
    chance = random.Random(20261121)
    weights = {"drill": 6, "quickfire": 3, "mock": 4}
    names = [name for name in victims for _ in range(weights.get(name, 1))]
    killed = dict.fromkeys(victims, 0)
    shown = 0
    for name in [*victims, *chance.choices(names, k=(LONG if long else SHORT) - len(victims))]:
        victim, dead = victims[name], False
        while not dead:
            victim.put_back()
            before = reviews(victim.home)
            first = not victim.seconds
            moment = None if first else chance.uniform(0.1, 1.0) * victim.seconds
            printed, dead = victim.run(tmp_path, moment)
            try:
                victim.law(victim.home, printed, before)
                if dead and name == "repair":
                    victim.run(tmp_path, None)
                assert_sound(victim.home)
            except (AssertionError, sqlite3.Error) as error:
                raise AssertionError(f"{name}, killed after {moment} s, having printed {printed[-300:]!r}") from error
            shown += len(RECEIPT.findall(printed))
            if not dead and not first:
                victim.seconds *= 0.9  # quicker than it was: aim earlier
        killed[name] += 1
    counts = ", ".join(f"{number} {name}" for name, number in killed.items())
    figure(f"kill -9: {sum(killed.values())} ({counts}); {shown:,} grades shown, 0 lost, 0 databases damaged")

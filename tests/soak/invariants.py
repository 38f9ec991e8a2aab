"""Invariants of a run on a failing disk: nothing shown is lost, nothing is damaged, and mlprep says what to do."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from mlprep_cli.core.reviews import Grade
from mlprep_cli.storage.database import FILE_NAME, open_database
from mlprep_cli.storage.health import check_database
from mlprep_cli.storage.migrations import MIGRATIONS, Migration
from mlprep_cli.storage.plans import PlanStore
from program import bank_text
from soak.disk_runner import LATER, RunResult

RECEIPT = re.compile(rf"[✓✗] ({'|'.join(each.label for each in Grade)}) ")
SAID = re.compile(r"^question (\d+) of ", re.MULTILINE)
QUESTION = re.compile(r"^(\d+)/\d+ · ", re.MULTILINE)
MESSAGE = re.compile(r"^mlprep: \S.*\n  \S", re.MULTILINE)


class DatabaseContent(NamedTuple):
    """The content of a database: its faults, its grades in order, undone ones included, and numbers of other records."""

    faults: list[str]
    grades: list[str]
    voided: int
    notes: int
    said: int


EMPTY = DatabaseContent([], [], 0, 0, 0)


def content_of(home: Path, *, later: bool = False) -> DatabaseContent:
    """Open the database of a home on a disk that works, and return its content."""
    connection = open_database(home, (*MIGRATIONS, Migration(*LATER)) if later else MIGRATIONS)
    try:
        # Everything that `data check` checks, from the integrity of the pages on.
        faults = [
            fault.message
            for fault in check_database(connection, home / FILE_NAME, PlanStore(connection).schedule()).faults
            # The check knows the schema of this version, and not the migration that the soak has invented.
            if not (later and LATER[0] in fault.message)
        ]
        rows = connection.execute("SELECT grade, voided_at IS NOT NULL FROM review ORDER BY id").fetchall()
        notes, said = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  a fixed name
            for table in ("note", "said")
        )
    finally:
        connection.close()
    return DatabaseContent(faults, [Grade(grade).label for grade, _ in rows], sum(row[1] for row in rows), notes, said)


def receipts(out: str) -> list[str]:
    """Return the grades that were shown as saved."""
    return RECEIPT.findall(out)


def lost(shown: str, before: DatabaseContent, after: DatabaseContent) -> list[str]:
    """Return which of the shown grades, undos, notes and answers of an interview are not in the database."""
    wrong = []
    grades = receipts(shown)
    if after.grades[: len(before.grades) + len(grades)] != before.grades + grades:
        wrong.append(f"a grade of {grades}")
    # An undo shows its question again, under a number that was shown before.
    if after.voided - before.voided < sum(two <= one for one, two in pairwise(map(int, QUESTION.findall(shown)))):
        wrong.append("an undo")
    if after.notes - before.notes < shown.count("noted: "):
        wrong.append("a note")
    if after.said - before.said < max([0, *(int(each) - 1 for each in SAID.findall(shown))]):
        wrong.append("an answer")
    return wrong


def damaged_copies(copies: Iterable[Path]) -> list[str]:
    """Return the names of those copies that are damaged."""
    wrong = []
    for each in copies:
        connection = sqlite3.connect(f"file:{each}?mode=ro", uri=True)
        try:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            if not sound or not connection.execute("SELECT count(*) FROM migration").fetchone()[0]:
                wrong.append(each.name)
        except sqlite3.DatabaseError:
            wrong.append(each.name)
        finally:
            connection.close()
    return wrong


def misbehaviour(ended: RunResult) -> list[str]:
    """Return what is wrong with the end of a run and its message."""
    wrong = [each for each in ("Traceback", "is a bug", "Exception ignored") if each in ended.out + ended.err]
    if ended.code not in (0, 1):
        wrong.append(f"exit code {ended.code}")
    if ended.code == 1 and not MESSAGE.search(ended.err):
        wrong.append("no message that says what to do")
    return wrong


def small_bank() -> str:
    """Return a bank that loads quickly: it has every kind of content of the shipped one, but few pages."""
    slow = bank_text(*(f"slow-{number}" for number in range(14)))
    rapid = bank_text(*(f"rapid-{number}" for number in range(6)), round_name="quickfire")
    return slow + rapid.split("questions:\n")[1]

"""Practice in a pseudo-terminal: a bank of many questions, grades typed on purpose, and the log that they lead to."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from mlprep_cli.storage.database import FILE_NAME
from mlprep_cli.storage.store import Store
from program import Program, bank_text, ok
from pty_driver import Terminal

QUESTIONS = 200
DRILL = ("drill", "--topic", "mine", "--new", str(QUESTIONS))
PATIENCE = 60.0


def home_with_questions(folder: Path) -> Path:
    """Return a home with a bank of many questions."""
    folder.mkdir(exist_ok=True)
    (folder / "mine.yaml").write_text(bank_text(*(f"item-{number:03}" for number in range(QUESTIONS))), "utf-8")
    ok(Program(folder / "home").run("bank", "add", str(folder / "mine.yaml")))
    return folder / "home"


def grades(home: Path) -> list[str]:
    """Return the grades of the log in order."""
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        return [grade for (grade,) in connection.execute("SELECT grade FROM review ORDER BY rowid")]


def type_grade(screen: Terminal, home: Path, key: str, ready: Callable[[], None] = lambda: None) -> None:
    """Reveal and grade until the log has one more grade: a key that is typed while the screen is drawn is dropped.

    `ready` is called before each key.
    """
    before, deadline = len(grades(home)), time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for each in (" ", key):
            ready()
            screen.send(each)
            screen.read_for(0.1)
            if len(grades(home)) > before:
                return
    raise AssertionError(f"the grade was never saved; at the end, the screen showed {screen.plain()[-2000:]!r}")


def assert_only(home: Path, grade: str, number: int) -> None:
    """Check that this number of questions has this grade, and that nothing else was done."""
    assert grades(home) == [grade] * number
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        acts = "SELECT count(*) FROM review WHERE voided_at IS NOT NULL OR key_points <> '[]'"
        assert connection.execute(acts).fetchone()[0] == 0, "a grade was taken back, or a point was ticked"
        assert connection.execute("SELECT count(*) FROM note").fetchone()[0] == 0
    with closing(Store(home)) as store:
        assert store.check().faults == ()

"""Start-up is a feature: a command loads only what its first screen needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "yaml",
    "markdown_it",
    "pygments",
    "asyncio",
    "tomllib",
    "hashlib",
    "fsrs",
    "icalendar",
    "textual",
}
RUN = """
import sys
from mlprep_cli.__main__ import start
code = start()
import json
print("\\nLOADED " + json.dumps(list(sys.modules)))
sys.exit(code)
"""
STOP = """
import sys
if sys.argv[1:2] in (["drill"], ["quickfire"]):
    def stop(*_):
        raise SystemExit(0)
    from mlprep_cli.app.stage import LinearStage
    LinearStage.draw = stop  # called when the first question is on the screen
"""
WAIT = """
import threading
from mlprep_cli.app.stage import LinearStage
draw = LinearStage.draw
def draw_and_wait(*arguments):
    extent = draw(*arguments)
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join()
    return extent
LinearStage.draw = draw_and_wait  # the thread loads everything before the first key is read
"""


def loaded(home: Path, *arguments: str) -> set[str]:
    """Return the modules that a command has loaded by its end, a session by its first question."""
    return set(loaded_in_order(STOP + RUN, home, "", *arguments))


def loaded_in_order(code: str, home: Path, typed: str, *arguments: str) -> list[str]:
    """Return the modules that a command has loaded by its end, in the order of their loading."""
    environment = {**os.environ, "MLPREP_HOME": str(home)}
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=typed,
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    screen, _, names = run.stdout.rpartition("\nLOADED ")
    assert screen.strip()
    modules: list[str] = json.loads(names)
    return modules


@pytest.fixture(scope="module")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("start") / "home"
    subprocess.run(
        [sys.executable, "-m", "mlprep_cli", "--home", str(home), "drill", "--count", "2"],
        input="\ns\n\nl\n",
        text=True,
        capture_output=True,
        check=True,
    )
    return home


@pytest.mark.parametrize("command", ["drill", "quickfire", "", "stats", "list", "history", "notes"])
def test_the_first_screen_loads_nothing_heavy(used_home: Path, command: str) -> None:
    assert loaded(used_home, *command.split()) & HEAVY == set()


def test_the_views_of_the_answer_load_before_the_journal(used_home: Path) -> None:
    modules = loaded_in_order(WAIT + RUN, used_home, "\ns\nq\n", "drill", "--early", "--count", "1")
    assert modules.index("rich.markdown") < modules.index("mlprep_cli.storage.journal")
    assert modules.index("mlprep_cli.views.answer") < modules.index("sqlalchemy")


def test_the_first_run_reads_the_bank_without_the_models(tmp_path: Path) -> None:
    modules = loaded(tmp_path / "home", "drill")
    assert "yaml" in modules
    assert {"sqlmodel", "sqlalchemy", "pydantic"} & modules == set()


def test_an_unchanged_bank_is_not_parsed_again(used_home: Path) -> None:
    assert "yaml" not in loaded(used_home, "stats")


def test_the_status_loads_neither_typer_nor_rich(used_home: Path) -> None:
    modules = loaded(used_home, "status")
    assert "sqlite3" in modules
    assert {"typer", "rich", *HEAVY} & modules == set()


def test_the_version_loads_neither_typer_nor_rich_nor_the_database(used_home: Path) -> None:
    assert {"typer", "rich", "sqlite3", *HEAVY} & loaded(used_home, "--version") == set()

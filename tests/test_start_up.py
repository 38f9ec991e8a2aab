"""Start-up is a feature: what is not needed for the first screen is not loaded for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = [
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
]
WATCH = """
import json, sys
from mlprep_cli.app.stage import Stage
def seen(*_):
    print("\\nLOADED " + json.dumps([name for name in json.loads(sys.argv.pop()) if name in sys.modules]), flush=True)
    raise SystemExit
sys.argv[1:-1]
if sys.argv[1] in ("drill", "quickfire"):
    Stage.prompt = seen
import gc
from mlprep_cli.cli import run
names = sys.argv.pop()
sys.argv.append(names)
if sys.argv[1] not in ("drill", "quickfire"):
    del sys.argv[-1]
    if sys.argv[-1] == "today":
        del sys.argv[-1]
    run()
    print("\\nLOADED " + json.dumps([name for name in json.loads(names) if name in sys.modules]))
else:
    from mlprep_cli import __main__
    import typer
    held = sys.argv[:]
    del sys.argv[-1]
    def seen(*_):
        print("\\nLOADED " + json.dumps([name for name in json.loads(names) if name in sys.modules]), flush=True)
        raise SystemExit
    Stage.prompt = seen
    run()
"""


def loaded(home: Path, *arguments: str) -> list[str]:
    """Return which heavy modules a command has loaded when its first screen is there."""
    environment = {**os.environ, "MLPREP_HOME": str(home)}
    found = subprocess.run(
        [sys.executable, "-c", WATCH, *arguments, json.dumps(HEAVY)],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    names: list[str] = json.loads(found.stdout.rpartition("LOADED ")[2])
    return names


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


@pytest.mark.parametrize("command", ["drill", "quickfire", "today", "stats", "list", "history", "notes"])
def test_the_first_screen_loads_nothing_heavy(used_home: Path, command: str) -> None:
    assert loaded(used_home, command) == []


def test_the_first_run_reads_the_bank_without_the_models(tmp_path: Path) -> None:
    assert {"sqlmodel", "sqlalchemy", "pydantic"} & set(loaded(tmp_path / "home", "drill")) == set()


def test_an_unchanged_bank_is_not_parsed_again(used_home: Path) -> None:
    assert "yaml" not in loaded(used_home, "stats")


def test_the_version_needs_neither_typer_nor_rich() -> None:
    found = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mlprep_cli", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.startswith("mlprep ")
    assert not {"typer", "rich", "sqlite3"} & {line.rpartition("|")[2].strip() for line in found.stderr.splitlines()}

"""Windows, as far as another system can tell: no POSIX, keys through a stand-in of `msvcrt`, folders and paths."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlprep_cli.storage.foreign_tables import open_for_reading
from program import Program, bank_text, ok
from pty_driver import Terminal

WITHOUT_POSIX = str(Path(__file__).with_name("without_posix.py"))


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a grade, and a backup and a log of it."""
    home = tmp_path_factory.mktemp("practised") / "home"
    ok(Program(home).run("drill", "--count", "1", typed="\ns\nq\n"))
    ok(Program(home).run("data", "backup", str(home / "backup.db")))
    ok(Program(home).run("data", "export", str(home / "log.jsonl")))
    return home


def run(home: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command without anything that only POSIX has."""
    return subprocess.run(
        [sys.executable, WITHOUT_POSIX, *arguments],
        input=typed, capture_output=True, text=True, check=False, encoding="utf-8",
        env={**os.environ, **Program(home).variables},
    )  # fmt: skip


def test_every_module_loads_without_posix(tmp_path: Path) -> None:
    assert int(ok(run(tmp_path, "every module"))) > 100


def test_a_drill_over_a_pipe_runs_without_posix(tmp_path: Path) -> None:
    printed = ok(run(tmp_path, "drill", "--count", "2", typed="\n1\n2\ne\nforgot the bias\ns\n\nn\nu\nl\nq\n"))
    assert "Strong Hire" in printed
    assert sorted(each["grade"] for each in Program(tmp_path).lines("history")) == ["lean", "strong"]


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "stats",
        "list",
        "plan start --interview 2026-03-27",
        "data check",
        "data backup {0}/b.db",
        "data restore --force {0}/backup.db",
        "data export {0}/l.jsonl",
        "data merge {0}/log.jsonl",
        "config set new_per_day 10",
        "stats --html {0}/p.html",
        "undo",
    ],
)
def test_every_kind_of_command_runs_without_posix(arguments: str, practised: Path) -> None:
    done = run(practised, *arguments.format(practised).split())
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Terminal]:
    """Return a drill whose keys come through the stand-in of `msvcrt`, at its first question."""
    (tmp_path / "mine.yaml").write_text(bank_text("alpha", "beta"))
    ok(Program(tmp_path / "home").run("bank", "add", str(tmp_path / "mine.yaml")))
    opened = Terminal((sys.executable, WITHOUT_POSIX, "drill", "--topic", "mine"), tmp_path / "home")
    tty.setraw(opened.descriptor)
    opened.expect("What is alpha?")
    yield opened
    opened.close()


def test_a_drill_reads_single_keys_and_sizes_through_msvcrt(console: Terminal, tmp_path: Path) -> None:
    console.insist(" ", "It is alpha.")
    console.insist("l", "What is beta?")
    console.resize(30, 60)
    console.expect("What is beta?")
    console.send("\x03")
    assert console.ended() == 128 + signal.SIGINT
    assert grades(tmp_path / "home") == [("alpha", "lean")]


def test_a_paste_into_a_console_grades_nothing(console: Terminal, tmp_path: Path) -> None:
    console.insist(" ", "It is alpha.")
    console.send("strong, lean or no hire?\rs\rl\rn\r")
    console.insist("n", "No Hire · ")
    console.signal(signal.SIGINT)
    console.ended()
    assert grades(tmp_path / "home") == [("alpha", "no_hire")]


def grades(home: Path) -> list[tuple[str, str]]:
    """Return the questions and grades of the log, in order."""
    return [(each["question"], each["grade"]) for each in reversed(Program(home).lines("history"))]


@pytest.mark.parametrize("name", [r"C:\Users\me\back up.db", r"\\server\share\mlprep.db", "100%41 #1?.db"])
def test_a_database_is_opened_whatever_the_characters_of_its_path(name: str, practised: Path, tmp_path: Path) -> None:
    """A drive, a network share, and what has a meaning in the address of a database: here, each is the name of a file."""
    ok(Program(practised).run("data", "backup", str(tmp_path / name)))
    source = open_for_reading(tmp_path / name)
    assert source.execute("SELECT count(*) FROM question").fetchone()[0] > 0
    source.close()

"""The conventions of the command line: names, help, errors, completion, environments and damage."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from mlprep_cli import __version__
from mlprep_cli.cli.main import HELP
from mlprep_cli.cli.options import complete_difficulty, complete_round
from program import Program, failed, ok
from pty_driver import terminal


def drill(program: Program, *keys: str) -> None:
    """Drill the topic of the small bank with these keys."""
    program.run("drill", "--topic", "mine", typed="\n".join(keys) + "\n")


# --- names ---


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("drill", "--round", "screning"), "Did you mean screening?"),
        (("drill", "--topic", "mime"), "Did you mean mine?"),
        (("list", "--difficulty", "hrd"), "Did you mean hard?"),
        (("list", "--level", "L5x"), "Did you mean L5"),
        (("show", "alhpa"), "Did you mean alpha?"),
        (("history", "gama"), "Did you mean gamma?"),
        (("drill", "l1-vs-l2"), "Did you mean l1-vs-l2-regularization?"),
        (("study", "regularisation"), "Did you mean regularization?"),
        (("study", "bias"), "Did you mean bias-variance?"),
        (("guide", "stra"), "Did you mean star?"),
        (("bank", "remove", "mien"), "Did you mean mine?"),
    ],
)
def test_a_mistyped_name_gets_the_nearest_one(mlprep: Program, arguments: tuple[str, ...], hint: str) -> None:
    assert hint in failed(mlprep.run(*arguments), 2)


def test_a_mistyped_command_or_option_is_a_usage_error(mlprep: Program) -> None:
    assert mlprep.run("dril").returncode == 2
    assert mlprep.run("drill", "--coutn", "3").returncode == 2
    assert mlprep.run("drill", "--count", "0").returncode == 2


def test_names_are_known_in_any_case(mlprep: Program) -> None:
    assert "alpha" in ok(mlprep.run("list", "--topic", "MINE", "--round", "Screening"))


def test_with_json_an_error_is_a_document_on_standard_error(mlprep: Program) -> None:
    done = mlprep.run("list", "--topic", "mime", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert json.loads(done.stderr) == {
        "schema": 1,
        "error": {"message": "There is no topic mime.", "hint": "Did you mean mine?"},
    }


# --- help, version, completion ---


@pytest.mark.parametrize("command", [*HELP, "bank check", "bank add", "bank remove", "bank list"])
def test_every_command_has_help_with_an_example(mlprep: Program, command: str) -> None:
    assert f"Example: mlprep {command}" in ok(mlprep.run(*command.split(), "--help"))


@pytest.mark.parametrize(
    "command",
    [
        "data path",
        "data check",
        "data backup",
        "data restore",
        "data export",
        "data import",
        "data merge",
        "config set",
    ],
)
def test_every_command_of_data_and_settings_has_help_with_an_example(mlprep: Program, command: str) -> None:
    shown = ok(mlprep.run(*command.split(), "--help"))
    assert "Example: " in shown
    assert f"mlprep {command}" in shown


def test_the_list_of_commands_has_the_help_of_each(mlprep: Program) -> None:
    shown = ok(mlprep.run("--help"))
    for name, text in HELP.items():
        assert f"  {name} " in shown
        own = " ".join(ok(mlprep.run(name, "--help")).split())
        assert text.rstrip(".") in own


def test_the_version_is_that_of_the_package(mlprep: Program) -> None:
    for option in ("--version", "-V"):
        assert ok(mlprep.run(option)) == f"mlprep {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mlprep study mi", "mine"),
        ("mlprep drill --topic mi", "mine"),
        ("mlprep show alp", "alpha"),
        ("mlprep drill --round scr", "screening"),
    ],
)
def test_the_shell_completes_names(mlprep: Program, typed: str, expected: str) -> None:
    done = mlprep.run(_MLPREP_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split()) - 1))
    assert done.stdout.split() == [expected]


def test_rounds_and_difficulties_are_completed_without_a_database() -> None:
    assert complete_round("se") == ["senior"]
    assert complete_difficulty("") == ["easy", "medium", "hard"]


# --- environments ---


@pytest.mark.parametrize(
    "environment",
    [
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"LC_ALL": "C", "LANG": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        {"COLUMNS": "40"},
        {"TERM": "xterm-256color", "FORCE_COLOR": "1"},
    ],
)
def test_it_works_in_every_environment(mlprep: Program, environment: dict[str, str]) -> None:
    for arguments, typed in (
        (("drill", "--topic", "mine"), "\nl\nq\n"),
        (("stats",), ""),
        ((), ""),
        (("study", "mine"), ""),
    ):
        done = mlprep.run(*arguments, typed=typed, **environment)
        assert (done.returncode, done.stderr) == (0, "")


def test_forty_columns_are_enough_for_a_terminal(mlprep: Program) -> None:
    drill(mlprep, " ", "s", " ", "l", " ", "n")
    for arguments in (("stats",), ("list", "--topic", "mine"), ("show", "alpha"), ("history",), ()):
        with terminal(*arguments, home=mlprep.home, environment=mlprep.variables, columns=40) as screen:
            if not arguments:
                screen.expect("exits")
                screen.send("q")
            assert screen.ended() == 0
            assert max(len(line.rstrip()) for line in screen.plain().splitlines()) <= 40


@pytest.mark.parametrize("moment", ["garbage", "not a moment", "12:00", "9999-12-31T23:59:59+00:00"])
def test_an_invalid_moment_is_one_clear_error_and_not_a_bug(mlprep: Program, moment: str) -> None:
    for command in ((), ("status",), ("drill",), ("plan",), ("data", "backup")):
        shown = failed(mlprep.run(*command, MLPREP_NOW=moment), 1)
        assert len(shown.splitlines()) == (1 if command == ("status",) else 2)
        assert re.fullmatch(
            rf"mlprep: MLPREP_NOW is not (a date and time|in the years .*): {re.escape(moment)}\. .*or unset MLPREP_NOW\.",
            " ".join(shown.split()),
        )


# --- damage and bugs ---


def test_a_damaged_database_is_one_clear_message_and_stays_unchanged(mlprep: Program) -> None:
    path = mlprep.home / "mlprep.db"
    path.write_bytes(b"not a database at all, " * 400)
    for arguments in ((), ("drill",), ("list", "--json"), ("data", "check"), ("undo",)):
        done = mlprep.run(*arguments)
        assert done.returncode == 1
        assert "damaged, or not a database" in done.stderr
        assert "Traceback" not in done.stderr
    assert path.read_bytes() == b"not a database at all, " * 400


@pytest.mark.parametrize(
    ("statement", "arguments", "fault"),
    [
        ("UPDATE review SET grade = 'maybe'", ("history",), "cannot be read ('maybe' is not a grade)."),
        ("UPDATE review SET study_day = 'soon'", ("status",), "'soon' is not a day"),
        ("UPDATE question SET body = '[]'", ("show", "alpha"), "The question alpha cannot be read"),
        ("UPDATE tally SET round = 'tea'", ("stats",), "The stored statistics differ from the reviews."),
    ],
)
def test_a_failure_on_a_damaged_row_is_reported_as_damage_and_not_as_a_bug(
    mlprep: Program, statement: str, arguments: tuple[str, ...], fault: str
) -> None:
    drill(mlprep, " ", "s", " ", "s", " ", "q")
    with closing(sqlite3.connect(mlprep.home / "mlprep.db")) as connection, connection:
        connection.execute(statement)
    message = failed(mlprep.run(*arguments), 1)
    assert f"{mlprep.home / 'mlprep.db'} is damaged. " in message
    assert fault in message
    assert "mlprep data check" in message
    assert "bug" not in message


def test_an_unexpected_failure_is_reported_as_a_bug_with_the_way_to_its_traceback(
    mlprep: Program, tmp_path: Path
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "yaml.py").write_text("raise RuntimeError('broken library')")
    broken = {"PYTHONPATH": str(tmp_path / "broken")}
    command = ("bank", "check", str(tmp_path / "mine.yaml"))
    assert "This is a bug in mlprep" in failed(mlprep.run(*command, **broken), 1)
    assert "Traceback" in mlprep.run(*command, MLPREP_DEBUG="1", **broken).stderr


# --- Ctrl-C while it starts ---

INTERRUPTED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
_, module, place, *words = sys.argv
sys.argv[:] = ["mlprep", *words]

class Interrupt:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        self.name = "the signal arrives here"

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            if place == "callback":
                Interrupt()  # Python cannot raise an exception there
            else:
                os.kill(os.getpid(), signal.SIGINT)
        return None

sys.meta_path.insert(0, Finder())
from mlprep_cli.__main__ import main
main()
"""
IMPORTED = (
    "mlprep_cli.cli",
    "mlprep_cli.cli.main",
    "typer",
    "inspect",
    "mlprep_cli.storage.store",
    "mlprep_cli.cli.parser",
    "sqlite3",
    "mlprep_cli.adapters.display",
    "rich.console",
    "mlprep_cli.app.practice",
    "mlprep_cli.app.stage",
)


@pytest.mark.parametrize("place", ["import", "callback"])
@pytest.mark.parametrize("module", IMPORTED)
def test_ctrl_c_at_any_moment_of_a_start_ends_with_130_and_without_a_word(
    mlprep: Program, module: str, place: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, module, place, "drill"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **mlprep.variables},
    )
    assert (done.returncode, done.stderr) == (130, "")


# --- streams that the shell closes or redirects ---

UNWRITABLE = "mlprep: Standard output cannot be written ({})."


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ("--version >/dev/full", 1, UNWRITABLE.format("No space left on device")),
        ("--version >&-", 1, UNWRITABLE.format("it is closed")),
        ("status >/dev/full", 1, UNWRITABLE.format("No space left on device")),
        ("status >&-", 1, UNWRITABLE.format("it is closed")),
        ("--help >&-", 1, UNWRITABLE.format("it is closed")),
        ("data export >&-", 1, UNWRITABLE.format("it is closed")),
        ("drill >&- </dev/null", 1, UNWRITABLE.format("it is closed")),
        ("list <&- >&- 2>&-", 1, ""),
        ("list 2>&- >/dev/null", 0, ""),
        ("list --topic none 2>/dev/full", 2, ""),
        ("drill <&- >/dev/null", 0, ""),
        ("mock --questions 1 --seed 1 <&- >/dev/null", 0, ""),
        ("drill 0>out >/dev/null", 0, ""),
        ("list | head -n 1", 0, ""),
    ],
)
def test_the_program_says_in_one_line_that_a_stream_cannot_be_used(
    mlprep: Program, tmp_path: Path, command: str, code: int, message: str
) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m mlprep_cli {command}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, **mlprep.variables},
    )
    assert done.returncode == code
    assert done.stderr.startswith(message)
    assert len(done.stderr.splitlines()) == (2 if message else 0)
    assert done.stdout.count("\n") <= 1


def test_files_that_are_opened_while_a_stream_is_closed_do_not_take_its_place(mlprep: Program) -> None:
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        subprocess.run(
            ["sh", "-c", f"{sys.executable} -m mlprep_cli drill --topic mine {closed}"],
            input="\ns\nq\n",
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **mlprep.variables},
        )
        assert ok(mlprep.run("data", "check")).startswith("ok: ")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-16", "koi8-r", "ascii:strict"])
def test_text_falls_back_character_by_character_and_documents_are_utf_8(mlprep: Program, encoding: str) -> None:
    drill(mlprep, " ", "s", " ", "n")
    environment = {**os.environ, **mlprep.variables, "PYTHONIOENCODING": encoding}

    def output(*arguments: str) -> bytes:
        command = [sys.executable, "-m", "mlprep_cli", *arguments]
        done = subprocess.run(command, capture_output=True, check=False, env=environment, stdin=subprocess.DEVNULL)
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout

    for arguments in (("status",), ("stats",), ("show", "l1-vs-l2-regularization"), ("drill",), ("study", "mine"), ()):
        shown = output(*arguments).decode(encoding.partition(":")[0])
        assert shown.count("?") == ok(mlprep.run(*arguments, typed="")).count("?")
    for arguments in (("status", "--json"), ("companies", "--json"), ("list", "--json"), ("data", "export")):
        for line in output(*arguments).decode("utf-8").splitlines():
            json.loads(line)
    coding = mlprep.document("list", "--round", "coding")["questions"][0]["id"]
    shown = output("show", coding, "--part", "solution").decode("utf-8")
    assert shown == ok(mlprep.run("show", coding, "--part", "solution"))
    table = output("stats", "topics").decode(encoding.partition(":")[0]).splitlines()
    assert len({line.index(word) for line, word in zip(table, ("median", "0:00"), strict=False)}) == 1

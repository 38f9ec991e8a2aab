"""Commands run in a child process: the whole program, with a text as its input and its output recorded."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import re
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import mlprep_cli
from mlprep_cli.app import banks

NOW = datetime.fromisoformat("2026-03-09T12:00:00+00:00")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Command(NamedTuple):
    """A command line, its folder, and its standard input."""

    home: Path
    arguments: tuple[str, ...]
    bank: Path
    typed: str = ""
    now: datetime = NOW


class Outcome(NamedTuple):
    """The exit code of a command, its output and its errors."""

    code: int
    output: str
    errors: str


def warm() -> None:
    """Import everything that a command loads, so that a child process need not."""
    for module in pkgutil.walk_packages(mlprep_cli.__path__, "mlprep_cli."):
        importlib.import_module(module.name)
    for name in (
        "fsrs",
        "icalendar",
        "yaml",
        "tomllib",
        "rich.markdown",
        "rich.table",
        "rich.progress_bar",
        "pygments",
    ):
        importlib.import_module(name)
    gc.collect()


def run(command: Command) -> Outcome:
    """Run a command as the installed program does. Only in a child process: the process cannot be used afterwards."""
    from mlprep_cli.__main__ import start

    # A small bank instead of the shipped one, since it may be read again.
    vars(banks)["shipped_bank"] = lambda: command.bank
    with tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        typed.write(command.typed.encode())
        typed.seek(0)
        for number, file in enumerate((typed, output, errors)):
            os.dup2(file.fileno(), number)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  as the interpreter opens them
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        os.environ.update(MLPREP_HOME=str(command.home), MLPREP_NOW=command.now.isoformat(), TZ="UTC", COLUMNS="80")
        sys.argv = ["mlprep", *command.arguments]
        code: object = 0
        try:
            code = start()
        except SystemExit as ended:
            code = ended.code
        sys.stdout.flush()
        sys.stderr.flush()
        written = []
        for file in (output, errors):
            file.seek(0)
            written.append(file.read().decode("utf-8", "surrogateescape"))
    return Outcome(code if isinstance(code, int) else int(code is not None), *written)


def violation(outcome: Outcome) -> str:
    """Return how a command broke the rules for its end, empty if it did not."""
    both = outcome.output + outcome.errors
    if outcome.code not in (0, 1, 2):
        return f"it left with {outcome.code}"
    if "Traceback" in both:
        return "a traceback"
    if "a bug in mlprep" in both:
        return "it is called a bug"
    if outcome.code and not outcome.errors.strip() and not outcome.output.strip():
        return "it failed without a message"
    if (found := _FORBIDDEN.search(both)) is not None:
        return f"the control character U+{ord(found[0]):04X} in its output"
    return ""

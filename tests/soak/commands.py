"""Commands run in a cage: the whole program in a forked child, its input from a text and its output kept."""

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
    """How a command ended, and what it wrote."""

    code: int
    output: str
    errors: str


def warm() -> None:
    """Import all that a command loads, so that a forked child need not."""
    for each in pkgutil.walk_packages(mlprep_cli.__path__, "mlprep_cli."):
        importlib.import_module(each.name)
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
    """Run a command as the installed program does; only in a cage: the process is spent afterwards."""
    from mlprep_cli.__main__ import start

    vars(banks)["shipped_bank"] = lambda: command.bank  # a small bank instead of the shipped one, since it may be read again
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


def broken_law(outcome: Outcome) -> str:
    """Return what is wrong with the way in which a command ended; empty where nothing is."""
    both = outcome.output + outcome.errors
    if outcome.code not in (0, 1, 2):
        return f"it left with {outcome.code}"
    if "Traceback" in both:
        return "a traceback"
    if "this is a bug in mlprep" in both:
        return "it is called a bug"
    if outcome.code and not outcome.errors.strip() and not outcome.output.strip():
        return "it failed without a word"
    if (found := _FORBIDDEN.search(both)) is not None:
        return f"the control character U+{ord(found[0]):04X} in what it wrote"
    return ""

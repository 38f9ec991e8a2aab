"""The command line and the use cases in the process of the tests, so that their coverage is measured."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import IO

from mlprep_cli.app.banks import current
from mlprep_cli.app.context import Context
from mlprep_cli.cli import main
from program import Program


@dataclass(frozen=True)
class InProcess(Program):
    """The program, run in this process. Its input comes from a pipe, and its output goes to one."""

    def run(self, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end with this text on standard input."""
        output, messages = StringIO(), StringIO()
        code = self.run_on(output, messages, *arguments, typed=typed, **environment)
        return subprocess.CompletedProcess(arguments, code, output.getvalue(), messages.getvalue())

    def run_on(self, output: IO[str], messages: IO[str], *arguments: str, typed: str = "", **environment: str) -> int:
        """Run a command to its end with these streams as standard output and standard error, and return its exit code."""
        with self.surroundings(typed, **environment), redirect_stdout(output), redirect_stderr(messages):
            argv, sys.argv = sys.argv, ["mlprep", *arguments]
            try:
                return main.run()
            finally:
                sys.argv = argv

    @contextmanager
    def surroundings(self, typed: str = "", **environment: str) -> Iterator[None]:
        """Set the variables, the standard input and the time zone of a run, and restore them at the end."""
        variables, stdin, umask = dict(os.environ), sys.stdin, os.umask(0o077)
        os.environ.update(self.variables | environment)
        time.tzset()
        sys.stdin = TextIOWrapper(BytesIO(typed.encode()), "utf-8")
        try:
            yield
        finally:
            sys.stdin = stdin
            os.umask(umask)
            os.environ.clear()
            os.environ.update(variables)
            time.tzset()

    @contextmanager
    def context(self, typed: str = "") -> Iterator[Context]:
        """Open a context for use cases, and close it at the end."""
        with self.surroundings(typed):
            context = Context(self.home)
            try:
                yield context
            finally:
                context.close()


def make_home(folder: Path) -> Path:
    """Return a new home folder with the shipped bank."""
    context = Context(folder / "home")
    current(context)
    context.close()
    return folder / "home"

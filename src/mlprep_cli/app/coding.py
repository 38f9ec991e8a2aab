"""The coding room: attempts as files, running the checks on them, and running them again at each save."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from mlprep_cli.adapters.files import open_file
from mlprep_cli.core.coding import checks_for, level_reached
from mlprep_cli.core.reviews import RecordedAttempt
from mlprep_cli.errors import MlprepError, UsageError

if TYPE_CHECKING:
    from mlprep_cli.app.context import Context
    from mlprep_cli.core.coding import Run
    from mlprep_cli.core.questions import Code, Question

NUMPY = "numpy"
INSTALL = "pip install 'mlprep[code]'"
MOST_BYTES = 1_000_000
_POLL_SECONDS = 0.3


def code_of(question: Question) -> Code:
    """Return the code of a question.

    Raises:
        UsageError: It has none.
    """
    if question.code is None:
        raise UsageError(f"{question.id} has no code.", "mlprep list --round coding lists the coding questions.")
    return question.code


def attempts(context: Context, question_id: str) -> list[Path]:
    """Return the files of the attempts at a question, the first one first."""
    return sorted((context.home / "code" / question_id).glob("attempt-[0-9]*.py"), key=_number)


def new_attempt(context: Context, question: Question) -> Path:
    """Write the stub of a question to a new file, which replaces none, and return its path.

    Raises:
        MlprepError: It cannot be written.
    """
    folder = context.home / "code" / question.id
    last = max(map(_number, attempts(context, question.id)), default=0)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            last += 1
            path = folder / f"attempt-{last:03}.py"
            try:
                with path.open("x", encoding="utf-8") as file:
                    path.chmod(0o600)
                    file.write(code_of(question).stub.rstrip() + "\n")
            except FileExistsError:
                continue
            return path
    except OSError as error:
        raise MlprepError(
            f"{folder} cannot be written ({error.strerror}).", "Check the permissions of the folder."
        ) from error


def text_of(path: Path) -> str:
    """Return the text of an attempt.

    Raises:
        MlprepError: It cannot be read, is larger than 1 MB, or is not UTF-8.
    """
    with open_file(path, follow_links=True) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise MlprepError(f"{path} is larger than 1 MB.", "Shorten it.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MlprepError(f"{path} is not UTF-8.", "Save the file as UTF-8.") from error


def text_or_none(path: Path) -> str | None:
    """Return the text of an attempt, None if it cannot be read."""
    try:
        return text_of(path)
    except MlprepError:
        return None


def run(context: Context, code: Code, solution: str, *, hidden: bool) -> Run:
    """Run the checks of every open level on a solution; the hidden ones too, and every level, if `hidden`.

    Raises:
        MlprepError: There is no interpreter.
    """
    from mlprep_cli.adapters.runner import run_checks

    interpreter = context.settings.code_python
    if hidden:
        return run_checks(code, solution, code.checks, interpreter)
    result, level = run_checks(code, solution, checks_for(code, 1, hidden=False), interpreter), 1
    while not result.missing:
        following = level_reached(code, [group.name for group in result.groups if group.passed])
        if following == level:
            break
        level = following
        result = run_checks(code, solution, checks_for(code, level, hidden=False), interpreter)
    return result


def record(context: Context, question_id: str, text: str, result: Run) -> None:
    """Record a run of the checks outside a session."""
    at = context.clock.now()
    context.store.attempts.add(
        RecordedAttempt(at.id, question_id, None, "code", at.moment, at.day, text, None, *result.outcome)
    )


def missing_module(context: Context, code: Code) -> str:
    """Return the module that the code of a question needs and the interpreter lacks; empty if it has all."""
    if (
        re.search(rf"^\s*(import|from) {NUMPY}\b", "\n".join((code.stub, code.solution, code.helpers)), re.MULTILINE)
        is None
    ):
        return ""
    from mlprep_cli.adapters.runner import has_module

    return "" if has_module(NUMPY, context.settings.code_python) else NUMPY


def refuse_missing_module(context: Context, question: Question) -> None:
    """Refuse a question whose code cannot run here.

    Raises:
        MlprepError: A module is missing; the hint installs it.
    """
    if missing_module(context, code_of(question)):
        other = context.settings.code_python
        hint = f"{other} -m pip install numpy" if other else INSTALL
        raise MlprepError(f"{question.id} needs NumPy, which {other or sys.executable} does not have.", hint)


def saves(path: Path, wait: Callable[[float], None] = sleep) -> Iterator[str]:
    """Yield the text of a file now and whenever it is saved, until the program is interrupted.

    The package `watchfiles` notices a save at once; without it, the file is read again every 0.3 s.
    """
    text = text_of(path)
    yield text
    try:
        from watchfiles import watch
    except ImportError:
        changes: Iterator[object] = _looks(wait)
    else:
        # A save while the checks run comes before the next look: the time limit notices it.
        changes = iter(watch(path.parent, raise_interrupt=True, rust_timeout=1000, yield_on_timeout=True))
    for _ in changes:
        try:
            now = text_of(path)
        except MlprepError:  # an editor that writes a new file and renames it
            continue
        if now != text:
            text = now
            yield text


def _looks(wait: Callable[[float], None]) -> Iterator[None]:
    while True:
        wait(_POLL_SECONDS)
        yield None


def _number(path: Path) -> int:
    match = re.search(r"attempt-(\d+)", path.name)
    return int(match[1]) if match else 0
